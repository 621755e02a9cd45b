"""Machines that learn the paper's tasks from encoded batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from ..models.sequence import SequenceMachine
from ..tasks.paper import PAPER_TASKS
from ..tasks.paper.sampling import EncodedBatch
from .paper_answers import loss_of, queries_hit
from .paper_settings import PaperSettings
from .trainable import StepResult, Trainable


class StageBatch(NamedTuple):
    """A batch, and the present stage, whose answers count."""

    episodes: EncodedBatch
    stage: int


class EncodedTrainable(Trainable[StageBatch], Protocol):
    """A machine that is trained on encoded batches."""

    def accuracy(self, batches: Sequence[EncodedBatch]) -> float:
        """Share of the queries of some batches that are answered correctly."""


def draw_spare(settings: PaperSettings, rng: np.random.Generator) -> int:
    """The number of spare slots of a batch.

    Every machine draws it and nothing else, since the next episodes are drawn from the same source.
    """
    return int(rng.integers(settings.least_spare, settings.most_spare + 1))


class SequenceTrainable:
    """A sequence machine with the loss of its answers.

    Args:
        machine: a ``SequenceMachine`` that maps the 92 channels of the paper's tasks to their 90.
        settings: settings of the training.
    """

    def __init__(self, machine: nn.Module, settings: PaperSettings) -> None:
        self.module, self.settings = machine, settings
        self._machine: SequenceMachine = machine  # type: ignore[assignment]  # an nn.Module that is called like one
        self._loss = loss_of(PAPER_TASKS[settings.task].answer_form, settings.digits_weight)

    def training_step(self, batch: StageBatch, rng: np.random.Generator) -> StepResult:
        """The loss; answers to episodes of the present stage count."""
        settings, episodes = self.settings, batch.episodes
        loss, hit = self._loss(self._outputs(episodes, draw_spare(settings, rng)), episodes)
        counts = episodes.stage[episodes.queries.episode] == batch.stage
        correct = [right for right, counted in zip(queries_hit(hit, episodes.queries), counts, strict=True) if counted]
        return StepResult(loss, correct)

    @torch.no_grad()
    def accuracy(self, batches: Sequence[EncodedBatch]) -> float:
        """See ``EncodedTrainable.accuracy``; there are ``most_spare`` spare slots.

        A walk is answered step by step along the given one, deviations included, which is easier than along the
        machine's own; so the score chooses weights, and is no accuracy of walks.
        """
        correct = [
            right
            for one in batches
            for right in queries_hit(self._loss(self._outputs(one, self.settings.most_spare), one).hit, one.queries)
        ]
        return sum(correct) / len(correct)

    def _outputs(self, episodes: EncodedBatch, spare: int) -> Tensor:
        """(T, B, 90) outputs, with a slot for each triple and step of the query, and some to spare."""
        slots = int((episodes.triples + episodes.query_steps).max()) + spare
        state = self._machine.zero_state(len(episodes.stage), slots)
        device = next(self.module.parameters()).device
        outputs, _ = self._machine(torch.as_tensor(episodes.observations, device=device), state)
        return outputs
