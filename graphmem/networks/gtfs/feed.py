"""A GTFS feed, checked: all references are valid, and every call of a trip has its times in order.

Cells are checked as they are read (table.py), then ids (references.py), then times (times.py).  A feed with a fault
that would make the network wrong is refused; other faults are noted.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...common.text import joined, one_line
from ...errors import DataError
from ..notes import Notes
from .schema import BESIDE, EITHER, NEEDED, TABLES
from .source import Source, open_source
from .table import empty_table, read_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Feed:
    """The tables of a feed under the names that GTFS gives them.

    Every frame has all columns that ``schema.TABLES`` lists for it, and ``row``, the number of the row in its file.
    Empty texts are "", and empty numbers the ``empty`` of their kind: NaN for latitude and longitude, -1 for
    min_transfer_time, 0 for the others.  A table that the feed lacks is a frame without rows.

    Attributes:
        name: of the zip or folder.
        agency, feed_info, stops, routes, trips, calendar, calendar_dates, transfers: as in the feed.
        stop_times: in the order of trips, then of stop_sequence; with ``arrival_s`` and ``departure_s``, whole seconds
            after the start of the service day (12 h before its noon), instead of the written times.  Every call has
            both, and no trip goes back in time.
        frequencies: with ``start_s`` and ``end_s`` instead of the written times; end_s is above start_s.
        notes: faults that are tolerated, and what is not read.
    """

    name: str
    agency: pd.DataFrame
    feed_info: pd.DataFrame
    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    stop_times: pd.DataFrame
    calendar: pd.DataFrame
    calendar_dates: pd.DataFrame
    frequencies: pd.DataFrame
    transfers: pd.DataFrame
    notes: Notes


def read_feed(path: Path) -> Feed:
    """Read and check a feed.

    Args:
        path: a zip, or a folder of its text files; the feed may lie one folder further in.

    Raises:
        DataError: in one sentence that names file, row and field.
    """
    from .references import check_references, without_twins
    from .times import timed_calls, timed_frequencies

    notes = Notes()
    frames = _frames(path, notes)
    for name, table in TABLES.items():
        if table.key:
            frames[name] = without_twins(f"{name}.txt", frames[name], table.key, notes)
    check_references(frames, notes)
    frames["stop_times"] = timed_calls(frames["stop_times"], frames["trips"], notes)
    frames["frequencies"] = timed_frequencies(frames["frequencies"])
    name = path.resolve().name
    return Feed(name=one_line(name.removesuffix(".zip")), notes=notes, **frames)


def _frames(path: Path, notes: Notes) -> dict[str, pd.DataFrame]:
    """All tables, without missing values."""
    with open_source(path, notes) as source:
        _check_files(source, notes)
        return {
            name: _read(name, source, notes) if name in source.tables else empty_table(table)
            for name, table in TABLES.items()
        }


def _check_files(source: Source, notes: Notes) -> None:
    missing = [f"{name}.txt" for name in NEEDED if name not in source.tables]
    if not any(name in source.tables for name in EITHER):
        missing.append(f"{EITHER[0]}.txt (or {EITHER[1]}.txt)")
    if missing:
        raise DataError(f"{source.path} is not a complete GTFS feed: it has no {joined(missing)}.")
    if "agency" not in source.tables:
        notes.faults.append("There is no agency.txt.")


def _read(name: str, source: Source, notes: Notes) -> pd.DataFrame:
    """One table; one that the network does not need may be unusable."""
    try:
        frame = read_table(f"{name}.txt", TABLES[name], source.tables[name], notes)
    except DataError as error:
        if name not in BESIDE:
            raise
        notes.faults.append(f"{error} The file is ignored.")
        return empty_table(TABLES[name])
    if name in NEEDED and frame.empty:
        raise DataError(f"{name}.txt has a header but no rows.")
    return frame
