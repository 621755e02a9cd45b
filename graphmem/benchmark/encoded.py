"""Machines of the benchmark as the shared training takes them, in encoded batches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from ..errors import UsageError
from ..evaluation.outcomes import Evaluable
from ..tasks.paper import PAPER_TASKS
from ..tasks.paper.sampling import EncodedBatch
from ..training.encoded import EncodedTrainable, SequenceTrainable, StageBatch, draw_spare
from ..training.paper_settings import PaperSettings
from ..training.trainable import StepResult
from .adapter import EpisodeTrainable
from .sequence_adapter import SequenceAdapter


class EpisodesTrainable:
    """A machine that takes episodes, such as a graph network: it is given those of the encoded batches.

    Args:
        machine: the machine.
        settings: settings of the training.
    """

    def __init__(self, machine: EpisodeTrainable, settings: PaperSettings) -> None:
        self.machine, self.settings = machine, settings

    @property
    def module(self) -> nn.Module:
        """The module of the machine."""
        return self.machine.module

    def training_step(self, batch: StageBatch, rng: np.random.Generator) -> StepResult:
        """The machine's own loss; episodes of the present stage count, each as a whole."""
        own = np.random.Generator(rng.bit_generator.jumped())  # type: ignore[attr-defined]  # PCG64 has it
        draw_spare(self.settings, rng)
        result = self.machine.training_step(batch.episodes.episodes(), own)
        stages = batch.episodes.stage.tolist()
        correct = [right for right, stage in zip(result.correct, stages, strict=True) if stage == batch.stage]
        return StepResult(result.loss, correct, result.figures)

    @torch.no_grad()
    def accuracy(self, batches: Sequence[EncodedBatch]) -> float:
        """Share of correct answers, decoded as in the paper."""
        way = PAPER_TASKS[self.settings.task].paper_decoding
        rng = np.random.default_rng(0)  # nothing is drawn that matters
        found = [outcome for one in batches for outcome in self.machine.evaluate(one.episodes(), rng)]
        return sum(outcome.free if way == "free" else outcome.valid for outcome in found) / len(found)


def encoded_trainable(machine: Evaluable, settings: PaperSettings) -> EncodedTrainable:
    """A machine as the shared training takes it.

    Raises:
        UsageError: if it is neither a ``SequenceAdapter`` nor an ``EpisodeTrainable``.
    """
    if isinstance(machine, SequenceAdapter):
        return SequenceTrainable(machine.module, settings)
    if not callable(getattr(machine, "training_step", None)):
        raise UsageError(f"{type(machine).__name__} has no training_step, so that it cannot be trained.")
    return EpisodesTrainable(machine, settings)  # type: ignore[arg-type]  # it has been checked
