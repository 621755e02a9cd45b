"""One session of a training run: a folder, its log, its checkpoints, and an end in time.

OUT/model/        config.json, model.safetensors, README.md: the best weights so far, for ``--checkpoint``
OUT/state/        all that ``--resume`` needs
OUT/log.jsonl     a line per exam
OUT/tensorboard/  the same figures, where tensorboard is installed
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from ..errors import UsageError
from ..tasks import CURRICULUM
from .checkpoints import FORMAT, MACHINE, read_state, write_model, write_state
from .configuration import TrainingConfiguration
from .interruption import interruption
from .log import run_log
from .trainer import Progress, Trainer

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
    configuration: TrainingConfiguration,
    device: torch.device,
    max_seconds: float,
    *,
    resume: bool = False,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Trainer:
    """Train until the exam is passed or the time is over, and save.

    Args:
        folder: of the run.
        configuration: settings; a run that is resumed keeps its own.
        device: where to run.
        max_seconds: time over all sessions of the run.
        resume: go on with the run in ``folder``.
        report: called after every update.

    Raises:
        UsageError: if there is a run already, or none to resume.
        CheckpointError: if the run cannot be read.
    """
    if resume != has_run(folder):
        raise UsageError(
            f"There is no run to resume in {folder}."
            if resume
            else f"{folder} holds a run already; resume it, or choose another folder."
        )
    if resume:
        values, tensors = read_state(folder / STATE)
        configuration = TrainingConfiguration.from_dict(values.get("configuration", {}))
        trainer = Trainer(configuration, device)
        trainer.load_state(values, tensors)
    else:
        trainer = Trainer(configuration, device)
    progress = trainer.progress
    begun, before = time.monotonic(), progress.seconds
    saved = begun
    with _log(folder, progress.update) as log, interruption() as interrupted:
        while not (progress.finished or interrupted.is_set()) and progress.seconds < max_seconds:
            trainer.update()
            progress.seconds = before + time.monotonic() - begun
            report(progress)
            if progress.update % configuration.exam_every == 0:
                log(progress)
            if time.monotonic() - saved > SAVE_SECONDS:
                save(folder, trainer)
                saved = time.monotonic()
        save(folder, trainer)
        if interrupted.is_set():
            raise KeyboardInterrupt
    return trainer


def save(folder: Path, trainer: Trainer) -> None:
    """Write the state of the run, and its best weights where an exam has been sat."""
    try:
        write_state(folder / STATE, *trainer.state())
        if trainer.best:
            config = model_config(trainer)
            write_model(folder / "model", config, trainer.best, model_card(config))
    except OSError as error:
        raise UsageError(f"The run cannot be saved in {folder}: {error.strerror or error}.") from error


def model_config(trainer: Trainer) -> dict[str, Any]:
    """What a loader needs to know of the weights, and how they came to be."""
    settings, progress = trainer.configuration, trainer.progress
    return {
        "format": FORMAT,
        "machine": MACHINE,
        "num_heads": settings.num_heads,
        "hidden_size": settings.hidden_size,
        "training": settings.as_dict(),
        "updates": progress.update,
        "fresh_starts": progress.start,
        "seconds": round(progress.seconds, 1),
        "exam": progress.best,
    }


def model_card(config: dict[str, Any]) -> str:
    """A page that says what the weights are, for people."""
    settings = config["training"]
    stations = CURRICULUM[-1].stations[1]
    controls = settings["num_heads"], settings["hidden_size"]
    return f"""# Planner weights

A memory machine with {controls[0]} read heads and a feed-forward controller of {controls[1]} hidden units. It takes in
a graph as (source, line, destination, minutes) triples and answers which station comes next: on a line, or on a
shortest way to a destination; or that there is no route.

- Trained by `graphmem train planner --seed {settings["seed"]}`, from nothing, in {config["updates"]} updates of
  {settings["graphs"]} random graphs each, {config["seconds"]:.0f} seconds, {config["fresh_starts"]} fresh starts.
- Taught by answers alone: the loss sees no step of any algorithm.
- Graphs seen in training: random, of at most {stations} stations, none of them real. Weights were chosen by an exam on
  other random graphs, of 30 to 60 stations; score {config["exam"]:.4f}.
- Use it rounded (`graphmem route --checkpoint FOLDER`): every gate, match and mark is 0 or 1, and the answer is
  "no route" where no station is emitted.
- The same seed gives the same weights on one device, with one thread.
- Limits: it answers what a graph of triples can say. It knows no timetable.

Licence: Apache-2.0.
"""


@contextmanager
def _log(folder: Path, update: int) -> Iterator[Callable[[Progress], None]]:
    """The log, and the same figures for tensorboard where that is installed."""
    with run_log(folder, update) as record:
        writer: Any = None
        if importlib.util.find_spec("tensorboard"):
            from torch.utils.tensorboard import SummaryWriter

            writer = SummaryWriter(str(folder / "tensorboard"), purge_step=update + 1)
        try:
            yield lambda progress: _record(record, writer, progress)
        finally:
            if writer:
                writer.close()


def _record(record: Callable[[Mapping[str, Any]], None], writer: Any, progress: Progress) -> None:
    figures = {
        "lesson": progress.lesson + 1,
        "accuracy": progress.accuracy,
        "exam": progress.score,
        "best": progress.best,
        "seconds": progress.seconds,
        **{f"loss_{task}": value for task, value in progress.losses.items()},
    }
    record({"update": progress.update, "start": progress.start, **figures})
    if writer:
        for name, value in figures.items():
            writer.add_scalar(name, value, progress.update)
