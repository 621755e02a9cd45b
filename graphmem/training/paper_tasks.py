"""The training of a machine on one of the paper's tasks: from its initial weights, by answers alone."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from ..seeding import generator, integer_seed
from ..tasks.paper.sampling import EncodedBatch, Sampler
from ..tasks.paper.training_stages import TRAINING_STAGES, TrainingStage
from .curricula import RunningMeanGate
from .encoded import EncodedTrainable, StageBatch
from .paper_settings import PaperSettings
from .plan import Evaluation, Start, TrainingPlan
from .progress import Progress

_PACE = 0.04  # of the running mean of the accuracy
_LAST_PART = 0.2  # share of all examples over which the learning rate falls in any stage
_LAST_RATE = 0.01  # share of the learning rate that is left at the end
_STAGE_RATE = 0.1  # share of the learning rate that is left at the end of a stage of limited length


def weights_generator(settings: PaperSettings, number: int) -> torch.Generator:
    """The source of the initial weights of a fresh start, counted from 0."""
    return torch.Generator().manual_seed(integer_seed(settings.seed, "weights", settings.task, number))


def curriculum_plan(settings: PaperSettings, make: Callable[[int], EncodedTrainable]) -> TrainingPlan[StageBatch]:
    """The training of any machine; all machines see the same episodes in the same batches.

    A run that passes its stages earlier than another sees other episodes from then on.

    Args:
        settings: settings of the training.
        make: from the number of fresh starts made before to a machine with new weights.
    """
    stages = TRAINING_STAGES[settings.task]
    last = len(stages) - 1
    sampler = Sampler([stage.episodes for stage in stages])
    held_out = _draw(
        sampler,
        generator(settings.seed, "evaluation", settings.task),
        np.full(settings.evaluation_batches * settings.batch, last),
        settings,
    )

    def start(number: int) -> Start[StageBatch]:
        trainable = make(number)
        betas = 0.9, settings.second_moment
        optimizer = torch.optim.Adam(trainable.module.parameters(), settings.learning_rate, betas=betas)
        return Start(trainable, optimizer, generator(settings.seed, "episodes", settings.task, number))

    def draw(rng: np.random.Generator, progress: Progress) -> list[StageBatch]:
        count = settings.batch * settings.batches_per_draw
        numbers = np.full(count, progress.stage)
        earlier = (rng.random(count) < settings.earlier) & (progress.stage > 0)
        numbers[earlier] = rng.integers(0, max(progress.stage, 1), int(earlier.sum()))
        return [StageBatch(batch, progress.stage) for batch in _draw(sampler, rng, numbers, settings)]

    def cooled(progress: Progress) -> float:
        """The share of the cool-down that is over, from 0 to 1."""
        total = 1 - (1 - progress.examples / settings.max_examples) / _LAST_PART
        in_stage = (progress.examples - progress.stage_began) / settings.cool_down if progress.stage == last else 0.0
        return min(1.0, max(0.0, total, in_stage))

    def rate(progress: Progress) -> float:
        full = settings.learning_rate * stages[progress.stage].rate
        warm = min(1.0, (progress.since_start + 1) / max(settings.warm_up, 1))
        in_stage = _cosine(share_of_stage(stages[progress.stage], progress), _STAGE_RATE)
        return full * warm * in_stage * _cosine(cooled(progress), _LAST_RATE)

    return TrainingPlan(
        settings,
        start,
        draw,
        batch_size=settings.batch,
        gate=RunningMeanGate(_PACE, settings.pass_accuracy, len(stages)),
        gradient_norm=settings.gradient_norm,
        rate=rate,
        evaluation=Evaluation(
            settings.evaluate_every, lambda trainable: trainable.accuracy(held_out), last, ends=False
        ),
        overdue=lambda progress: progress.stage < last and share_of_stage(stages[progress.stage], progress) == 1,
        given_up=lambda progress: is_stuck(settings, stages[progress.stage], progress) and cooled(progress) == 0,
        ended=lambda progress: cooled(progress) == 1,
        log_every=settings.batches_per_draw * 50,
    )


def share_of_stage(stage: TrainingStage, progress: Progress) -> float:
    """How much of a stage of limited length is over, from 0 to 1; 0 for other stages.  See ``TrainingStage.most``."""
    return min(1.0, (progress.examples - progress.stage_began) / stage.most) if stage.most else 0.0


def _cosine(share: float, least: float) -> float:
    """A cosine from 1 to ``least`` as the share goes from 0 to 1."""
    return least + (1 - least) * (1 + math.cos(math.pi * share)) / 2


def is_stuck(settings: PaperSettings, stage: TrainingStage, progress: Progress) -> bool:
    """Whether a stage takes too long; see ``PaperSettings.patience``."""
    if stage.patience is None:
        return False
    return progress.examples - progress.stage_began >= settings.patience * stage.patience


def _draw(
    sampler: Sampler, rng: np.random.Generator, numbers: NDArray[np.int64], settings: PaperSettings
) -> tuple[EncodedBatch, ...]:
    return sampler.draw(int(rng.integers(2**63)), numbers, settings.batch)
