"""Files of trained benchmark weights: FOLDER/MACHINE/TASK/seedK.safetensors, in half precision.

The header of a file records the settings, the progress and the number of parameters.  Figures are always those of the
weights in half precision, so that they can be measured again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

import torch
from torch import Tensor, nn

from ..common.files import file_digest
from ..errors import CheckpointError, UsageError
from ..evaluation.outcomes import Evaluable
from ..seeding import integer_seed
from ..training.half_precision import read_half, write_half
from ..training.plan import TrainingPlan
from ..training.settings import check_numbers, from_names
from ..training.trainer import Trainer
from .adapter import EvaluableModule
from .settings import MachineSettings, read_settings

_PREFIX = "seed"


class MachineEntry(Protocol):
    """A machine of the benchmark, as ``MACHINES`` has it."""

    @property
    def trained(self) -> bool:
        """Whether there is anything to train."""

    @property
    def weights_of(self) -> str:
        """The machine whose weights it uses: itself if it is trained, "" if there are none."""

    @property
    def examples_seen(self) -> int:
        """The number of episodes that it has seen, if it is not trained."""

    @property
    def tasks(self) -> Collection[str]:
        """Tasks that it takes part in."""

    def build(self, task: str, generator: torch.Generator, /) -> Evaluable:
        """The machine with initial weights from the generator; an ``EvaluableModule`` if there is anything to train."""

    def settings(self, task: str, seed: int, /) -> MachineSettings:
        """The settings of its training."""

    def plan(self, settings: Any, device: torch.device, /) -> TrainingPlan[Any]:
        """The plan of its training from scratch."""


@dataclass(frozen=True)
class Summary:
    """The progress of a training when its weights were written; see ``Progress`` for the attributes.

    Attributes:
        start: number of fresh starts; old files do not record it, since their trainings had none.
        stages: number of stages of the curriculum; 0 in old files, which do not record it.
    """

    update: int
    examples: int
    stage: int
    correct: int
    asked: int
    accuracy: float
    best: float
    loss: float
    seconds: float
    start: int = 0
    stages: int = 0


class Kept(NamedTuple):
    """Weights, and how they were trained.

    Attributes:
        settings: settings of the training.
        progress: progress of the training when they were written.
        parameters: number of parameters.
        tensors: tensors of the module, in half precision.
        digest: the beginning of the SHA-256 of the file.
    """

    settings: MachineSettings
    progress: Summary
    parameters: int
    tensors: dict[str, Tensor]
    digest: str


def check_task(name: str, tasks: Collection[str], task: str) -> None:
    """Check that a machine takes part in a task.

    Args:
        name: name of the machine.
        tasks: tasks that it takes part in.
        task: the task.

    Raises:
        UsageError: if it does not.
    """
    if task not in tasks:
        raise UsageError(f"{name} does not take part in {task}, but in {', '.join(tasks)}.")


def initial_machine(build: Callable[[str, torch.Generator], Evaluable], task: str, seed: int) -> Evaluable:
    """A machine with the initial weights of a seed, where there are no fresh starts.

    Args:
        build: from a task and a generator to the machine.
        task: the task.
        seed: the seed.
    """
    return build(task, torch.Generator().manual_seed(integer_seed(seed, "board", task, "weights")))


def new_machine(entry: MachineEntry, task: str, seed: int, device: torch.device) -> EvaluableModule:
    """A machine with parameters, with the initial weights of a seed, on a device."""
    machine = cast(EvaluableModule, initial_machine(entry.build, task, seed))
    machine.module.to(device)
    return machine


def weights_path(folder: Path, machine: str, task: str, seed: int) -> Path:
    """The file of these weights."""
    return folder / machine / task / f"{_PREFIX}{seed}.safetensors"


def kept_seeds(folder: Path, machine: str, task: str) -> list[int]:
    """The seeds of which there are weights that the machine was trained to."""
    stems = [path.stem.removeprefix(_PREFIX) for path in (folder / machine / task).glob(f"{_PREFIX}*.safetensors")]
    return sorted(int(stem) for stem in stems if stem.isdecimal())


def write_weights(folder: Path, settings: MachineSettings, trainer: Trainer[Any]) -> None:
    """Write the weights of a run in half precision.

    Raises:
        CheckpointError: if they are not finite, or not in half precision.
        OSError: if they cannot be written.
    """
    values = {
        "settings": settings.as_dict(),
        "progress": vars(summary(trainer)),
        "parameters": num_parameters(trainer.module),
    }
    write_half(weights_path(folder, settings.machine, settings.task, settings.seed), values, trainer.weights)


def summary(trainer: Trainer[Any]) -> Summary:
    """The progress of a training, from the header of its weights."""
    reached = {one.name: getattr(trainer.progress, one.name) for one in fields(Summary) if one.name != "stages"}
    return Summary(**reached, stages=trainer.plan.gate.num_stages)


def read_weights(path: Path) -> Kept:
    """Read the weights that ``write_weights`` wrote.

    Raises:
        CheckpointError: if the file is missing, damaged or something else, or its weights are not finite.
    """
    values, tensors = read_half(path)
    try:
        settings = read_settings(values["settings"])
        progress: Summary = from_names(Summary, {"start": 0, "stages": 0} | values["progress"])
        check_numbers(progress)
        parameters = values["parameters"]
        counts = progress.examples, progress.seconds, progress.start, progress.stages
        if type(parameters) is not int or min(parameters, *counts) < 0:
            raise ValueError("figures are missing")
    except (LookupError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path} holds tensors, but not the weights of a run of the benchmark.") from error
    if path != weights_path(path.parents[2], settings.machine, settings.task, settings.seed):
        raise CheckpointError(
            f"{path} holds the weights of {settings.machine} on {settings.task}, seed {settings.seed}."
        )
    return Kept(settings, progress, parameters, tensors, weights_digest(path))


def trained_machine(entry: MachineEntry, path: Path, kept: Kept, device: torch.device) -> EvaluableModule:
    """A machine with the weights of a file, ready for evaluation.

    Raises:
        CheckpointError: if they are those of another machine, or of other sizes.
    """
    settings = kept.settings
    machine = new_machine(entry, settings.task, settings.seed, device)
    try:
        machine.module.load_state_dict(kept.tensors)
    except RuntimeError as error:
        reason = " ".join(str(error).split())
        raise CheckpointError(f"{path} does not fit the machine {settings.machine}: {reason}") from error
    machine.module.eval()
    return machine


def num_parameters(module: nn.Module) -> int:
    """Number of parameters."""
    return sum(parameter.numel() for parameter in module.parameters())


def weights_digest(path: Path) -> str:
    """The beginning of the SHA-256 of a file.

    Raises:
        CheckpointError: if it cannot be read.
    """
    try:
        return file_digest(path)[:16]
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror or error}.") from error
