"""The discretised planner with the DNC paper's labels: it answers with whole triples.

Differences from the DNC paper, besides those of the planner itself; for the encoding see ``channels.planner``:

- The answer path of a head copies all three fields of the row that ends at the answered station, not its end alone; of
  parallel rows it takes the one with the lowest label.  Training decides only which head answers.
- Unless a number of planning steps is given, it plans until a step changes nothing.  With the paper's ten, one edge a
  step, a plan reaches eleven edges.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np

from ...encoding.paper import BLANK
from ...encoding.specs import DESTINATION, HOLD, LINE, SOURCE, TOKEN, Kind, LabelSource
from ...graphs.triples import Ints
from ..planner.answers import CURRENT, emitted_labels
from ..planner.control import ControlRow, ControlState
from ..planner.machine import DiscretePlanner
from ..planner.rows import MemoryRows, Token
from ..planner.state import PlanState
from ..planner.steps import advance, plan_steps

LabelTriple = tuple[int, int, int]
BLANK_TOKEN = Token(BLANK, BLANK, BLANK)
_IN_A_QUERY = (CURRENT, LabelSource(TOKEN, DESTINATION))


class PaperPlanner:
    """A discretised planner that reads and answers labels of the paper.

    Args:
        planner: any program.
    """

    def __init__(self, planner: DiscretePlanner) -> None:
        self.planner = planner

    def write(self, facts: Ints) -> MemoryRows:
        """The rows in the memory after a description of (N, 3) labels: all or none."""
        off = (False,) * self.planner.num_heads
        written = len(facts) if self.planner.program[ControlState(Kind.DESCRIPTION, off, off)].writes else 0
        return MemoryRows(np.ascontiguousarray(facts[:written].T), np.ones(written, np.int64), BLANK_TOKEN)

    def plan(self, rows: MemoryRows, query: Token, planning: int | None) -> PlanState:
        """Read a query and plan.

        Args:
            rows: of the description.
            query: labels of the query.
            planning: number of planning steps; None to plan until a step changes nothing.
        """
        state, program = PlanState(rows, self.planner.num_heads), self.planner.program
        if planning is None:
            deque(plan_steps(program, state, query), maxlen=0)
            return state
        advance(state, program[state.control(Kind.QUERY)], query)
        for _ in range(planning):
            self.plan_once(state)
        return state

    def plan_once(self, state: PlanState) -> None:
        """One step of planning."""
        advance(state, self.planner.program[state.control(Kind.PLANNING)], BLANK_TOKEN)

    def answer(self, state: PlanState, kind: Kind, token: Token) -> LabelTriple | None:
        """The triple answered, ending at the emitted station with the lowest label.

        Returns:
            None for "no route", and if no answering head holds a row that ends at that station.
        """
        row = self.planner.program[state.control(kind)]
        stations = emitted_labels(state, row, token)
        if not len(stations):
            return None
        station = int(stations.min())
        ending_there = [triple for triple in _held_triples(state, row, token) if triple[DESTINATION] == station]
        return min(ending_there, default=None)

    @property
    def reads_origin(self) -> bool:
        """Whether a head may match rows by the origin that a query names; nothing is held or marked before a query."""
        off = (False,) * self.planner.num_heads
        row = self.planner.program[ControlState(Kind.QUERY, off, off)]
        return any(
            any(CURRENT in key for key in keys) and all(any(source in _IN_A_QUERY for source in key) for key in keys)
            for head in row.heads
            if head.mode != HOLD and not head.marked
            for keys in [[head.keys[field] for field in head.fields]]
        )

    def walk_all(self, facts: Ints, planning: int | None = None) -> Iterator[tuple[int, int, tuple[LabelTriple, ...]]]:
        """Origin, destination and path for all pairs of nodes of one labelled graph.

        Each path is what ``PlannerReading`` answers to an episode for that pair when its own answers are fed back.  The
        description is read once, and one plan serves all origins unless the program reads them.  A path ends at its
        destination, at the answer "no route", or after as many triples as the graph has nodes.

        Args:
            facts: (N, 3) labels.
            planning: number of planning steps; None to plan until a step changes nothing.
        """
        rows = self.write(facts)
        nodes: list[int] = np.unique(facts[:, [SOURCE, DESTINATION]]).tolist()
        for destination in nodes:
            origins = [node for node in nodes if node != destination]
            queries = origins if self.reads_origin else [BLANK]
            for query in queries:
                state = self.plan(rows, Token(query, BLANK, destination), planning)
                following: dict[int, LabelTriple | None] = {}
                for origin in [query] if self.reads_origin else origins:
                    yield origin, destination, self._walk(state, following, origin, destination, len(nodes))

    def _walk(
        self, state: PlanState, following: dict[int, LabelTriple | None], origin: int, destination: int, longest: int
    ) -> tuple[LabelTriple, ...]:
        """The path from one origin; ``following`` keeps the answer at each node."""
        path: list[LabelTriple] = []
        here = origin
        while here != destination and len(path) < longest:
            if here not in following:
                following[here] = self.answer(state, Kind.ANSWER, BLANK_TOKEN._replace(source=here))
            step = following[here]
            if step is None:
                break
            path.append(step)
            here = step[DESTINATION]
        return tuple(path)


def _held_triples(state: PlanState, row: ControlRow, token: Token) -> Iterator[LabelTriple]:
    """The rows that the answering heads hold after the step."""
    for holder in sorted({source.holder for source in row.answer if source.holder != TOKEN}):
        fields = [
            emitted_labels(state, row._replace(answer=(LabelSource(holder, field),)), token).tolist()
            for field in (SOURCE, LINE, DESTINATION)
        ]
        yield from zip(*fields, strict=True)
