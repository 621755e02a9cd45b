"""Variants of the planner: the same machine with one piece replaced."""

from collections.abc import Callable
from functools import partial
from itertools import product
from math import prod
from typing import Any

import pytest
import torch
from torch import Tensor

from graphmem.encoding.labels import LabelScheme
from graphmem.encoding.specs import Kind, interface_shapes
from graphmem.memory.gating import DISCRETE, SOFT, Gating
from graphmem.memory.matching import field_match
from graphmem.memory.state import MemoryState
from graphmem.models.digit_sets import similar_labels
from graphmem.models.planner import Planner, Token, control_interface, read_memory
from graphmem.models.planner_variants import (
    ageless_read,
    control_bits,
    learnt_words,
    no_marks,
    one_path,
    readable_at_once,
    shared_reads,
    soft_bits,
    unbounded_modes,
)
from graphmem.models.recurrent_planner import RecurrentPlanner

Make = Callable[..., Any]
VARIANTS: dict[str, Make] = {
    "ageless_read": partial(Planner, read=ageless_read),
    "learnt_words": learnt_words,
    "no_marks": partial(Planner, mark=no_marks),
    "one_path": partial(Planner, interface=one_path),
    "readable_at_once": partial(Planner, readable=readable_at_once),
    "recurrent": RecurrentPlanner,
    "shared_reads": partial(Planner, read=shared_reads),
    "similar_labels": partial(Planner, match_field=similar_labels),
    "soft_bits": partial(Planner, interface=soft_bits),
    "unbounded_modes": partial(Planner, interface=unbounded_modes),
}
each = pytest.mark.parametrize("name", VARIANTS)


def made(make: Make = Planner, seed: int = 0) -> Any:
    """A machine whose weights are as large as after training, so that gates differ from one half.

    The write gate is always nearly half open, so that triples are written and heads do not rest.
    """
    machine = make(2, 16, torch.Generator().manual_seed(seed))
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
def test_a_variant_answers_differently_and_can_be_trained(name: str, graphs: Make, pose: Make, run: Make) -> None:
    problem, machine = pose(graphs()), made(VARIANTS[name])
    answers, plain = run(machine, problem, SOFT), run(made(), problem, SOFT)
    assert any(not torch.allclose(one, other) for one, other in zip(answers, plain, strict=True))
    sum(part.sum() for part in answers).backward()
    unused = {"controller.hidden.weight", "controller.hidden.bias"} if name == "recurrent" else set()
    for part, parameter in machine.named_parameters():
        assert (parameter.grad is None) == (part in unused), part
        assert parameter.grad is None or parameter.grad.isfinite().all()
    if name == "learnt_words":
        assert machine.written.grad is not None
        assert machine.written.grad.any()


@each
def test_same_generator_same_weights(name: str) -> None:
    first, again, other = (VARIANTS[name](2, 8, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1))
    pairs = list(zip(first.parameters(), again.parameters(), other.parameters(), strict=True))
    assert all(torch.equal(one, two) for one, two, _ in pairs)
    assert any(not torch.equal(one, three) for one, _, three in pairs)


def test_shared_reads_sum_to_one_at_most(graphs: Make, pose: Make) -> None:
    problem = pose(graphs())
    shared, plain = (plan(made(make), problem).held.sum(-1) for make in (VARIANTS["shared_reads"], Planner))
    assert shared.max() <= 1 + 1e-5
    assert plain.max() > 1.5


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_labels_match_by_the_share_of_their_digits(digits: int) -> None:
    scheme = LabelScheme(3, digits)
    numbers = torch.Generator().manual_seed(0)
    key = torch.rand(2, 2, scheme.size + 1, generator=numbers)
    labels = torch.randint(scheme.size + 1, (2, 6), generator=numbers)
    labels[0, 0] = scheme.size
    found = similar_labels(key, labels, base=3)
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


