"""Variants of the planner: the same machine but for one thing."""

from collections.abc import Callable
from itertools import product
from math import prod
from typing import Any, TypeVar

import pytest
import torch
from torch import Tensor

from graphmem.encoding.labels import LabelScheme
from graphmem.encoding.specs import Kind, interface_shapes
from graphmem.memory.gating import DISCRETE, SOFT, Gating
from graphmem.memory.matching import field_match
from graphmem.memory.state import MemoryState
from graphmem.models.planner import Planner, Token
from graphmem.models.planner_variants import (
    Ageless,
    Impatient,
    LearntWords,
    OnePath,
    SharedReads,
    SimilarLabels,
    SoftBits,
    UnboundedModes,
    Unmarked,
    control_bits,
)
from graphmem.models.recurrent_planner import RecurrentPlanner

Make = Callable[..., Any]
Kept = TypeVar("Kept", bound=Planner)
VARIANTS: tuple[type[Planner], ...] = (
    Ageless,
    Impatient,
    LearntWords,
    OnePath,
    RecurrentPlanner,
    SharedReads,
    SimilarLabels,
    SoftBits,
    UnboundedModes,
    Unmarked,
)
each = pytest.mark.parametrize("kind", VARIANTS, ids=lambda kind: kind.__name__)


def made(kind: type[Kept], seed: int = 0) -> Kept:
    """Weights of the controller as large as those of a taught one, so that gates differ from one half.

    The write gate is always nearly half open: so far triples are written, and heads do not rest.
    """
    machine = kind(2, 16, torch.Generator().manual_seed(seed))
    shapes = interface_shapes(2)
    place = sum(prod(shapes[name]) for name in list(shapes)[: list(shapes).index("write_gate")])
    with torch.no_grad():
        machine.controller.output.weight *= 10
        machine.controller.output.weight[place] = 0
        machine.controller.output.bias[place] = -0.01
    return machine


def plan(machine: Planner, problem: Any, gating: Gating = SOFT) -> MemoryState:
    described = machine.describe(problem.rows, problem.minutes, problem.num_labels, gating)
    return machine.ask(described, problem.query, problem.planning_steps, problem.num_labels, gating)


@each
def test_a_variant_answers_otherwise_and_can_be_taught(
    kind: type[Planner], graphs: Make, pose: Make, run: Make
) -> None:
    problem, machine = pose(graphs()), made(kind)
    answers, plain = run(machine, problem, SOFT), run(made(Planner), problem, SOFT)
    assert any(not torch.allclose(one, other) for one, other in zip(answers, plain, strict=True))
    sum(part.sum() for part in answers).backward()
    unused = {"controller.hidden.weight", "controller.hidden.bias"} if kind is RecurrentPlanner else set()
    for name, parameter in machine.named_parameters():
        assert (parameter.grad is None) == (name in unused), name
        assert parameter.grad is None or parameter.grad.isfinite().all()
    if isinstance(machine, LearntWords):
        assert machine.written.grad is not None
        assert machine.written.grad.any()


@each
def test_same_generator_same_weights(kind: type[Planner]) -> None:
    first, again, other = (kind(2, 8, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1))
    pairs = list(zip(first.parameters(), again.parameters(), other.parameters(), strict=True))
    assert all(torch.equal(one, two) for one, two, _ in pairs)
    assert any(not torch.equal(one, three) for one, _, three in pairs)


def test_shared_reads_sum_to_one_at_most(graphs: Make, pose: Make) -> None:
    problem = pose(graphs())
    shared, plain = (plan(made(kind), problem).held.sum(-1) for kind in (SharedReads, Planner))
    assert shared.max() <= 1 + 1e-5
    assert plain.max() > 1.5


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_labels_match_by_the_share_of_their_digits(digits: int) -> None:
    scheme, machine = LabelScheme(3, digits), SimilarLabels(2, 4, base=3)
    numbers = torch.Generator().manual_seed(0)
    key = torch.rand(2, 2, scheme.size + 1, generator=numbers)
    labels = torch.randint(scheme.size + 1, (2, 6), generator=numbers)
    labels[0, 0] = scheme.size
    found = machine._field_match(key, labels)
    spelled = list(product(range(3), repeat=digits))
    for batch, head, slot in product(range(2), range(2), range(6)):
        own = int(labels[batch, slot])
        expected = 0.0
        if own < scheme.size:
            shares = [sum(a == b for a, b in zip(spelled[own], word, strict=True)) / digits for word in spelled]
            expected = max(float(key[batch, head, wanted]) * share for wanted, share in enumerate(shares))
        assert float(found[batch, head, slot]) == pytest.approx(expected)
    if digits == 1:
        torch.testing.assert_close(found, field_match(key, labels))


