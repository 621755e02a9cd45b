"""The DNC paper's channels, 92 in and 90 out, as phases and labels: the part common to planner and reasoner.

Each phase follows from the one before and from the two flags:

    a change of phase          description -> query -> planning; answer -> query
    an answer is required      -> answer; after the last, the machine rests
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from ...encoding.paper import ANSWER_REQUIRED, OUTPUTS, PHASE_CHANGE, read_channels, triple_channels
from ...encoding.specs import FIELDS
from ...graphs.triples import Ints


class Phase(Enum):
    """Phases of an episode."""

    DESCRIPTION = auto()
    QUERY = auto()
    PLANNING = auto()
    ANSWER = auto()
    REST = auto()


class ChannelEpisode(ABC):
    """One episode as far as it has been read; the labels of a step are (3,) int64, including blanks."""

    def __init__(self) -> None:
        self._phase = Phase.DESCRIPTION
        self._facts: list[Ints] = []

    @abstractmethod
    def write(self, facts: Ints) -> None:
        """Write the whole description, (N, 3) labels, once it has ended."""

    @abstractmethod
    def ask(self, shown: Ints, begins: bool) -> None:
        """One step of a query; ``begins`` at its first step."""

    @abstractmethod
    def plan(self) -> None:
        """One step of planning."""

    @abstractmethod
    def answer(self, shown: Ints) -> Sequence[int] | None:
        """The triple answered on a step that requires an answer; None for no output."""

    def describe(self, labels: Ints, changes: NDArray[np.bool_]) -> int:
        """Read triples (T, 3) up to the first step of the query.

        Returns:
            the number of steps read.
        """
        if self._phase != Phase.DESCRIPTION:
            return 0
        end = int(changes.argmax()) if changes.any() else len(changes)
        self._facts.append(labels[:end])
        return end

    def step(self, shown: Ints, change: bool, required: bool) -> Sequence[int] | None:
        """One step after the description; returns the triple answered, if any."""
        before = self._phase
        if required:
            self._phase = Phase.ANSWER
        elif change:
            self._phase = Phase.PLANNING if before == Phase.QUERY else Phase.QUERY
        elif before == Phase.ANSWER:
            self._phase = Phase.REST
        if before == Phase.DESCRIPTION != self._phase:
            self.write(np.concatenate([np.empty((0, len(FIELDS)), np.int64), *self._facts]))
        if self._phase == Phase.QUERY:
            self.ask(shown, begins=before != Phase.QUERY)
        elif self._phase == Phase.PLANNING:
            self.plan()
        elif self._phase == Phase.ANSWER:
            return self.answer(shown)
        return None


class ChannelReading:
    """B episodes as far as they have been read; changed in place.

    Args:
        episodes: B new episodes.
    """

    def __init__(self, episodes: Sequence[ChannelEpisode]) -> None:
        self._episodes = episodes

    def read(self, observations: NDArray[np.floating]) -> NDArray[np.float32]:
        """Read T more steps.

        Args:
            observations: (T, B, 92).

        Returns:
            (T, B, 90) one-hot digits on steps that require an answer, zeros on others.
        """
        outputs = np.zeros((*observations.shape[:2], OUTPUTS), np.float32)
        labels = read_channels(observations)
        changes, required = observations[..., PHASE_CHANGE] > 0.5, observations[..., ANSWER_REQUIRED] > 0.5
        for number, episode in enumerate(self._episodes):
            start = episode.describe(labels[:, number], changes[:, number])
            for time in range(start, len(observations)):
                change, answer_required = bool(changes[time, number]), bool(required[time, number])
                triple = episode.step(labels[time, number], change, answer_required)
                if triple is not None:
                    outputs[time, number] = triple_channels(np.array(triple))
        return outputs
