"""One training run of ``graphmem train``: its options, its folder and what it prints."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click
from click.core import ParameterSource

from ..common.tables import terminal_width, wrapped
from ..common.text import count, percentage
from ..errors import GraphmemError, UsageError
from .failures import INTERRUPTED
from .options import F, with_options
from .progress import training_line

if TYPE_CHECKING:
    import torch

    from ..training.plan import TrainingPlan
    from ..training.progress import Progress
    from ..training.settings import Settings
    from ..training.trainer import Trainer

    S = TypeVar("S", bound=Settings)

Description = tuple[dict[str, Any], str]  # the configuration and the card of a model
MODEL = "model"  # where the weights are, in the folder of a run
_TYPED = {"seed", "task"}  # settings that have an option or an argument of their own


def run_options(function: F) -> F:
    """The options that every training has."""
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
        click.option("--set", "changes", multiple=True, metavar="NAME=VALUE", help="Change a setting of the training."),
    )(function)


class Options(NamedTuple):
    """The values of ``run_options``, except the seed."""

    out: Path
    device: str
    threads: int
    max_minutes: float
    resume: bool
    changes: tuple[str, ...]


def train(
    options: Options,
    make_plan: Callable[[S, torch.device], TrainingPlan[Any]],
    settings: S,
    describe: Callable[[S, Progress], Description],
    stage: Callable[[Progress], tuple[str, float]],
    seen: Callable[[Progress], list[str]],
) -> None:
    """Train a machine, and print how it went.

    Args:
        options: options of the command.
        make_plan: the training.
        settings: settings of the training, before the changes of the user.
        describe: the configuration and the card to write beside the weights.
        stage: how far it is, in words or "", and as a share.
        seen: the number of examples so far, in words.

    Raises:
        GraphmemError: if the training was not finished in time.
    """
    _check(options)
    trainer, settings = _trainer(options, make_plan, settings)
    try:
        _run(options, trainer, lambda: describe(settings, trainer.progress), stage)
    except KeyboardInterrupt:
        click.echo(f"graphmem: interrupted; the run is saved, go on with --out {options.out} --resume.", err=True)
        click.get_current_context().exit(INTERRUPTED)
    result = _result(trainer, seen(trainer.progress), options.out / MODEL)
    click.echo("\n".join(wrapped(result, terminal_width(), indent="  ")))
    if not trainer.finished:
        what = "The training was not finished" if trainer.best else "There was no evaluation"
        raise GraphmemError(f"{what} within {options.max_minutes:g} minutes; go on with --resume.")


def _trainer(
    options: Options, make_plan: Callable[[S, torch.device], TrainingPlan[Any]], settings: S
) -> tuple[Trainer[Any], S]:
    """A new trainer, or that of the run to resume; and its settings."""
    import torch

    from ..training.devices import choose_device
    from ..training.session import saved_run
    from ..training.trainer import Trainer

    torch.set_num_threads(options.threads)
    settings = _changed(settings, options.changes)
    device = choose_device(options.device)
    values, tensors = saved_run(options.out, resume=options.resume)
    if options.resume:
        settings = _resumed(settings, values.get("settings"), options.out)
    trainer = Trainer(make_plan(settings, device))
    if options.resume:
        trainer.load_state(values, tensors)
    return trainer, settings


def _run(
    options: Options,
    trainer: Trainer[Any],
    describe: Callable[[], Description],
    stage: Callable[[Progress], tuple[str, float]],
) -> None:
    """Train until the end or the limit, with a line of progress; the best weights are written at every save."""
    import time

    from rich.console import Console

    from ..training.log import run_log_and_tensorboard
    from ..training.model_cards import write_model
    from ..training.progress import Budget
    from ..training.session import run_session

    seconds = 60 * options.max_minutes

    def export() -> None:
        if trainer.best:
            config, card = describe()
            write_model(options.out / MODEL, config, trainer.best, card)

    with training_line(Console(stderr=True)) as show:

        def report() -> None:
            words, share = stage(trainer.progress)
            show(_fields(trainer.progress, words), share, max(0, seconds - trainer.progress.seconds))

        run_session(
            options.out,
            trainer,
            Budget(seconds=seconds),
            clock=time.monotonic,
            export=export,
            report=report,
            open_log=run_log_and_tensorboard,
        )


def _result(trainer: Trainer[Any], seen: Sequence[str], model: Path) -> str:
    """How a training went, in one sentence."""
    state, seed = trainer.progress, trainer.plan.settings.as_dict()["seed"]
    result = f"evaluation {percentage(state.best)}" if trainer.best else "no evaluation yet, so no weights,"
    numbers = [count(state.update, "update"), *seen, count(state.start, "fresh start")]
    where = f"; weights in {model}" if trainer.best else ""
    return f"seed {seed}: {result} after {state.seconds:,.1f} s, {', '.join(numbers)}{where}"


def _fields(state: Progress, stage: str) -> list[tuple[int, str]]:
    """The fields of the line of progress, in the order in which they are shown; see ``fitting_fields``."""
    return [
        *([(4, f"start {state.start + 1}")] if state.start else []),
        (2, f"update {state.update:,}"),
        *([(1, stage)] if stage else []),
        (3, f"accuracy {state.accuracy:.0%}"),
        *([(0, f"evaluation {percentage(state.best)}")] if state.best >= 0 else []),
    ]


def _check(options: Options) -> None:
    if not 0 < options.max_minutes < float("inf"):
        raise UsageError(f"--max-minutes must be a number above 0, not {options.max_minutes:g}.")
    seeded = click.get_current_context().get_parameter_source("seed") != ParameterSource.DEFAULT
    if options.resume and (options.changes or seeded):
        raise UsageError("A run that is resumed keeps its own settings; leave out --seed and --set.")


def _resumed(typed: S, saved: object, folder: Path) -> S:
    """The settings of the run in a folder.

    Raises:
        UsageError: if it is a run on another task than the one that was typed.
    """
    settings = type(typed).from_dict(saved)
    own, other = (getattr(one, "task", None) for one in (typed, settings))
    if own != other:
        raise UsageError(f"{folder} holds a run on {other}, not on {own}.")
    return settings


def _changed(settings: S, changes: tuple[str, ...]) -> S:
    """The settings with NAME=VALUE changes, each of the type that the setting has."""
    types = {field.name: type(getattr(settings, field.name)) for field in dataclasses.fields(settings)}
    values: dict[str, Any] = {}
    for change in changes:
        name, _, value = change.partition("=")
        if name not in types or name in _TYPED:
            raise click.BadParameter(f"{name!r} is no setting; there are {', '.join(sorted(types.keys() - _TYPED))}.")
        try:
            values[name] = types[name](value)
        except ValueError as error:
            raise click.BadParameter(f"{change!r}: {value!r} is no {types[name].__name__}.") from error
    return dataclasses.replace(settings, **values)
