"""A whole run on one of the NTM paper's tasks: train and save, and the machine of the weights that were saved.

FOLDER/state.safetensors     all that going on needs
FOLDER/weights.safetensors   the weights in half precision, and how they came to be

What is measured are the weights in half precision, those that are kept: a retest gets the same figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import torch

from ..errors import CheckpointError
from .algorithmic import AlgorithmicProgress, AlgorithmicSettings, AlgorithmicTrainer, Make, TrainableMachine
from .checkpoints import read_state, write_state
from .interruption import interruption
from .kept_weights import read_half, write_half

STATE, WEIGHTS = "state.safetensors", "weights.safetensors"
SAVE_SECONDS = 60.0


class Trained(NamedTuple):
    """A machine from its weights in half precision.

    Attributes:
        machine: in single precision, with weights that half precision can hold.
        settings: of its training.
        episodes: it saw.
        seconds: of the processor they took.
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
        max_seconds: of the processor, over all sessions of the run.
        report: called after every update.

    Raises:
        CheckpointError: if the run in ``folder`` cannot be read, or has other settings; or if the weights at its end
            are not finite.
        KeyboardInterrupt: after Ctrl-C, once the run is saved.
    """
    trainer = AlgorithmicTrainer(settings, make, device, compiled=compiled)
    if (folder / STATE).exists():
        trainer.load_state(*read_state(folder / STATE))
    progress = trainer.progress
    begun, before, saved = time.process_time(), progress.seconds, time.monotonic()
    with interruption() as interrupted:
        while not (trainer.finished or interrupted.is_set()) and progress.seconds < max_seconds:
            trainer.update()
            progress.seconds = before + time.process_time() - begun
            report(progress)
            if time.monotonic() - saved > SAVE_SECONDS:
                write_state(folder / STATE, *trainer.state())
                saved = time.monotonic()
        write_state(folder / STATE, *trainer.state())
        if interrupted.is_set():
            raise KeyboardInterrupt
    save_weights(folder / WEIGHTS, trainer)
    return trainer


def save_weights(path: Path, trainer: AlgorithmicTrainer) -> None:
    """Write the weights in half precision, with the settings of the run.

    Raises:
        CheckpointError: if they are not finite.
    """
    values = {
        "settings": trainer.settings.as_dict(),
        "episodes": trainer.progress.episodes,
        "seconds": round(trainer.progress.seconds, 1),
    }
    write_half(path, values, trainer.machine.state_dict())


def load_weights(path: Path, make: Make) -> Trained:
    """What ``save_weights`` wrote, on the CPU.

    Args:
        path: of the file.
        make: as in training.

    Raises:
        CheckpointError: if the file cannot be read, or holds the weights of another machine.
    """
    values, tensors = read_half(path)
    settings = AlgorithmicSettings.from_dict(values.get("settings"))
    trainer = AlgorithmicTrainer(settings, make, torch.device("cpu"))
    try:
        seen = AlgorithmicProgress.from_dict({name: values[name] for name in ("episodes", "seconds")} | {"loss": 0.0})
        trainer.machine.load_state_dict(tensors)
        return Trained(trainer.machine, settings, seen.episodes, seen.seconds)
    except (LookupError, TypeError, ValueError, RuntimeError) as error:
        raise CheckpointError(f"{path} holds no weights of the machine {settings.machine}.") from error
