"""One session of a run of the benchmark: until its budget is used, and saved every minute.

FOLDER/MACHINE/TASK/seedK.safetensors         the weights, in half precision
FOLDER/MACHINE/TASK/seedK/state.safetensors   all that resuming needs
FOLDER/MACHINE/TASK/seedK/log.jsonl           a line for every check of the stage
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import torch

from ..errors import CheckpointError, UsageError
from ..models.memory_machine import MemoryMachine
from ..training.checkpoints import complete_state, read_state, write_state
from ..training.interruption import interruption
from ..training.log import run_log
from ..training.session import SAVE_SECONDS, STATE, has_run
from .archive import Entry, weights_path, write_weights
from .run import Course, RunProgress
from .settings import RunSettings


class Budget(NamedTuple):
    """What a run may use over all its sessions; whichever ends first ends it.

    Attributes:
        examples: episodes.
        seconds: of the processor.
    """

    examples: float = float("inf")
    seconds: float = float("inf")

    def used(self, progress: RunProgress) -> float:
        """The share of it; 1 or more when it is used up."""
        return max(progress.examples / self.examples, progress.seconds / self.seconds)


def train_run(
    folder: Path,
    entry: Entry,
    settings: RunSettings,
    budget: Budget,
    *,
    resume: bool = False,
    learning_rate: float | None = None,
    compiled: bool = False,
    device: torch.device,
    report: Callable[[RunProgress], None] = lambda progress: None,
) -> Course:
    """Train until the budget is used or the run's exam is passed, and save.

    Args:
        folder: of weights.
        entry: the machine.
        settings: of the run; one that is resumed keeps its own.
        budget: of all sessions together.
        resume: go on with the run that is there.
        learning_rate: of the first stage, instead of that of the settings; a run that is resumed has it from here on.
            It too falls from stage to stage.
        compiled: have the steps of a DNC or an NTM compiled in this session.
        device: where to run.
        report: called after every update.

    Raises:
        UsageError: if there is a run already, or none to resume, or it cannot be saved.
        CheckpointError: if the run cannot be read.
        KeyboardInterrupt: after Ctrl-C, when the run is saved.
    """
    place = run_folder(folder, settings)
    if resume != has_run(place):
        raise UsageError(
            f"There is no run to resume in {place}."
            if resume
            else f"{place} holds a run already; resume it, or choose another folder."
        )
    values, tensors = read_state(place / STATE) if resume else ({}, {})
    if resume:
        settings = _own_settings(place, values, settings)
    if learning_rate is not None:
        settings = _with_rate(settings, learning_rate, values)
    run = entry.course(replace(settings, compiled=compiled or settings.compiled), device)
    if resume:
        run.load_state(values, tensors)
    if compiled and isinstance(run.learner.module, MemoryMachine):
        run.learner.module.compile_steps()
    progress = run.progress
    begun, before, saved = time.process_time(), progress.seconds, time.monotonic()
    run.learner.module.train()
    with run_log(place, progress.update) as log, interruption() as interrupted:
        while not interrupted.is_set() and budget.used(progress) < 1 and not run.finished:
            run.update()
            progress.seconds = before + time.process_time() - begun
            report(progress)
            if progress.update % run.settings.check_every == 0:
                log(_entry(progress))
            if time.monotonic() - saved > SAVE_SECONDS:
                _save(folder, run)
                saved = time.monotonic()
        _save(folder, run)
        if interrupted.is_set():
            raise KeyboardInterrupt
    return run


def run_folder(folder: Path, settings: RunSettings) -> Path:
    """Where the state and the log of a run are."""
    return weights_path(folder, settings.machine, settings.task, settings.seed).with_suffix("")


def _own_settings(place: Path, values: dict[str, Any], asked: RunSettings) -> RunSettings:
    """Those of a saved run, if it is the one that is asked for."""
    settings = RunSettings.from_dict(values.get("settings"))
    if (settings.machine, settings.task, settings.seed) != (asked.machine, asked.task, asked.seed):
        raise CheckpointError(f"{place} holds a run of {settings.machine} on {settings.task}, seed {settings.seed}.")
    return settings


def _with_rate(settings: RunSettings, rate: float, values: dict[str, Any]) -> RunSettings:
    """With another learning rate: from where the run stands on, if ``values`` are those of one."""
    if not values:
        return replace(settings, learning_rate=rate)
    with complete_state():
        examples = RunProgress.from_dict(values["progress"]).examples
    before = (pair for pair in settings.rates if pair[0] < examples)
    return replace(settings, rates=(*before, (examples, rate)))


def _save(folder: Path, run: Course) -> None:
    try:
        write_state(run_folder(folder, run.settings) / STATE, *run.state())
        write_weights(folder, run)
    except OSError as error:
        raise UsageError(f"The run cannot be saved in {folder}: {error.strerror or error}.") from error


def _entry(progress: RunProgress) -> dict[str, Any]:
    return {
        "update": progress.update,
        "examples": progress.examples,
        "stage": progress.stage + 1,
        "accuracy": progress.accuracy,
        "loss": progress.loss,
        "seconds": round(progress.seconds, 1),
    }
