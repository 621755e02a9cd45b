"""``graphmem train``: weights from nothing, by answers alone."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from click.core import ParameterSource
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ..errors import GraphmemError, UsageError
from .main import INTERRUPTED
from .options import F, with_options

if TYPE_CHECKING:
    from ..training.configuration import TrainingConfiguration
    from ..training.inference_configuration import InferenceConfiguration
    from ..training.inference_trainer import InferenceProgress
    from ..training.trainer import Progress as TrainingProgress

C = TypeVar("C", "TrainingConfiguration", "InferenceConfiguration")


@click.group()
def command() -> None:
    """Train a machine from nothing."""


def run_options(function: F) -> F:
    """The options that every training run has."""
    return with_options(
        click.option(
            "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder of the run."
        ),
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            default=0,
            show_default=True,
            help="Same seed, device and threads, same weights.",
        ),
        click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:1 ..."),
        click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads on the CPU."),
        click.option(
            "--max-minutes", type=click.FloatRange(min=0), default=10.0, show_default=True, help="Time for the run."
        ),
        click.option("--resume", is_flag=True, help="Go on with the run in the folder, with its own settings."),
        click.option(
            "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Change a setting of the training."
        ),
    )(function)


@command.command()
@run_options
def planner(
    out: Path, seed: int, device: str, threads: int, max_minutes: float, resume: bool, settings: tuple[str, ...]
) -> None:
    """Teach a planner traversal, shortest paths by stops and by minutes, and "no route".

    Training ends when the rounded machine answers every question of an exam on random graphs; no real network takes
    part. The weights are in OUT/model, to be used with --checkpoint.
    """
    import torch

    from ..tasks import CURRICULUM
    from ..training.configuration import TrainingConfiguration
    from ..training.session import choose_device, train
    from ..training.trainer import Progress as State

    _check(max_minutes, resume, settings)
    torch.set_num_threads(threads)
    configuration = _changed(TrainingConfiguration(seed=seed), settings)
    with _bar() as bar:
        task = bar.add_task("", total=len(CURRICULUM), left="", visible=False)

        def report(state: State) -> None:
            text = f"start {state.start + 1}, update {state.update}, lesson {state.lesson + 1} of {len(CURRICULUM)}"
            text += f", accuracy {state.accuracy:.0%}, exam {max(state.best, 0):.2%}"
            bar.update(task, description=text, completed=state.lesson, left=_left(max_minutes, state), visible=True)

        try:
            trainer = train(out, configuration, choose_device(device), 60 * max_minutes, resume=resume, report=report)
        except KeyboardInterrupt:
            bar.stop()
            _interrupted(out)
    state = trainer.progress
    kept = f"weights in {out / 'model'}" if trainer.best else "no exam yet, so no weights"
    click.echo(
        f"seed {trainer.configuration.seed}: exam {max(state.best, 0):.2%} after {state.seconds:.1f} s, "
        f"{state.update} updates, {state.start} fresh starts; {kept}"
    )
    if not state.finished:
        raise GraphmemError(f"The exam was not passed within {max_minutes:g} minutes; go on with --resume.")


@command.command()
@run_options
def inference(
    out: Path, seed: int, device: str, threads: int, max_minutes: float, resume: bool, settings: tuple[str, ...]
) -> None:
    """Teach a reasoner what the 400 relations of the DNC paper's inference task mean.

    A relation is a word for a chain of edges, and training shows only where it leads. Training ends when the rounded
    machine answers every question of an exam on random graphs; no family takes part. The weights are in OUT/model, to
    be used with --checkpoint.
    """
    import torch

    from ..training.inference_configuration import InferenceConfiguration
    from ..training.inference_session import train_inference
    from ..training.inference_trainer import LESSONS
    from ..training.inference_trainer import InferenceProgress as State
    from ..training.session import choose_device

    _check(max_minutes, resume, settings)
    torch.set_num_threads(threads)
    configuration = _changed(InferenceConfiguration(seed=seed), settings)
    with _bar() as bar:
        task = bar.add_task("", total=1.0, left="", visible=False)

        def report(state: State) -> None:
            text = f"start {state.start + 1}, update {state.update}, {LESSONS[state.lesson]}"
            text += f", accuracy {state.accuracy:.0%}, exam {max(state.best, 0):.2%}"
            done = max(state.best, 0)
            bar.update(task, description=text, completed=done, left=_left(max_minutes, state), visible=True)

        try:
            trainer = train_inference(
                out, configuration, choose_device(device), 60 * max_minutes, resume=resume, report=report
            )
        except KeyboardInterrupt:
            bar.stop()
            _interrupted(out)
    state = trainer.progress
    kept = f"weights in {out / 'model'}" if trainer.best else "no exam yet, so no weights"
    click.echo(
        f"seed {trainer.configuration.seed}: exam {max(state.best, 0):.2%} after {state.seconds:.1f} s, "
        f"{state.update} updates, {state.graphs} graphs, {state.queries} queries, {state.start} fresh starts, "
        f"{state.words_anew} words begun anew; {kept}"
    )
    if not state.finished:
        raise GraphmemError(f"The exam was not passed within {max_minutes:g} minutes; go on with --resume.")


def _check(max_minutes: float, resume: bool, settings: tuple[str, ...]) -> None:
    if not 0 < max_minutes < float("inf"):
        raise UsageError(f"--max-minutes must be a number above 0, not {max_minutes:g}.")
    seeded = click.get_current_context().get_parameter_source("seed") != ParameterSource.DEFAULT
    if resume and (settings or seeded):
        raise UsageError("A run that is resumed keeps its own settings; leave out --seed and --set.")


def _bar() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[left]}")
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _left(max_minutes: float, state: TrainingProgress | InferenceProgress) -> str:
    left = max(0, round(60 * max_minutes - state.seconds))
    return f"at most {left // 60}:{left % 60:02} left"


def _interrupted(out: Path) -> NoReturn:
    click.echo(f"graphmem: interrupted; the run is saved, go on with --out {out} --resume.", err=True)
    click.get_current_context().exit(INTERRUPTED)


def _changed(configuration: C, settings: tuple[str, ...]) -> C:
    """The configuration with NAME=VALUE settings, each of the type that it has."""
    types = {field.name: type(getattr(configuration, field.name)) for field in dataclasses.fields(configuration)}
    values: dict[str, Any] = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in types or name == "seed":
            raise click.BadParameter(f"{name!r} is no setting; there are {', '.join(sorted(set(types) - {'seed'}))}.")
        try:
            values[name] = types[name](value)
        except ValueError as error:
            raise click.BadParameter(f"{setting!r}: {value!r} is no {types[name].__name__}.") from error
    return dataclasses.replace(configuration, **values)
