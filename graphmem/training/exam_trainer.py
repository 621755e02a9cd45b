"""What trainers that go on until an exam is passed have in common: exams, fresh starts, states that resume exactly."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from .checkpoints import complete_state, fitting, load_generator, load_optimizer, optimizer_tensors, within
from .records import ProgressRecord, Settings


class ExamSettings(Settings):
    """What every such trainer wants to be told.

    Attributes:
        seed: of all that is random; the same seed gives the same weights.
        exam_every: updates between exams.
        patience: updates after which weights that have not passed the exam are given up for fresh ones.
    """

    seed: int
    exam_every: int
    patience: int


@dataclass
class ExamProgress(ProgressRecord):
    """Where a run stands.

    Attributes:
        update: updates made, over all starts.
        start: fresh starts made before this one.
        since_start: updates since the last fresh start.
        accuracy: running mean of the accuracy on training questions, over about ten batches.
        score: of the last exam; best: of the best one.
        seconds: spent in all sessions.
    """

    update: int = 0
    start: int = 0
    since_start: int = 0
    accuracy: float = 0.0
    score: float = 0.0
    best: float = -1.0
    seconds: float = 0.0

    @property
    def finished(self) -> bool:
        """Whether some weights answered every question of the exam."""
        return self.best == 1.0

    def figures(self) -> dict[str, float]:
        """For the log."""
        return {
            "update": self.update,
            "start": self.start,
            "accuracy": self.accuracy,
            "exam": self.score,
            "best": self.best,
            "seconds": self.seconds,
        }


class ExamTrainer(ABC):
    """Trains one machine from nothing, by answers alone.

    Args:
        configuration: settings.
        progress: of a run that begins.
        device: where the machine runs.
    """

    configuration: ExamSettings
    progress: ExamProgress
    machine: nn.Module
    optimizer: torch.optim.Optimizer
    rng: np.random.Generator

    def __init__(self, configuration: ExamSettings, progress: ExamProgress, device: torch.device) -> None:
        self.configuration, self.progress, self.device = configuration, progress, device
        self.best: dict[str, Tensor] = {}
        self._fresh_start()

    @abstractmethod
    def _fresh_start(self) -> None:
        """New weights; a start has random numbers of its own."""

    @abstractmethod
    def _learn(self) -> None:
        """One batch, one step of the optimizer."""

    @abstractmethod
    def _score(self) -> float:
        """The share of the exam's questions that the rounded machine answers rightly."""

    @abstractmethod
    def model(self) -> tuple[dict[str, Any], str]:
        """The configuration and the card that stand beside the weights."""

    def update(self) -> None:
        """One batch; an exam and a fresh start where they are due."""
        settings, progress = self.configuration, self.progress
        self._learn()
        progress.update += 1
        progress.since_start += 1
        if progress.since_start % settings.exam_every == 0:
            self._sit_exam()
        if progress.since_start >= settings.patience and not progress.finished:
            progress.start += 1
            progress.since_start, progress.accuracy = 0, 0.0
            self._fresh_start()

    def _sit_exam(self) -> None:
        progress = self.progress
        progress.score = self._score()
        if progress.score > progress.best:
            progress.best = progress.score
            self.best = {name: value.detach().clone() for name, value in self.machine.state_dict().items()}

    def state(self) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """All that a run needs to go on as if it had not stopped: plain values, and tensors."""
        tensors = {f"machine.{name}": value for name, value in self.machine.state_dict().items()}
        tensors |= {f"best.{name}": value for name, value in self.best.items()}
        tensors |= optimizer_tensors(self.optimizer, "adam.")
        values = {
            "configuration": self.configuration.as_dict(),
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
            self._load_state(values, tensors)

    def _load_state(self, values: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        """May raise what ``complete_state`` knows."""
        self.progress = progress = type(self.progress).from_dict(values["progress"])
        weights, self.best = within(tensors, "machine."), within(tensors, "best.")
        if bool(self.best) != (progress.best >= 0):
            raise ValueError("the best weights and their score do not go together")
        fresh = self.machine.state_dict()
        for kept in filter(None, (weights, self.best)):
            if kept.keys() != fresh.keys():
                raise ValueError("these are the weights of another machine")
            for name, value in fresh.items():
                fitting(kept[name], value)
        self.machine.load_state_dict(weights)
        load_optimizer(self.optimizer, tensors, "adam.")
        if progress.since_start and len(self.optimizer.state) < len(fresh):
            raise ValueError("the optimizer remembers too little")
        self.rng = load_generator(values["episodes"])
