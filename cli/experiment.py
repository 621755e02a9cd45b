"""``graphmem experiment``: what the parts of a memory are worth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from ..errors import DataError, GraphmemError, UsageError
from ..training.experiments.figures import differences, in_order, keep_figures, read_figures
from ..training.experiments.rows import as_csv, as_table
from ..training.experiments.shipped import weights_folder
from .options import JSON, with_options
from .progress import progress_bar

if TYPE_CHECKING:
    from ..training.experiments.rows import ExperimentRow

NAMES = ("lengths", "reuse", "resize", "parts", "departures")
RUN, RETEST = "--run", "--retest"
SHOW = ""  # neither
# What each option goes with, where it does not go with everything.
GOES_WITH = {
    "folder": (SHOW, RETEST),
    "threads": (RETEST, RUN),
    **dict.fromkeys(("seed", "updates", "compiled", "out"), (RUN,)),
}
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("experiment")
@click.argument("name", type=click.Choice(NAMES))
@with_options(
    click.option("--retest", is_flag=True, help="Measure again from the weights; the figures must agree."),
    click.option("--run", is_flag=True, help="Teach machines anew, and measure them."),
    click.option("--machine", "machines", multiple=True, metavar="NAME", help="Only this one; may be repeated."),
    click.option("--task", "tasks", multiple=True, metavar="NAME", help="Only this one; may be repeated."),
    JSON,
    click.option("--csv", "csv_file", type=FILE, metavar="FILE", help="Write the rows as a .csv file too."),
    click.option("--picture", type=FILE, metavar="FILE", help="Draw lengths as a .png or .svg file too."),
    click.option("--folder", type=FOLDER, help="Figures and weights.  [default: those that ship with graphmem]"),
    click.option("--out", type=FOLDER, help="Where weights are kept, and figures join NAME.csv (--run)."),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the run (--run)."),
    click.option("--updates", type=click.IntRange(min=1), help="Of each machine (--run).  [default: by experiment]"),
    click.option("--compile", "compiled", is_flag=True, help="Compile the steps of a DNC or NTM: faster (--run)."),
    click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads on the CPU."),
)
@click.pass_context
def command(
    ctx: click.Context,
    name: str,
    retest: bool,
    run: bool,
    machines: tuple[str, ...],
    tasks: tuple[str, ...],
    as_json: bool,
    csv_file: Path | None,
    picture: Path | None,
    folder: Path | None,
    out: Path | None,
    seed: int,
    updates: int | None,
    compiled: bool,
    threads: int,
) -> None:
    """Print what an experiment with memories found, a row a figure; with --run, make it.

    lengths: the NTM paper's five tasks, beyond the lengths that are taught.  reuse: 50 vectors through 10 slots, with
    free gates and without.  resize: other numbers of slots than in training.  parts: the DNC without content lookup,
    temporal links, allocation or free gates.  departures: the planner with one of its departures from the DNC taken
    back at a time.  To run one takes minutes to hours.

    Exit codes: 1 --retest finds other figures, 2 usage, 5 unusable figures or a file that cannot be written,
    6 unusable weights.
    """
    _check_options(ctx, name)
    wrong: list[str] = []
    if run:
        rows = _run(name, machines, tasks, seed, updates, compiled, out, threads)
    elif retest:
        rows, wrong = _retest(name, machines, tasks, folder, threads)
    else:
        with weights_folder(folder) as place:
            rows = _only(read_figures(place, name), machines, tasks)
    _print(rows, as_json, csv_file, picture)
    if wrong:
        raise GraphmemError(" ".join(wrong))


def _check_options(ctx: click.Context, name: str) -> None:
    given = {name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    if {"run", "retest"} <= given:
        raise UsageError("--run and --retest do not go together.")
    action = RUN if "run" in given else RETEST if "retest" in given else SHOW
    for option, along in GOES_WITH.items():
        if option in given and action not in along:
            said = "--compile" if option == "compiled" else f"--{option}"
            with_what = f"says nothing to {action}" if action else f"goes with {' or '.join(filter(None, along))}"
            raise UsageError(f"{said} {with_what}.")
    if "picture" in given and name != "lengths":
        raise UsageError("--picture draws lengths, and no other experiment.")


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
    import torch

    from ..training.experiments.catalogue import Wish, run_experiment

    torch.set_num_threads(threads)
    rows: list[ExperimentRow] = []
    with progress_bar("episodes") as progress:
        for row in run_experiment(name, Wish(seed, updates, machines, tasks, out, compiled, progress)):
            click.echo(f"{row.machine}: {row.task}, {row.test}: {row.accuracy:.2%}", err=True)
            rows.append(row)
            if out is not None:
                try:
                    keep_figures(out, name, [row])
                except OSError as error:
                    raise DataError(f"The figures cannot be written to {out}: {error.strerror or error}.") from error
    return rows


def _retest(
    name: str, machines: tuple[str, ...], tasks: tuple[str, ...], folder: Path | None, threads: int
) -> tuple[list[ExperimentRow], list[str]]:
    import torch

    from ..training.experiments.catalogue import retest_experiment

    torch.set_num_threads(threads)
    with weights_folder(folder) as place:
        found = in_order(retest_experiment(name, place, machines, tasks))
        return found, differences(read_figures(place, name), found, whole=not (machines or tasks))


def _only(rows: Sequence[ExperimentRow], machines: tuple[str, ...], tasks: tuple[str, ...]) -> list[ExperimentRow]:
    """Of these machines and tasks; all where none is named."""
    for wished, known in ((machines, [row.machine for row in rows]), (tasks, [row.task for row in rows])):
        for one in wished:
            if one not in known:
                raise UsageError(
                    f"There are no figures of {one!r}; there are {', '.join(map(repr, dict.fromkeys(known)))}."
                )
    return [row for row in rows if row.machine in (machines or (row.machine,)) and row.task in (tasks or (row.task,))]


def _print(rows: Sequence[ExperimentRow], as_json: bool, csv_file: Path | None, picture: Path | None) -> None:
    if picture:
        from ..view.lengths import write_lengths_picture

        write_lengths_picture(rows, picture)
    if csv_file:
        csv_file.write_text(as_csv(rows), encoding="utf-8")
    written = [f"{kind}: {path}" for kind, path in (("CSV", csv_file), ("Picture", picture)) if path]
    click.echo(
        json.dumps([row.as_dict() for row in rows], indent=2, ensure_ascii=False)
        if as_json
        else "\n".join([*as_table(rows), *written])
    )
