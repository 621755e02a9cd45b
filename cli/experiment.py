"""``graphmem experiment``: ablations and memory studies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..common.text import joined
from ..errors import UsageError
from .failures import fail_after_output
from .figures import FILE, FOLDER, THREADS, Output, agreement, check_folder, need_torch, output_options
from .options import F, Group, with_options
from .progress import progress_bar

if TYPE_CHECKING:
    from ..results.experiments import ExperimentRow

NAMES = ("lengths", "reuse", "resize", "dnc-ablations", "dnc-departures", "dnc-disabled", "planner-ablations")
WITH_PICTURE = "lengths"
NAME = click.argument("name", type=click.Choice(NAMES), metavar="NAME")
PICTURE = click.option("--picture", type=FILE, metavar="FILE", help=f"Draw {WITH_PICTURE} as a .png or .svg file too.")


@click.group("experiment", cls=Group)
def command() -> None:
    """Ablations and memory studies: print their figures, reproduce them, or run them.

    \b
    lengths            the NTM paper's five tasks, beyond training
    reuse              50 vectors through 10 slots, with free gates and without
    resize             other numbers of slots than in training
    dnc-ablations      the DNC trained without one of its mechanisms
    dnc-departures     the DNC trained with its reads changed into the planner's
    dnc-disabled       the trained DNC with one of its mechanisms disabled
    planner-ablations  the planner with one difference from the DNC undone

    --json prints {"rows": [...]}, and --csv writes the same rows: experiment, machine, task, test, slots, accuracy (a
    share, from 0 to 1), loss (nats an answer), seed, examples, parameters, seconds (processor time of the training),
    wrong_bits and cost_bits (of a sequence); null, or an empty cell, if there is no such figure.

    Exit codes: 1 a reproduction finds other figures, 2 usage, 5 unusable figures or a file that cannot be written,
    6 unusable weights.
    """


def row_options(function: F) -> F:
    """The options that select rows."""
    return with_options(
        click.option("--machine", "machines", multiple=True, metavar="NAME", help="Only this machine; repeatable."),
        click.option("--task", "tasks", multiple=True, metavar="NAME", help="Only this task; repeatable."),
    )(function)


@command.command("show", short_help="Print the published figures, or those in a folder.")
@with_options(NAME, row_options, output_options, PICTURE, FOLDER)
def show(
    name: str,
    machines: tuple[str, ...],
    tasks: tuple[str, ...],
    as_json: bool,
    wide: bool,
    csv_file: Path | None,
    picture: Path | None,
    folder: Path | None,
) -> None:
    """Print the published figures of an experiment, or those in a folder.

    ``graphmem experiment --help`` lists the names.
    """
    output = _output(name, as_json, wide, csv_file, picture)
    _print(_only(_read(folder, name), machines, tasks), output)


@command.command("reproduce", short_help="Measure published figures again, and compare.")
@with_options(NAME, row_options, output_options, FOLDER, THREADS)
def reproduce(
    name: str,
    machines: tuple[str, ...],
    tasks: tuple[str, ...],
    as_json: bool,
    wide: bool,
    csv_file: Path | None,
    folder: Path | None,
    threads: int,
) -> None:
    """Measure the figures of an experiment again from its weights, and compare with the published ones.

    The weights are those of graphmem's repository, or of --folder.  The ablations keep no weights; ``run`` with the
    same seed finds the same figures.  ``graphmem experiment --help`` lists the names.
    """
    output = _output(name, as_json, wide, csv_file)
    rows, wrong = _reproduce(name, machines, tasks, folder, threads)
    _print(rows, output, [] if wrong else ["", agreement(len(rows))])
    if wrong:
        fail_after_output(" ".join(wrong))


@command.command("run", short_help="Train the machines of an experiment, and measure them.")
@with_options(
    NAME,
    row_options,
    output_options,
    PICTURE,
    click.option("--out", type=FILE, metavar="FOLDER", help="Keep weights here, and add the figures to NAME.csv."),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the run."),
    click.option("--updates", type=click.IntRange(min=1), help="Updates of each machine.  [default: by experiment]"),
    click.option(
        "--compile",
        "compiled",
        is_flag=True,
        help="Compile the steps of an NTM, or of a DNC without native code: faster.",
    ),
    THREADS,
)
def run(
    name: str,
    machines: tuple[str, ...],
    tasks: tuple[str, ...],
    as_json: bool,
    wide: bool,
    csv_file: Path | None,
    picture: Path | None,
    out: Path | None,
    seed: int,
    updates: int | None,
    compiled: bool,
    threads: int,
) -> None:
    """Train the machines of an experiment and measure them; takes minutes to hours.

    ``graphmem experiment --help`` lists the names.
    """
    output = _output(name, as_json, wide, csv_file, picture)
    _print(_run(name, machines, tasks, seed, updates, compiled, out, threads), output)


def _output(name: str, as_json: bool, wide: bool, csv_file: Path | None, picture: Path | None = None) -> Output:
    """The output that the options ask for, checked before the work."""
    if picture and name != WITH_PICTURE:
        raise UsageError(f"--picture draws {WITH_PICTURE}, and no other experiment.")
    output = Output(as_json, wide, csv_file, picture)
    output.check()
    return output


def _print(rows: Sequence[ExperimentRow], output: Output, more: Sequence[str] = ()) -> None:
    if output.picture:
        from ..view.lengths import write_lengths_picture

        write_lengths_picture(rows, output.picture)
    from ..results.experiments import as_csv
    from .experiment_table import experiment_text

    output.write([row.as_dict() for row in rows], as_csv(rows), [*experiment_text(rows, output.wide), *more])


def _read(folder: Path | None, name: str) -> list[ExperimentRow]:
    from ..results.experiment_tables import read_figures
    from ..results.folders import experiments_folder

    with experiments_folder(folder) as place:
        return read_figures(place, name)


def _reproduce(
    name: str, machines: tuple[str, ...], tasks: tuple[str, ...], folder: Path | None, threads: int
) -> tuple[list[ExperimentRow], list[str]]:
    need_torch("Reproducing figures")
    import torch

    from ..experiments.catalogue import EXPERIMENTS, reproduce_experiment
    from ..results.experiment_tables import differences, in_order
    from ..results.folders import check_weights, experiments_folder

    torch.set_num_threads(threads)
    with experiments_folder(folder) as place:
        if EXPERIMENTS[name].reproduce:
            check_weights(place, shipped=folder is None)
        found = in_order(reproduce_experiment(name, place, machines, tasks))
        return found, differences(_read(folder, name), found, whole=not (machines or tasks))


def _run(
    name: str,
    machines: tuple[str, ...],
    tasks: tuple[str, ...],
    seed: int,
    updates: int | None,
    compiled: bool,
    out: Path | None,
    threads: int,
) -> list[ExperimentRow]:
    need_torch("Running an experiment")
    import torch

    from ..experiments.catalogue import run_experiment
    from ..experiments.experiment import ExperimentRequest
    from ..results.experiment_tables import keep_figures
    from .experiment_table import test_label

    torch.set_num_threads(threads)
    rows: list[ExperimentRow] = []
    with progress_bar("episodes") as progress:
        coming = run_experiment(name, ExperimentRequest(seed, updates, machines, tasks, out, compiled, progress))
        if out is not None:
            check_folder(out)
        for row in coming:
            click.echo(f"{row.machine}: {row.task}, {test_label(row)}: {row.accuracy:.2%}", err=True)
            rows.append(row)
            if out is not None:
                keep_figures(out, name, [row])
    return rows


def _only(rows: Sequence[ExperimentRow], machines: tuple[str, ...], tasks: tuple[str, ...]) -> list[ExperimentRow]:
    """The rows of these machines and tasks; of all if none is named."""
    for names, known in ((machines, [row.machine for row in rows]), (tasks, [row.task for row in rows])):
        for name in names:
            if name not in known:
                raise UsageError(f"There are no figures of {name!r}; there are {_quoted(known)}.")
    found = [row for row in rows if row.machine in (machines or (row.machine,)) and row.task in (tasks or (row.task,))]
    if not found:
        raise UsageError(f"There are no figures of {joined(machines, 'or')} on {joined(tasks, 'or')}.")
    return found


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(map(repr, dict.fromkeys(names)))