def test_exactly_learnt_words_are_those_of_the_encoder(graphs: Make, pose: Make, run: Make) -> None:
    problem, machine = pose(graphs()), made(learnt_words)
    with torch.no_grad():
        machine.written.copy_(100 * torch.eye(10))
    for one, other in zip(run(machine, problem, SOFT), run(made(), problem, SOFT), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_a_learnt_word_is_the_product_of_its_digits() -> None:
    machine: Any = learnt_words(2, 4, torch.Generator().manual_seed(0), base=3)
    image = torch.softmax(machine.written.detach(), 1)
    held = torch.zeros(1, 2, 1)
    held[0, 0, 0] = 1
    known = machine.known(held, torch.full((1, 3, 1), 5), 9)[0, 0, 0]  # the digits of 5 are 1 and 2
    for label in range(9):
        assert float(known[label]) == pytest.approx(float(image[1, label // 3] * image[2, label % 3]), abs=1e-5)
    key = torch.zeros(1, 2, 10)
    key[0, 0, 7] = 1
    match = machine.match_field(key, torch.tensor([[5]]))
    assert float(match[0, 0, 0]) == pytest.approx(float(image[1, 2] * image[2, 1]))


def test_ageless_reads_hold_all_matches_alike() -> None:
    match, elapsed = torch.tensor([[[1.0, 0.0, 1.0]] * 2]), torch.tensor([[9.0, 9.0, 2.0]])
    state = MemoryState(
        torch.zeros(1, 3, 3, dtype=torch.long), torch.zeros(1, 3), torch.ones(1, 3), torch.ones(1, 3), elapsed,
        torch.zeros(1, 2, 3),
    )  # fmt: skip
    interface = control_interface(made().controller, Kind.ANSWER, state, SOFT)
    oldest = interface._replace(read_modes=torch.tensor([[[0.0, 1.0, 0.0, 0.0]] * 2]))
    assert torch.equal(ageless_read(state, match, oldest, DISCRETE), match)
    assert read_memory(state, match, oldest, DISCRETE).tolist() == [[[1.0, 0.0, 0.0]] * 2]


def test_no_marks_and_readable_at_once(graphs: Make, pose: Make) -> None:
    problem = pose(graphs())
    assert not plan(made(VARIANTS["no_marks"]), problem).marks.any()
    state = plan(made(VARIANTS["readable_at_once"]), problem)
    assert state.marks.any()
    assert torch.equal(readable_at_once(state, SOFT), torch.ones_like(state.marks))


def test_one_path_shares_one_and_unbounded_modes_may_saturate(graphs: Make, pose: Make) -> None:
    state, controller = plan(made(), pose(graphs())), made().controller
    paths = one_path(controller, Kind.ANSWER, state, SOFT)
    for part in (paths.source_paths, paths.line_paths, paths.destination_paths, paths.answer_paths):
        torch.testing.assert_close(part.sum(-1), torch.ones_like(part[..., 0]))
    with torch.no_grad():
        controller.output.weight *= 100
    bounded, free = (
        interface(controller, Kind.ANSWER, state, SOFT).read_modes.amax()
        for interface in (control_interface, unbounded_modes)
    )
    assert bounded < 0.9999 < free


def test_soft_bits_are_not_discretised(graphs: Make, pose: Make) -> None:
    state = plan(made(), pose(graphs()))
    for interface, soft in ((control_interface, False), (soft_bits, True)):
        controller, seen = made().controller, list[Tensor]()
        controller.register_forward_pre_hook(lambda _, inputs, seen=seen: seen.append(inputs[0]))
        interface(controller, Kind.PLANNING, state, SOFT)
        assert bool(((seen[0] > 0.01) & (seen[0] < 0.99)).any()) == soft


def test_a_recurrent_controller_remembers(graphs: Make, pose: Make) -> None:
    """Its steps by hand, one for each triple, then query and planning; and its state changes its gates."""
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
