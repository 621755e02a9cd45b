"""``graphmem benchmark``: machines side by side on the DNC paper's tasks."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import GraphmemError, UsageError
from ..results.benchmark import BREAKDOWNS, TASKS, TESTS, Row, Wanted, rows
from .benchmark_actions import check_shown, examine_weights, read_figures, retest_row, train_machine
from .benchmark_table import benchmark_text
from .figures import CSV, FILE, FOLDER, RETEST, SHOW, THREADS, agreement, check_files, chosen_action, print_figures
from .options import JSON, Command, with_options

TRAIN, EXAMINE = "--train", "--examine"
# What each option goes with, where it does not go with everything.
GOES_WITH = {
    **dict.fromkeys(("machine", "task", "csv_file", "picture"), (SHOW, EXAMINE)),
    **dict.fromkeys(("test", "by", "as_json"), (SHOW, RETEST, EXAMINE)),
    "folder": (SHOW, RETEST),
    **dict.fromkeys(("device", "threads"), (RETEST, TRAIN, EXAMINE)),
    **dict.fromkeys(("seed", "minutes", "examples", "out", "resume", "learning_rate", "compiled"), (TRAIN,)),
}
ROW = (str, click.Choice(TASKS))


@click.command("benchmark", cls=Command)
@with_options(
    click.option("--machine", multiple=True, metavar="NAME", help="Only this machine; may be repeated."),
    click.option("--task", multiple=True, type=click.Choice(TASKS), help="Only this task; may be repeated."),
    click.option("--test", multiple=True, type=click.Choice(TESTS), help="Only this test; may be repeated."),
    click.option("--by", type=click.Choice(BREAKDOWNS), help="Break down by length of path, or by size of graph."),
    JSON,
    CSV,
    click.option("--picture", type=FILE, metavar="FILE", help="Draw the benchmark as a .png or .svg file too."),
    FOLDER,
    click.option(
        "--retest", type=ROW, nargs=2, metavar="MACHINE TASK", help="Examine the weights again; they must agree."
    ),
    click.option("--train", type=ROW, nargs=2, metavar="MACHINE TASK", help="Train one machine from nothing."),
    click.option("--examine", type=FILE, metavar="FOLDER", help="Examine all weights in a folder that are new."),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the run (--train)."),
    click.option("--minutes", type=click.FloatRange(0, min_open=True), help="Of the processor, for the run (--train)."),
    click.option("--examples", type=click.IntRange(min=1), help="Episodes for the run, in whole draws (--train)."),
    click.option(
        "--out", type=FILE, metavar="FOLDER", help="Where weights and runs go, by machine and task (--train)."
    ),
    click.option("--resume", is_flag=True, help="Go on with the run that is there, with its own settings (--train)."),
    click.option(
        "--learning-rate",
        type=click.FloatRange(0, 1, min_open=True),
        help="Of the first stage, instead of the machine's own; with --resume, from here on (--train).",
    ),
    click.option("--compile", "compiled", is_flag=True, help="Compile the steps of a DNC or NTM: faster (--train)."),
    click.option("--device", default="cpu", show_default=True, help="auto, cpu, cuda, cuda:1 ..."),
    THREADS,
)
@click.pass_context
def command(
    ctx: click.Context,
    machine: tuple[str, ...],
    task: tuple[str, ...],
    test: tuple[str, ...],
    by: str | None,
    as_json: bool,
    csv_file: Path | None,
    picture: Path | None,
    folder: Path | None,
    retest: tuple[str, str] | None,
    train: tuple[str, str] | None,
    examine: Path | None,
    seed: int,
    minutes: float | None,
    examples: int | None,
    out: Path | None,
    resume: bool,
    learning_rate: float | None,
    compiled: bool,
    device: str,
    threads: int,
) -> None:
    """Print what machines reach on the DNC paper's tasks: their own last stage, London's Zone 1, a family tree.

    Without --retest, --train or --examine it prints the figures that ship with graphmem.

    --json prints {"rows": [...]}, and --csv writes the same rows: machine, task, test, accuracy (decoded as in the
    paper), seeds, spread (the sample standard deviation over seeds; null for one seed), examples, parameters, seconds
    (of training, as examples are, of the processor; means over seeds), accuracy_free, spread_free, accuracy_valid,
    spread_valid, questions (that each seed was asked), and with --by also by, least and most.  Accuracies and spreads
    are shares, from 0 to 1.

    Exit codes: 1 --retest finds other figures, 2 usage, 5 unusable figures or a file that cannot be written,
    6 unusable weights.
    """
    action = chosen_action(ctx, (RETEST, TRAIN, EXAMINE), GOES_WITH)
    if by and picture:
        raise UsageError("--picture draws whole tests; leave out --by.")
    check_files(csv_file, picture)
    if train:
        if minutes is not None and not 0 < minutes < float("inf"):
            raise UsageError(f"--minutes must be a number above 0, not {minutes:g}.")
        if out is None or (minutes is None and examples is None):
            raise UsageError("--train needs --out, and --minutes or --examples.")
        click.echo(train_machine(train, seed, minutes, examples, out, resume, learning_rate, compiled, device, threads))
        return
    wrong: list[str] = []
    if retest:
        wanted = Wanted(retest[:1], retest[1:], test)
        benchmark, wrong = retest_row(folder, retest, wanted, device, threads)
    else:
        wanted = Wanted(machine, task, test)
        benchmark = examine_weights(examine, wanted, device, threads) if examine else read_figures(folder)
        for name in machine:
            check_shown(name, [score.machine for score in benchmark.scores])
    benchmark = benchmark.only(wanted)
    table = rows(benchmark, by or "")
    if not table:
        raise UsageError("The benchmark has no figures of this.")
    if picture:
        from ..view.benchmark import write_benchmark_picture

        write_benchmark_picture(benchmark, picture)
    from ..results.tables import table_text

    records = [row.as_dict() for row in table]
    text = [*benchmark_text(table), *(["", agreement(len(benchmark.scores))] if action == RETEST and not wrong else [])]
    print_figures(records, table_text(Row, records), text, as_json, csv_file, picture)
    if wrong:
        raise GraphmemError(" ".join(wrong))
