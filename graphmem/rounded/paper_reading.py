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
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from ..encoding.paper import ANSWER_REQUIRED, OUTPUTS, PHASE_CHANGE, read_channels, triple_channels
from ..encoding.specs import DESTINATION, FIELDS, Kind
from ..graphs.triples import Ints
from .paper import BLANK, NOTHING, PaperPlanner, Said
from .rows import Token
from .state import State

END: Said = (0, 0, 0)  # the reserved pattern of ``tasks.paper``


class _Phase(Enum):
    DESCRIPTION = auto()
    QUERY = auto()
    PLANNING = auto()
    ANSWER = auto()
    REST = auto()


class PaperReading:
    """B episodes as far as they have been read; changed in place.

    Args:
        machine: that reads them.
        batch: B.
        patient: whether it plans until a step changes nothing, or just as many steps as an episode gives.
    """

    def __init__(self, machine: PaperPlanner, batch: int, patient: bool = True) -> None:
        self._episodes = [_Episode(machine, patient) for _ in range(batch)]

    def read(self, observations: NDArray[np.floating]) -> NDArray[np.float32]:
        """(T, B, 92) further steps to (T, B, 90), digits one-hot on answer steps and zeros on others."""
        outputs = np.zeros((*observations.shape[:2], OUTPUTS), np.float32)
        labels = read_channels(observations)
        changes, required = observations[..., PHASE_CHANGE] > 0.5, observations[..., ANSWER_REQUIRED] > 0.5
        for number, episode in enumerate(self._episodes):
            start = episode.describe(labels[:, number], changes[:, number])
            for time in range(start, len(observations)):
                shown = Token(*labels[time, number].tolist())
                said = episode.step(shown, bool(changes[time, number]), bool(required[time, number]))
                if said is not None:
                    outputs[time, number] = triple_channels(np.array(said))
        return outputs


class _Episode:
    """One episode: its phase, its rows, and what a query made of them."""

    def __init__(self, machine: PaperPlanner, patient: bool) -> None:
        self._machine, self._patient = machine, patient
        self._phase = _Phase.DESCRIPTION
        self._facts: list[Ints] = []
        self._rows = machine.write(np.empty((0, len(FIELDS)), np.int64))
        self._state: State | None = None  # of a plan
        self._here = BLANK  # where a walk stands
        self._said: deque[Said | None] = deque()  # by hops, and not asked for yet

    def describe(self, labels: Ints, changes: NDArray[np.bool_]) -> int:
        """Read triples up to the first step of the query; how many steps that were."""
        if self._phase != _Phase.DESCRIPTION:
            return 0
        end = int(changes.argmax()) if changes.any() else len(changes)
        self._facts.append(labels[:end])
        return end

    def step(self, shown: Token, change: bool, required: bool) -> Said | None:
        """One step after the description; what it says."""
        self._turn(change, required)
        if self._phase == _Phase.QUERY:
            self._ask(shown)
        elif self._phase == _Phase.PLANNING and self._state is not None and not self._patient:
            self._machine.plan_on(self._state)
        elif self._phase == _Phase.ANSWER:
            return self._answer(shown) or END
        return None

    def _turn(self, change: bool, required: bool) -> None:
        if required:
            self._phase = _Phase.ANSWER
        elif change and self._phase == _Phase.QUERY:
            self._phase = _Phase.PLANNING
        elif change:
            if self._phase == _Phase.DESCRIPTION:
                self._rows = self._machine.write(np.concatenate(self._facts))
            self._phase = _Phase.QUERY
            self._state, self._here, self._said = None, BLANK, deque()
        elif self._phase == _Phase.ANSWER:
            self._phase = _Phase.REST

    def _ask(self, shown: Token) -> None:
        machine = self._machine
        if shown.source != BLANK:
            self._here = shown.source
        if shown.line == BLANK:
            self._state = machine.plan(self._rows, shown, None if self._patient else 0)
            return
        state = State(self._rows, machine.planner.num_heads)
        said = machine.answer(state, Kind.TRAVERSAL, NOTHING._replace(source=self._here, line=shown.line))
        self._here = BLANK if said is None else said[DESTINATION]
        self._said.append(said)

    def _answer(self, shown: Token) -> Said | None:
        if self._state is None:
            return self._said.popleft() if self._said else None
        if shown.destination != BLANK:
            self._here = shown.destination
        return self._machine.answer(self._state, Kind.ANSWER, NOTHING._replace(source=self._here))
