"""The rounded machine with the DNC paper's labels: it answers whole triples.

Departures, besides those of the planner itself; for those of the encoding see ``paper_reading``:

- The answer path of a head copies all three fields of the row that ends at the station answered, not its end alone; of
  parallel rows the one with the lowest label.  Nothing is learnt for this but which head answers.
- Where no number of planning steps is given, it plans until a step changes nothing.  With the paper's ten, one edge a
  step, a plan reaches eleven edges.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np

from ...encoding.paper import SCHEME
from ...encoding.specs import DESTINATION, HOLD, LINE, SOURCE, TOKEN, Kind, LabelSource
from ...graphs.triples import Ints
from ..planner.answers import ASKED, emitted
from ..planner.control import ControlRow, ControlState
from ..planner.machine import DiscretePlanner
from ..planner.rows import Rows, Token
from ..planner.state import State
from ..planner.steps import advance, think

Said = tuple[int, int, int]
BLANK = SCHEME.size
NOTHING = Token(BLANK, BLANK, BLANK)
_SHOWN = (ASKED, LabelSource(TOKEN, DESTINATION))  # of a query


class PaperPlanner:
    """A rounded planner that is asked in the paper's labels.

    Args:
        planner: any program.
    """

    def __init__(self, planner: DiscretePlanner) -> None:
        self.planner = planner

    def write(self, facts: Ints) -> Rows:
        """(N, 3) labels of a description as rows of the memory."""
        off = (False,) * self.planner.num_heads
        written = len(facts) if self.planner.program[ControlState(Kind.DESCRIPTION, off, off)].writes else 0
        return Rows(np.ascontiguousarray(facts[:written].T), np.ones(written, np.int64), NOTHING)

    def plan(self, rows: Rows, query: Token, planning: int | None) -> State:
        """Read a query and plan so many steps; None until a step changes nothing."""
        state, program = State(rows, self.planner.num_heads), self.planner.program
        if planning is None:
            deque(think(program, state, query), maxlen=0)
            return state
        advance(state, program[state.control(Kind.QUERY)], query)
        for _ in range(planning):
            self.plan_on(state)
        return state

    def plan_on(self, state: State) -> None:
        """One step of planning."""
        advance(state, self.planner.program[state.control(Kind.PLANNING)], NOTHING)

    def answer(self, state: State, kind: Kind, token: Token) -> Said | None:
        """The triple answered, or None for "no route"; of several stations the one with the lowest label.

        None too where no head that answers holds a row that ends there.
        """
        row = self.planner.program[state.control(kind)]
        stations = emitted(state, row, token)
        if not len(stations):
            return None
        station = int(stations.min())
        held = [said for said in _held_triples(state, row, token) if said[DESTINATION] == station]
        return min(held, default=None)

    @property
    def reads_origin(self) -> bool:
        """Whether a head may match rows by the origin that a query names; nothing is held or marked before it."""
        off = (False,) * self.planner.num_heads
        row = self.planner.program[ControlState(Kind.QUERY, off, off)]
        return any(
            any(ASKED in key for key in keys) and all(any(source in _SHOWN for source in key) for key in keys)
            for head in row.heads
            if head.mode != HOLD and not head.marked
            for keys in [[head.keys[field] for field in head.fields]]
        )

    def walk_all(self, facts: Ints, planning: int | None = None) -> Iterator[tuple[int, int, tuple[Said, ...]]]:
        """Origin, destination and walk for all pairs of nodes of one labelled graph.

        What ``PaperReading`` answers, its own answers shown, to an episode for each pair.  The description is read
        once, and a plan serves all origins unless the program reads them.  A walk ends where it arrives, where the
        machine says "no route", and when it has as many triples as the graph has nodes.

        Args:
            facts: (N, 3) labels.
            planning: steps; None until a step changes nothing.
        """
        rows = self.write(facts)
        nodes: list[int] = np.unique(facts[:, [SOURCE, DESTINATION]]).tolist()
        for destination in nodes:
            origins = [node for node in nodes if node != destination]
            queries = origins if self.reads_origin else [BLANK]
            for query in queries:
                state = self.plan(rows, Token(query, BLANK, destination), planning)
                following: dict[int, Said | None] = {}
                for origin in [query] if self.reads_origin else origins:
                    yield origin, destination, self._walk(state, following, origin, destination, len(nodes))

    def _walk(
        self, state: State, following: dict[int, Said | None], origin: int, destination: int, most: int
    ) -> tuple[Said, ...]:
        said: list[Said] = []
        here = origin
        while here != destination and len(said) < most:
            if here not in following:
                following[here] = self.answer(state, Kind.ANSWER, NOTHING._replace(source=here))
            step = following[here]
            if step is None:
                break
            said.append(step)
            here = step[DESTINATION]
        return tuple(said)


def _held_triples(state: State, row: ControlRow, token: Token) -> Iterator[Said]:
    """The rows that answering heads hold after a step."""
    for holder in sorted({source.holder for source in row.answer if source.holder != TOKEN}):
        fields = [
            emitted(state, row._replace(answer=(LabelSource(holder, field),)), token).tolist()
            for field in (SOURCE, LINE, DESTINATION)
        ]
        yield from zip(*fields, strict=True)
