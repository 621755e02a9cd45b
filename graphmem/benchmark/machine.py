"""The description of a benchmark machine: how it is built, and how it is trained."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from torch import Generator, device

from ..errors import UsageError
from ..evaluation.outcomes import Evaluable
from ..tasks.paper import PAPER_TASKS
from ..training.plan import TrainingPlan
from .archive import check_task
from .checks import check_sequence_machine
from .sequence_adapter import SequenceAdapter
from .settings import MachineSettings
from .training import MachineTraining, SharedCurriculum


@dataclass(frozen=True)
class BenchmarkMachine:
    """A machine and its training.

    Attributes:
        name: name of the machine; figures and folders of weights bear it.
        make: given a task and a generator, the machine with initial weights from the generator: an ``Evaluable``, or
            an ``EpisodeTrainable`` if it is trained.  The adapters turn sequence machines and graph networks into one.
        tasks: tasks that it takes part in; all of ``PAPER_TASKS`` unless given.
        trained: whether there is anything to train.
        weights_from: name of the machine whose weights it uses, if it is not trained itself.
        examples_seen: episodes that it has seen, if it is not trained.
        training: how it is trained; by the curriculum that machines share unless given.
    """

    name: str
    make: Callable[[str, Generator], Evaluable]
    tasks: Collection[str] = field(default_factory=PAPER_TASKS.keys)
    trained: bool = True
    weights_from: str = ""
    examples_seen: int = 0
    training: MachineTraining = field(default_factory=SharedCurriculum)

    @property
    def weights_of(self) -> str:
        """The machine whose weights it uses: itself if it is trained, "" if there are none."""
        return self.name if self.trained else self.weights_from

    def build(self, task: str, generator: Generator) -> Evaluable:
        """The machine with initial weights from the generator.

        Raises:
            UsageError: if it does not take part in the task, or is a sequence machine that does not fit the benchmark.
        """
        check_task(self.name, self.tasks, task)
        machine = self.make(task, generator)
        if isinstance(machine, SequenceAdapter):
            check_sequence_machine(self.name, machine)
        return machine

    def settings(self, task: str, seed: int) -> MachineSettings:
        """The settings of its training."""
        return self.training.settings(self.name, task, seed)

    def plan(self, settings: MachineSettings, place: device) -> TrainingPlan[Any]:
        """The plan of its training from scratch.

        Raises:
            UsageError: if there is nothing to train.
        """
        if not self.trained:
            others = (
                f"it uses the weights of {self.weights_from}: train that" if self.weights_from else "it has no weights"
            )
            raise UsageError(f"{self.name} is not trained; {others}.")
        return self.training.plan(self.build, settings, place)
