"""One table of a feed as a frame: every cell is checked here, so that all later code meets values that it can use."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...common.text import joined
from ...errors import DataError
from ..notes import Notes
from .records import Oddities, decoded, records
from .schema import CellKind, Table

if TYPE_CHECKING:
    import pandas as pd

ROW = "row"  # the column with the numbers of the rows in their file
_CHUNK = 1 << 10  # rows that are checked together; more of them cost the garbage collector time
_KNOWN = 200_000  # different cells of a column that are remembered as right
_DTYPES = {str: np.dtype(object), int: np.dtype(np.int64), float: np.dtype(np.float64)}


@dataclass
class _Column:
    """One column that is read.

    Attributes:
        name: of the column.
        place: of its cells in a row.
        kind: what its cells may hold.
        filled: whether they must not be empty.
        known: the value of each cell that was found right; equal texts share one object.
        chunks: the values so far.
    """

    name: str
    place: int
    kind: CellKind
    filled: bool
    known: dict[str, Any] = field(default_factory=dict)
    chunks: list[NDArray[Any]] = field(default_factory=list)

    def wrong(self, cells: Sequence[str]) -> int | None:
        """The place of the first cell that the column may not hold, or None; right ones become known."""
        if len(self.known) > _KNOWN:
            self.known.clear()
        new = set(cells).difference(self.known)
        faults = {cell for cell in new if not (self.kind.holds(cell) if cell else not self.filled)}
        self.known.update((cell, self.kind.value(cell)) for cell in new - faults)
        return next(place for place, cell in enumerate(cells) if cell in faults) if faults else None

    def add(self, cells: Sequence[str]) -> None:
        """Keep the values of cells, all of which are known."""
        self.chunks.append(np.fromiter(map(self.known.__getitem__, cells), self.dtype, len(cells)))

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the values."""
        return _DTYPES[type(self.kind.empty)]

    def fault(self, cell: str) -> str:
        """The fault of a cell, in words."""
        return f"{self.name} must be {self.kind.words}, not {cell!r}." if cell else f"{self.name} is missing."


def read_table(name: str, table: Table, opener: Callable[[], IO[bytes]], notes: Notes) -> pd.DataFrame:
    """All columns of a table, and ``row``, the number of each row in the file.

    Args:
        name: of the file, for messages.
        table: the columns.
        opener: opens the file.
        notes: takes faults that are tolerated, and what is not read.

    Raises:
        DataError: in one sentence that names file, row and field.
    """
    odd = Oddities()
    try:
        with decoded(opener()) as text:
            rows = records(name, text, odd)
            header = next(rows, (1, [""]))[1]
            columns = _columns(name, table, header, notes)
            numbers = _read(name, _aligned(name, rows, len(header), odd), columns)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataError(f"{name} cannot be unpacked: {error}.") from error
    odd.note(name, notes)
    return _frame(table, columns, numbers)


def empty_table(table: Table) -> pd.DataFrame:
    """The frame of a table that the feed lacks: all columns, and no row."""
    return _frame(table, [], [])


def _frame(table: Table, columns: Sequence[_Column], numbers: Sequence[int]) -> pd.DataFrame:
    """The columns that were read, and the others with the value of an empty cell."""
    import pandas as pd

    read = {column.name: column for column in columns}
    values: dict[str, NDArray[Any]] = {}
    for name, kind in table.columns.items():
        dtype = _DTYPES[type(kind.empty)]
        chunks = read[name].chunks if name in read else [np.full(len(numbers), kind.empty, dtype)]
        values[name] = np.concatenate(chunks) if chunks else np.empty(0, dtype)
    return pd.DataFrame({name: pd.Series(column, dtype=column.dtype) for name, column in values.items()}).assign(
        **{ROW: np.array(numbers, np.int64)}
    )


def _columns(name: str, table: Table, header: list[str], notes: Notes) -> list[_Column]:
    """The columns to read, by the header; others are noted."""
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


def _read(name: str, rows: Iterator[tuple[int, list[str]]], columns: Sequence[_Column]) -> list[int]:
    """Read all rows into the columns, many at a time; returns the numbers of the rows."""
    numbers: list[int] = []
    chunk: list[tuple[int, list[str]]] = []
    try:
        for row in rows:
            chunk.append(row)
            if len(chunk) == _CHUNK:
                numbers += _add(name, chunk, columns)
                chunk = []
    except Exception:
        _add(name, chunk, columns)  # a fault in a row above is reported first
        raise
    return numbers + _add(name, chunk, columns)


def _add(name: str, chunk: Sequence[tuple[int, list[str]]], columns: Sequence[_Column]) -> list[int]:
    """Check and keep some rows; returns their numbers."""
    if not chunk:
        return []
    numbers = [number for number, _ in chunk]
    cells = list(zip(*(row for _, row in chunk), strict=False))  # rows may have empty cells beyond the header
    faults = []
    for order, column in enumerate(columns):
        place = column.wrong(cells[column.place])
        if place is not None:
            faults.append((place, order))
    if faults:
        place, order = min(faults)
        raise DataError(f"{name}, row {numbers[place]}: {columns[order].fault(cells[columns[order].place][place])}")
    for column in columns:
        column.add(cells[column.place])
    return numbers


def _aligned(
    name: str, rows: Iterator[tuple[int, list[str]]], width: int, odd: Oddities
) -> Iterator[tuple[int, list[str]]]:
    """Rows of at least as many cells as the header has."""
    for number, cells in rows:
        if len(cells) != width:
            if any(cells[width:]):
                raise DataError(f"{name}, row {number}: it has {len(cells)} cells, but the header has {width}.")
            if len(cells) < width:
                odd.add("short", number)
                cells += [""] * (width - len(cells))
            else:
                odd.add("long", number)
        yield number, cells
