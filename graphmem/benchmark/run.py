"""One machine on one task: stages, updates, and a state that resumes exactly.

``Run`` is the paper's curriculum; a machine with a trainer of its own has another ``Course``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor

from ..seeding import generator
from ..tasks.paper import PAPER_TASKS, Episode, draw_batch, draw_stage_episodes
from ..training.checkpoints import complete_state, load_generator, load_optimizer, optimizer_tensors, within
from ..training.records import ProgressRecord
from .adapter import EpisodeTrainable, EvaluableModule
from .settings import RunSettings


@dataclass
class RunProgress(ProgressRecord):
    """Where a run stands.

    Attributes:
        update: updates made.
        examples: episodes seen.
        stage: number of the stage, from 0.
        correct, asked: episodes since the last check.
        accuracy: of right answers at the last check.
        best: share of right answers, freely decoded, in the best exam.
        loss: running mean.
        seconds: of the processor, in all sessions.
    """

    update: int = 0
    examples: int = 0
    stage: int = 0
    correct: int = 0
    asked: int = 0
    accuracy: float = 0.0
    best: float = -1.0
    loss: float = 0.0
    seconds: float = 0.0


class Course(Protocol):
    """What a session of the benchmark needs of whatever teaches a machine."""

    @property
    def settings(self) -> RunSettings:
        """Of the run."""

    @property
    def learner(self) -> EvaluableModule:
        """What is taught, as it is now."""

    @property
    def progress(self) -> RunProgress:
        """Where the run stands; always the same object between two calls of ``load_state``."""

    @property
    def num_stages(self) -> int:
        """Of the course."""

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to learn."""

    @property
    def weights(self) -> dict[str, Tensor]:
        """To be kept."""

    def update(self) -> None:
        """One batch."""

    def state(self) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """All that going on as if it had not stopped needs: plain values, "settings" among them, and tensors."""

    def load_state(self, values: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        """Go on from ``state``; a CheckpointError if something is missing or of another shape."""


class Run:
    """Teaches a learner by the paper's curriculum.

    A stage is passed by the paper's gate, looked at every ``check_every`` updates: by the answers of the batches since
    the last check, or by fresh episodes where the paper draws them.

    Args:
        settings: of the run.
        learner: made for them.
    """

    def __init__(self, settings: RunSettings, learner: EpisodeTrainable) -> None:
        self.settings, self.learner = settings, learner
        self.task = PAPER_TASKS[settings.task]
        self.progress = RunProgress()
        self.rng = generator(settings.seed, "board", settings.task)
        stages, exam = self.task.curriculum.stages, generator(settings.seed, "exam")
        self.exam = (
            draw_stage_episodes(exam, self.task, stages[-1], settings.evaluation_episodes)
            if settings.evaluation_episodes
            else []
        )
        self.best: dict[str, Tensor] = {}
        self.optimizer = _OPTIMIZERS[settings.optimizer](list(learner.module.parameters()), settings.learning_rate)

    @property
    def num_stages(self) -> int:
        """Of the paper's curriculum."""
        return len(self.task.curriculum.stages)

    @property
    def finished(self) -> bool:
        """Whether some weights answered every question of the exam."""
        return self.progress.best == 1.0

    @property
    def weights(self) -> dict[str, Tensor]:
        """To be kept: the best of the exams, or the last."""
        return self.best or self.learner.module.state_dict()

    def update(self) -> None:
        """As many batches as are drawn together, a step of the optimizer for each, and a check where it is due."""
        settings, progress = self.settings, self.progress
        self._set_rate()
        drawn = draw_batch(self.rng, self.task, progress.stage, settings.batch * settings.batches_per_draw)
        order = [0]
        if settings.batches_per_draw > 1:
            drawn.sort(key=_num_steps)
            order = self.rng.permutation(settings.batches_per_draw).tolist()
        checked = progress.update // settings.check_every
        for number in order:
            self._learn(drawn[number * settings.batch : (number + 1) * settings.batch])
        if progress.update // settings.check_every > checked:
            self._check()
            if self.exam:
                self._sit_exam()

    def _learn(self, episodes: list[Episode]) -> None:
        settings, progress = self.settings, self.progress
        loss, right, _ = self.learner.training_step(episodes, self.rng)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's backward is
        norm = torch.nn.utils.clip_grad_norm_(self.learner.module.parameters(), settings.gradient_norm or float("inf"))
        if torch.isfinite(norm):  # a bad batch is stepped over
            self.optimizer.step()
        progress.update += 1
        progress.examples += len(episodes)
        progress.correct += sum(right)
        progress.asked += len(right)
        if torch.isfinite(loss):  # one that is not would stay in the mean for ever
            progress.loss += (float(loss.detach()) - progress.loss) / min(progress.update, 100)

    def _sit_exam(self) -> None:
        outcomes = self.learner.evaluate(self.exam, generator(self.settings.seed, "targets"))
        share = sum(outcome.free for outcome in outcomes) / len(outcomes)
        if share > self.progress.best:
            self.progress.best = share
            self.best = {name: value.clone() for name, value in self.learner.module.state_dict().items()}

    def _check(self) -> None:
        curriculum, progress = self.task.curriculum, self.progress
        if curriculum.fresh:
            episodes = draw_stage_episodes(self.rng, self.task, curriculum.stages[progress.stage], curriculum.fresh)
            marks = [outcome.valid for outcome in self.learner.evaluate(episodes, self.rng)]
            progress.correct, progress.asked = sum(marks), len(marks)
        progress.accuracy = progress.correct / progress.asked
        if curriculum.passed(progress.correct, progress.asked) and progress.stage < len(curriculum.stages) - 1:
            progress.stage += 1
        progress.correct = progress.asked = 0

    def _set_rate(self) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = self.settings.rate(self.progress.examples, self.progress.stage)

    def state(self) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """All that a run needs to go on as if it had not stopped: plain values, and tensors."""
        tensors = {f"machine.{name}": value for name, value in self.learner.module.state_dict().items()}
        tensors |= {f"best.{name}": value for name, value in self.best.items()}
        tensors |= optimizer_tensors(self.optimizer, "optimizer.")
        values = {
            "settings": self.settings.as_dict(),
            "progress": vars(self.progress),
            "episodes": self.rng.bit_generator.state,
        }
        return values, tensors

    def load_state(self, values: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        """Go on from ``state``.

        Raises:
            CheckpointError: if something is missing or of another shape.
        """
        with complete_state():
            self.progress = RunProgress.from_dict(values["progress"])
            self.task.curriculum.stages[self.progress.stage]
            self.best = within(tensors, "best.")
            self.learner.module.load_state_dict(self.best or within(tensors, "machine."))  # they must fit as well
            self.learner.module.load_state_dict(within(tensors, "machine."))
            load_optimizer(self.optimizer, tensors, "optimizer.")
            self.rng = load_generator(values["episodes"])


def _num_steps(episode: Episode) -> int:
    """How long an episode is; steps of planning are the same for all of a task."""
    return len(episode.graph.facts) + sum(len(query.steps) + len(query.answer) for query in episode.queries)


_OPTIMIZERS: dict[str, Callable[[list[Tensor], float], torch.optim.Optimizer]] = {
    "adam": lambda parameters, rate: torch.optim.Adam(parameters, lr=rate),
    "rmsprop": lambda parameters, rate: torch.optim.RMSprop(parameters, lr=rate, alpha=0.9, eps=1e-10),
}
