"""Rows of experiments as lines of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..common.tables import Column, shown_names, table_lines, terminal_width, wrapped

if TYPE_CHECKING:
    from ..results.experiments import ExperimentRow

_NOTE_WIDTH = 100  # characters of a line of the note where there is no terminal
# In the order of the table; a name has two lines at most, and the largest priority is hidden first where the terminal
# is narrow.
_COLUMNS = {
    "machine": Column("machine", lines=2),
    "task": Column("task", lines=2),
    "test": Column("test", lines=2),
    "slots": Column("slots", 1, align="right"),
    "accuracy": Column("accuracy"),
    "loss": Column("loss", 2),
    "seed": Column("seed", 3),
    "examples": Column("examples", 4),
    "parameters": Column("parameters", 6),
    "seconds": Column("seconds", 5),
    "wrong_bits": Column("wrong_bits", 1),
    "cost_bits": Column("cost_bits", 1),
}
_MEANING = {
    "slots": "of the memory, - for no memory or a slot for each triple",
    "accuracy": "answers without an error",
    "loss": "nats an answer",
    "examples": "episodes seen in training",
    "seconds": "processor time of the training",
    "wrong_bits": "mean of a sequence",
    "cost_bits": "cross-entropy of a sequence",
}


def experiment_text(rows: Sequence[ExperimentRow], wide: bool = False) -> list[str]:
    """A table with a line for each row, without columns that no row fills, and a note on what the columns mean."""
    found = [[_cell(row, name) for name in _COLUMNS] for row in rows]
    used = [place for place in range(len(_COLUMNS)) if any(cells[place] != "-" for cells in found)]
    columns = [list(_COLUMNS.values())[place] for place in used]
    cells = [[row[place] for place in used] for row in found]
    width = terminal_width(wide)
    shown = shown_names(columns, cells, width)
    note = "; ".join(f"{name}: {meaning}" for name, meaning in _MEANING.items() if name in shown)
    return [*table_lines(columns, cells, width), "", *wrapped(f"{note}.", width or _NOTE_WIDTH)]


def test_label(row: ExperimentRow) -> str:
    """The name of the evaluation set, for people: "1 copy, 5 vectors"."""
    return re.sub(r"^1 copies\b", "1 copy", row.test)


def _cell(row: ExperimentRow, name: str) -> str | int:
    value = getattr(row, name)
    if value is None or (name == "slots" and not value):
        return "-"
    if name == "accuracy":
        return f"{value:.2%}"
    if name == "test":
        return test_label(row)
    if name in ("loss", "wrong_bits", "cost_bits"):
        return f"{value:,.2f}"
    return value if isinstance(value, str | int) else f"{value:,}"
