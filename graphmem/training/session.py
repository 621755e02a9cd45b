"""One session of a training run: a folder, its log, its checkpoints, and an end in time.

OUT/model/             config.json, model.safetensors, README.md: the best weights so far, for ``--checkpoint``
OUT/state.safetensors  all that ``--resume`` needs
OUT/log.jsonl          a line per exam
OUT/tensorboard/       the same figures, where tensorboard is installed
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import torch

from ..errors import UsageError
from .checkpoints import read_state, write_model, write_state
from .exam_trainer import ExamProgress, ExamSettings, ExamTrainer
from .interruption import interruption
from .log import run_log

C = TypeVar("C", bound=ExamSettings)
T = TypeVar("T", bound=ExamTrainer)

SAVE_SECONDS = 60.0
STATE = "state.safetensors"


def choose_device(name: str) -> torch.device:
    """``auto`` is a GPU where there is one, else the CPU.

    Raises:
        UsageError: if the device is not there.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.zeros(1, device=device).item()
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise UsageError(f"There is no device {name!r} here.") from error
    return device


def has_run(folder: Path) -> bool:
    """Whether a training run has been saved in ``folder``."""
    return (folder / STATE).exists()


def train(
    folder: Path,
    make: Callable[[C, torch.device], T],
    configuration: C,
    device: torch.device,
    max_seconds: float,
    *,
    resume: bool = False,
    report: Callable[[T], None] = lambda trainer: None,
) -> T:
    """Train until the exam is passed or the time is over, and save.

    Args:
        folder: of the run.
        make: the trainer's class.
        configuration: settings; a run that is resumed keeps its own.
        device: where to run.
        max_seconds: time over all sessions of the run.
        resume: go on with the run in ``folder``.
        report: called after every update.

    Raises:
        UsageError: if there is a run already, or none to resume.
        CheckpointError: if the run cannot be read.
        KeyboardInterrupt: after Ctrl-C, when the run is saved.
    """
    if resume != has_run(folder):
        raise UsageError(
            f"There is no run to resume in {folder}."
            if resume
            else f"{folder} holds a run already; resume it, or choose another folder."
        )
    if resume:
        values, tensors = read_state(folder / STATE)
        trainer = make(type(configuration).from_dict(values.get("configuration")), device)
        trainer.load_state(values, tensors)
    else:
        trainer = make(configuration, device)
    progress = trainer.progress
    begun, before = time.monotonic(), progress.seconds
    saved = begun
    with _log(folder, progress.update) as log, interruption() as interrupted:
        while not (progress.finished or interrupted.is_set()) and progress.seconds < max_seconds:
            trainer.update()
            progress.seconds = before + time.monotonic() - begun
            report(trainer)
            if progress.update % trainer.configuration.exam_every == 0:
                log(progress)
            if time.monotonic() - saved > SAVE_SECONDS:
                save(folder, trainer)
                saved = time.monotonic()
        save(folder, trainer)
        if interrupted.is_set():
            raise KeyboardInterrupt
    return trainer


def save(folder: Path, trainer: ExamTrainer) -> None:
    """Write the state of the run, and its best weights where an exam has been sat."""
    try:
        write_state(folder / STATE, *trainer.state())
        if trainer.best:
            config, card = trainer.model()
            write_model(folder / "model", config, trainer.best, card)
    except OSError as error:
        raise UsageError(f"The run cannot be saved in {folder}: {error.strerror or error}.") from error


@contextmanager
def _log(folder: Path, update: int) -> Iterator[Callable[[ExamProgress], None]]:
    """The log, and the same figures for tensorboard where that is installed."""
    with run_log(folder, update) as record:
        writer: Any = None
        if importlib.util.find_spec("tensorboard"):
            from torch.utils.tensorboard import SummaryWriter

            writer = SummaryWriter(str(folder / "tensorboard"), purge_step=update + 1)

        def write(progress: ExamProgress) -> None:
            figures = progress.figures()
            record(figures)
            if writer:
                for name, value in figures.items():
                    writer.add_scalar(name, value, progress.update)

        try:
            yield write
        finally:
            if writer:
                writer.close()
