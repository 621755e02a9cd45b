"""A complete training run on one of the NTM paper's tasks, and the weights that it saves.

FOLDER/state.safetensors     all that resuming needs
FOLDER/weights.safetensors   the weights in half precision, and how they were trained

Figures are always those of the weights in half precision, so that they can be measured again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import nn

from ..errors import CheckpointError
from .algorithmic import AlgorithmicSettings, MakeMachine, algorithmic_plan
from .half_precision import read_half, write_half
from .progress import Budget, Progress
from .session import has_run, run_session, saved_run
from .trainer import Trainer

WEIGHTS = "weights.safetensors"


class Trained(NamedTuple):
    """A machine with weights in half precision.

    Attributes:
        machine: machine in single precision, with weights that half precision can hold.
        settings: settings of its training.
        episodes: number of episodes it was trained on.
        seconds: processor time that this took.
    """

    machine: nn.Module
    settings: AlgorithmicSettings
    episodes: int
    seconds: float


def train_algorithmic(
    folder: Path,
    settings: AlgorithmicSettings,
    make: MakeMachine,
    device: torch.device,
    *,
    compiled: bool = False,
    max_seconds: float = float("inf"),
    report: Callable[[Progress], None] = lambda progress: None,
) -> Trainer[Any]:
    """Train until the episodes or the time are used up, and save; a run found in ``folder`` continues.

    Args:
        folder: folder of the run.
        settings: settings of the training; those of the run in ``folder``, where there is one.
        make: makes the machine.
        device: device to run on.
        compiled: compile the steps of a DNC or an NTM, which is faster and may differ in the last bits.
        max_seconds: processor time, over all sessions of the run.
        report: called after every update.

    Raises:
        CheckpointError: if the run in ``folder`` cannot be read, or has other settings; or if the final weights are
            not finite.
        KeyboardInterrupt: after Ctrl-C, once the run is saved.
    """
    trainer = Trainer(algorithmic_plan(settings, make, device, compiled=compiled))
    if has_run(folder):
        values, tensors = saved_run(folder, resume=True)
        if values.get("settings") != settings.as_dict():
            raise CheckpointError("The run in this folder has other settings; choose another folder.")
        trainer.load_state(values, tensors)
    budget = Budget(seconds=max_seconds)
    run_session(folder, trainer, budget, clock=time.process_time, report=lambda: report(trainer.progress))
    save_weights(folder / WEIGHTS, settings, trainer)
    return trainer


def save_weights(path: Path, settings: AlgorithmicSettings, trainer: Trainer[Any]) -> None:
    """Write the weights in half precision, with the settings of the training.

    Raises:
        CheckpointError: if they are not finite.
    """
    values = {
        "settings": settings.as_dict(),
        "episodes": trainer.progress.examples,
        "seconds": round(trainer.progress.seconds, 1),
    }
    write_half(path, values, trainer.module.state_dict())


def load_weights(path: Path, make: MakeMachine) -> Trained:
    """Read the weights that ``save_weights`` wrote, onto the CPU.

    Args:
        path: path of the file.
        make: as in training.

    Raises:
        CheckpointError: if the file cannot be read, or holds the weights of another machine.
    """
    values, tensors = read_half(path)
    settings = AlgorithmicSettings.from_dict(values.get("settings"))
    machine = algorithmic_plan(settings, make, torch.device("cpu")).start(0).trainable.module
    try:
        known = {"examples": values["episodes"], "seconds": values["seconds"]}
        progress = Progress.from_dict(vars(Progress()) | known)
        machine.load_state_dict(tensors)
    except (LookupError, TypeError, ValueError, RuntimeError) as error:
        raise CheckpointError(f"{path} holds no weights of the machine {settings.machine}.") from error
    return Trained(machine, settings, progress.examples, progress.seconds)
