"""``graphmem board``: machines side by side on the DNC paper's tasks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from ..errors import GraphmemError, UsageError
from ..training.board.results import BREAKDOWNS, TASKS, TESTS, Row, Wanted, rows
from .board_actions import check_known, examine_weights, read_figures, retest_row, train_machine
from .board_table import board_text
from .options import JSON, with_options

if TYPE_CHECKING:
    from ..training.board.results import Board

RETEST, TRAIN, EXAMINE = "--retest", "--train", "--examine"
SHOW = ""  # none of them
# What each option goes with, where it does not go with everything.
GOES_WITH = {
    **dict.fromkeys(("machine", "task", "csv_file", "picture"), (SHOW, EXAMINE)),
    **dict.fromkeys(("test", "by", "as_json"), (SHOW, RETEST, EXAMINE)),
    "folder": (SHOW, RETEST),
    **dict.fromkeys(("device", "threads"), (RETEST, TRAIN, EXAMINE)),
    **dict.fromkeys(("seed", "minutes", "examples", "out", "resume", "compiled"), (TRAIN,)),
}
ROW = (str, click.Choice(TASKS))
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("board")
@with_options(
    click.option("--machine", multiple=True, metavar="NAME", help="Only this machine; may be repeated."),
    click.option("--task", multiple=True, type=click.Choice(TASKS), help="Only this task; may be repeated."),
    click.option("--test", multiple=True, type=click.Choice(TESTS), help="Only this test; may be repeated."),
    click.option("--by", type=click.Choice(BREAKDOWNS), help="Break down by length of path, or by size of graph."),
    JSON,
    click.option("--csv", "csv_file", type=FILE, metavar="FILE", help="Write the table as a .csv file too."),
    click.option("--picture", type=FILE, metavar="FILE", help="Draw the board as a .png or .svg file too."),
    click.option("--folder", type=FOLDER, help="Figures and weights.  [default: those that ship with graphmem]"),
    click.option(
        "--retest", type=ROW, nargs=2, metavar="MACHINE TASK", help="Examine the weights again; they must agree."
    ),
    click.option("--train", type=ROW, nargs=2, metavar="MACHINE TASK", help="Train one machine from nothing."),
    click.option("--examine", type=FOLDER, metavar="FOLDER", help="Examine all weights in a folder that are new."),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the run (--train)."),
    click.option("--minutes", type=click.FloatRange(0, min_open=True), help="Time for the run (--train)."),
    click.option("--examples", type=click.IntRange(min=1), help="Episodes for the run (--train)."),
    click.option("--out", type=FOLDER, help="Where weights and runs go, by machine and task (--train)."),
    click.option("--resume", is_flag=True, help="Go on with the run that is there, with its own settings (--train)."),
    click.option("--compile", "compiled", is_flag=True, help="Compile the steps of a DNC or NTM: faster (--train)."),
    click.option("--device", default="cpu", show_default=True, help="auto, cpu, cuda, cuda:1 ..."),
    click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads on the CPU."),
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
    compiled: bool,
    device: str,
    threads: int,
) -> None:
    """Print what machines reach on the DNC paper's tasks: their own last lesson, London's Zone 1, a family tree.

    Without --retest, --train or --examine it prints the figures that ship with graphmem.

    Exit codes: 1 --retest finds other figures, 2 usage, 5 unusable figures or a file that cannot be written,
    6 unusable weights.
    """
    _check_options(ctx)
    if train:
        if minutes is not None and not 0 < minutes < float("inf"):
            raise UsageError(f"--minutes must be a number above 0, not {minutes:g}.")
        if out is None or (minutes is None and examples is None):
            raise UsageError("--train needs --out, and --minutes or --examples.")
        click.echo(train_machine(train, seed, minutes, examples, out, resume, compiled, device, threads))
        return
    differences: list[str] = []
    if retest:
        wanted = Wanted(retest[:1], retest[1:], test)
        board, differences = retest_row(folder, retest, wanted, device, threads)
    else:
        wanted = Wanted(machine, task, test)
        board = examine_weights(examine, wanted, device, threads) if examine else read_figures(folder)
        for name in machine:
            check_known(name, [score.machine for score in board.scores])
    _print(board.only(wanted), by or "", as_json, csv_file, picture)
    if differences:
        raise GraphmemError(" ".join(differences))


def _check_options(ctx: click.Context) -> None:
    given = {name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    actions = [action for action in (RETEST, TRAIN, EXAMINE) if action.removeprefix("--") in given]
    if len(actions) > 1:
        raise UsageError(f"{' and '.join(actions)} do not go together.")
    action = (*actions, SHOW)[0]
    for name, along in GOES_WITH.items():
        if name in given and action not in along:
            option = {"csv_file": "--csv", "as_json": "--json", "compiled": "--compile"}.get(name, f"--{name}")
            with_what = f"says nothing to {action}" if action else f"goes with {' or '.join(along)}"
            raise UsageError(f"{option} {with_what}.")


def _print(board: Board, by: str, as_json: bool, csv_file: Path | None, picture: Path | None) -> None:
    table = rows(board, by)
    if not table:
        raise UsageError("The board has no figures of this.")
    if picture:
        from ..view.board import write_board_picture

        write_board_picture(board, picture)
    if csv_file:
        from ..networks.writing import replace_files
        from ..training.board.storage import csv_text

        replace_files(csv_file.parent, {csv_file.name: csv_text([row.as_dict() for row in table], Row)})
    written = [f"{kind}: {path}" for kind, path in (("CSV", csv_file), ("Picture", picture)) if path]
    report = {"rows": [row.as_dict() for row in table]}
    lines = [*board_text(table), *written]
    click.echo(json.dumps(report, indent=2) if as_json else "\n".join(lines))
