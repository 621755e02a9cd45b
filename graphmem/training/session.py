"""One session of a training run: a folder, its log, its checkpoints, and an end in time.

OUT/model/        config.json, model.safetensors, README.md: the best weights so far, for ``--checkpoint``
OUT/state/        all that ``--resume`` needs
OUT/log.jsonl     a line per exam
OUT/tensorboard/  the same figures, where tensorboard is installed
"""

from __future__ import annotations

import importlib.util
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import torch

from ..errors import UsageError
from ..tasks import CURRICULUM
from .checkpoints import (
    CONFIG,
    FORMAT,
    TRAINING,
    TRAINING_TENSORS,
    WEIGHTS,
    read_json,
    read_tensors,
    write_folder,
)
from .configuration import TrainingConfiguration
from .trainer import Progress, Trainer

SAVE_SECONDS = 60.0


def choose_device(name: str) -> torch.device:
    """``auto`` is a GPU where there is one, else the CPU.

    Raises:
        UsageError: if the device is not there.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise UsageError(f"There is no device {name!r} here.") from error
    return device


def has_run(folder: Path) -> bool:
    """Whether a training run has been saved in ``folder``."""
    return (folder / "state" / TRAINING).exists()


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
        values = read_json(folder / "state" / TRAINING)
        configuration = TrainingConfiguration.from_dict(values.get("configuration", {}))
        trainer = Trainer(configuration, device)
        trainer.load_state(values, read_tensors(folder / "state" / TRAINING_TENSORS))
    else:
        trainer = Trainer(configuration, device)
    progress = trainer.progress
    begun, before = time.monotonic(), progress.seconds
    saved = begun
    with _log(folder, progress.update) as log:
        try:
            while not progress.finished and progress.seconds < max_seconds:
                trainer.update()
                progress.seconds = before + time.monotonic() - begun
                report(progress)
                if progress.update % configuration.exam_every == 0:
                    log(progress)
                if time.monotonic() - saved > SAVE_SECONDS:
                    save(folder, trainer)
                    saved = time.monotonic()
        finally:
            save(folder, trainer)
    return trainer


def save(folder: Path, trainer: Trainer) -> None:
    """Write the state of the run, and its best weights where an exam has been sat."""
    values, tensors = trainer.state()
    write_folder(folder / "state", {TRAINING: values}, {TRAINING_TENSORS: tensors})
    if trainer.best:
        config = model_config(trainer)
        card = {"README.md": model_card(config)}
        write_folder(folder / "model", {CONFIG: config}, {WEIGHTS: trainer.best}, card)


def model_config(trainer: Trainer) -> dict[str, Any]:
    """What a loader needs to know of the weights, and how they came to be."""
    settings, progress = trainer.configuration, trainer.progress
    return {
        "format": FORMAT,
        "machine": "planner",
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
- Use it rounded (`graphmem route --checkpoint FOLDER`): every gate, match and mark is 0 or 1.
- Limits: it answers what a graph of triples can say. It knows no timetable.

Licence: Apache-2.0.
"""


@contextmanager
def _log(folder: Path, update: int) -> Iterator[Callable[[Progress], None]]:
    """Append to the log, less what a resumed run is about to do again."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "log.jsonl"
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if json.loads(line)["update"] <= update), encoding="utf-8")
    writer: Any = None
    if importlib.util.find_spec("tensorboard"):
        from torch.utils.tensorboard import SummaryWriter

        writer = SummaryWriter(str(folder / "tensorboard"), purge_step=update + 1)
    with path.open("a", encoding="utf-8") as stream:
        try:
            yield lambda progress: _record(stream, writer, progress)
        finally:
            if writer:
                writer.close()


def _record(stream: IO[str], writer: Any, progress: Progress) -> None:
    figures = {
        "lesson": progress.lesson + 1,
        "accuracy": progress.accuracy,
        "exam": progress.score,
        "best": progress.best,
        "seconds": progress.seconds,
        **{f"loss_{task}": value for task, value in progress.losses.items()},
    }
    stream.write(json.dumps({"update": progress.update, "start": progress.start, **figures}) + "\n")
    stream.flush()
    if writer:
        for name, value in figures.items():
            writer.add_scalar(name, value, progress.update)
