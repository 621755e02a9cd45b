"""Gates: when a curriculum moves on to its next stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from .progress import Progress
from .trainable import Trainable


class Gate(Protocol):
    """Decides when a stage is passed; keeps its counts in the ``Progress`` that it is given."""

    @property
    def num_stages(self) -> int:
        """Number of stages of the curriculum."""

    def observe(self, progress: Progress, correct: Sequence[bool]) -> None:
        """Take note of the answers of one batch, before it is counted as an update."""

    def check(self, before: int, progress: Progress, trainable: Trainable[Any], rng: np.random.Generator) -> None:
        """Called after all batches of one draw.

        Args:
            before: number of updates before this draw.
            progress: progress of the run.
            trainable: what is trained.
            rng: source of randomness of the run.
        """


@dataclass(frozen=True)
class RunningMeanGate:
    """A stage is passed when the running mean of the accuracy reaches a threshold.

    Args:
        pace: weight of one batch in the mean.
        pass_accuracy: the threshold.
        num_stages: number of stages; with one, the accuracy is measured and nothing else happens.
    """

    pace: float
    pass_accuracy: float = 1.0
    num_stages: int = 1

    def observe(self, progress: Progress, correct: Sequence[bool]) -> None:
        """See ``Gate.observe``."""
        if not correct:
            return
        progress.accuracy += self.pace * (sum(correct) / len(correct) - progress.accuracy)
        if progress.accuracy >= self.pass_accuracy and progress.stage < self.num_stages - 1:
            progress.stage += 1
            progress.accuracy = 0.0

    def check(self, before: int, progress: Progress, trainable: Trainable[Any], rng: np.random.Generator) -> None:
        """See ``Gate.check``; stages are passed between any two batches, so nothing is left to do."""
