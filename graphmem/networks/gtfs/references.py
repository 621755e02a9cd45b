"""Ids: each is unique, and every reference to one is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...common.text import count, listed
from ...errors import DataError
from ..notes import Notes
from .schema import ENTRANCE, STATION
from .table import ROW
from .times import time_zone

if TYPE_CHECKING:
    import pandas as pd

# (file, column, file that must hold it, its column)
REFERENCES = (
    ("stops", "parent_station", "stops", "stop_id"),
    ("trips", "route_id", "routes", "route_id"),
    ("stop_times", "trip_id", "trips", "trip_id"),
    ("stop_times", "stop_id", "stops", "stop_id"),
    ("frequencies", "trip_id", "trips", "trip_id"),
    ("transfers", "from_stop_id", "stops", "stop_id"),
    ("transfers", "to_stop_id", "stops", "stop_id"),
)


def without_twins(file: str, frame: pd.DataFrame, key: tuple[str, ...], notes: Notes) -> pd.DataFrame:
    """The frame without repeated rows.

    Raises:
        DataError: if two rows have the same key but differ.
    """
    repeated = frame.duplicated(list(key))
    if not repeated.any():
        return frame
    same = frame.duplicated([column for column in frame.columns if column != ROW])
    if (repeated & ~same).any():
        second = frame[repeated & ~same].iloc[0]
        first = frame[(frame[list(key)] == second[list(key)]).all(axis=1)].iloc[0]
        what = " with ".join(f"{column} {str(second[column])!r}" for column in key)
        raise DataError(f"{file}, row {second[ROW]}: {what} already occurs in row {first[ROW]}, and differs.")
    rows = listed(map(str, frame.loc[same, ROW]))
    notes.faults.append(f"{file}: {count(int(same.sum()), 'row')} repeated exactly, read once: {rows}.")
    return frame[~same].reset_index(drop=True)


def check_references(frames: dict[str, pd.DataFrame], notes: Notes) -> None:
    """Refuse references to unknown ids; note those to agencies, which do not matter to the network.

    Raises:
        DataError: at the first.
    """
    for file, column, other, id_column in REFERENCES:
        cells, row = frames[file][column], frames[file][ROW]
        lost = ~cells.isin(frames[other][id_column]) & (cells != "")
        if lost.any():
            where = f"{file}.txt, row {row[lost].iloc[0]}"
            raise DataError(f"{where}: {column} {cells[lost].iloc[0]!r} is not in {other}.txt.")
    _check_parents(frames["stops"], notes)
    _check_services(frames)
    _check_called(frames, notes)
    agencies = set(frames["agency"]["agency_id"])
    if agencies and (strange := sorted(set(frames["routes"]["agency_id"]) - agencies - {""})):
        notes.faults.append(f"routes.txt: agency_id {listed(map(repr, strange))} is not in agency.txt.")
    if len(agencies) > 1 and "" in agencies:
        notes.faults.append("agency.txt: an agency has no agency_id, although there are several.")
    _check_zones(frames["agency"], notes)


def _check_zones(agencies: pd.DataFrame, notes: Notes) -> None:
    """Only a timetable needs a time zone, so faults are tolerated."""
    zones = list(dict.fromkeys(filter(None, agencies["agency_timezone"])))
    if strange := [zone for zone in zones if time_zone(zone) is None]:
        notes.faults.append(f"agency.txt: agency_timezone {listed(map(repr, strange))} is not a time zone.")
    if len(zones) > 1:
        notes.faults.append(f"agency.txt: there are several time zones, {listed(zones)}; a timetable takes the first.")


def _check_parents(stops: pd.DataFrame, notes: Notes) -> None:
    """The parent of a platform is a station, or another platform, but not an entrance."""
    kinds = dict(zip(stops["stop_id"], stops["location_type"], strict=True))
    children = stops[(stops["parent_station"] != "") & (stops["location_type"] < ENTRANCE)]
    kind = children["parent_station"].map(kinds)
    if (kind >= ENTRANCE).any():
        first = children[kind >= ENTRANCE].iloc[0]
        raise DataError(
            f"stops.txt, row {first[ROW]}: parent_station {first['parent_station']!r} is an entrance or a node of "
            "a pathway, not a station (location_type)."
        )
    if strange := sorted(set(children["parent_station"][kind != STATION])):
        notes.faults.append(f"stops.txt: parent_station {listed(strange)} is not a station by its location_type.")


def _check_services(frames: dict[str, pd.DataFrame]) -> None:
    trips = frames["trips"]
    lost = ~trips["service_id"].isin({*frames["calendar"]["service_id"], *frames["calendar_dates"]["service_id"]})
    if lost.any():
        first = trips[lost].iloc[0]
        where = f"trips.txt, row {first[ROW]}: service_id {first['service_id']!r}"
        raise DataError(f"{where} is neither in calendar.txt nor in calendar_dates.txt.")


def _check_called(frames: dict[str, pd.DataFrame], notes: Notes) -> None:
    """Trips call at platforms, or stations, but not at entrances."""
    kinds = dict(zip(frames["stops"]["stop_id"], frames["stops"]["location_type"], strict=True))
    called = frames["stop_times"].drop_duplicates("stop_id")
    kind = np.array([kinds[stop] for stop in called["stop_id"]], dtype=int)
    if (kind >= ENTRANCE).any():
        first = called[kind >= ENTRANCE].iloc[0]
        raise DataError(
            f"stop_times.txt, row {first[ROW]}: stop_id {first['stop_id']!r} is an entrance or a node of a pathway, "
            "not a platform (location_type in stops.txt)."
        )
    if (kind == STATION).any():
        stops = listed(called.loc[kind == STATION, "stop_id"])
        notes.faults.append(f"stop_times.txt: trips call at stations instead of platforms: {stops}.")
