"""The DNC paper's channels read and written by the rounded machine: traversal and shortest path, 92 in, 90 out.

What each step is for the machine follows from the two flags, and from which labels of a query are blank:

    phase         input          token                                  output
    description   (a, 7, b)      DESCRIPTION                            -
    query         (a, 7, _)      TRAVERSAL from a along 7               -
                  (_, 3, _)      TRAVERSAL from where it got to         -
    answer        -              -                                      the triples of the hops, in turn, then END
    query         (a, _, c)      QUERY                                  -
    planning      -              PLANNING                               -
    answer        -              ANSWER at a                            (a, 7, b)
                  (a, 7, b)      ANSWER at b                            (b, 3, c)

Departures:

- A traversal is gone while its query is read: each hop starts where the machine's own last answer ended, and the
  answers are kept in their order until they are asked for.  The paper shows nothing while they are given.
- Where nothing is shown, the first answer of a path is asked at the origin of the query.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from ...encoding.specs import DESTINATION, FIELDS, Kind
from ...graphs.triples import Ints
from ..planner.rows import Token
from ..planner.state import State
from .episode import ChannelEpisode, ChannelReading
from .planner import BLANK, NOTHING, PaperPlanner, Said

END: Said = (0, 0, 0)  # the reserved pattern of ``tasks.paper``


class PaperReading(ChannelReading):
    """B episodes as far as they have been read; changed in place.

    Args:
        machine: that reads them.
        batch: B.
        patient: whether it plans until a step changes nothing, or just as many steps as an episode gives.
    """

    def __init__(self, machine: PaperPlanner, batch: int, patient: bool = True) -> None:
        super().__init__([_Episode(machine, patient) for _ in range(batch)])


class _Episode(ChannelEpisode):
    """One episode: its rows, and what a query made of them."""

    def __init__(self, machine: PaperPlanner, patient: bool) -> None:
        super().__init__()
        self._machine, self._patient = machine, patient
        self._rows = machine.write(np.empty((0, len(FIELDS)), np.int64))
        self._state: State | None = None  # of a plan
        self._here = BLANK  # where a walk stands
        self._said: deque[Said | None] = deque()  # by hops, and not asked for yet

    def write(self, facts: Ints) -> None:
        self._rows = self._machine.write(facts)

    def ask(self, shown: Ints, begins: bool) -> None:
        machine, token = self._machine, Token(*shown.tolist())
        if begins:
            self._state, self._here, self._said = None, BLANK, deque()
        if token.source != BLANK:
            self._here = token.source
        if token.line == BLANK:
            self._state = machine.plan(self._rows, token, None if self._patient else 0)
            return
        state = State(self._rows, machine.planner.num_heads)
        said = machine.answer(state, Kind.TRAVERSAL, NOTHING._replace(source=self._here, line=token.line))
        self._here = BLANK if said is None else said[DESTINATION]
        self._said.append(said)

    def plan(self) -> None:
        if self._state is not None and not self._patient:
            self._machine.plan_on(self._state)

    def answer(self, shown: Ints) -> Said:
        """A triple, or that there is none."""
        if self._state is None:
            return (self._said.popleft() if self._said else None) or END
        if shown[DESTINATION] != BLANK:
            self._here = int(shown[DESTINATION])
        return self._machine.answer(self._state, Kind.ANSWER, NOTHING._replace(source=self._here)) or END
