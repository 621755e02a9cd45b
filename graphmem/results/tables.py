"""Tables of figures on disk: a column for each field of a dataclass.

Fields are text, whole numbers, numbers, or numbers that may be missing; no number is negative.
"""

from __future__ import annotations

import csv
import errno
import io
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from ..common.files import replace_files
from ..common.rows import CsvRow, read_rows
from ..errors import DataError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

F = TypeVar("F", bound="DataclassInstance")


def table_text(kind: type[DataclassInstance], records: Iterable[Mapping[str, Any]]) -> str:
    """CSV with a header and a line for each record; a cell is empty if the field is missing or None."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [field.name for field in fields(kind)], lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(records)
    return stream.getvalue()


def write_tables(folder: Path, texts: Mapping[str, str]) -> None:
    """Write tables by name into a folder, which is made if need be: all of them, or none.

    Raises:
        DataError: if they cannot be written.
    """
    try:
        for name in texts:
            if (folder / name).is_dir():
                raise IsADirectoryError(errno.EISDIR, f"{name}: {os.strerror(errno.EISDIR)}")
        replace_files(folder, texts)
    except OSError as error:
        raise DataError(f"The figures cannot be written to {folder}: {error.strerror or error}.") from error


def read_table(path: Path, kind: type[F], fault: Callable[[F], str], what: str) -> list[F]:
    """The figures of a table.

    Args:
        path: the table.
        kind: the dataclass of a figure; the table has exactly its fields as columns.
        fault: returns what is wrong with a figure, or "".
        what: what the figures are, for error messages.

    Raises:
        DataError: if the table is missing, empty or damaged; the sentence names file, row and field.
    """
    if not path.exists():
        raise DataError(f"There are no {what}: {path} is missing.")
    types = get_type_hints(kind)
    figures = []
    for row in read_rows(path, types, types):
        figure = kind(**{name: _value(row, name, type_) for name, type_ in types.items()})
        if wrong := fault(figure):
            raise DataError(f"{row.where}: {wrong}.")
        figures.append(figure)
    if not figures:
        raise DataError(f"There are no {what}: {path} has no rows.")
    return figures


def _value(row: CsvRow, name: str, type_: object) -> str | float | None:
    if type_ is str:
        return row.optional(name)
    if type_ == float | None and not row.optional(name):
        return None
    number = row.real(name)
    whole = type_ is int
    if number < 0 or (whole and not number.is_integer()):
        raise DataError(
            f"{row.where}: {name} must be {'a whole number of ' if whole else ''}0 or more, not {row.text(name)}."
        )
    return int(number) if whole else number
