"""Rows of a table of comma-separated values, each with its place for error messages.

Tables are UTF-8 with a header row.  Rows are counted as a spreadsheet counts them: the header is row 1.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from ..errors import DataError
from .text import count

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row of a table; ``where`` names file and row for messages."""

    where: str
    number: int
    cells: dict[str, str]

    def optional(self, field: str) -> str:
        """The cell, or "" if the column or the cell is missing."""
        return self.cells.get(field, "")

    def text(self, field: str) -> str:
        """The cell, which must not be empty."""
        value = self.optional(field)
        if not value:
            raise DataError(f"{self.where}: {field} is missing.")
        return value

    def real(self, field: str) -> float:
        """The cell as a finite number, written in the digits 0 to 9."""
        value = self.text(field)
        number = float(value) if _NUMBER.fullmatch(value) else math.nan
        if not math.isfinite(number):
            raise DataError(f"{self.where}: {field} must be a number, not {value!r}.")
        return number

    def degrees(self, field: str, limit: float) -> float | None:
        """The cell as an angle between -``limit`` and ``limit``, or None where it is empty."""
        if not self.optional(field):
            return None
        number = self.real(field)
        if abs(number) > limit:
            raise DataError(f"{self.where}: {field} must lie between -{limit:g} and {limit:g}, not {number:g}.")
        return number

    def minutes(self, field: str) -> float | None:
        """The cell as a time above 0, or None where it is empty."""
        if not self.optional(field):
            return None
        number = self.real(field)
        if number <= 0:
            raise DataError(f"{self.where}: {field} must be above 0, not {number:g}.")
        return number


def read_rows(path: Path | Traversable, required: Iterable[str], allowed: Collection[str] = ()) -> list[CsvRow]:
    """The rows of a table below its header; blank ones are skipped but counted.

    Args:
        path: the table.
        required: required columns.
        allowed: the only columns that it may have, if given; such a table may have no rows.

    Raises:
        DataError: in one sentence that names file, row and field.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        # The csv module, since importing pandas takes longer than planning a route.
        table = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except FileNotFoundError:
        raise DataError(f"There is no file {path}.") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text.") from error
    except csv.Error as error:
        raise DataError(f"{path} is not a table of comma-separated values: {error}.") from error
    if not any(any(row) for row in table):
        raise DataError(f"{path} is empty.")
    header, *body = table
    if not any(header):
        raise DataError(f"{path}, row 1: it is blank, but must name the columns.")
    for column in required:
        if column not in header:
            raise DataError(f"{path}, row 1: column {column!r} is missing.")
    for column in header:
        if allowed and column not in allowed:
            raise DataError(f"{path}, row 1: column {column!r} is not one of {', '.join(allowed)}.")
        if column and header.count(column) > 1:
            raise DataError(f"{path}, row 1: column {column!r} occurs twice.")
    rows = []
    for number, cells in enumerate(body, start=2):
        if len(cells) > len(header):
            has = count(len(cells), "field")
            raise DataError(f"{path}, row {number}: it has {has}, but the header has {len(header)}.")
        for column, cell in zip(header, cells, strict=False):
            if cell and not column:
                raise DataError(f"{path}, row {number}: {cell!r} is in a column without a name.")
        if any(cells):
            rows.append(CsvRow(f"{path}, row {number}", number, dict(zip(header, cells, strict=False))))
    if not rows and not allowed:
        raise DataError(f"{path} has a header but no rows.")
    return rows
