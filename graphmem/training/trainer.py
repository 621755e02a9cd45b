"""The training loop of the planner: stages, exams, fresh starts, and states that resume exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from ..encoding.labels import LabelScheme
from ..evaluation.planner_set import sit, write_exam
from ..memory.gating import Gating
from ..models.planner import Planner
from ..seeding import generator, integer_seed
from ..tasks import CURRICULUM
from .batches import accuracy, loss, run, stage_batch
from .cards import planner_model
from .configuration import TrainingConfiguration
from .exam_trainer import ExamProgress, ExamTrainer


@dataclass
class Progress(ExamProgress):
    """Where a run stands.

    Attributes:
        stage: number of the stage, from 0; the accuracy is that of this stage, on shortest paths.
        losses: of the last batch, by task.
    """

    stage: int = 0
    losses: dict[str, float] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """For the log."""
        losses = {f"loss_{task}": value for task, value in self.losses.items()}
        return super().figures() | {"stage": self.stage + 1} | losses


class Trainer(ExamTrainer):
    """Trains one planner machine from nothing, by answers alone.

    Args:
        configuration: settings.
        device: where the machine runs.
    """

    configuration: TrainingConfiguration
    progress: Progress
    machine: Planner

    def __init__(self, configuration: TrainingConfiguration, device: torch.device) -> None:
        self.scheme = LabelScheme(configuration.base, configuration.digits)
        self.exam = write_exam(self.scheme, device)
        super().__init__(configuration, Progress(), device)

    def _fresh_start(self) -> None:
        """New weights, first stage; a start has random numbers of its own."""
        settings, start = self.configuration, self.progress.start
        weights = torch.Generator().manual_seed(integer_seed(settings.seed, "weights", start))
        self.machine = Planner(settings.num_heads, settings.hidden_size, weights).to(self.device)
        self.optimizer = torch.optim.Adam(self.machine.parameters(), lr=settings.learning_rate)
        self.rng = generator(settings.seed, "episodes", start)
        self.noise = torch.Generator(self.device).manual_seed(integer_seed(settings.seed, "noise", start))
        self.progress.stage = 0

    def _learn(self) -> None:
        settings, progress = self.configuration, self.progress
        current = self.rng.random() >= settings.review_share
        stage = progress.stage if current else int(self.rng.integers(progress.stage + 1))
        rounding = progress.stage >= settings.discrete_from and self.rng.random() < settings.discrete_share
        batch = stage_batch(self.rng, CURRICULUM[stage], settings.graphs, settings.questions, self.scheme, self.device)
        gating = Gating(rounding, settings.gate_noise, settings.mode_noise, settings.match_noise, self.noise)
        answers = run(self.machine, batch, gating)
        paths, hops = loss(answers.paths, batch.paths), loss(answers.hops, batch.hops)
        self.optimizer.zero_grad()
        (paths + hops).backward()  # type: ignore[no-untyped-call]  # torch's backward is
        norm = torch.nn.utils.clip_grad_norm_(self.machine.parameters(), settings.gradient_norm)
        if torch.isfinite(norm):
            self.optimizer.step()
        progress.losses = {"paths": paths.item(), "hops": hops.item()}
        if stage == progress.stage:
            progress.accuracy += 0.1 * (float(accuracy(answers.paths, batch.paths)) - progress.accuracy)
        if progress.accuracy >= settings.pass_accuracy and progress.stage < len(CURRICULUM) - 1:
            self._next_stage()

    def _next_stage(self) -> None:
        self.progress.stage += 1
        self.progress.accuracy = 0.0
        for group in self.optimizer.param_groups:
            group["lr"] *= 0.9

    def _score(self) -> float:
        return sit(self.machine, self.exam)

    def model(self) -> tuple[dict[str, Any], str]:
        """The configuration and the card that stand beside the weights."""
        return planner_model(self.configuration, self.progress)

    def state(self) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """All that a run needs to go on as if it had not stopped: plain values, and tensors."""
        values, tensors = super().state()
        rate = self.optimizer.param_groups[0]["lr"]
        return values | {"learning_rate": rate}, tensors | {"noise": self.noise.get_state()}

    def _load_state(self, values: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        super()._load_state(values, tensors)
        CURRICULUM[self.progress.stage]
        rate = values["learning_rate"]
        if isinstance(rate, bool) or not 0 < rate <= self.configuration.learning_rate:
            raise ValueError("the learning rate is out of bounds")
        self.optimizer.param_groups[0]["lr"] = rate
        self.noise.set_state(tensors["noise"])
