"""A training plan: everything in which the training of one machine differs from that of another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor

from .curricula import Gate
from .progress import Progress
from .settings import Settings
from .trainable import Trainable

Batch = TypeVar("Batch")


class Extra(Protocol):
    """State of a start besides its weights, its optimizer and the random numbers of its episodes."""

    def tensors(self) -> dict[str, Tensor]:
        """All of it, for the state of the run."""

    def load_tensors(self, tensors: dict[str, Tensor]) -> None:
        """The reverse of ``tensors``; a LookupError, TypeError, ValueError or RuntimeError if they do not fit."""

    def after_evaluation(self, progress: Progress) -> None:
        """Called after every evaluation."""


class NoExtra:
    """There is no such state."""

    def tensors(self) -> dict[str, Tensor]:
        """See ``Extra.tensors``."""
        return {}

    def load_tensors(self, tensors: dict[str, Tensor]) -> None:
        """See ``Extra.load_tensors``."""

    def after_evaluation(self, progress: Progress) -> None:
        """See ``Extra.after_evaluation``."""


@dataclass
class Start(Generic[Batch]):
    """The state with which training starts, and starts again when its patience ends.

    Attributes:
        trainable: machine with initial weights.
        optimizer: optimizer of the parameters.
        rng: source of randomness of the episodes.
        extra: further state.
    """

    trainable: Trainable[Batch]
    optimizer: torch.optim.Optimizer
    rng: np.random.Generator
    extra: Extra = field(default_factory=NoExtra)


class Evaluation(NamedTuple):
    """How weights are chosen.

    Attributes:
        every: number of updates between evaluations.
        score: share of correct answers of a trainable's module, from 0 to 1.
        from_stage: the first stage of the curriculum, counted from 0, in which there are evaluations; the end of the
            plan is evaluated in any stage.
        ends: whether training ends with a score of 1.
    """

    every: int
    score: Callable[[Any], float]
    from_stage: int = 0
    ends: bool = True


@dataclass(frozen=True)
class TrainingPlan(Generic[Batch]):
    """Everything in which one training differs from another.

    Attributes:
        settings: saved with the state.
        start: from the number of fresh starts made before to what to start with.
        draw: from a source of randomness and the progress to the batches of one update, in their order.
        batch_size: number of episodes of a batch.
        gate: gate of the curriculum.
        gradient_norm: gradients are scaled down to this norm.
        rate: the learning rate of the next draw; None to leave the optimizer's rates as they are.
        evaluation: decides which weights are kept; None to keep the last ones.
        overdue: whether the next stage begins although the gate has not passed this one; asked after every draw.
        given_up: whether training starts again with new weights; asked after every draw.
        max_examples: training ends after so many episodes.
        ended: whether training has ended for another reason.
        log_every: number of updates between lines of the log.
    """

    settings: Settings
    start: Callable[[int], Start[Batch]]
    draw: Callable[[np.random.Generator, Progress], Sequence[Batch]]
    batch_size: int
    gate: Gate
    gradient_norm: float = float("inf")
    rate: Callable[[Progress], float] | None = None
    evaluation: Evaluation | None = None
    overdue: Callable[[Progress], bool] = lambda progress: False
    given_up: Callable[[Progress], bool] = lambda progress: False
    max_examples: float = float("inf")
    ended: Callable[[Progress], bool] = lambda progress: False
    log_every: int = 100


def after(patience: int) -> Callable[[Progress], bool]:
    """Give weights up that have not passed the evaluation after so many updates."""
    return lambda progress: progress.since_start >= patience
