"""One session of a training run of the benchmark.

FOLDER/MACHINE/TASK/seedK.safetensors         the weights, in half precision
FOLDER/MACHINE/TASK/seedK/state.safetensors   all that resuming needs
FOLDER/MACHINE/TASK/seedK/log.jsonl           a line for every check of the curriculum
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from ..errors import CheckpointError, UsageError
from ..training.compiling import with_compiled_steps
from ..training.progress import Budget, Progress
from ..training.session import run_session, saved_run
from ..training.state import complete_state
from ..training.trainer import Trainer
from .archive import MachineEntry, weights_path, write_weights
from .settings import MachineSettings, PaperCurriculumSettings, read_settings


def train_machine(
    folder: Path,
    entry: MachineEntry,
    settings: MachineSettings,
    budget: Budget,
    *,
    resume: bool = False,
    learning_rate: float | None = None,
    compiled: bool = False,
    device: torch.device,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Trainer[Any]:
    """Train until the end of the plan, or the budget is used up or the evaluation is passed, and save.

    Args:
        folder: folder of weights.
        entry: the machine.
        settings: settings of the training; a run that is resumed keeps its own.
        budget: budget of all sessions together; seconds are processor time.
        resume: go on with the run that is there.
        learning_rate: learning rate instead of that of the settings.  A run by the paper's curriculum that is resumed
            has it from here on, as that of the first stage; it too falls from stage to stage.
        compiled: compile the steps of a DNC or an NTM in this session.
        device: device to run on.
        report: called after every update.

    Raises:
        UsageError: if there is a run already, or none to resume, or it cannot be saved; or if the learning rate of a
            run that is resumed cannot change.
        CheckpointError: if the run cannot be read.
        KeyboardInterrupt: after Ctrl-C, when the run is saved.
    """
    place = run_folder(folder, settings)
    values, tensors = saved_run(place, resume=resume)
    if resume:
        settings = _own_settings(place, values, settings)
    if learning_rate is not None:
        settings = _with_rate(settings, learning_rate, values)
    settings = replace(settings, compiled=compiled or settings.compiled)
    plan = entry.plan(settings, device)
    trainer = Trainer(with_compiled_steps(plan) if compiled else plan)
    if resume:
        trainer.load_state(values, tensors)
    run_session(
        place,
        trainer,
        budget,
        clock=time.process_time,
        export=lambda: write_weights(folder, settings, trainer),
        report=lambda: report(trainer.progress),
    )
    return trainer


def run_folder(folder: Path, settings: MachineSettings) -> Path:
    """The folder of the state and the log of a run."""
    return weights_path(folder, settings.machine, settings.task, settings.seed).with_suffix("")


def _own_settings(place: Path, values: dict[str, Any], asked: MachineSettings) -> MachineSettings:
    """The settings of a saved run, if it is the one that is asked for."""
    settings = read_settings(values.get("settings"))
    if (settings.machine, settings.task, settings.seed) != (asked.machine, asked.task, asked.seed):
        raise CheckpointError(f"{place} holds a run of {settings.machine} on {settings.task}, seed {settings.seed}.")
    return settings


def _with_rate(settings: MachineSettings, rate: float, values: dict[str, Any]) -> MachineSettings:
    """The settings with another learning rate, from the current progress on if ``values`` are those of a saved run."""
    if not values:
        return replace(settings, learning_rate=rate)
    if not isinstance(settings, PaperCurriculumSettings):
        raise UsageError("The learning rate of this run stays as it was when it began.")
    with complete_state():
        examples = Progress.from_dict(values["progress"]).examples
    before = (pair for pair in settings.rates if pair[0] < examples)
    return replace(settings, rates=(*before, (examples, rate)))
