"""The work of ``graphmem benchmark train``."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..common.text import count, duration, percentage
from ..errors import UsageError
from .benchmark_actions import machine_for
from .failures import INTERRUPTED
from .figures import device_of, need_torch
from .progress import progress_bar

if TYPE_CHECKING:
    from ..benchmark import BenchmarkMachine
    from ..benchmark.settings import MachineSettings
    from ..training.progress import Progress
    from ..training.trainer import Trainer


def train_machine(
    machine: str,
    task: str,
    seed: int,
    minutes: float | None,
    examples: int | None,
    out: Path,
    resume: bool,
    max_examples: int | None,
    learning_rate: float | None,
    compiled: bool,
    device: str,
    threads: int,
) -> str:
    """Train, and return a sentence with the result."""
    need_torch("Training")
    from ..benchmark import Budget
    from ..benchmark import train_machine as train

    entry = machine_for(machine, task)
    if not entry.trained:
        raise UsageError(f"{machine} has nothing to train; evaluate it as it is.")
    budget = Budget(examples or float("inf"), 60 * (minutes or float("inf")))
    settings = _settings(entry, task, seed, max_examples, ends=minutes is not None or examples is not None)
    whole = Budget(getattr(settings, "max_examples", float("inf")))
    place = device_of(device, threads)
    with progress_bar(f"{machine}, {task}, seed {seed}") as progress:

        def report(state: Progress) -> None:
            progress(round(1000 * min(1.0, max(budget.used(state), whole.used(state)))), 1000)

        try:
            trainer = train(
                out,
                entry,
                settings,
                budget,
                resume=resume,
                learning_rate=learning_rate,
                compiled=compiled,
                device=place,
                report=report,
            )
        except KeyboardInterrupt:
            click.echo(
                "graphmem: interrupted; the run is saved, continue with the same command and --resume.", err=True
            )
            click.get_current_context().exit(INTERRUPTED)
    return f"{machine}, {task}, seed {seed}: {_result(trainer)}; ended: {_reason(trainer)}; weights in {out}"


def _settings(
    entry: BenchmarkMachine, task: str, seed: int, max_examples: int | None, *, ends: bool
) -> MachineSettings:
    """The settings of a training.

    Args:
        entry: the machine.
        task: the task.
        seed: the seed.
        max_examples: number of episodes of the whole training; None for that of the settings.
        ends: whether the run has a budget.

    Raises:
        UsageError: if the training has no end, or none that can be chosen.
    """
    from ..benchmark import BenchmarkSettings

    settings = entry.settings(task, seed)
    if isinstance(settings, BenchmarkSettings):
        return settings if max_examples is None else dataclasses.replace(settings, max_examples=max_examples)
    if max_examples is not None:
        raise UsageError(f"The training of {settings.machine} has no --max-examples; give --examples.")
    if not ends:
        raise UsageError("A run needs --minutes or --examples.")
    return settings


def _result(trainer: Trainer[Any]) -> str:
    """How far a training has come."""
    from ..benchmark import PaperCurriculumSettings

    state, settings = trainer.progress, trainer.plan.settings
    unchecked = isinstance(settings, PaperCurriculumSettings) and state.update < settings.check_every
    parts = [
        f"stage {state.stage + 1} of {trainer.plan.gate.num_stages}",
        "not checked yet" if unchecked else f"{percentage(state.accuracy)} right at the last check",
        *([f"evaluation {percentage(state.best)}"] if state.best >= 0 else []),
        count(state.examples, "example"),
        count(state.update, "update"),
        *([count(state.start, "fresh start")] if state.start else []),
        f"{duration(state.seconds)} of processor time",
    ]
    return ", ".join(parts)


def _reason(trainer: Trainer[Any]) -> str:
    """Why a training ended."""
    if trainer.passed:
        return "the evaluation set is answered without error"
    return "its plan is completed" if trainer.finished else "the budget is used up"
