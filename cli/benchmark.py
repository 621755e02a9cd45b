"""``graphmem benchmark``: machines compared on the DNC paper's tasks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..common.tables import terminal_width, wrapped
from ..errors import UsageError
from ..results.benchmark import BenchmarkFigures, BenchmarkRow, Selection, benchmark_rows
from .benchmark_options import BY, MACHINE, PICTURE, TASK, TEST, selection_options
from .benchmark_relations import command as relations
from .benchmark_seeds import command as seeds
from .failures import fail_after_output
from .figures import FILE, FOLDER, Output, agreement, output_options, weights_options
from .options import Group, with_options

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.group("benchmark", cls=Group)
def command() -> None:
    """Compare machines on the DNC paper's tasks.

    The tests of a task are fresh episodes of the last stage of its curriculum, London's Zone 1 and the whole London
    Underground, or a family tree and forty drawn ones.

    --json prints {"rows": [...]}, and --csv writes the same rows: machine, task, test, accuracy (decoded as in the
    paper), seeds, spread (the sample standard deviation over seeds; null for one seed), examples, parameters, seconds
    (processor time of the training; examples and seconds are means over seeds), accuracy_free, spread_free,
    accuracy_valid, spread_valid, questions (for each seed), and with --by also by, least and most.  Accuracies and
    spreads are shares, from 0 to 1.

    Exit codes: 1 a reproduction finds other figures, 2 usage, 5 unusable figures or a file that cannot be written,
    6 unusable weights.
    """


@command.command("show", short_help="Print the published figures, or those in a folder.")
@with_options(
    selection_options,
    BY,
    output_options,
    PICTURE,
    FOLDER,
    click.option("--with-published", is_flag=True, help="Show the published figures beside those of --folder."),
)
def show(
    machines: tuple[str, ...],
    tasks: tuple[str, ...],
    tests: tuple[str, ...],
    by: str | None,
    as_json: bool,
    wide: bool,
    csv_file: Path | None,
    picture: Path | None,
    folder: Path | None,
    with_published: bool,
) -> None:
    """Print the published figures, or those in a folder.

    With --with-published, a machine of the folder that has published figures too is named with its folder.
    """
    output = _output(as_json, wide, csv_file, picture, by)
    if with_published and folder is None:
        raise UsageError("--with-published needs --folder.")
    from .benchmark_actions import shown_figures

    _print(shown_figures(folder, with_published, Selection(machines, tasks, tests)), by, output)


command.add_command(seeds)
command.add_command(relations)


@command.command("reproduce", short_help="Evaluate published weights again, and compare.")
@with_options(MACHINE, TASK, TEST, BY, output_options, FOLDER, weights_options)
def reproduce(
    machine: str,
    task: str,
    tests: tuple[str, ...],
    by: str | None,
    as_json: bool,
    wide: bool,
    csv_file: Path | None,
    folder: Path | None,
    device: str,
    threads: int,
) -> None:
    """Evaluate the weights of MACHINE in TASK again, and compare with the published figures.

    ``graphmem benchmark show`` lists machines and tasks.

    The weights are those of graphmem's repository, or of --folder.
    """
    output = _output(as_json, wide, csv_file, None, by)
    from .benchmark_actions import check_tests, reproduce_row

    check_tests((task,), tests)
    figures, wrong = reproduce_row(folder, machine, task, tests, device, threads)
    _print(figures, by, output, [] if wrong else ["", agreement(len(figures.results))])
    if wrong:
        fail_after_output(" ".join(wrong))


@command.command("evaluate", short_help="Evaluate new weights in a folder.")
@with_options(click.argument("folder", type=FILE), selection_options, BY, output_options, PICTURE, weights_options)
def evaluate(
    folder: Path,
    machines: tuple[str, ...],
    tasks: tuple[str, ...],
    tests: tuple[str, ...],
    by: str | None,
    as_json: bool,
    wide: bool,
    csv_file: Path | None,
    picture: Path | None,
    device: str,
    threads: int,
) -> None:
    """Evaluate the weights in FOLDER that have no figures yet, and add the figures to its tables.

    Only the selected machines, tasks and tests are evaluated and printed.  A baseline, which has no weights, is
    evaluated if --machine names it.
    """
    output = _output(as_json, wide, csv_file, picture, by)
    from .benchmark_actions import check_tests, evaluate_weights

    check_tests(tasks, tests)
    _print(evaluate_weights(folder, Selection(machines, tasks, tests), device, threads), by, output)


@command.command("train", short_help="Train a machine on a task from scratch.")
@with_options(
    MACHINE,
    TASK,
    click.option("--out", type=FILE, metavar="FOLDER", required=True, help="Folder of weights, by machine and task."),
    click.option("--minutes", type=click.FloatRange(0, min_open=True), help="Processor time of the run."),
    click.option("--examples", type=click.IntRange(min=1), help="Episodes of the run, rounded up to whole draws."),
    click.option(
        "--max-examples",
        type=click.IntRange(min=1),
        help="Episodes of the whole training; the learning rate falls over the last fifth of them.",
    ),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the run."),
    click.option("--resume", is_flag=True, help="Continue the run in the folder with its own settings."),
    click.option(
        "--learning-rate",
        type=click.FloatRange(0, 1, min_open=True),
        help="Instead of the machine's own; with --resume, from here on, if it is trained by the paper's curriculum.",
    ),
    click.option(
        "--compile",
        "compiled",
        is_flag=True,
        help="Compile the steps of an NTM, or of a DNC without native code: faster.",
    ),
    weights_options,
)
def train(
    machine: str,
    task: str,
    out: Path,
    minutes: float | None,
    examples: int | None,
    max_examples: int | None,
    seed: int,
    resume: bool,
    learning_rate: float | None,
    compiled: bool,
    device: str,
    threads: int,
) -> None:
    """Train MACHINE on TASK from scratch, to the end of its training or until --minutes or --examples are used up.

    ``graphmem benchmark show`` lists the machines and tasks; other packages can register more machines.

    All machines have the same training, that of ``graphmem train dnc``, whose end is at most --max-examples away.
    dnc-paper and the planner keep to the curriculum of the paper, which has no end: they need --minutes or --examples.

    The weights are in OUT/MACHINE/TASK/seedN.safetensors; ``graphmem benchmark evaluate OUT`` evaluates them.
    """
    if minutes is not None and not 0 < minutes < float("inf"):
        raise UsageError(f"--minutes must be a number above 0, not {minutes:g}.")
    if max_examples is not None and resume:
        raise UsageError("A run that is resumed keeps its own settings; leave out --max-examples.")
    from .benchmark_training import train_machine

    line = train_machine(
        machine,
        task,
        seed,
        minutes,
        examples,
        out,
        resume,
        max_examples,
        learning_rate,
        compiled,
        device,
        threads,
    )
    click.echo("\n".join(wrapped(line, terminal_width(), indent="  ")))


def _output(as_json: bool, wide: bool, csv_file: Path | None, picture: Path | None, by: str | None) -> Output:
    """The output that the options ask for, checked before the work."""
    if by and picture:
        raise UsageError("--picture draws whole tests; leave out --by.")
    output = Output(as_json, wide, csv_file, picture)
    output.check()
    return output


def _print(figures: BenchmarkFigures, by: str | None, output: Output, more: Sequence[str] = ()) -> None:
    rows = benchmark_rows(figures, by or "")
    if not rows:
        raise UsageError(f"These figures have no breakdown by {by}." if by else "There are no such figures.")
    if output.picture:
        from ..view.benchmark import write_benchmark_picture

        write_benchmark_picture(figures, output.picture)
    from ..results.tables import table_text
    from .benchmark_table import benchmark_text

    records = [row.as_dict() for row in rows]
    output.write(records, table_text(BenchmarkRow, records), [*benchmark_text(rows, output.wide), *more])
