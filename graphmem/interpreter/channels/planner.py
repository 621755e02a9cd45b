"""The DNC paper's channels read and written by the discretised planner: traversal and shortest path, 92 in, 90 out.

The token at each step follows from the two flags, and from which labels of a query are blank:

    phase         input          token                                  output
    description   (a, 7, b)      DESCRIPTION                            -
    query         (a, 7, _)      TRAVERSAL from a along 7               -
                  (_, 3, _)      TRAVERSAL from the node reached        -
    answer        -              -                                      the triples of the hops, in turn, then the end
    query         (a, _, c)      QUERY                                  -
    planning      -              PLANNING                               -
    answer        -              ANSWER at a                            (a, 7, b)
                  (a, 7, b)      ANSWER at b                            (b, 3, c)

Differences from the DNC paper:

- A traversal is computed while its query is read: each hop starts where the machine's own last answer ended, and the
  answers are kept in order until they are required.  The paper's input shows nothing while they are given.
- If the input of an answer step is blank, the first answer of a path is computed at the origin of the query.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from ...encoding.paper import BLANK, END_LABELS
from ...encoding.specs import DESTINATION, FIELDS, Kind
from ...graphs.triples import Ints
from ..planner.rows import Token
from ..planner.state import PlanState
from .episode import ChannelEpisode, ChannelReading
from .paper_planner import BLANK_TOKEN, LabelTriple, PaperPlanner


class PlannerReading(ChannelReading):
    """B episodes as far as they have been read; changed in place.

    Args:
        machine: the machine that reads them.
        batch: B.
        patient: whether it plans until a step changes nothing, or as many steps as the episode has.
    """

    def __init__(self, machine: PaperPlanner, batch: int, patient: bool = True) -> None:
        super().__init__([_Episode(machine, patient) for _ in range(batch)])


class _Episode(ChannelEpisode):
    """One episode: its rows, and the plan or the hops of the last query."""

    def __init__(self, machine: PaperPlanner, patient: bool) -> None:
        super().__init__()
        self._machine, self._patient = machine, patient
        self._rows = machine.write(np.empty((0, len(FIELDS)), np.int64))
        self._state: PlanState | None = None  # None after the query of a traversal
        self._here = BLANK  # the node that the path has reached
        self._hops: deque[LabelTriple | None] = deque()  # computed, but not required yet

    def write(self, facts: Ints) -> None:
        self._rows = self._machine.write(facts)

    def ask(self, shown: Ints, begins: bool) -> None:
        machine, token = self._machine, Token(*shown.tolist())
        if begins:
            self._state, self._here, self._hops = None, BLANK, deque()
        if token.source != BLANK:
            self._here = token.source
        if token.line == BLANK:
            self._state = machine.plan(self._rows, token, None if self._patient else 0)
            return
        state = PlanState(self._rows, machine.planner.num_heads)
        hop = machine.answer(state, Kind.TRAVERSAL, BLANK_TOKEN._replace(source=self._here, line=token.line))
        self._here = BLANK if hop is None else hop[DESTINATION]
        self._hops.append(hop)

    def plan(self) -> None:
        if self._state is not None and not self._patient:
            self._machine.plan_once(self._state)

    def answer(self, shown: Ints) -> LabelTriple:
        """The next triple, or ``END_LABELS``."""
        if self._state is None:
            return (self._hops.popleft() if self._hops else None) or END_LABELS
        if shown[DESTINATION] != BLANK:
            self._here = int(shown[DESTINATION])
        return self._machine.answer(self._state, Kind.ANSWER, BLANK_TOKEN._replace(source=self._here)) or END_LABELS
