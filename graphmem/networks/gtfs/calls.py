"""The calls from which a network is made: those of selected trips, each at a station."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...common.text import count, joined, listed
from ...errors import DataError
from ..notes import Notes
from .calendars import running_services
from .route_types import in_words
from .schema import NOT_POSSIBLE

if TYPE_CHECKING:
    import pandas as pd

    from .feed import Feed
    from .stations import Stations


@dataclass(frozen=True)
class Calls:
    """Calls in the order of trips, no two that follow each other in a trip at one station; at least two a trip.

    Attributes:
        trip: [C] row of ``trips``.
        station: [C] place in ``station_ids``.
        arrival, departure: [C] seconds after the start of the service day.
        trips: the selected trips; ``departures`` is how often each runs on a day, which frequencies.txt may set.
        station_ids: of the feed.
    """

    trip: NDArray[np.int64]
    station: NDArray[np.int64]
    arrival: NDArray[np.int64]
    departure: NDArray[np.int64]
    trips: pd.DataFrame
    station_ids: tuple[str, ...]


def calls_of(feed: Feed, stations: Stations, route_types: Collection[int], notes: Notes) -> Calls:
    """The calls of trips on routes of the types (of all, if none is given) that run on one day at least.

    Raises:
        DataError: if no trip is left.
    """
    import pandas as pd

    trips = _chosen_trips(feed, route_types, notes)
    trip = pd.Index(trips["trip_id"]).get_indexer(pd.Index(feed.stop_times["trip_id"]))
    kept = feed.stop_times[trip >= 0]
    trip = trip[trip >= 0]
    board, alight = (kept[column].to_numpy() != NOT_POSSIBLE for column in ("pickup_type", "drop_off_type"))
    if (closed := ~board & ~alight).any():
        number = count(int(closed.sum()), "call")
        notes.dropped.append(f"{number} without boarding or alighting (pickup_type, drop_off_type).")
    kept, trip, board, alight = kept[~closed], trip[~closed], board[~closed], alight[~closed]
    same = trip[1:] == trip[:-1]
    first, last = np.append(True, ~same), np.append(~same, True)
    if half := int(((~board & ~last) | (~alight & ~first)).sum()):
        number = count(half, "call")
        notes.assumed.append(f"Boarding and alighting are assumed at {number} where the feed allows only one of them.")
    ids = {station: place for place, station in enumerate(stations.stations)}
    codes, stops = pd.factorize(kept["stop_id"])
    station = np.array([ids[stations.station_of[stop]] for stop in stops], dtype=np.int64)[codes]
    begins = np.append(True, ~same | (station[1:] != station[:-1])) if len(station) else np.zeros(0, bool)
    ends = np.append(begins[1:], True) if len(station) else begins
    if (lost := len(begins) - int(begins.sum())) > 0:
        number = count(lost, "call follows", "calls follow")
        notes.merged.append(f"{number} another of its trip at the same station: one call, from arrival to departure.")
    trip, station = trip[begins], station[begins]
    arrival, departure = kept["arrival_s"].to_numpy()[begins], kept["departure_s"].to_numpy()[ends]
    long = np.bincount(trip, minlength=len(trips)) > 1
    if not long.all():
        names = listed(trips["trip_id"][~long])
        notes.dropped.append(f"{count(int((~long).sum()), 'trip')} with fewer than two calls at stations: {names}.")
    if not long.any():
        raise DataError(f"{feed.name}: no trip calls at two stations.")
    rows = np.flatnonzero(long[trip])
    return Calls(trip[rows], station[rows], arrival[rows], departure[rows], trips, tuple(ids))


def _chosen_trips(feed: Feed, route_types: Collection[int], notes: Notes) -> pd.DataFrame:
    kinds = dict(zip(feed.routes["route_id"], feed.routes["route_type"], strict=True))
    kind = feed.trips["route_id"].map(kinds)
    fits = kind.isin(route_types) if route_types else kind >= 0
    if not fits.any():
        there = joined([in_words(number) for number in sorted(set(kind))])
        raise DataError(f"{feed.name} has no trip on a route of the selected types; its trips are {there}.")
    if not fits.all():
        others = joined([in_words(number) for number in sorted(set(kind[~fits]))])
        notes.dropped.append(f"{count(int((~fits).sum()), 'trip')} of other route types: {others}.")
    runs = feed.trips["service_id"].isin(running_services(feed))
    if (idle := fits & ~runs).any():
        services = listed(sorted(set(feed.trips["service_id"][idle])))
        notes.dropped.append(f"{count(int(idle.sum()), 'trip')} of services that never run: {services}.")
    trips = feed.trips[fits & runs].reset_index(drop=True)
    if trips.empty:
        raise DataError(f"{feed.name}: no trip runs on any day of the calendar.")
    return trips.assign(departures=trips["trip_id"].map(_departures(feed)).fillna(1).astype(int))


def _departures(feed: Feed) -> pd.Series[int]:
    """How often a trip of frequencies.txt departs on a day: at start_time, and each headway later before end_time."""
    rows = feed.frequencies
    number = -((rows["start_s"] - rows["end_s"]) // rows["headway_secs"])
    return number.groupby(rows["trip_id"]).sum()
