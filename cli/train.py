"""``graphmem train``: weights from nothing, by answers alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click
from click.core import ParameterSource
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ..errors import GraphmemError, UsageError
from .failures import INTERRUPTED
from .options import F, with_options

if TYPE_CHECKING:
    import torch

    from ..training.exam_trainer import ExamProgress, ExamSettings, ExamTrainer

    C = TypeVar("C", bound=ExamSettings)
    T = TypeVar("T", bound=ExamTrainer)


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


class Run(NamedTuple):
    """What ``run_options`` say, but for the seed."""

    out: Path
    device: str
    threads: int
    max_minutes: float
    resume: bool
    settings: tuple[str, ...]

    def train(
        self,
        make: Callable[[C, torch.device], T],
        configuration: C,
        stage: Callable[[T], tuple[str, float]],
        seen: Callable[[T], str],
    ) -> None:
        """Train, and say how it went.

        Args:
            make: the trainer's class.
            configuration: its settings, before those that the user changes.
            stage: how far it is, in words and as a share.
            seen: what it has seen so far, in words.
        """
        import torch

        from ..training.session import choose_device, train

        self._check()
        torch.set_num_threads(self.threads)
        configuration = _changed(configuration, self.settings)
        with _bar() as bar:
            task = bar.add_task("", total=1.0, left="", visible=False)

            def report(trainer: T) -> None:
                state, (words, share) = trainer.progress, stage(trainer)
                text = f"start {state.start + 1}, update {state.update}, {words}"
                text += f"accuracy {state.accuracy:.0%}, exam {max(state.best, 0):.2%}"
                bar.update(task, description=text, completed=share, left=self._left(state), visible=True)

            device, seconds = choose_device(self.device), 60 * self.max_minutes
            try:
                trainer = train(self.out, make, configuration, device, seconds, resume=self.resume, report=report)
            except KeyboardInterrupt:
                bar.stop()
                click.echo(f"graphmem: interrupted; the run is saved, go on with --out {self.out} --resume.", err=True)
                click.get_current_context().exit(INTERRUPTED)
        state = trainer.progress
        kept = f"weights in {self.out / 'model'}" if trainer.best else "no exam yet, so no weights"
        click.echo(
            f"seed {trainer.configuration.seed}: exam {max(state.best, 0):.2%} after {state.seconds:.1f} s, "
            f"{state.update} updates, {seen(trainer)}{state.start} fresh starts; {kept}"
        )
        if not state.finished:
            raise GraphmemError(f"The exam was not passed within {self.max_minutes:g} minutes; go on with --resume.")

    def _check(self) -> None:
        if not 0 < self.max_minutes < float("inf"):
            raise UsageError(f"--max-minutes must be a number above 0, not {self.max_minutes:g}.")
        seeded = click.get_current_context().get_parameter_source("seed") != ParameterSource.DEFAULT
        if self.resume and (self.settings or seeded):
            raise UsageError("A run that is resumed keeps its own settings; leave out --seed and --set.")

    def _left(self, state: ExamProgress) -> str:
        left = max(0, round(60 * self.max_minutes - state.seconds))
        return f"at most {left // 60}:{left % 60:02} left"


@command.command()
@run_options
def planner(seed: int, **options: Any) -> None:
    """Teach a planner traversal, shortest paths by stops and by minutes, and "no route".

    Training ends when the rounded machine answers every question of an exam on random graphs; no real network takes
    part. The weights are in OUT/model, to be used with --checkpoint.
    """
    from ..tasks import CURRICULUM
    from ..training.configuration import TrainingConfiguration
    from ..training.trainer import Trainer

    def stage(trainer: Trainer) -> tuple[str, float]:
        stage, stages = trainer.progress.stage, len(CURRICULUM)
        return f"stage {stage + 1} of {stages}, ", stage / stages

    Run(**options).train(Trainer, TrainingConfiguration(seed=seed), stage, lambda trainer: "")


@command.command()
@run_options
def inference(seed: int, **options: Any) -> None:
    """Teach a reasoner what the 400 relations of the DNC paper's inference task mean.

    A relation is a word for a chain of edges, and training shows only where it leads. Training ends when the rounded
    machine answers every question of an exam on random graphs; no family takes part. The weights are in OUT/model, to
    be used with --checkpoint.
    """
    from ..training.inference_configuration import InferenceConfiguration
    from ..training.inference_trainer import InferenceTrainer

    def seen(trainer: InferenceTrainer) -> str:
        state = trainer.progress
        return f"{state.graphs} graphs, {state.queries} queries, {state.words_anew} words begun anew, "

    Run(**options).train(
        InferenceTrainer, InferenceConfiguration(seed=seed), lambda trainer: ("", max(trainer.progress.best, 0)), seen
    )


def _bar() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[left]}")
    return Progress(*columns, console=Console(stderr=True), transient=True)


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
