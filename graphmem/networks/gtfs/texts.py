"""One table as text: every cell is checked here, so that all later code meets cells that can be read."""

from __future__ import annotations

import csv
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ...common.text import joined
from ...errors import DataError
from ..notes import Notes
from .records import Oddities, decoded, records
from .schema import HEADWAY, LOOSE, SECONDS, TEXT, Kind, Table

ROW = "row"  # the column of a clean copy that counts the rows of its original
_KNOWN = 200_000  # cells a column that are remembered as right
# A station may be called None, and a line NA; pandas, which reads the copies, would take these for empty cells, and
# what looks like a number for one where it is not told otherwise.
_NOTHING = frozenset(("#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>"))
_NOTHING |= frozenset(("N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"))
SHIELD = "\x1f"  # no cell begins with it, for it counts as blank


@dataclass
class _Column:
    """One column that is read: which cell of a row, and what was already found right."""

    name: str
    place: int
    kind: Kind
    filled: bool
    right: set[str] = field(default_factory=set)

    def write(self, cell: str, where: str) -> str:
        """Check a cell, and say how it stands in the copy."""
        if not cell:
            if self.filled:
                raise DataError(f"{where}: {self.name} is missing.")
        elif not self.kind.holds(cell):
            raise DataError(f"{where}: {self.name} must be {self.kind.words}, not {cell!r}.")
        elif self.kind is LOOSE or (self.kind is TEXT and cell in _NOTHING):
            return SHIELD + cell
        if len(self.right) < _KNOWN:
            self.right.add(cell)
        return cell


def copied_as(name: str, kind: Kind) -> str:
    """What a column is called in the copy; gtfs_kit reads headways and transfer times as 16 bits, under their names."""
    return f"{name}_wide" if kind in (SECONDS, HEADWAY) else name


def unshielded(cell: str) -> str:
    """The cell of a clean copy as it stood in its original."""
    return cell.removeprefix(SHIELD)


def copy_table(name: str, table: Table, opener: Callable[[], IO[bytes]], copy: Path, notes: Notes) -> bool:
    """Write the columns that are read, checked and stripped of blanks, and for each row its number in the file.

    Args:
        name: of the file, for messages.
        copy: where to write.

    Returns:
        Whether the table has a row.

    Raises:
        DataError: in one sentence that names file, row and field.
    """
    odd = Oddities()
    rows = 0
    try:
        with decoded(opener()) as text, copy.open("w", encoding="utf-8", newline="") as target:
            read = records(name, text, odd)
            header = next(read, (1, [""]))[1]
            columns = _columns(name, table, header, notes)
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow([*(copied_as(column.name, column.kind) for column in columns), ROW])
            for row in _checked(name, read, columns, len(header), odd):
                writer.writerow(row)
                rows += 1
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataError(f"{name} cannot be unpacked: {error}.") from error
    odd.tell(name, notes)
    return rows > 0


def _columns(name: str, table: Table, header: list[str], notes: Notes) -> list[_Column]:
    if not any(header):
        raise DataError(f"{name} is empty.")
    for column in table.needed:
        if column not in header:
            raise DataError(f"{name}, row 1: column {column!r} is missing.")
    for column in table.columns:
        if header.count(column) > 1:
            raise DataError(f"{name}, row 1: column {column!r} occurs twice.")
    others = [column for column in header if column and column not in table.columns]
    if unread := [column for column in others if column in table.unread]:
        notes.unread.append(f"{name}: {', '.join(unread)}.")
    if unknown := [column for column in others if column not in table.unread]:
        notes.faults.append(f"{name}: GTFS has no column {joined(unknown, 'or')}; ignored.")
    return [
        _Column(column, header.index(column), kind, column in table.filled)
        for column, kind in table.columns.items()
        if column in header
    ]


def _checked(
    name: str, rows: Iterator[tuple[int, list[str]]], columns: list[_Column], width: int, odd: Oddities
) -> Iterator[list[str | int]]:
    parts = [(column.place, column.right, column) for column in columns]
    for number, cells in rows:
        if len(cells) != width:
            if any(cells[width:]):
                raise DataError(f"{name}, row {number}: it has {len(cells)} cells, but the header has {width}.")
            if len(cells) < width:
                odd.add("short", number)
                cells += [""] * (width - len(cells))
            else:
                odd.add("long", number)
        row: list[str | int] = []
        for place, right, column in parts:
            cell = cells[place]
            if cell not in right:
                cell = column.write(cell, f"{name}, row {number}")
            row.append(cell)
        row.append(number)
        yield row
