"""A whole run on one of the NTM paper's tasks: train, save, measure; and measure again from the weights.

FOLDER/state.safetensors     all that going on needs
FOLDER/weights.safetensors   the weights in half precision, and how they came to be; for a retest

What is measured are the weights in half precision, those that are kept: a retest gets the same figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor

from ..errors import CheckpointError
from .algorithmic import AlgorithmicProgress, AlgorithmicSettings, AlgorithmicTrainer, Make, TrainableMachine
from .checkpoints import read_state, write_state
from .interruption import interruption
from .lengths import SLOTS, SizeRow, errors_by_size

STATE, WEIGHTS = "state.safetensors", "weights.safetensors"
SAVE_SECONDS = 60.0


class Trained(NamedTuple):
    """A machine from its weights in half precision.

    Attributes:
        machine: in single precision, with weights that half precision can hold.
        settings: of its training.
        episodes: it saw.
        seconds: they took.
    """

    machine: TrainableMachine
    settings: AlgorithmicSettings
    episodes: int
    seconds: float


def train_algorithmic(
    folder: Path,
    settings: AlgorithmicSettings,
    make: Make,
    device: torch.device,
    *,
    compiled: bool = False,
    max_seconds: float = float("inf"),
    report: Callable[[AlgorithmicProgress], None] = lambda progress: None,
) -> AlgorithmicTrainer:
    """Train to the end of the episodes or of the time, and save; a run found in ``folder`` goes on.

    Args:
        folder: of the run.
        settings: those of the run in ``folder``, where there is one.
        make: makes the machine.
        device: where to run.
        compiled: have the steps of a DNC or an NTM compiled, which is faster and may differ in the last bits.
        max_seconds: time over all sessions of the run.
        report: called after every update.

    Raises:
        CheckpointError: if the run in ``folder`` cannot be read, or has other settings.
        KeyboardInterrupt: after Ctrl-C, once the run is saved.
    """
    trainer = AlgorithmicTrainer(settings, make, device, compiled=compiled)
    if (folder / STATE).exists():
        trainer.load_state(*read_state(folder / STATE))
    progress = trainer.progress
    begun = saved = time.monotonic()
    before = progress.seconds
    with interruption() as interrupted:
        while not (trainer.finished or interrupted.is_set()) and progress.seconds < max_seconds:
            trainer.update()
            now = time.monotonic()
            progress.seconds = before + now - begun
            report(progress)
            if now - saved > SAVE_SECONDS:
                write_state(folder / STATE, *trainer.state())
                saved = now
        write_state(folder / STATE, *trainer.state())
        if interrupted.is_set():
            raise KeyboardInterrupt
    save_weights(folder / WEIGHTS, trainer)
    return trainer


def save_weights(path: Path, trainer: AlgorithmicTrainer) -> None:
    """Write the weights in half precision, with the settings of the run."""
    values = {
        "settings": trainer.settings.as_dict(),
        "episodes": trainer.progress.episodes,
        "seconds": round(trainer.progress.seconds, 1),
    }
    write_state(path, values, {name: value.half() for name, value in trainer.machine.state_dict().items()})


def load_weights(path: Path, make: Make) -> Trained:
    """What ``save_weights`` wrote, on the CPU.

    Args:
        path: of the file.
        make: as in training.

    Raises:
        CheckpointError: if the file cannot be read, or holds the weights of another machine.
    """
    values, tensors = read_state(path)
    settings = AlgorithmicSettings.from_dict(_dictionary(values, "settings"))
    trainer = AlgorithmicTrainer(settings, make, torch.device("cpu"))
    try:
        trainer.machine.load_state_dict(_single(tensors))
        return Trained(trainer.machine, settings, int(values["episodes"]), float(values["seconds"]))
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise CheckpointError(f"{path} holds no weights of the machine {settings.machine}.") from error


def run_algorithmic(
    folder: Path,
    settings: AlgorithmicSettings,
    make: Make,
    device: torch.device,
    *,
    max_seconds: float = float("inf"),
    sequences: int = 100,
    slots: int = SLOTS,
    report: Callable[[AlgorithmicProgress], None] = lambda progress: None,
) -> list[SizeRow]:
    """Train, save and measure; arguments as of ``train_algorithmic`` and ``errors_by_size``."""
    train_algorithmic(folder, settings, make, device, max_seconds=max_seconds, report=report)
    return retest_algorithmic(folder / WEIGHTS, make, sequences=sequences, slots=slots)


def retest_algorithmic(path: Path, make: Make, *, sequences: int = 100, slots: int = SLOTS) -> list[SizeRow]:
    """Measure again, from weights, on the CPU; arguments as of ``load_weights`` and ``errors_by_size``."""
    trained = load_weights(path, make)
    return list(errors_by_size(trained.machine, trained.settings.task, sequences=sequences, slots=slots))


def _dictionary(values: dict[str, Any], name: str) -> dict[str, Any]:
    value = values.get(name)
    return value if isinstance(value, dict) else {}


def _single(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: value.float() for name, value in tensors.items()}
