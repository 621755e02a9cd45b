"""What holds for a planner with any weights."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from graphmem.encoding.batches import Labelling
from graphmem.encoding.labels import LabelScheme
from graphmem.encoding.specs import Kind, num_control_bits
from graphmem.memory.gating import DISCRETE, SOFT, Gating
from graphmem.memory.interface import read_interface
from graphmem.memory.state import MemoryState, empty_memory
from graphmem.models.planner import Planner, Token

Make = Callable[..., Any]
both = pytest.mark.parametrize("gating", [SOFT, DISCRETE], ids=["soft", "discretised"])


def close(first: Tensor, second: Tensor, gating: Gating) -> bool:
    """Equal if discretised; equal up to the order of sums if soft."""
    if gating.discrete:
        return torch.equal(first, second)
    return torch.allclose(first, second, rtol=1e-4, atol=1e-6)


def plan(machine: Planner, problem: Any, gating: Gating) -> MemoryState:
    described = machine.describe(problem.rows, problem.minutes, problem.num_labels, gating)
    return machine.ask(described, problem.query, problem.planning_steps, problem.num_labels, gating)


def test_same_generator_same_weights() -> None:
    first, again, other = (Planner(2, 8, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1))
    pairs = list(zip(first.parameters(), again.parameters(), other.parameters(), strict=True))
    assert all(torch.equal(one, two) for one, two, _ in pairs)
    assert any(not torch.equal(one, three) for one, _, three in pairs)


@both
def test_no_state_is_kept_on_the_machine(gating: Gating, untrained: Make, graphs: Make, pose: Make, run: Make) -> None:
    machine, problem = untrained(), pose(graphs())
    described = machine.describe(problem.rows, problem.minutes, problem.num_labels, gating)
    copies = MemoryState(*(part.clone() for part in described))
    before = dict(vars(machine))
    first, again = (run(machine, problem, gating) for _ in range(2))
    assert all(torch.equal(one, two) for one, two in zip(first, again, strict=True))
    machine.ask(described, problem.query, 4, problem.num_labels, gating)
    machine.answer(described, Kind.TRAVERSAL, problem.hops[0], problem.num_labels, gating)
    assert all(torch.equal(part, copy) for part, copy in zip(described, copies, strict=True))
    assert not list(machine.buffers())
    assert vars(machine) == before


@pytest.mark.parametrize("seed", range(3))
def test_discretised_answers_are_yes_or_no(seed: int, untrained: Make, graphs: Make, pose: Make, run: Make) -> None:
    problem, machine = pose(graphs()), untrained(seed)
    for answers in run(machine, problem, DISCRETE):
        stations = answers[..., :-1]
        torch.testing.assert_close(stations, stations.round(), atol=1e-5, rtol=0)
        assert set(stations.round().flatten().tolist()) <= {0.0, 1.0}
    state = plan(machine, problem, DISCRETE)
    for part in (state.held, state.marks, state.presence):
        assert set(part.flatten().tolist()) <= {0.0, 1.0}


@both
@pytest.mark.parametrize("seed", [None, 0, 1, 2])
def test_other_names_give_other_answers_and_nothing_else(
    seed: int | None,
    gating: Gating,
    program: Make,
    untrained: Make,
    graphs: Make,
    pose: Make,
    run: Make,
) -> None:
    """Stations and lines are renamed, each in their own way; the controller sees no difference."""
    triples, machine = graphs(), program() if seed is None else untrained(seed)
    seen: list[Tensor] = []
    machine.controller.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    problem = pose(triples)
    old: Labelling = problem.labelling
    rng = np.random.default_rng(0)
    stations, lines = rng.permutation(old.scheme.size), rng.permutation(old.scheme.size)
    renamed = pose(triples, labelling=dataclasses.replace(old, stations=stations[old.stations], lines=lines[old.lines]))
    assert not torch.equal(problem.rows, renamed.rows)
    answers = run(machine, problem, gating)
    first = [bits.clone() for bits in seen]
    seen.clear()
    others = run(machine, renamed, gating)
    blank_stays = torch.tensor([*stations, old.scheme.size])
    for one, other in zip(answers, others, strict=True):
        assert torch.equal(one, other[..., blank_stays])
        assert one[..., :-1].any() or seed is not None
    assert len(seen) == len(first) == 1 + 1 + problem.planning_steps + 2
    for bits, again in zip(first, seen, strict=True):
        assert torch.equal(bits, again)
        assert bits.shape[1] == num_control_bits(2)
        assert set(bits.flatten().tolist()) <= {0.0, 1.0}


@both
def test_other_ways_to_write_labels(gating: Gating, untrained: Make, graphs: Make, pose: Make, run: Make) -> None:
    triples, machine = graphs(), untrained()
    problems = [pose(triples, scheme) for scheme in (LabelScheme(2, 7), LabelScheme(12, 2))]
    stations = [torch.as_tensor(problem.labelling.stations) for problem in problems]
    for one, other in zip(*(run(machine, problem, gating) for problem in problems), strict=True):
        for graph, (first, last) in enumerate(zip(triples.station_offsets, triples.station_offsets[1:], strict=False)):
            names = [labels[first:last] for labels in stations]
            assert close(one[graph, :, names[0]], other[graph, :, names[1]], gating)
        assert close(one[..., -1], other[..., -1], gating)


@both
@pytest.mark.parametrize("seed", range(3))
def test_members_of_a_batch_are_independent(
    seed: int, gating: Gating, untrained: Make, graphs: Make, pose: Make, run: Make
) -> None:
    triples, machine = graphs(seed=seed), untrained(seed)
    problem = pose(triples)
    together = run(machine, problem, gating)
    lengths = np.diff(triples.row_offsets)
    assert len(set(lengths)) > 1
    for graph, length in enumerate(lengths):
        one = slice(graph, graph + 1)
        alone = problem._replace(
            rows=problem.rows[one, :, :length],
            minutes=problem.minutes[one, :length],
            query=tuple(label[one] for label in problem.query),
            ways=tuple(part[one] for part in problem.ways),
            hops=tuple(part[one] for part in problem.hops),
        )
        for whole, part in zip(together, run(machine, alone, gating), strict=True):
            assert close(whole[one], part, gating)


@both
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_does_not_matter(
    seed: int, gating: Gating, untrained: Make, graphs: Make, pose: Make, run: Make
) -> None:
    machine, problem = untrained(seed), pose(graphs(seed=seed))
    order = torch.as_tensor(np.random.default_rng(seed).permutation(problem.rows.shape[2]))
    shuffled = problem._replace(rows=problem.rows[:, :, order], minutes=problem.minutes[:, order])
    for part, other in zip(plan(machine, problem, gating), plan(machine, shuffled, gating), strict=True):
        assert close(part[..., order], other, gating)
    for one, other in zip(run(machine, problem, gating), run(machine, shuffled, gating), strict=True):
        assert torch.allclose(one, other, atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_one_triple_a_step(seed: int, untrained: Make, program: Make, graphs: Make, pose: Make) -> None:
    problem = pose(graphs(seed=seed, graphs=1))
    for machine in (untrained(seed), program(), Planner(2, 8, torch.Generator().manual_seed(seed))):
        state = empty_memory(1, problem.rows.shape[2], 2, problem.num_labels)
        for row, minutes in zip(problem.rows.unbind(2), problem.minutes.unbind(1), strict=True):
            token = Token(Kind.DESCRIPTION, row, minutes)
            _, state = machine.step(token, state, problem.num_labels, DISCRETE)
        together = machine.describe(problem.rows, problem.minutes, problem.num_labels, DISCRETE)
        written = state.presence[:, None] > 0
        assert torch.equal(together.labels.where(written, problem.num_labels), state.labels)
        assert torch.equal(together.minutes.where(written[:, 0], 0), state.minutes)
        for name in ("presence", "marks", "elapsed", "held"):
            assert torch.equal(getattr(together, name), getattr(state, name))


def test_one_triple_a_step_while_soft(untrained: Make, graphs: Make, pose: Make) -> None:
    """The streaming machine is the differentiable one: same state, and a gradient to the write gate."""
    problem = pose(graphs(graphs=1))
    machine = untrained()
    state = empty_memory(1, problem.rows.shape[2], 2, problem.num_labels)
    for row, minutes in zip(problem.rows.unbind(2), problem.minutes.unbind(1), strict=True):
        _, state = machine.step(Token(Kind.DESCRIPTION, row, minutes), state, problem.num_labels, SOFT)
    together = machine.describe(problem.rows, problem.minutes, problem.num_labels, SOFT)
    for one, other in zip(state, together, strict=True):
        assert torch.equal(one, other)
    assert state.presence.requires_grad
    assert state.presence.min().item() > 0.5


def test_discretised_answers_say_no_route_where_nothing_is_emitted(
    untrained: Make, graphs: Make, pose: Make, run: Make
) -> None:
    problem = pose(graphs())
    for seed in range(5):
        for answers in run(untrained(seed), problem, DISCRETE):
            nothing = ~(answers[..., :-1] > 0.5).any(-1)
            assert torch.equal(answers.argmax(-1) == problem.num_labels, nothing)


@both
def test_gradients_reach_every_weight(gating: Gating, graphs: Make, pose: Make, untrained: Make, run: Make) -> None:
    machine: Planner = untrained() if gating.discrete else Planner(2, 16, torch.Generator().manual_seed(0))
    problem = pose(graphs())
    answers = run(machine, problem, gating)
    for answer, (_, right, weight) in zip(answers, (problem.ways, problem.hops), strict=True):
        share = ((answer + 1e-4) * right).sum(-1) / (answer + 1e-4).sum(-1)
        (-torch.log(share.clamp(min=1e-8)) * weight).sum().backward(retain_graph=True)
    for name, weights in machine.named_parameters():
        assert weights.grad is not None, name
        assert weights.grad.isfinite().all(), name
        assert weights.grad.any(), name
        if name.endswith("output.bias") and not gating.discrete:
            interface = read_interface((weights.grad == 0).double()[None], 2, Gating())
            idle = {part: (gates[0] > gates.min()).nonzero().tolist() for part, gates in interface._asdict().items()}
            # The token of a question has no destination that could be answered.
            assert {part: places for part, places in idle.items() if places} == {"answer_paths": [[1]]}


@both
def test_all_tensors_are_made_where_the_weights_are(gating: Gating, graphs: Make, pose: Make) -> None:
    """A machine on the meta device: a tensor created on another device would raise."""
    problem, nowhere = pose(graphs()), torch.device("meta")
    machine = Planner(2, 8).to(nowhere)
    state = empty_memory(6, 20, 2, problem.num_labels, nowhere)
    query = tuple(label.to(nowhere) for label in problem.query)
    state = machine.ask(state, query, 2, problem.num_labels, gating)
    for kind in (Kind.ANSWER, Kind.TRAVERSAL):
        answers = machine.answer(state, kind, problem.ways[0].to(nowhere), problem.num_labels, gating)
        assert answers.device == nowhere
        assert answers.shape == (6, 6, problem.num_labels + 1)


@both
@pytest.mark.parametrize("kind", Kind)
def test_what_the_controller_sees(kind: Kind, gating: Gating) -> None:
    """By hand: kinds, then `holds` of every head, then `marked` of every head; slots 1 and 3 are marked.

    A query is the first step of planning, and shows both bits.
    """
    machine = Planner(3, 4)
    seen: list[Tensor] = []
    machine.controller.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    held = torch.zeros(3, 3, 4)
    held[0, 0, 2] = held[0, 1, 3] = held[1, 2, 0] = held[1, 2, 1] = held[1, 1, 0] = 0.9
    held[2, 0, 1] = held[2, 2, 2] = 0.4
    state = empty_memory(3, 4, 3, 9)._replace(held=held, marks=torch.tensor([[0.0, 1, 0, 1]]).expand(3, 4))
    machine.step(Token(kind, torch.full((3, 3), 9), torch.ones(3)), state, 9, gating)
    expected = [[1, 1, 0, 0, 1, 0], [0, 1, 1, 0, 0, 1], [0, 0, 0, 0, 0, 0]]
    shown = [float(number == kind or (kind, number) == (Kind.QUERY, Kind.PLANNING)) for number in range(5)]
    assert seen[0].tolist() == [shown + bits for bits in expected]
