"""Tables and running text for a terminal of any width.

A table that is too wide for the terminal first folds its columns of words, then leaves out the columns that matter
least and says so.  Numbers are never cut or wrapped.  Without a terminal, in a pipe or a file, there is no limit.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Literal, TextIO

from .text import count

GAP = 2  # blanks between columns
FOLDED = 12  # characters; a column of words is not folded to less than this while another column can be hidden
_NUMBER = re.compile(r"\(?[-+\u2212\u00b1]?(\d[\d,]*\.?\d*|\.\d+)([eE][-+]?\d+)?%?\)?")  # "1,234", "(75.00%)"
_BETWEEN = frozenset({"%", "%)", "\u00b1", "of"})  # "99.50 %", "0.9 ± 0.1", "3 of 20"
_MISSING = frozenset({"", "-", "\u2013", "\u2014"})


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: the header.
        priority: 0 for a column that is always shown; of the others, the one with the largest number is hidden first,
            and of equal ones the last.
        align: "left" for words and "right" for numbers; None finds out from the cells.
        lines: a cell is not folded to more lines than this while another column can be hidden; None for no such limit.
    """

    name: str
    priority: int = 0
    align: Literal["left", "right"] | None = None
    lines: int | None = None


def table_lines(
    columns: Sequence[Column | str], rows: Sequence[Sequence[object]], width: int | None = None
) -> list[str]:
    """The lines of a table: a header, the rows, and a note where columns are hidden.

    >>> for line in table_lines(["line", Column("stations", priority=1)], [("Central", 49), ("Victoria", 16)]):
    ...     print(line)
    line      stations
    Central         49
    Victoria        16

    Args:
        columns: their names, or ``Column`` for more than a name.
        rows: a cell for each column.  Whole numbers get thousands separators, None is an empty cell, and everything
            else is shown as ``str`` shows it.  Cells of words may hold ANSI colours.
        width: characters of a line at the most, see ``terminal_width``; None for no limit.

    Raises:
        ValueError: if a row has more or fewer cells than there are columns.
    """
    fitted = _fitted(columns, rows)
    shown = _shown(fitted, width)
    lines = _render(shown, _widths(shown, width), len(rows))
    hidden = [one.column.name for one in fitted if one not in shown]
    if hidden:
        lines.append("")
        lines += wrapped(f"{count(len(hidden), 'column')} hidden ({', '.join(hidden)}); --wide shows all.", width)
    return lines


def shown_names(columns: Sequence[Column | str], rows: Sequence[Sequence[object]], width: int | None) -> set[str]:
    """The names of the columns that ``table_lines`` does not hide."""
    return {one.column.name for one in _shown(_fitted(columns, rows), width)}


def terminal_width(wide: bool = False, stream: TextIO | None = None) -> int | None:
    """Columns of a terminal; None for no limit.

    Args:
        wide: whether there shall be no limit.
        stream: where the text goes; None for standard output.  If it is no terminal there is no limit.
    """
    stream = stream or sys.stdout
    if wide or not stream.isatty():
        return None
    columns = os.environ.get("COLUMNS", "")
    try:
        return max(int(columns) if columns.isdecimal() else os.get_terminal_size(stream.fileno()).columns, 1)
    except OSError:
        return 80


def wrapped(text: str, width: int | None, indent: str = "") -> list[str]:
    """A text in lines of at most ``width`` characters, cut between words; all but the first begin with ``indent``.

    >>> wrapped("Bank - Moorgate - Old Street", 16, indent="  ")
    ['Bank - Moorgate', '  - Old Street']
    """
    if width is None:
        return [text]
    return textwrap.wrap(
        text, max(width, len(indent) + 1), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


class _Fitted:
    """A column with its cells as texts, and the widths that it can have."""

    def __init__(self, column: Column, cells: Sequence[object]) -> None:
        from rich.text import Text  # imported here so that plain text does not pay for it

        self.column = column
        texts = [f"{cell:,}" if type(cell) is int else "" if cell is None else str(cell) for cell in cells]
        self.cells = [Text.from_ansi(text) for text in texts]
        numbers = [_is_number(cell.plain) for cell in self.cells if cell.plain.strip() not in _MISSING]
        self.align: Literal["left", "right"] = column.align or ("right" if numbers and all(numbers) else "left")
        header = Text(column.name)
        self.natural = max(part.cell_len for part in (header, *self.cells))
        foldable = [header] if self.align == "right" else [header, *self.cells]
        whole = [cell.cell_len for cell in self.cells] if self.align == "right" else []
        self.least = max([_longest_word(text.plain) for text in foldable] + whole)
        self.folded = min(self.natural, max(self.least, FOLDED))
        while column.lines and any(len(wrapped(part.plain, self.folded)) > column.lines for part in foldable):
            self.folded += 1


def _fitted(columns: Sequence[Column | str], rows: Sequence[Sequence[object]]) -> list[_Fitted]:
    cells = _transposed(rows, len(columns))
    return [_Fitted(column, own) for column, own in zip(_columns(columns), cells, strict=True)]


def _shown(fitted: Sequence[_Fitted], width: int | None) -> list[_Fitted]:
    """The columns that are not hidden."""
    shown = list(fitted)
    while width is not None and _needed(shown) > width:
        hideable = [one for one in shown if one.column.priority]
        if not hideable:
            break
        shown.remove(max(hideable, key=lambda one: (one.column.priority, fitted.index(one))))
    return shown


def _is_number(text: str) -> bool:
    parts = [part for part in text.split() if part not in _BETWEEN]
    return bool(parts) and all(map(_NUMBER.fullmatch, parts))


def _longest_word(text: str) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, text.split()), default=0)


def _columns(columns: Sequence[Column | str]) -> list[Column]:
    return [column if isinstance(column, Column) else Column(column) for column in columns]


def _transposed(rows: Sequence[Sequence[object]], size: int) -> list[tuple[object, ...]]:
    """The cells of each column."""
    for number, row in enumerate(rows, start=1):
        if len(row) != size:
            raise ValueError(f"Row {number} has {count(len(row), 'cell')}, but there are {count(size, 'column')}.")
    return list(zip(*rows, strict=True)) if rows else [()] * size


def _needed(columns: Sequence[_Fitted]) -> int:
    return sum(one.folded for one in columns) + GAP * (len(columns) - 1)


def _widths(columns: Sequence[_Fitted], width: int | None) -> list[int]:
    """The width of each column: natural, or less for the widest columns of words."""
    widths = [one.natural for one in columns]
    if width is None:
        return widths
    room = width - GAP * (len(columns) - 1)
    for floors in ([one.folded for one in columns], [one.least for one in columns]):
        while sum(widths) > room:
            loose = [place for place, floor in enumerate(floors) if widths[place] > floor]
            if not loose:
                break
            widths[max(loose, key=widths.__getitem__)] -= 1
    return widths


def _render(columns: Sequence[_Fitted], widths: Sequence[int], num_rows: int) -> list[str]:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, collapse_padding=True, header_style="")
    for one, width in zip(columns, widths, strict=True):
        table.add_column(Text(one.column.name), justify=one.align, width=width, overflow="fold", vertical="top")
    for number in range(num_rows):
        table.add_row(*(one.cells[number] for one in columns))
    coloured = any(cell.style or cell.spans for one in columns for cell in one.cells)
    stream = StringIO()
    console = Console(
        file=stream,
        width=max(sum(widths) + GAP * len(widths), 1),
        force_terminal=coloured,
        color_system="truecolor" if coloured else None,
        legacy_windows=False,
    )
    console.print(table)
    return [line.rstrip() for line in stream.getvalue().splitlines()]
