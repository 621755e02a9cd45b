"""Training by the curriculum of the paper, for machines that keep to it ("dnc-paper") and for the planner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from ..seeding import generator
from ..tasks.paper import PAPER_TASKS, Episode, PaperTask, draw_batch, draw_stage_episodes
from ..training.plan import Evaluation, Start, TrainingPlan
from ..training.progress import Progress, is_due
from .adapter import EpisodeTrainable
from .settings import PaperCurriculumSettings

_OPTIMIZERS: dict[str, Callable[[list[nn.Parameter], float], torch.optim.Optimizer]] = {
    "adam": lambda parameters, rate: torch.optim.Adam(parameters, lr=rate),
    "rmsprop": lambda parameters, rate: torch.optim.RMSprop(parameters, lr=rate, alpha=0.9, eps=1e-10),
}


@dataclass(frozen=True)
class PaperGate:
    """The gate of the paper's curriculum, checked at intervals.

    What counts are the answers of the batches since the last check, or fresh episodes where the paper draws them.

    Args:
        task: task of the paper.
        check_every: number of updates between checks.
    """

    task: PaperTask
    check_every: int

    @property
    def num_stages(self) -> int:
        """Number of stages of the paper's curriculum."""
        return len(self.task.curriculum.stages)

    def observe(self, progress: Progress, correct: Sequence[bool]) -> None:
        """Count the answers of a batch."""
        progress.correct += sum(correct)
        progress.asked += len(correct)

    def check(self, before: int, progress: Progress, trainable: Any, rng: np.random.Generator) -> None:
        """Move on to the next stage where a check is due and passed; see ``Gate.check``."""
        if not is_due(self.check_every, before, progress.update):
            return
        curriculum = self.task.curriculum
        if curriculum.fresh:
            episodes = draw_stage_episodes(rng, self.task, curriculum.stages[progress.stage], curriculum.fresh)
            valid = [outcome.valid for outcome in trainable.evaluate(episodes, rng)]
            progress.correct, progress.asked = sum(valid), len(valid)
        progress.accuracy = progress.correct / progress.asked
        if curriculum.passed(progress.correct, progress.asked) and progress.stage < self.num_stages - 1:
            progress.stage += 1
        progress.correct = progress.asked = 0


def paper_plan(settings: PaperCurriculumSettings, trainable: EpisodeTrainable) -> TrainingPlan[Sequence[Episode]]:
    """The training of a machine by the paper's curriculum.

    Args:
        settings: settings of the training.
        trainable: made for them, with initial weights; it is trained in place.
    """
    task = PAPER_TASKS[settings.task]

    def start(number: int) -> Start[Sequence[Episode]]:
        del number  # there are no fresh starts
        parameters = list(trainable.module.parameters())
        optimizer = _OPTIMIZERS[settings.optimizer](parameters, settings.learning_rate)
        return Start(trainable, optimizer, generator(settings.seed, "board", settings.task))

    def draw(rng: np.random.Generator, progress: Progress) -> list[list[Episode]]:
        return draw_batches(rng, task, progress.stage, settings.batch, settings.batches_per_draw)

    return TrainingPlan(
        settings,
        start,
        draw,
        batch_size=settings.batch,
        gate=PaperGate(task, settings.check_every),
        gradient_norm=settings.gradient_norm or float("inf"),
        rate=lambda progress: settings.rate(progress.examples, progress.stage),
        evaluation=_evaluation(settings),
        log_every=settings.check_every,
    )


def draw_batches(
    rng: np.random.Generator, task: PaperTask, stage: int, batch: int, batches_per_draw: int
) -> list[list[Episode]]:
    """Draw several batches at once, in random order, each of episodes of about one length."""
    drawn = draw_batch(rng, task, stage, batch * batches_per_draw)
    order = [0]
    if batches_per_draw > 1:
        drawn.sort(key=_num_steps)
        order = rng.permutation(batches_per_draw).tolist()
    return [drawn[number * batch : (number + 1) * batch] for number in order]


def draw_evaluation_episodes(settings: PaperCurriculumSettings) -> list[Episode]:
    """The evaluation set that chooses weights: episodes of the last stage, the same for one seed; maybe none."""
    task, count = PAPER_TASKS[settings.task], settings.evaluation_episodes
    rng = generator(settings.seed, "exam")
    return draw_stage_episodes(rng, task, task.curriculum.stages[-1], count) if count else []


def _evaluation(settings: PaperCurriculumSettings) -> Evaluation | None:
    episodes = draw_evaluation_episodes(settings)

    def score(trainable: EpisodeTrainable) -> float:
        outcomes = trainable.evaluate(episodes, generator(settings.seed, "targets"))
        return sum(outcome.free for outcome in outcomes) / len(outcomes)

    return Evaluation(settings.check_every, score) if episodes else None


def _num_steps(episode: Episode) -> int:
    """Number of steps of an episode, less those of planning, which are the same for all of a task."""
    return len(episode.graph.facts) + sum(len(query.steps) + len(query.answer) for query in episode.queries)
