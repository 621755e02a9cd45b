"""Rows of the benchmark as lines of text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..results.benchmark import Row

_NOTE = (
    "Right answers in %: the mean over seeds, ± the sample standard deviation where there are several seeds. The paper",
    "decodes freely, but shortest paths over the edges that leave a station. Questions are those that each seed was",
    "asked; examples and time are those of training, for one seed; time is of the processor.",
)


def benchmark_text(table: Sequence[Row]) -> list[str]:
    """A block for each test."""
    by = table[0].by
    header = ["machine", "task", "test", *([by] if by else []), "questions", "free", "over valid", "seeds"]
    header += [] if by else ["examples", "parameters", "time"]
    lines = [header, *(_cells(row) for row in table)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = [
        "  ".join(
            cell.ljust(width) if place < 3 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]
    text = shown[:1]
    for _, block in groupby(zip(table, shown[1:], strict=True), key=lambda pair: (pair[0].task, pair[0].test)):
        text += ["", *(line for _, line in block)]
    return [*text, "", *_NOTE]


def _cells(row: Row) -> list[str]:
    cells = [row.machine, row.task, row.test]
    if row.by:
        cells.append(str(row.least) if row.least == row.most else f"{row.least}-{row.most}")
    cells.append(f"{row.questions:,}")
    cells += [_share(row.accuracy_free, row.spread_free), _share(row.accuracy_valid, row.spread_valid), str(row.seeds)]
    return cells if row.by else [*cells, f"{row.examples:,}", f"{row.parameters:,}", _time(row.seconds)]


def _share(mean: float, spread: float | None) -> str:
    """In %, rounded down, so that only all of them make 100.00."""
    return f"{math.floor(10_000 * mean + 1e-9) / 100:.2f}" + (" " * 8 if spread is None else f" ± {100 * spread:5.2f}")


def _time(seconds: float) -> str:
    if not seconds:
        return "-"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"
