"""Rows of a file of comma-separated values, as bytes become cells.

Rows are counted as a spreadsheet counts them: the header is row 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from ...common.text import count
from ...errors import DataError
from ..notes import Notes

MOST_BLANK = 100_000  # blank rows on end
_LONGEST = 1 << 20  # letters in a line
_UNDECODED = re.compile("[\udc80-\udcff]")  # "surrogateescape" decodes bytes that are not UTF-8 to these
_UTF16 = ("\udcff\udcfe", "\udcfe\udcff")  # the same, of the mark that UTF-16 begins with
_ODD = {
    "blank": ("row is", "rows are", "blank ({})"),
    "short": ("row has", "rows have", "fewer cells than the header ({}); the missing ones are read as empty"),
    "long": ("row has", "rows have", "empty cells beyond the header ({})"),
}


@dataclass
class Oddities:
    """Irregular rows of one file that can still be read: for each kind, how many and the first."""

    found: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, what: str, row: int, times: int = 1) -> None:
        """Count some, of which ``row`` is the first; ``what`` is a key of the table above."""
        number, first = self.found.get(what, (0, row))
        self.found[what] = number + times, first

    def note(self, name: str, notes: Notes) -> None:
        """Note each kind in one sentence."""
        for what, (number, first) in self.found.items():
            one, many, words = _ODD[what]
            notes.faults.append(f"{name}: {count(number, one, many)} {words.format(f'row {first}')}.")


def decoded(stream: IO[bytes]) -> io.TextIOWrapper:
    """Bytes as text, without the byte order mark."""
    return io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")


def records(name: str, text: io.TextIOWrapper, odd: Oddities) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers, the header first; cells are stripped, on one line, and made of UTF-8 without NUL.

    Args:
        name: of the file, for messages.
        text: as ``decoded`` gives it.
        odd: collects blank rows between others; blank rows at the end are not a fault.

    Raises:
        DataError: in one sentence that names file, row and field.
    """
    reader = csv.reader(_lines(name, text), strict=True)
    header: list[str] = []
    number, blank, first_blank = 0, 0, 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DataError(f"{name}, row {number}: it is not a row of comma-separated values: {error}.") from error
        line = "".join(cells)
        if "\0" in line or (not line.isascii() and _UNDECODED.search(line)):
            raise DataError(_undecoded(name, number, header, cells))
        if not line or line.isspace():
            blank, first_blank = blank + 1, first_blank if blank else number
            if blank > MOST_BLANK:
                raise DataError(f"{name}, row {number}: more than {MOST_BLANK:,} rows before it are blank.")
            continue
        broken = "\n" in line or "\r" in line
        cells = [" ".join(cell.split()) if broken else cell.strip() for cell in cells]
        if blank:
            odd.add("blank", first_blank, blank)
            blank = 0
        header = header or cells
        yield number, cells


def _lines(name: str, text: io.TextIOWrapper) -> Iterator[str]:
    """Lines of bounded length, so that a file of nothing but zeros does not fill the memory."""
    number = 0
    while line := text.readline(_LONGEST):
        number += 1
        if len(line) == _LONGEST:
            raise DataError(f"{name}, line {number}: it has more than {_LONGEST:,} letters.")
        yield line


def _undecoded(name: str, number: int, header: list[str], cells: list[str]) -> str:
    """The fault in the bytes of a row, in words."""
    if number == 1 and ("\0" in cells[0] or cells[0].startswith(_UTF16)):
        return f"{name} is UTF-16 text; it must be UTF-8."
    place = next(place for place, cell in enumerate(cells) if "\0" in cell or _UNDECODED.search(cell))
    column = header[place] if place < len(header) else f"cell {place + 1}"
    return f"{name}, row {number}: {column} {'holds a NUL byte' if chr(0) in cells[place] else 'is not UTF-8 text'}."
