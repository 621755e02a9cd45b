"""Questions on graphs, and a program written by hand into the machine's gates: a search from the destination.

    DESCRIPTION   write
    QUERY         head 0 holds all rows that lead to the destination, and marks them
    PLANNING      head 0 holds also the rows that lead to where a readable row that it holds begins, and marks them
    ANSWER        head 0 holds the oldest of the marked rows that begin here; where they lead is the answer
    TRAVERSAL     head 0 holds the rows of this line that begin here; where they lead is the answer

It shows that the machine can hold the right program, one minute a step; other heads rest.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from math import prod
from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from graphmem.encoding.batches import Labelling, describe, draw_labels
from graphmem.encoding.labels import LabelScheme
from graphmem.encoding.specs import (
    ALL,
    DESTINATION,
    HOLD,
    LINE,
    OLDEST,
    SOURCE,
    TOKEN,
    UNION,
    Kind,
    LabelSource,
    interface_shapes,
    interface_size,
    line_sources,
    station_sources,
)
from graphmem.generators import GENERATORS
from graphmem.graphs import Triples
from graphmem.memory.gating import Gating
from graphmem.models.planner import Planner
from graphmem.tasks import label_questions, shortest_path, traversal

OPEN = 20.0


class Questions(NamedTuple):
    """Graphs and questions as tensors; V labels."""

    rows: Tensor  # (G, 3, N)
    minutes: Tensor  # (G, N)
    query: tuple[Tensor, Tensor]
    planning_steps: int
    ways: tuple[Tensor, Tensor, Tensor]  # labels, right, weight
    hops: tuple[Tensor, Tensor, Tensor]
    labelling: Labelling

    @property
    def num_labels(self) -> int:
        return self.labelling.scheme.size


def make_graphs(name: str = "sparse", seed: int = 0, graphs: int = 6) -> Triples:
    options: dict[str, float] = {"connected": False, "one_way": 0.3} if name == "sparse" else {}
    rng = np.random.default_rng(seed)
    return GENERATORS[name](rng, graphs, stations=(3, 12), minutes=(1, 4), **options).triples


def draw_questions(
    triples: Triples, scheme: LabelScheme | None = None, labelling: Labelling | None = None, planning_steps: int = 8
) -> Questions:
    """The questions depend on the graphs alone, their labels on the labelling."""
    rng = np.random.default_rng(1)
    questions = shortest_path(rng, triples, 6, horizon=planning_steps + 1), traversal(rng, triples, 6)
    labelling = labelling or draw_labels(rng, triples, scheme or LabelScheme())
    description = describe(triples, labelling)
    ways, hops = (label_questions(some, labelling) for some in questions)
    assert ways.destination is not None
    return Questions(
        torch.as_tensor(description.labels),
        torch.as_tensor(description.minutes),
        (torch.as_tensor(ways.labels[:, 0, 0]), torch.as_tensor(ways.destination)),
        planning_steps,
        *((torch.as_tensor(a.labels), torch.as_tensor(a.right), torch.as_tensor(a.weight)) for a in (ways, hops)),
        labelling,
    )


def answer_questions(machine: Planner, problem: Questions, gating: Gating) -> tuple[Tensor, Tensor]:
    """Answers to the questions about shortest paths, and about hops."""
    described = machine.describe(problem.rows, problem.minutes, problem.num_labels, gating)
    planned = machine.ask(described, problem.query, problem.planning_steps, problem.num_labels, gating)
    return (
        machine.answer(planned, Kind.ANSWER, problem.ways[0], problem.num_labels, gating),
        machine.answer(described, Kind.TRAVERSAL, problem.hops[0], problem.num_labels, gating),
    )


class Program(nn.Module):
    """Logits by the kind of token alone; ``open_gates`` lists (kind, part, place)."""

    def __init__(self, num_heads: int, open_gates: list[tuple[Kind, str, tuple[int, ...]]]) -> None:
        super().__init__()
        shapes = interface_shapes(num_heads)
        first = dict(zip(shapes, accumulate((prod(shape) for shape in shapes.values()), initial=0), strict=False))
        self.table = nn.Parameter(torch.full((len(Kind), interface_size(num_heads)), -OPEN))
        with torch.no_grad():
            for kind, part, place in open_gates:
                flat = 0
                for index, size in zip(place, shapes[part], strict=True):
                    flat = flat * size + index
                self.table[kind, first[part] + flat] = OPEN

    def forward(self, bits: Tensor) -> Tensor:
        kinds = bits[:, : len(Kind)].clone()
        kinds[:, Kind.PLANNING] -= kinds[:, Kind.QUERY]  # a QUERY shows both bits
        return kinds @ self.table


def write_program(num_heads: int = 2) -> Planner:
    stations, lines = station_sources(num_heads), line_sources(num_heads)

    def station(holder: int, field: int) -> int:
        return stations.index(LabelSource(holder, field))

    def head_0(kind: Kind, mode: int, field: str, *place: int) -> list[tuple[Kind, str, tuple[int, ...]]]:
        mask = ("source_paths", "line_paths", "destination_paths").index(field)
        return [(kind, "read_modes", (0, mode)), (kind, field, (0, *place)), (kind, "masks", (0, mask))]

    here = station(TOKEN, SOURCE)
    gates: list[tuple[Kind, str, tuple[int, ...]]] = [
        (Kind.DESCRIPTION, "write_gate", ()),
        *head_0(Kind.QUERY, ALL, "destination_paths", station(TOKEN, DESTINATION)),
        (Kind.QUERY, "mark_gates", (0,)),
        *head_0(Kind.PLANNING, UNION, "destination_paths", station(0, SOURCE)),
        (Kind.PLANNING, "mark_gates", (0,)),
        *head_0(Kind.ANSWER, OLDEST, "source_paths", here),
        (Kind.ANSWER, "conditions", (0, 1)),
        (Kind.ANSWER, "answer_paths", (station(0, DESTINATION),)),
        *head_0(Kind.TRAVERSAL, ALL, "source_paths", here),
        *head_0(Kind.TRAVERSAL, ALL, "line_paths", lines.index(LabelSource(TOKEN, LINE))),
        (Kind.TRAVERSAL, "answer_paths", (station(0, DESTINATION),)),
    ]
    gates += [(kind, "read_modes", (head, HOLD)) for kind in Kind for head in range(1, num_heads)]
    machine = Planner(num_heads, 4)
    machine.controller = Program(num_heads, gates)  # type: ignore[assignment]
    return machine


class WritesItsDescription(nn.Module):
    """A controller whose write gate is open for descriptions and shut otherwise."""

    def __init__(self, controller: nn.Module, num_heads: int) -> None:
        super().__init__()
        self.controller = controller
        shapes = interface_shapes(num_heads)
        self.place = sum(prod(shapes[name]) for name in list(shapes)[: list(shapes).index("write_gate")])

    def forward(self, bits: Tensor) -> Tensor:
        logits = self.controller(bits)
        gate = OPEN * (2 * bits[:, int(Kind.DESCRIPTION)] - 1)
        return torch.cat([logits[:, : self.place], gate[:, None], logits[:, self.place + 1 :]], 1)


def random_machine(seed: int = 0, num_heads: int = 2) -> Planner:
    """Random weights, except for the write gate."""
    machine = Planner(num_heads, 16, torch.Generator().manual_seed(seed))
    machine.controller = WritesItsDescription(machine.controller, num_heads)  # type: ignore[assignment]
    return machine


@pytest.fixture
def program() -> Callable[..., Planner]:
    return write_program


@pytest.fixture
def untrained() -> Callable[..., Planner]:
    return random_machine


@pytest.fixture
def graphs() -> Callable[..., Triples]:
    return make_graphs


@pytest.fixture
def pose() -> Callable[..., Questions]:
    return draw_questions


@pytest.fixture
def run() -> Callable[..., tuple[Tensor, Tensor]]:
    return answer_questions
