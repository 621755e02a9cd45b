"""Machines made from tensors by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from graphmem.errors import CheckpointError
from graphmem.graphs import Triples
from graphmem.interpreter import DiscretePlanner, DiscreteReasoner, load_planner
from graphmem.interpreter.weights import planner_shapes, reasoner_shapes
from graphmem.models.planner import Planner
from graphmem.models.reasoner import Reasoner
from graphmem.models.tensors import as_arrays

from .programs import control_states, dijkstra_program, weigh

Arrays = dict[str, np.ndarray]


def reasoner_arrays() -> Arrays:
    return as_arrays(Reasoner(5, 3, 4, torch.Generator().manual_seed(0)))


MACHINES: dict[str, tuple[Callable[[Arrays], object], Arrays]] = {
    "planner": (lambda arrays: DiscretePlanner.from_tensors(arrays, 2), weigh(dijkstra_program(), 2)),
    "reasoner": (DiscreteReasoner.from_tensors, reasoner_arrays()),
}


def behaviour(machine: object) -> object:
    """All that a planner of two heads does, or what each word of a reasoner means."""
    if isinstance(machine, DiscretePlanner):
        return {state: machine.program[state] for state in control_states(2)}
    assert isinstance(machine, DiscreteReasoner)
    return [machine.chain(word) for word in range(5)]


@pytest.mark.parametrize("heads", [1, 2, 3])
def test_names_and_shapes_are_those_of_the_torch_planner(heads: int) -> None:
    arrays = as_arrays(Planner(heads, 7))
    assert {name: array.shape for name, array in arrays.items()} == planner_shapes(heads, 7)


def test_names_and_shapes_are_those_of_the_torch_reasoner() -> None:
    assert {name: array.shape for name, array in reasoner_arrays().items()} == reasoner_shapes(5, 3, 4)


def test_a_planner_has_the_program_of_its_tensors() -> None:
    planner = DiscretePlanner.from_tensors(weigh(dijkstra_program(), 2), 2, "by hand")
    assert planner.name == "by hand"
    assert {state: planner.program[state] for state in control_states(2)} == dijkstra_program()


@pytest.mark.parametrize("machine", MACHINES)
def test_further_tensors_and_their_order_do_not_matter(machine: str) -> None:
    make, arrays = MACHINES[machine]
    assert behaviour(make({"other": np.zeros(3), **dict(reversed(arrays.items()))})) == behaviour(make(arrays))


SPOILT: dict[str, tuple[Callable[[np.ndarray], np.ndarray | None], str]] = {
    "missing": (lambda array: None, r"^Tensor \S+ is missing\.$"),
    "float64": (lambda array: array.astype(np.float64), r"^Tensor \S+ must be float32 of shape"),
    "shorter": (lambda array: array[..., :-1], r"^Tensor \S+ must be float32 of shape"),
    "deeper": (lambda array: array[None], r"^Tensor \S+ must "),
    "nan": (lambda array: array * np.float32(np.nan), r"^Tensor \S+ holds numbers that are not finite\.$"),
}
CASES = [
    (machine, name, fault)
    for machine, (_, arrays) in MACHINES.items()
    for name in arrays
    for fault in SPOILT
    if (name, fault) != ("lexicon.logits", "shorter")  # the lexicon alone says how many letters there are
]


@pytest.mark.parametrize(("machine", "name", "fault"), CASES)
def test_wrong_tensors_are_refused_in_one_sentence(machine: str, name: str, fault: str) -> None:
    (make, arrays), (spoil, message) = MACHINES[machine], SPOILT[fault]
    spoilt = spoil(arrays[name])
    others = {key: array for key, array in arrays.items() if key != name}
    with pytest.raises(CheckpointError, match=message):
        make(others if spoilt is None else {**others, name: spoilt})


def test_the_number_of_heads_must_fit() -> None:
    with pytest.raises(CheckpointError, match=r"controller\.hidden\.weight must be float32 of shape \(80, 11\)"):
        DiscretePlanner.from_tensors(weigh(dijkstra_program(), 2), 3)


def test_a_recording_stacks_the_trace_of_a_plan() -> None:
    ring = Triples.single(*np.array([[0, 1, 2], [0, 0, 0], [1, 2, 0], [2, 1, 1]]), 3)
    described = load_planner().describe(ring, np.random.default_rng(0))
    recording, snapshots = described.record(0), list(described.trace(0))
    assert recording.held.shape == (len(snapshots), 2, 3)
    assert [snapshot.step for snapshot in snapshots] == list(range(1, len(snapshots) + 1))
    for time, snapshot in enumerate(snapshots):
        np.testing.assert_array_equal(recording.held[time], snapshot.held)
        np.testing.assert_array_equal(recording.marks[time], snapshot.marks)
        np.testing.assert_array_equal(recording.ages[time], snapshot.ages)
    assert recording.marks[0].tolist() == [False, False, True]  # the row that leads to the destination
    assert recording.marks[-1].all()
    assert len(snapshots) == described.plan(0).steps
    assert repr(recording) == f"PlanRecording({len(snapshots)} steps, 2 heads, 3 rows)"
