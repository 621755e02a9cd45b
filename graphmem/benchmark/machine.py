"""The description of a benchmark machine: how it is built, and how it is trained."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from torch import Generator, device

from ..errors import UsageError
from ..evaluation.outcomes import Evaluable
from ..tasks.paper import PAPER_TASKS
from ..training.plan import TrainingPlan
from .adapter import EpisodeTrainable
from .archive import check_task, new_machine
from .checks import check_sequence_machine
from .plan import paper_plan
from .sequence_adapter import SequenceAdapter
from .settings import BenchmarkSettings

# What all machines share, by task, or for all tasks under "".  Shortest paths are checked by 50 fresh episodes; in the
# paper after 2,000 examples, here after 1,024: with more frequent checks, stages would be passed by luck.
_COMMON: Mapping[str, Mapping[str, Any]] = {"": {"batches_per_draw": 4}, "shortest_path": {"check_every": 32}}


@dataclass(frozen=True)
class BenchmarkMachine:
    """A machine and its settings.

    Attributes:
        name: name of the machine; figures and folders of weights bear it.
        make: given a task and a generator, the machine with initial weights from the generator: an ``Evaluable``, or
            an ``EpisodeTrainable`` if it is trained.  The adapters turn sequence machines and graph networks into one.
        tasks: tasks that it takes part in; all of ``PAPER_TASKS`` unless given.
        trained: whether there is anything to train.
        weights_from: name of the machine whose weights it uses, if it is not trained itself.
        examples_seen: episodes that it has seen, if it is not trained.
        settings_changes: changes to the settings that all machines share; by task, or for all tasks under "".
        plans: training plans of its own, by task; otherwise it is trained by the paper's curriculum.
    """

    name: str
    make: Callable[[str, Generator], Evaluable]
    tasks: Collection[str] = field(default_factory=PAPER_TASKS.keys)
    trained: bool = True
    weights_from: str = ""
    examples_seen: int = 0
    settings_changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    plans: Mapping[str, Callable[[BenchmarkSettings, device], TrainingPlan[Any]]] = field(default_factory=dict)

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

    def settings(self, task: str, seed: int) -> BenchmarkSettings:
        """The settings of its training."""
        layers = (changes.get(key, {}) for changes in (_COMMON, self.settings_changes) for key in ("", task))
        return BenchmarkSettings(
            self.name, task, seed, **{name: value for layer in layers for name, value in layer.items()}
        )

    def plan(self, settings: BenchmarkSettings, place: device) -> TrainingPlan[Any]:
        """The plan of its training from scratch.

        Raises:
            UsageError: if there is nothing to train.
        """
        if not self.trained:
            others = (
                f"it uses the weights of {self.weights_from}: train that" if self.weights_from else "it has no weights"
            )
            raise UsageError(f"{self.name} is not trained; {others}.")
        if settings.task in self.plans:
            return self.plans[settings.task](settings, place)
        return paper_plan(settings, cast(EpisodeTrainable, new_machine(self, settings.task, settings.seed, place)))
