"""Rows of the benchmark as lines of text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from ..common.tables import Column, shown_names, table_lines, terminal_width, wrapped
from ..common.text import duration, percentage

if TYPE_CHECKING:
    from ..results.benchmark import BenchmarkRow

_NOTE_WIDTH = 100  # characters of a line of the note where there is no terminal


def benchmark_text(rows: Sequence[BenchmarkRow], wide: bool = False) -> list[str]:
    """A table with a line for each row, and a note on what its columns mean."""
    by = rows[0].by
    columns = [
        Column("machine"),
        Column("task"),
        Column("test"),
        *([Column(by, align="right")] if by else []),
        Column("questions", priority=3),
        Column("free"),
        Column("± free", priority=1),
        Column("valid"),
        Column("± valid", priority=1),
        Column("seeds", priority=2),
        *([] if by else [Column("examples", priority=4), Column("parameters", priority=6)]),
        *([] if by else [Column("time", priority=5, align="right")]),
    ]
    width, cells = terminal_width(wide), [_cells(row) for row in rows]
    note = _note(shown_names(columns, cells, width))
    return [*table_lines(columns, cells, width), "", *wrapped(note, width or _NOTE_WIDTH)]


def _note(shown: Collection[str]) -> str:
    """What the columns that are shown mean."""
    spread = ", ± sample standard deviation" if "± free" in shown or "± valid" in shown else ""
    note = (
        f"Right answers by free decoding and over valid triples: mean over seeds{spread}. The paper decodes freely, "
        "but shortest paths over the edges that leave a station."
    )
    if "questions" in shown:
        note += " Questions are those of each seed."
    if "examples" in shown:
        note += " Examples are those seen in the training of one seed."
    if "time" in shown:
        note += " Time is the processor time of that training."
    return note


def _cells(row: BenchmarkRow) -> list[object]:
    cells: list[object] = [row.machine, row.task, row.test]
    if row.by:
        cells.append(str(row.least) if row.least == row.most else f"{row.least}-{row.most}")
    cells += [row.questions, percentage(row.accuracy_free), _spread(row.spread_free)]
    cells += [percentage(row.accuracy_valid), _spread(row.spread_valid), row.seeds]
    time = duration(row.seconds) if row.seconds else "-"
    return cells if row.by else [*cells, row.examples, row.parameters, time]


def _spread(spread: float | None) -> str | None:
    return None if spread is None else f"{100 * spread:.2f}%"
