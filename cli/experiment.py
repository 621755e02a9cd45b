"""``graphmem experiment``: what the parts of a memory are worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import GraphmemError, UsageError
from .figures import (
    CSV,
    FILE,
    FOLDER,
    RETEST,
    SHOW,
    THREADS,
    agreement,
    check_files,
    check_folder,
    chosen_action,
    print_figures,
)
from .options import JSON, Command, with_options
from .progress import progress_bar

if TYPE_CHECKING:
    from ..results.experiments import ExperimentRow

NAMES = ("lengths", "reuse", "resize", "parts", "departures")
RUN = "--run"
# What each option goes with, where it does not go with everything.
GOES_WITH = {
    "folder": (SHOW, RETEST),
    "threads": (RETEST, RUN),
    **dict.fromkeys(("seed", "updates", "compiled", "out"), (RUN,)),
}


@click.command("experiment", cls=Command)
@click.argument("name", type=click.Choice(NAMES))
@with_options(
    click.option("--retest", is_flag=True, help="Measure again from the weights; the figures must agree."),
    click.option("--run", is_flag=True, help="Teach machines anew, and measure them."),
    click.option("--machine", "machines", multiple=True, metavar="NAME", help="Only this one; may be repeated."),
    click.option("--task", "tasks", multiple=True, metavar="NAME", help="Only this one; may be repeated."),
    JSON,
    CSV,
    click.option("--picture", type=FILE, metavar="FILE", help="Draw lengths as a .png or .svg file too."),
    FOLDER,
    click.option(
        "--out", type=FILE, metavar="FOLDER", help="Where weights are kept, and figures join NAME.csv (--run)."
    ),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the run (--run)."),
    click.option("--updates", type=click.IntRange(min=1), help="Of each machine (--run).  [default: by experiment]"),
    click.option("--compile", "compiled", is_flag=True, help="Compile the steps of a DNC or NTM: faster (--run)."),
    THREADS,
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
    free gates and without.  resize: other numbers of slots than in training; the DNC of today takes part as it ships.
    parts: the DNC without content lookup, temporal links, allocation or free gates.  departures: the planner
    with one of its departures from the DNC taken back at a time.  These two keep no weights; with the same seed, and
    --compile or not, they find the same figures again.  To run one takes minutes to hours.

    --json prints {"rows": [...]}, and --csv writes the same rows: experiment, machine, task, test, slots, accuracy (a
    share, from 0 to 1), loss (nats an answer), seed, examples, parameters, seconds (of training, of the processor),
    wrong_bits and cost_bits (of a sequence); null, or nothing, where there is no such figure.

    Exit codes: 1 --retest finds other figures, 2 usage, 5 unusable figures or a file that cannot be written,
    6 unusable weights.
    """
    action = chosen_action(ctx, (RUN, RETEST), GOES_WITH)
    if picture and name != "lengths":
        raise UsageError("--picture draws lengths, and no other experiment.")
    check_files(csv_file, picture)
    wrong: list[str] = []
    if action == RUN:
        rows = _run(name, machines, tasks, seed, updates, compiled, out, threads)
    elif action == RETEST:
        rows, wrong = _retest(name, machines, tasks, folder, threads)
    else:
        rows = _only(_read(folder, name), machines, tasks)
    if picture:
        from ..view.lengths import write_lengths_picture

        write_lengths_picture(rows, picture)
    from ..results.experiments import as_csv, as_table

    text = [*as_table(rows), *(["", agreement(len(rows))] if action == RETEST and not wrong else [])]
    print_figures([row.as_dict() for row in rows], as_csv(rows), text, as_json, csv_file, picture)
    if wrong:
        raise GraphmemError(" ".join(wrong))


def _read(folder: Path | None, name: str) -> list[ExperimentRow]:
    from ..results.experiment_tables import read_figures
    from ..results.shipped import weights_folder

    with weights_folder(folder) as place:
        return read_figures(place, name)


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

    from ..experiments.catalogue import Wish, run_experiment
    from ..results.experiment_tables import keep_figures

    torch.set_num_threads(threads)
    rows: list[ExperimentRow] = []
    with progress_bar("episodes") as progress:
        coming = run_experiment(name, Wish(seed, updates, machines, tasks, out, compiled, progress))
        if out is not None:
            check_folder(out)
        for row in coming:
            click.echo(f"{row.machine}: {row.task}, {row.test}: {row.accuracy:.2%}", err=True)
            rows.append(row)
            if out is not None:
                keep_figures(out, name, [row])
    return rows


def _retest(
    name: str, machines: tuple[str, ...], tasks: tuple[str, ...], folder: Path | None, threads: int
) -> tuple[list[ExperimentRow], list[str]]:
    import torch

    from ..experiments.catalogue import retest_experiment
    from ..results.experiment_tables import differences, in_order
    from ..results.shipped import weights_folder

    torch.set_num_threads(threads)
    with weights_folder(folder) as place:
        found = in_order(retest_experiment(name, place, machines, tasks))
        return found, differences(_read(folder, name), found, whole=not (machines or tasks))


def _only(rows: Sequence[ExperimentRow], machines: tuple[str, ...], tasks: tuple[str, ...]) -> list[ExperimentRow]:
    """Of these machines and tasks; all where none is named."""
    for wished, known in ((machines, [row.machine for row in rows]), (tasks, [row.task for row in rows])):
        for one in wished:
            if one not in known:
                raise UsageError(
                    f"There are no figures of {one!r}; there are {', '.join(map(repr, dict.fromkeys(known)))}."
                )
    found = [row for row in rows if row.machine in (machines or (row.machine,)) and row.task in (tasks or (row.task,))]
    if not found:
        raise UsageError(f"There are no figures of {' or '.join(machines)} on {' or '.join(tasks)}.")
    return found
