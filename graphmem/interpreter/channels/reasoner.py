"""The DNC paper's channels read and written by the discretised reasoner: inference, 92 in, 90 out."""

from __future__ import annotations

import numpy as np

from ...encoding.paper import BLANK
from ...encoding.specs import FIELDS
from ...graphs.triples import Ints
from ..reasoner.machine import DiscreteReasoner, Question
from .episode import ChannelEpisode, ChannelReading


class ReasonerReading(ChannelReading):
    """B episodes as far as they have been read; changed in place.

    On steps that require an answer, the digits of each label that is emitted alone are 1; a field in which no label or
    several are emitted is blank.

    Args:
        reasoner: the machine that reads them.
        batch: B.
    """

    def __init__(self, reasoner: DiscreteReasoner, batch: int) -> None:
        super().__init__([_Episode(reasoner) for _ in range(batch)])


class _Episode(ChannelEpisode):
    """One episode: its rows, and the last question."""

    def __init__(self, reasoner: DiscreteReasoner) -> None:
        super().__init__()
        self._reasoner = reasoner
        self._rows = np.empty((0, len(FIELDS)), np.int64)
        self._question: Question | None = None
        self._place = 0  # planning steps since the query

    def write(self, facts: Ints) -> None:
        self._rows = self._reasoner.written(facts)

    def ask(self, shown: Ints, begins: bool) -> None:
        del begins  # a query is one step; of several the last counts
        self._question, self._place = Question(self._reasoner, shown, BLANK), 0

    def plan(self) -> None:
        if self._question:
            self._question.plan(self._rows, self._place)
            self._place += 1

    def answer(self, shown: Ints) -> list[int] | None:
        """The labels that are emitted alone, and blanks; None if there was no query."""
        del shown
        if self._question is None:
            return None
        return [next(iter(field)) if len(field) == 1 else BLANK for field in self._question.answer()]
