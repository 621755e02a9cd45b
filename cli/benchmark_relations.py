"""``graphmem benchmark relations``: which relations of the task "inference" a machine knows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..common.tables import Column, table_lines, terminal_width, wrapped
from ..common.text import count, percentage
from .benchmark_options import MACHINE
from .figures import FOLDER, Output, device_of, need_torch, output_options, weights_options
from .options import with_options
from .progress import progress_bar

if TYPE_CHECKING:
    from ..results.relations import RelationRow

_NOTE_WIDTH = 100  # characters of a line where there is no terminal
_HARDEST = 20  # relations that are shown
_NO_ERROR = "Every relation is answered without an error."
_NOTE = (
    "Right answers by free decoding and over valid triples, over all seeds. An edge is repeated if it is the same as "
    "the edge before it. A relation fails if less than half of its answers over valid triples are right."
)


@click.command("relations", short_help="Print the accuracy of a machine by relation.")
@with_options(
    MACHINE,
    click.option("--seed", "seeds", type=click.IntRange(min=0), multiple=True, help="Only this seed; repeatable."),
    click.option(
        "--times", type=click.IntRange(min=1), default=20, show_default=True, help="Times that each relation is asked."
    ),
    output_options,
    FOLDER,
    weights_options,
)
def command(
    machine: str,
    seeds: tuple[int, ...],
    times: int,
    as_json: bool,
    wide: bool,
    csv_file: Path | None,
    folder: Path | None,
    device: str,
    threads: int,
) -> None:
    """Ask the weights of MACHINE for each of the 400 relations of the task "inference".

    Each question has a random graph of its own, of the last stage of the paper's curriculum; every machine has the same
    ones. The first table has the relations by number of edges and of repeated edges, the second the hardest ones, with
    their chains; --wide shows all that have a wrong answer.

    --json prints {"rows": [...]}, and --csv writes the same rows, one for each relation and seed: machine, seed,
    relation (its label), edges, repeated (edges that are the same as the edge before), chain (in words), questions,
    correct_free and correct_valid.
    """
    output = Output(as_json, wide, csv_file)
    output.check()
    need_torch("Evaluating weights of the benchmark")
    from ..benchmark import find_machine
    from ..benchmark.relations import evaluate_relations
    from ..results.folders import benchmark_folder, check_weights
    from ..results.relations import RelationRow
    from ..results.tables import table_text

    entry = find_machine(machine)
    with benchmark_folder(folder) as place, progress_bar("episodes") as progress:
        if entry.weights_of:
            check_weights(place, shipped=folder is None)
        found = evaluate_relations(
            place, machine, entry, seeds, times=times, device=device_of(device, threads), report=progress
        )
        rows = list(found)
    records = [row.as_dict() for row in rows]
    output.write(records, table_text(RelationRow, records), relations_text(rows, wide))


def relations_text(rows: Sequence[RelationRow], wide: bool = False) -> list[str]:
    """Groups of relations, the hardest relations, and a note."""
    from ..results.relations import hardest_first, relation_groups

    width = terminal_width(wide)
    groups = [
        (one.edges, one.repeated, one.relations, percentage(one.free), percentage(one.valid), one.failing)
        for one in relation_groups(rows)
    ]
    lines = table_lines(["edges", "repeated", "relations", "free", "valid", "failing"], groups, width)
    wrong = hardest_first(rows)
    shown = wrong[: None if wide else _HARDEST]
    columns: list[Column | str] = ["relation", Column("chain"), "repeated", "free", "valid", Column("seed", priority=1)]
    lines += ["", *(table_lines(columns, list(map(_cells, shown)), width) if shown else [_NO_ERROR])]
    if len(shown) < len(wrong):
        lines += ["", f"{count(len(wrong) - len(shown), 'row')} less hard are hidden; --wide shows all."]
    return [*lines, "", *wrapped(_NOTE, width or _NOTE_WIDTH)]


def _cells(row: RelationRow) -> list[object]:
    ways = (f"{right} of {row.questions}" for right in (row.correct_free, row.correct_valid))
    return [str(row.relation), row.chain, row.repeated, *ways, str(row.seed)]
