"""Reports and tables of ``graphmem evaluate``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..common.tables import Column, table_lines, terminal_width
from ..common.text import percentage

Report = tuple[dict[str, Any], list[str]]  # for JSON, and as lines of text


def share(part: int, whole: int) -> str:
    """A count and its percentage."""
    return f"{part:,} ({percentage(part / whole)})"


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A table of numbers that fits the terminal."""
    return table_lines([Column(name, align="right") for name in header], rows, terminal_width())
