"""The two trainings of the benchmark: by the curriculum that machines share, and by that of the paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import torch

from ..evaluation.outcomes import Evaluable
from ..tasks.paper.training_stages import TRAINING_STAGES
from ..training.encoded import EncodedTrainable
from ..training.paper_registry import task_defaults
from ..training.paper_tasks import curriculum_plan, weights_generator
from ..training.plan import TrainingPlan
from .adapter import EpisodeTrainable, EvaluableModule
from .archive import initial_machine
from .encoded import encoded_trainable
from .paper_curriculum import paper_plan
from .settings import BenchmarkSettings, MachineSettings, PaperCurriculumSettings

Build = Callable[[str, torch.Generator], Evaluable]
"""From a task and a generator to a machine with initial weights."""


class MachineTraining(Protocol):
    """How a machine of the benchmark is trained."""

    def settings(self, machine: str, task: str, seed: int, /) -> MachineSettings:
        """The settings of a machine by its name."""

    def plan(self, build: Build, settings: Any, device: torch.device, /) -> TrainingPlan[Any]:
        """The plan of a training from scratch."""


# What machines by the paper's curriculum share, by task, or for all tasks under "".  Shortest paths are checked by 50
# fresh episodes; in the paper after 2,000 examples, here after 1,024: with more frequent checks, stages would be passed
# by luck.
_COMMON: Mapping[str, Mapping[str, Any]] = {"": {"batches_per_draw": 4}, "shortest_path": {"check_every": 32}}


@dataclass(frozen=True)
class PaperCurriculum:
    """The training by the paper's stages.

    Attributes:
        changes: changes to the settings that these trainings share; by task, or for all tasks under "".
        plans: plans that are not ``paper_plan``, by task.
    """

    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    plans: Mapping[str, Callable[[PaperCurriculumSettings, torch.device], TrainingPlan[Any]]] = field(
        default_factory=dict
    )

    def settings(self, machine: str, task: str, seed: int) -> PaperCurriculumSettings:
        """See ``MachineTraining.settings``."""
        layers = (changes.get(key, {}) for changes in (_COMMON, self.changes) for key in ("", task))
        return PaperCurriculumSettings(
            machine, task, seed, **{name: value for layer in layers for name, value in layer.items()}
        )

    def plan(self, build: Build, settings: PaperCurriculumSettings, device: torch.device) -> TrainingPlan[Any]:
        """See ``MachineTraining.plan``."""
        if settings.task in self.plans:
            return self.plans[settings.task](settings, device)
        machine = cast(EpisodeTrainable, initial_machine(build, settings.task, settings.seed))
        machine.module.to(device)
        return paper_plan(settings, machine)


@dataclass(frozen=True)
class SharedCurriculum:
    """The training of ``graphmem train dnc``, for any machine: the same episodes, stages and number of examples.

    A task that has no ``TRAINING_STAGES`` is trained by its own curriculum, as ``PaperCurriculum`` does.
    """

    def settings(self, machine: str, task: str, seed: int) -> MachineSettings:
        """See ``MachineTraining.settings``."""
        if task not in TRAINING_STAGES:
            return PaperCurriculum().settings(machine, task, seed)
        return BenchmarkSettings(task, seed, machine=machine, **task_defaults(task).training)

    def plan(self, build: Build, settings: MachineSettings, device: torch.device) -> TrainingPlan[Any]:
        """See ``MachineTraining.plan``."""
        if isinstance(settings, PaperCurriculumSettings):
            return PaperCurriculum().plan(build, settings, device)

        def make(number: int) -> EncodedTrainable:
            machine = cast(EvaluableModule, build(settings.task, weights_generator(settings, number)))
            machine.module.to(device)
            return encoded_trainable(machine, settings)

        return curriculum_plan(settings, make)
