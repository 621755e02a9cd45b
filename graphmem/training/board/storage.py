"""The figures of the board as tables on disk.

FOLDER/results.csv     a line for each machine, task, test and seed: how many questions were answered rightly
FOLDER/breakdown.csv   the same by the length of what was asked, and by the size of the graph

Rows are made of these lines and of nothing else.  This module needs no torch.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, fields
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from ...errors import DataError
from .results import BREAKDOWNS, TASKS, TESTS, Board, Part, Row, Score, sitting

RESULTS, BREAKDOWN = "results.csv", "breakdown.csv"
F = TypeVar("F", Score, Part)


def board_folder(path: Path | None = None) -> AbstractContextManager[Path]:
    """The folder itself, or the one that ships with graphmem: figures, and weights by machine and task."""
    return nullcontext(path) if path else resources.as_file(resources.files("graphmem.weights") / "board")


def write_board(folder: Path, board: Board) -> None:
    """Write both tables, or neither.

    Raises:
        OSError: if they cannot be written.
    """
    from ...networks.writing import replace_files

    texts = {RESULTS: csv_text(map(asdict, board.scores), Score), BREAKDOWN: csv_text(map(asdict, board.parts), Part)}
    replace_files(folder, texts)


def csv_text(records: Iterable[Mapping[str, Any]], kind: type[Score] | type[Part] | type[Row]) -> str:
    """A table with a column for each field of ``kind``; nothing where a record lacks it, or it is None."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [field.name for field in fields(kind)], lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(records)
    return stream.getvalue()


def read_board(folder: Path) -> Board:
    """What ``write_board`` wrote.

    Raises:
        DataError: if a table is missing or damaged.
    """
    board = Board(tuple(_read(folder / RESULTS, Score)), tuple(_read(folder / BREAKDOWN, Part)))
    sat = {sitting(score) for score in board.scores}
    if len(sat) < len(board.scores) or not {sitting(part) for part in board.parts} <= sat:
        raise DataError(f"{folder}: {RESULTS} and {BREAKDOWN} do not go together.")
    return board


def _read(path: Path, kind: type[F]) -> list[F]:
    types = {field.name: {"str": str, "int": int, "float": float}[str(field.type)] for field in fields(kind)}
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            table = csv.DictReader(stream)
            if table.fieldnames != list(types):
                raise DataError(f"{path}: the columns must be {', '.join(types)}.")
            return [_figure(path, table.line_num, kind, types, record) for record in table]
    except FileNotFoundError:
        raise DataError(f"There are no results of the board: {path} is missing.") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise DataError(f"{path} is no readable table: {error}.") from error


def _figure(
    path: Path, line: int, kind: type[F], types: Mapping[str, Callable[[str], Any]], record: Mapping[str, str]
) -> F:
    try:
        figure = kind(**{name: convert(record[name]) for name, convert in types.items()})
    except (TypeError, ValueError, KeyError) as error:
        raise DataError(f"{path}, line {line}: {error}.") from error
    known = figure.task in TASKS and figure.test in TESTS and (isinstance(figure, Score) or figure.by in BREAKDOWNS)
    if not known or not 0 < figure.asked >= max(figure.free, figure.valid) or min(figure.free, figure.valid) < 0:
        raise DataError(f"{path}, line {line}: this is no figure of the board.")
    return figure
