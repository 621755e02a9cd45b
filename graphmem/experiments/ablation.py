"""Common parts of the ablations of the planner and of the reasoner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import torch

from ..memory.gating import DISCRETE, SOFT, Gating
from ..results.experiments import ExperimentRow
from ..training.plan import TrainingPlan
from ..training.progress import Budget
from ..training.trainer import Trainer

NAME = "planner-ablations"
CPU = torch.device("cpu")
WAYS = (("discretised", DISCRETE), ("soft", SOFT))
Make = TypeVar("Make", bound=Callable[..., Any])


@dataclass(frozen=True)
class Ablation(Generic[Make]):
    """A machine without one of its differences from the DNC of 2016.

    Attributes:
        make: makes the machine.
        settings: settings of the training, where they are not the machine's own.
        gating: how the machine is run on the evaluation set that decides when training ends and which weights are kept.
    """

    make: Make
    settings: dict[str, Any] = field(default_factory=dict)
    gating: Gating = DISCRETE


def train_best(plan: TrainingPlan[Any], updates: int) -> Trainer[Any]:
    """Train until the evaluation is passed or the updates are used up, and load the best weights."""
    trainer: Trainer[Any] = Trainer(plan)
    trainer.run(Budget(updates=updates))
    trainer.load_best()
    return trainer


def first_row(name: str, seed: int, trainer: Trainer[Any]) -> ExperimentRow:
    """What all rows of an ablation have in common."""
    return ExperimentRow(
        experiment=NAME,
        machine=name,
        task="",
        test="",
        slots=0,
        accuracy=0.0,
        loss=None,
        seed=seed,
        examples=trainer.progress.examples,
        parameters=sum(parameter.numel() for parameter in trainer.module.parameters()),
        seconds=round(trainer.progress.seconds, 1),
    )
