"""The discretised planner and the torch planner with discretised gates are the same machine, whatever the weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.encoding.specs import Kind, interface_shapes
from graphmem.graphs import Triples
from graphmem.interpreter import ControlRow, ControlState, DiscreteDescription, DiscretePlanner
from graphmem.interpreter.weights import HIDDEN_BIAS
from graphmem.memory.gating import DISCRETE
from graphmem.memory.state import MemoryState, empty_memory
from graphmem.models.planner import Planner, Token
from graphmem.models.tensors import as_arrays

from .programs import random_program, walking_program, watching_program, weigh


def draw_machine(rng: np.random.Generator, heads: int, scale: float, writes: bool | None) -> Planner:
    """Random weights; ``writes`` sets whether descriptions are written, and None leaves it to chance."""
    machine = Planner(heads, 12)
    sizes = {name: int(np.prod(shape)) for name, shape in interface_shapes(heads).items()}
    starts = dict(zip(sizes, np.cumsum([0, *sizes.values()]), strict=False))
    gate, modes = starts["write_gate"], slice(starts["read_modes"], starts["read_modes"] + sizes["read_modes"])
    with torch.no_grad():
        for parameter in machine.parameters():
            parameter.copy_(torch.as_tensor(rng.normal(scale=scale, size=parameter.shape)))
        # Read modes that are as good as tied at their bound fall to whichever tanh rounds up.
        machine.controller.output.weight[modes] /= 3 * scale
        machine.controller.output.bias[modes] /= 3 * scale
        if writes is not None:
            hidden, output = machine.controller.hidden, machine.controller.output
            hidden.weight[0], hidden.bias[0] = 0, -20
            hidden.weight[0, Kind.DESCRIPTION] = 40
            output.weight[gate, 0] = 50 * scale if writes else -50 * scale
            output.bias[gate] = rng.choice([0, 1]) * output.weight[gate, 0]  # other kinds: the opposite, or by chance
    return machine


def machine_of(program: dict[ControlState, ControlRow], heads: int) -> Planner:
    """A program in the weights of the torch machine."""
    weights = weigh(program, heads)
    machine = Planner(heads, len(weights[HIDDEN_BIAS]))
    with torch.no_grad():
        machine.load_state_dict({name: torch.as_tensor(values) for name, values in weights.items()})
    return machine


def discretised_machine(machine: Planner) -> DiscretePlanner:
    """The same weights, without torch."""
    return DiscretePlanner.from_tensors(as_arrays(machine), machine.num_heads)


def draw_graph(rng: np.random.Generator, stations: int, rows: int, longest: int) -> Triples:
    """Loops and parallel rows may occur."""
    source, destination = rng.integers(stations, size=(2, rows))
    minutes = rng.integers(1, longest + 1, size=rows)
    return Triples.single(source, rng.integers(3, size=rows), destination, minutes, stations)


class Twin:
    """The torch planner with the interface of a description."""

    def __init__(self, machine: Planner, described: DiscreteDescription, triples: Triples) -> None:
        rows = described.rows
        self.machine, self.described, self.size = machine, described, max(rows.blank)
        self.blank = rows.blank
        columns = np.stack(
            [described.stations[triples.source], described.lines[triples.line], described.stations[triples.destination]]
        )
        self.labels, self.minutes = torch.as_tensor(columns)[None], torch.as_tensor(triples.minutes[None]).float()

    def token(self, source: int | None = None, line: int | None = None, destination: int | None = None) -> torch.Tensor:
        stations, lines = self.described.stations, self.described.lines
        parts = [
            self.size if number is None else int(labels[number])
            for number, labels in ((source, stations), (line, lines), (destination, stations))
        ]
        return torch.tensor([parts])

    def describe(self) -> MemoryState:
        return self.machine.describe(self.labels, self.minutes, self.size, DISCRETE)

    def describe_by_steps(self) -> MemoryState:
        state = empty_memory(1, self.labels.shape[2], self.machine.num_heads, self.size)
        for row in range(self.labels.shape[2]):
            token = Token(Kind.DESCRIPTION, self.labels[:, :, row], self.minutes[:, row])
            _, state = self.machine.step(token, state, self.size, DISCRETE)
        return state

    def plan(self, state: MemoryState, destination: int, origin: int | None) -> Iterator[MemoryState]:
        token = Token(Kind.QUERY, self.token(origin, None, destination))
        while True:
            _, state = self.machine.step(token, state, self.size, DISCRETE)
            yield state
            token = Token(Kind.PLANNING, self.token())

    def answers(self, state: MemoryState, kind: Kind, tokens: list[torch.Tensor]) -> list[set[int]]:
        answers = self.machine.answer(state, kind, torch.stack(tokens, 1), self.size, DISCRETE)[0, :, :-1]
        return [set(self.described.decoder[np.flatnonzero(answer > 0.5)].tolist()) for answer in answers.numpy()]


@torch.no_grad()
def check_equality(rng: np.random.Generator, machine: Planner, triples: Triples, steps: int = 40) -> int:
    """Every state of one plan, every answer from its last state, every hop; returns the number of steps compared."""
    described = discretised_machine(machine).describe(triples, rng)
    twin = Twin(machine, described, triples)
    destination, origin = (int(station) for station in rng.integers(triples.num_stations, size=2))
    asked = destination, None if rng.random() < 0.5 else origin
    start = twin.describe()
    compared = 0
    for snapshot, after in zip(described.trace(*asked), twin.plan(start, *asked), strict=False):
        compared += 1
        size = len(snapshot.marks)
        held, marks = after.held[0].numpy(), after.marks[0].numpy()
        assert snapshot.step == compared
        assert np.array_equal(snapshot.held, held[:, :size])
        assert np.array_equal(snapshot.marks, marks[:size])
        assert not held[:, size:].any()
        assert not marks[size:].any()
        assert np.array_equal(snapshot.ages, after.ages[0].numpy()[:size])
        if compared == steps:
            break
    if compared < steps:
        plan = described.plan(*asked)
        assert plan.steps == compared
        last = plan.state.snapshot()
        assert all(np.array_equal(*pair) for pair in zip(last, snapshot, strict=True))
        bits = plan.state.control(Kind.ANSWER)
        assert bits.holds == tuple((after.held[0].amax(1) > 0).tolist())
        assert bits.marked == tuple(((after.held[0] * after.marks).amax(1) > 0).tolist())
        at_once = plan.next_stations()
        tokens = [twin.token(station) for station in range(triples.num_stations)]
        for station, answered in enumerate(twin.answers(after, Kind.ANSWER, tokens)):
            assert plan.answers(station) == answered
            lowest = min(answered, key=lambda number: described.stations[number], default=None)
            assert plan.next_station(station) == lowest
            assert at_once[station] == (-1 if lowest is None else lowest)
    places = list(product(range(triples.num_stations), range(len(described.lines))))
    for place, answered in zip(
        places, twin.answers(start, Kind.TRAVERSAL, [twin.token(*place) for place in places]), strict=True
    ):
        assert described.hop(*place) == min(answered, key=lambda number: described.stations[number], default=None)
    return compared


@pytest.mark.parametrize("heads", [1, 2, 3])
@pytest.mark.parametrize("scale", [0.5, 2.0, 10.0])
@pytest.mark.parametrize("trials", [10, pytest.param(1000, marks=pytest.mark.slow)])
def test_every_state_and_answer(heads: int, scale: float, trials: int) -> None:
    rng = np.random.default_rng([heads, int(10 * scale), trials])
    for trial in range(trials):
        machine = draw_machine(rng, heads, scale, [True, True, True, False, None][trial % 5])
        triples = draw_graph(rng, int(rng.integers(1, 7)), int(rng.integers(1, 14)), int(rng.choice([1, 2, 6])))
        check_equality(rng, machine, triples)


@pytest.mark.parametrize("heads", [2, 3])
@pytest.mark.parametrize("trials", [40, pytest.param(3000, marks=pytest.mark.slow)])
def test_heads_with_the_same_control_row_step_after_step(heads: int, trials: int) -> None:
    rng = np.random.default_rng([heads, trials])
    compared = 0
    for _ in range(trials):
        machine = machine_of(random_program(rng, heads), heads)
        triples = draw_graph(rng, int(rng.integers(3, 9)), int(rng.integers(4, 24)), int(rng.choice([1, 3, 6])))
        compared += check_equality(rng, machine, triples, 25)
    assert compared > 2 * trials


@pytest.mark.parametrize("program", [walking_program, watching_program])
def test_heads_that_lose_rows(program: Callable[[], dict[ControlState, ControlRow]]) -> None:
    rng = np.random.default_rng(0)
    machine = machine_of(program(), 2)
    for _ in range(25):
        check_equality(rng, machine, draw_graph(rng, 6, int(rng.integers(5, 10)), 6))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 3), st.integers(1, 6), st.integers(1, 20), st.integers(1, 9))
def test_every_state_and_answer_on_any_graph(seed: int, heads: int, stations: int, rows: int, longest: int) -> None:
    rng = np.random.default_rng(seed)
    check_equality(rng, draw_machine(rng, heads, 2.0, True), draw_graph(rng, stations, rows, longest))


@torch.no_grad()
@pytest.mark.parametrize("writes", [True, False])
def test_a_description_read_step_by_step(writes: bool) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        machine, triples = draw_machine(rng, 2, 2.0, writes), draw_graph(rng, 4, 7, 5)
        described = discretised_machine(machine).describe(triples, rng)
        twin = Twin(machine, described, triples)
        state = twin.describe_by_steps()
        assert len(described.rows) == int(state.presence.sum()) == (len(triples) if writes else 0)
        assert not state.held.any()
        assert not state.marks.any()
        if writes:
            assert np.array_equal(described.rows.columns, state.labels[0].numpy())
            assert np.array_equal(described.rows.minutes, state.minutes[0].numpy())