def test_words_learnt_by_heart_are_the_encoder_s(graphs: Make, pose: Make, run: Make) -> None:
    problem, machine = pose(graphs()), made(LearntWords)
    with torch.no_grad():
        machine.written.copy_(100 * torch.eye(10))
    for one, other in zip(run(machine, problem, SOFT), run(made(Planner), problem, SOFT), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_a_learnt_word_is_the_product_of_its_digits() -> None:
    machine = LearntWords(2, 4, torch.Generator().manual_seed(0), base=3)
    image = torch.softmax(machine.written.detach(), 1)
    held = torch.zeros(1, 2, 1)
    held[0, 0, 0] = 1
    known = machine._known(held, torch.full((1, 3, 1), 5), 9)[0, 0, 0]  # the digits of 5 are 1 and 2
    for label in range(9):
        assert float(known[label]) == pytest.approx(float(image[1, label // 3] * image[2, label % 3]), abs=1e-5)
    key = torch.zeros(1, 2, 10)
    key[0, 0, 7] = 1
    match = machine._field_match(key, torch.tensor([[5]]))
    assert float(match[0, 0, 0]) == pytest.approx(float(image[1, 2] * image[2, 1]))


def test_ageless_holds_all_matches_alike() -> None:
    machine = made(Ageless)
    match, elapsed = torch.tensor([[[1.0, 0.0, 1.0]] * 2]), torch.tensor([[9.0, 9.0, 2.0]])
    state = MemoryState(
        torch.zeros(1, 3, 3, dtype=torch.long), torch.zeros(1, 3), torch.ones(1, 3), torch.ones(1, 3), elapsed,
        torch.zeros(1, 2, 3),
    )  # fmt: skip
    interface = machine._interface(Kind.ANSWER, state, SOFT)
    oldest = interface._replace(read_modes=torch.tensor([[[0.0, 1.0, 0.0, 0.0]] * 2]))
    read = machine._read(state, match, oldest, DISCRETE)
    assert torch.equal(read, match)
    assert made(Planner)._read(state, match, oldest, DISCRETE).tolist() == [[[1.0, 0.0, 0.0]] * 2]


def test_unmarked_and_impatient(graphs: Make, pose: Make) -> None:
    problem = pose(graphs())
    assert not plan(made(Unmarked), problem).marks.any()
    state = plan(made(Impatient), problem)
    assert state.marks.any()
    assert torch.equal(made(Impatient)._readable(state, SOFT), torch.ones_like(state.marks))


def test_one_path_shares_one_and_modes_may_saturate(graphs: Make, pose: Make) -> None:
    state = plan(made(Planner), pose(graphs()))
    paths = made(OnePath)._interface(Kind.ANSWER, state, SOFT)
    for part in (paths.source_paths, paths.line_paths, paths.destination_paths, paths.answer_paths):
        torch.testing.assert_close(part.sum(-1), torch.ones_like(part[..., 0]))
    machines = [made(kind) for kind in (Planner, UnboundedModes)]
    for machine in machines:
        with torch.no_grad():
            machine.controller.output.weight *= 100
    bounded, free = (machine._interface(Kind.ANSWER, state, SOFT).read_modes.amax() for machine in machines)
    assert bounded < 0.9999 < free


def test_soft_bits_are_not_rounded(graphs: Make, pose: Make) -> None:
    state = plan(made(Planner), pose(graphs()))
    for kind, soft in ((Planner, False), (SoftBits, True)):
        machine, seen = made(kind), list[Tensor]()
        machine.controller.register_forward_pre_hook(lambda _, inputs, seen=seen: seen.append(inputs[0]))
        machine._interface(Kind.PLANNING, state, SOFT)
        assert bool(((seen[0] > 0.01) & (seen[0] < 0.99)).any()) == soft


def test_a_recurrent_controller_remembers(graphs: Make, pose: Make) -> None:
    """Its steps by hand: one a triple, then query and planning; and what it remembers moves its gates."""
    problem, machine = pose(graphs()), made(RecurrentPlanner)
    described: Any = machine.describe(problem.rows, problem.minutes, problem.num_labels)
    empty = described._replace(held=torch.zeros_like(described.held), marks=torch.zeros_like(described.marks))
    hidden = torch.zeros_like(described.hidden)
    for _ in range(problem.rows.shape[2]):
        hidden = machine.cell(control_bits(Kind.DESCRIPTION, empty), hidden)
    torch.testing.assert_close(described.hidden, hidden)
    blank = torch.full((len(problem.rows), 3), problem.num_labels)
    first, other = (
        machine.step(Token(Kind.PLANNING, blank), described._replace(hidden=start), problem.num_labels)[1]
        for start in (described.hidden, torch.ones_like(described.hidden))
    )
    assert not torch.equal(first.hidden, other.hidden)  # type: ignore[attr-defined]  # it has one part more
    assert described.repeated(2).hidden.shape == (2 * len(problem.rows), machine.hidden_size)
