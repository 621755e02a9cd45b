"""Rows of experiments as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..common.tables import Column, table_lines, terminal_width

if TYPE_CHECKING:
    from ..results.experiments import ExperimentRow

# In the order of the table; the largest priority is hidden first where the terminal is narrow.
_PRIORITIES = {
    "machine": 0,
    "task": 0,
    "test": 0,
    "slots": 1,
    "accuracy": 0,
    "loss": 2,
    "seed": 3,
    "examples": 4,
    "parameters": 6,
    "seconds": 5,
    "wrong_bits": 1,
    "cost_bits": 1,
}


def experiment_text(rows: Sequence[ExperimentRow], wide: bool = False) -> list[str]:
    """A table with a line for each row, without the experiment's name and without columns that no row fills."""
    names = [name for name in _PRIORITIES if any(getattr(row, name) is not None for row in rows)]
    columns = [Column(name, _PRIORITIES[name]) for name in names]
    cells = [[_cell(name, getattr(row, name)) for name in names] for row in rows]
    return table_lines(columns, cells, terminal_width(wide))


def _cell(name: str, value: str | float | None) -> str | int:
    if value is None:
        return "-"
    if name == "accuracy":
        return f"{value:.2%}"
    if name in ("loss", "wrong_bits", "cost_bits"):
        return f"{value:.2f}"
    return value if isinstance(value, str | int) else f"{value:,}"
