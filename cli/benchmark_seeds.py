"""``graphmem benchmark seeds``: a row for each seed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..common.tables import Column, table_lines, terminal_width, wrapped
from ..common.text import duration, percentage
from .benchmark_options import selection_options
from .figures import FOLDER, Output, output_options
from .options import with_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..results.benchmark_seeds import SeedRow

_NOTE_WIDTH = 100  # characters of a line where there is no terminal
_NOTE = (
    "Stage is that of the curriculum which the training reached, score the accuracy of the weights on the evaluation "
    "set of random graphs that chose them. Examples count those of all fresh starts."
)


@click.command("seeds", short_help="Print every seed of a machine, failures included.")
@with_options(selection_options, output_options, FOLDER)
def command(
    machines: tuple[str, ...],
    tasks: tuple[str, ...],
    tests: tuple[str, ...],
    as_json: bool,
    wide: bool,
    csv_file: Path | None,
    folder: Path | None,
) -> None:
    """Print the published figures of every seed, or those in a folder, with how each was trained.

    Without --test, the tests are those of which the paper has figures.

    --json prints {"rows": [...]}, and --csv writes the same rows: machine, task, test, seed, fresh_starts, examples,
    seconds (processor time of the training), stage (reached, counted from 1), stages (0 if not recorded), score (on the
    evaluation set that chose the weights; null if there was none), questions, accuracy_free, accuracy_valid, paper and
    paper_spread (mean and standard deviation of the paper's networks, or null). Accuracies, scores and spreads are
    shares, from 0 to 1.
    """
    output = Output(as_json, wide, csv_file)
    output.check()
    from ..results.benchmark import Selection
    from ..results.benchmark_seeds import SeedRow, published_tests, seed_rows
    from ..results.tables import table_text
    from .benchmark_actions import check_tests, shown_figures

    check_tests(tasks, tests)
    rows = seed_rows(shown_figures(folder, False, Selection(machines, tasks, tests or published_tests(tasks))))
    records = [row.as_dict() for row in rows]
    output.write(records, table_text(SeedRow, records), seeds_text(rows, wide))


def seeds_text(rows: Sequence[SeedRow], wide: bool = False) -> list[str]:
    """A table with a line for each seed, the means beside those of the paper, and a note."""
    from ..results.benchmark_seeds import seed_summaries

    columns = [
        Column("machine"),
        Column("task", priority=5),
        Column("test"),
        Column("seed", align="right"),
        Column("free"),
        Column("valid"),
        Column("stage", align="right", priority=1),
        Column("score", priority=2),
        Column("fresh starts", priority=3),
        Column("examples", priority=1),
        Column("time", align="right", priority=2),
    ]
    width = terminal_width(wide)
    lines = table_lines(columns, [_cells(row) for row in rows], width)
    for text in (*seed_summaries(rows), _NOTE):
        lines += ["", *wrapped(text, width or _NOTE_WIDTH)]
    return lines


def _cells(row: SeedRow) -> list[object]:
    stage = f"{row.stage} of {row.stages}" if row.stages else str(row.stage or "-")
    return [
        row.machine,
        row.task,
        row.test,
        str(row.seed),
        percentage(row.accuracy_free),
        percentage(row.accuracy_valid),
        stage,
        None if row.score is None else percentage(row.score),
        row.fresh_starts,
        row.examples,
        duration(row.seconds) if row.seconds else "-",
    ]
