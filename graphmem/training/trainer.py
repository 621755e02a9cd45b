"""The training loop: lessons, exams, fresh starts, and states that resume exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..encoding.labels import LabelScheme
from ..errors import CheckpointError
from ..memory.rounding import Gating
from ..models.planner import PlannerMachine
from ..seeding import generator, integer_seed
from ..tasks import CURRICULUM
from .batches import accuracy, lesson_batch, loss, run
from .checkpoints import load_optimizer, optimizer_tensors, within
from .configuration import TrainingConfiguration
from .exam import sit, write_exam


@dataclass
class Progress:
    """Where a run stands.

    Attributes:
        update: updates made, over all starts.
        start: fresh starts made before this one.
        since_start: updates since the last fresh start.
        lesson: number of the lesson, from 0.
        accuracy: running mean of the lesson's accuracy on shortest paths.
        score: of the last exam; best: of the best one.
        seconds: spent in all sessions.
    """

    update: int = 0
    start: int = 0
    since_start: int = 0
    lesson: int = 0
    accuracy: float = 0.0
    score: float = 0.0
    best: float = -1.0
    seconds: float = 0.0
    losses: dict[str, float] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether some weights answered every question of the exam."""
        return self.best == 1.0


class Trainer:
    """Trains one planner machine from nothing, by answers alone.

    Args:
        configuration: settings.
        device: where the machine runs.
    """

    def __init__(self, configuration: TrainingConfiguration, device: torch.device) -> None:
        self.configuration = configuration
        self.device = device
        self.scheme = LabelScheme(configuration.base, configuration.digits)
        self.exam = write_exam(self.scheme, device)
        self.progress = Progress()
        self.best: dict[str, Tensor] = {}
        self._fresh_start()

    def _fresh_start(self) -> None:
        """New weights, first lesson; a start has random numbers of its own."""
        settings, start = self.configuration, self.progress.start
        weights = torch.Generator().manual_seed(integer_seed(settings.seed, "weights", start))
        self.machine = PlannerMachine(settings.num_heads, settings.hidden_size, weights).to(self.device)
        self.optimizer = torch.optim.Adam(self.machine.parameters(), lr=settings.learning_rate)
        self.rng = generator(settings.seed, "episodes", start)
        self.noise = torch.Generator(self.device).manual_seed(integer_seed(settings.seed, "noise", start))
        self.progress.since_start, self.progress.lesson, self.progress.accuracy = 0, 0, 0.0

    def update(self) -> None:
        """One batch, one step of the optimizer; an exam and a fresh start where they are due."""
        settings, progress = self.configuration, self.progress
        current = self.rng.random() >= settings.review_share
        lesson = progress.lesson if current else int(self.rng.integers(progress.lesson + 1))
        rounding = progress.lesson >= settings.rounded_from and self.rng.random() < settings.rounded_share
        batch = lesson_batch(
            self.rng, CURRICULUM[lesson], settings.graphs, settings.questions, self.scheme, self.device
        )
        gating = Gating(rounding, settings.gate_noise, settings.mode_noise, settings.match_noise, self.noise)
        answers = run(self.machine, batch, gating)
        paths, hops = loss(answers.paths, batch.paths), loss(answers.hops, batch.hops)
        self.optimizer.zero_grad()
        (paths + hops).backward()  # type: ignore[no-untyped-call]  # torch's backward is
        norm = torch.nn.utils.clip_grad_norm_(self.machine.parameters(), settings.gradient_norm)
        if torch.isfinite(norm):
            self.optimizer.step()

        progress.update += 1
        progress.since_start += 1
        progress.losses = {"paths": paths.item(), "hops": hops.item()}
        if lesson == progress.lesson:
            progress.accuracy += 0.1 * (float(accuracy(answers.paths, batch.paths)) - progress.accuracy)
        if progress.accuracy >= settings.pass_mark and progress.lesson < len(CURRICULUM) - 1:
            self._next_lesson()
        if progress.since_start % settings.exam_every == 0:
            self._sit_exam()
        if progress.since_start >= settings.patience and not progress.finished:
            progress.start += 1
            self._fresh_start()

    def _next_lesson(self) -> None:
        self.progress.lesson += 1
        self.progress.accuracy = 0.0
        for group in self.optimizer.param_groups:
            group["lr"] *= 0.9

    def _sit_exam(self) -> None:
        progress = self.progress
        progress.score = sit(self.machine, self.exam)
        if progress.score > progress.best:
            progress.best = progress.score
            self.best = {name: value.detach().clone() for name, value in self.machine.state_dict().items()}

    def state(self) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """All that a run needs to go on as if it had not stopped: plain values, and tensors."""
        tensors = {f"machine.{name}": value for name, value in self.machine.state_dict().items()}
        tensors |= {f"best.{name}": value for name, value in self.best.items()}
        tensors |= optimizer_tensors(self.optimizer, "adam.")
        tensors["noise"] = self.noise.get_state()
        values = {
            "configuration": self.configuration.as_dict(),
            "progress": vars(self.progress),
            "learning_rate": self.optimizer.param_groups[0]["lr"],
            "episodes": self.rng.bit_generator.state,
        }
        return values, tensors

    def load_state(self, values: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        """Go on from ``state``.

        Raises:
            CheckpointError: if something is missing or of another shape.
        """
        try:
            self.progress = Progress(**values["progress"])
            CURRICULUM[self.progress.lesson]
            self.machine.load_state_dict(within(tensors, "machine."))
            self.best = within(tensors, "best.")
            load_optimizer(self.optimizer, tensors, "adam.")
            self.optimizer.param_groups[0]["lr"] = values["learning_rate"]
            self.rng = np.random.Generator(np.random.PCG64())
            self.rng.bit_generator.state = values["episodes"]
            self.noise.set_state(tensors["noise"])
        except (LookupError, TypeError, ValueError, RuntimeError) as error:
            raise CheckpointError(f"The state of this training run is incomplete or damaged: {error}.") from error
