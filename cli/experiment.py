"""``graphmem experiment``: what the parts of a memory are worth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from ..errors import UsageError
from .options import JSON, with_options

if TYPE_CHECKING:
    from ..training.experiments.rows import ExperimentRow

NAMES = ("reuse", "resize", "parts", "departures")


@click.command("experiment")
@click.argument("name", type=click.Choice(NAMES))
@with_options(
    click.option("--retest", is_flag=True, help="Measure again from weights, instead of teaching anew."),
    click.option(
        "--weights",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder where taught weights are kept, or with --retest stand.  [default: nowhere; those that ship]",
    ),
    click.option("--machine", "machines", multiple=True, metavar="NAME", help="Only this one; may be repeated."),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Same seed, same rows."),
    click.option("--updates", type=click.IntRange(min=1), help="Of each machine.  [default: each experiment's own]"),
    click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads on the CPU."),
    JSON,
    click.option(
        "--csv", "csv_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the rows as a .csv file too."
    ),
)
@click.pass_context
def command(
    ctx: click.Context,
    name: str,
    retest: bool,
    weights: Path | None,
    machines: tuple[str, ...],
    seed: int,
    updates: int | None,
    threads: int,
    as_json: bool,
    csv_file: Path | None,
) -> None:
    """Teach machines and measure one thing about their memories, a row a figure.

    reuse: 50 vectors through 10 slots, with free gates and without.  resize: other numbers of slots than in training.
    parts: the DNC without content lookup, temporal links, allocation or free gates.  departures: the planner with one
    of its departures from the DNC taken back at a time.  Each takes minutes to an hour; with --retest, reuse and
    resize are measured from weights in seconds.
    """
    if retest:
        for option in ("seed", "updates"):
            if ctx.get_parameter_source(option) is ParameterSource.COMMANDLINE:
                raise UsageError(f"--{option} says nothing to --retest: weights keep their own.")
    import torch

    from ..training.experiments.catalogue import Wish, retest_experiment, run_experiment
    from ..training.experiments.rows import as_csv, as_table
    from ..training.experiments.shipped import weights_folder

    torch.set_num_threads(threads)
    rows: list[ExperimentRow] = []
    if retest:
        with weights_folder(weights) as folder:
            rows += retest_experiment(name, folder, machines)
    else:
        for row in run_experiment(name, Wish(seed, updates, machines, weights)):
            click.echo(f"{row.machine}: {row.task}, {row.test}: {row.accuracy:.2%}", err=True)
            rows.append(row)
    if csv_file is not None:
        csv_file.write_text(as_csv(rows), encoding="utf-8")
    click.echo(
        json.dumps([row.as_dict() for row in rows], indent=2, ensure_ascii=False)
        if as_json
        else "\n".join(as_table(rows))
    )
