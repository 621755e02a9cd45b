"""Rows of the benchmark as lines of text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..common.tables import Column, table_lines, terminal_width, wrapped

if TYPE_CHECKING:
    from ..results.benchmark import BenchmarkRow

_NOTE = (
    "Right answers in %, by free decoding and over valid triples: mean over seeds, ± sample standard deviation. The "
    "paper decodes freely, but shortest paths over the edges that leave a station. Questions are those of each seed; "
    "examples and time are those of the training of one seed; time is processor time."
)


def benchmark_text(rows: Sequence[BenchmarkRow], wide: bool = False) -> list[str]:
    """A table with a line for each row, and a note on what the columns mean."""
    by = rows[0].by
    columns = [
        Column("machine"),
        Column("task"),
        Column("test"),
        *([Column(by, align="right")] if by else []),
        Column("questions", priority=3),
        Column("free"),
        Column("±", priority=1),
        Column("valid"),
        Column("±", priority=1),
        Column("seeds", priority=2),
        *([] if by else [Column("examples", priority=4), Column("parameters", priority=6)]),
        *([] if by else [Column("time", priority=5, align="right")]),
    ]
    width = terminal_width(wide)
    return [*table_lines(columns, [_cells(row) for row in rows], width), "", *wrapped(_NOTE, width or 100)]


def _cells(row: BenchmarkRow) -> list[object]:
    cells: list[object] = [row.machine, row.task, row.test]
    if row.by:
        cells.append(str(row.least) if row.least == row.most else f"{row.least}-{row.most}")
    cells += [row.questions, _share(row.accuracy_free), _spread(row.spread_free)]
    cells += [_share(row.accuracy_valid), _spread(row.spread_valid), row.seeds]
    return cells if row.by else [*cells, row.examples, row.parameters, _time(row.seconds)]


def _share(mean: float) -> str:
    """In %, rounded down, so that 100.00 means all answers."""
    return f"{math.floor(10_000 * mean + 1e-9) / 100:.2f}"


def _spread(spread: float | None) -> str | None:
    return None if spread is None else f"{100 * spread:.2f}"


def _time(seconds: float) -> str:
    if not seconds:
        return "-"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"
