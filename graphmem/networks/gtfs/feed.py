"""A GTFS feed, checked: what every row refers to is there, and every call of a trip has its times in order.

gtfs_kit reads the tables; it looks into nothing, so each cell is checked before it (texts.py), ids after it
(references.py), then times (times.py).  A feed with a fault that would make the network wrong is refused; other
faults are noted.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ...common.text import joined, one_line
from ...errors import DataError, UsageError
from ..notes import Notes
from .schema import BESIDE, EITHER, NEEDED, TABLES, Table
from .source import Source, open_source
from .texts import ROW, SHIELD, copied_as, copy_table, unshielded

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Feed:
    """The tables of a feed under GTFS's own names.

    Every frame has all columns that ``schema.TABLES`` lists for it, and ``row``, the number of the row in its file.
    Text is "" where nothing stands; numbers are of the kind's ``empty`` there (latitude and longitude NaN, other
    numbers 0, but min_transfer_time -1).  A table that the feed lacks is a frame without rows.

    Attributes:
        name: of the zip or folder.
        agency, feed_info, stops, routes, trips, calendar, calendar_dates, transfers: as in the feed.
        stop_times: in the order of trips, then of stop_sequence; with ``arrival_s`` and ``departure_s``, whole seconds
            after the start of the service day (12 h before its noon), instead of the written times.  Every call has
            both, and no trip goes back in time.
        frequencies: with ``start_s`` and ``end_s`` instead of the written times; end_s is above start_s.
        notes: faults that were tolerated, and what was not read.
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
        UsageError: if gtfs_kit is not installed.
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
    """All tables as gtfs_kit reads their clean copies, without missing values."""
    try:
        import gtfs_kit
    except ModuleNotFoundError as error:
        raise UsageError("A GTFS feed is read with gtfs_kit: pip install 'graphmem[gtfs]'.") from error
    with TemporaryDirectory(prefix="graphmem-") as folder, open_source(path, notes) as source:
        _check_files(source, notes)
        for name in TABLES:
            if name in source.tables:
                _copy(name, source, Path(folder), notes)
        raw = gtfs_kit.read_feed(folder, dist_units="km")
        return {name: _frame(getattr(raw, name), table) for name, table in TABLES.items()}


def _check_files(source: Source, notes: Notes) -> None:
    missing = [f"{name}.txt" for name in NEEDED if name not in source.tables]
    if not any(name in source.tables for name in EITHER):
        missing.append(f"{EITHER[0]}.txt (or {EITHER[1]}.txt)")
    if missing:
        raise DataError(f"{source.path} is not a complete GTFS feed: it has no {joined(missing)}.")
    if "agency" not in source.tables:
        notes.faults.append("There is no agency.txt.")


def _copy(name: str, source: Source, folder: Path, notes: Notes) -> None:
    """Copy one table; one that is only beside the network may be unusable."""
    file, copy = f"{name}.txt", folder / f"{name}.txt"
    try:
        has_rows = copy_table(file, TABLES[name], source.tables[name], copy, notes)
    except DataError as error:
        if name not in BESIDE:
            raise
        copy.unlink(missing_ok=True)
        notes.faults.append(f"{error} The file is ignored.")
        return
    if name in NEEDED and not has_rows:
        raise DataError(f"{file} has a header but no rows.")


def _frame(raw: pd.DataFrame | None, table: Table) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(columns=[*table.columns, ROW]) if raw is None else raw
    parts: dict[str, Any] = {}
    for name, kind in table.columns.items():
        copied = copied_as(name, kind)
        if copied not in frame:
            parts[name] = pd.Series(kind.empty, index=frame.index, dtype=object if kind.empty == "" else None)
        elif kind.empty == "":
            cells = frame[copied].astype(object).where(frame[copied].notna(), "")
            parts[name] = cells.map(unshielded) if cells.astype(str).str.startswith(SHIELD).any() else cells
        else:
            parts[name] = frame[copied].fillna(kind.empty).astype(type(kind.empty))
    return pd.DataFrame({**parts, ROW: frame[ROW].astype(int)})
