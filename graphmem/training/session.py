"""One session of a training run: a folder, its log, its state saved every minute, and a budget.

FOLDER/state.safetensors  all that resuming needs
FOLDER/log.jsonl          lines of figures
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import Tensor

from ..errors import UsageError
from .interruption import interruption
from .log import OpenLog, run_log
from .progress import Budget, is_due
from .state import read_state, write_state
from .trainer import Trainer

SAVE_SECONDS = 60.0
STATE = "state.safetensors"


def has_run(folder: Path) -> bool:
    """Whether a training run has been saved in ``folder``."""
    return (folder / STATE).exists()


def saved_run(folder: Path, *, resume: bool) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """The state of the run in ``folder``, for ``Trainer.load_state``; nothing for a run that begins.

    Raises:
        UsageError: if there is a run already, or none to resume.
        CheckpointError: if its state cannot be read.
    """
    if resume != has_run(folder):
        raise UsageError(
            f"There is no run to resume in {folder}."
            if resume
            else f"{folder} holds a run already; resume it, or choose another folder."
        )
    return read_state(folder / STATE) if resume else ({}, {})


def run_session(
    folder: Path,
    trainer: Trainer[Any],
    budget: Budget,
    *,
    clock: Callable[[], float] = time.process_time,
    export: Callable[[], None] = lambda: None,
    report: Callable[[], None] = lambda: None,
    open_log: OpenLog = run_log,
) -> None:
    """Train, and save the state every minute and at the end.

    Args:
        folder: folder of the run.
        trainer: what is trained; it has the state of the run already.
        budget: what the run may use, with all sessions before.
        clock: what time is measured by.
        export: called after every save, to write the weights elsewhere.
        report: called after every update.
        open_log: opens the log of the run.

    Raises:
        UsageError: if the run cannot be saved.
        KeyboardInterrupt: after Ctrl-C, when the run is saved.
    """
    saved = time.monotonic()

    def after_update(before: int) -> None:
        nonlocal saved
        report()
        if is_due(trainer.plan.log_every, before, trainer.progress.update):
            log(trainer.figures())
        if time.monotonic() - saved > SAVE_SECONDS:
            save(folder, trainer, export)
            saved = time.monotonic()

    with open_log(folder, trainer.progress.update) as log, interruption() as interrupted:
        trainer.run(budget, clock=clock, after_update=after_update, stopped=interrupted.is_set)
        save(folder, trainer, export)
        if interrupted.is_set():
            raise KeyboardInterrupt


def save(folder: Path, trainer: Trainer[Any], export: Callable[[], None] = lambda: None) -> None:
    """Write the state of a run, and its weights.

    Raises:
        UsageError: if they cannot be written.
    """
    try:
        write_state(folder / STATE, *trainer.state())
        export()
    except OSError as error:
        raise UsageError(f"The run cannot be saved in {folder}: {error.strerror or error}.") from error
