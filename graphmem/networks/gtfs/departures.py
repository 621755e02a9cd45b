"""The timetable of a feed for a period of time.

Trips of one block_id that follow each other on a service day, at one station, are run by one vehicle, and passengers
may stay seated.  transfers.txt can state this for two trips (transfer_type 4), or exclude it (5).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from ...errors import DataError
from ...graphs import Network
from ...graphs.timetable import NOTHING, Timetable
from ...graphs.triples import Ints
from .places import Places, find_places
from .runs import FIRST_DAY, LAST_DAY, Runs, Trips, check_calendar, find_runs, find_trips, service_day
from .schema import IN_SEAT, NOT_IN_SEAT
from .stations import stations_of
from .times import time_zone

if TYPE_CHECKING:
    from .feed import Feed


def feed_timetable(feed: Feed, network: Network, depart: datetime, hours: float) -> Timetable:
    """All trips under way between a local time and a number of hours later.

    Args:
        feed: of which ``network`` was made; stations and lines of the timetable are those of the network.
        depart: local time of the agency, without a zone.
        hours: how long.

    Raises:
        UsageError: if the calendar does not cover that time, or it is at an end of the years 1 to 9999.
        DataError: if agency_timezone is not a time zone.
    """
    if not FIRST_DAY <= depart.date() <= LAST_DAY:
        check_calendar(feed, depart.date(), depart.date(), depart.date())
    zone = _zone(feed)
    places = find_places(feed, stations_of(feed), network)
    trips = find_trips(feed, network, places)
    start = service_day(depart.date(), zone)
    leave = int((depart.replace(tzinfo=zone).astimezone(UTC) - start).total_seconds())
    runs = find_runs(feed, trips, depart.date(), zone, leave, leave + round(hours * 3600))
    length = np.diff(trips.first_call)[runs.trip]
    first_call = np.append(0, length.cumsum())
    calls = np.arange(first_call[-1]) + (trips.first_call[runs.trip] - first_call[:-1]).repeat(length)
    shift = runs.shift.repeat(length)
    ids, signs = (trips.rows[column].to_numpy()[runs.trip].tolist() for column in ("trip_id", "trip_headsign"))
    terminus = places.station[trips.place[trips.first_call[1:] - 1]][runs.trip].tolist()
    line = np.array([network.line_index[line] for line in trips.rows["route_id"]], np.int64)
    return Timetable(
        name=network.name,
        start=start.astimezone(zone),
        stations=network.stations,
        lines=network.lines,
        place_station=places.station,
        trip_ids=tuple(ids),
        headsigns=tuple(sign or network.stations[end].name for sign, end in zip(signs, terminus, strict=True)),
        trip_line=line[runs.trip],
        trip_following=_following(feed, trips, runs, places),
        first_call=first_call,
        call_place=trips.place[calls],
        arrival=trips.arrival[calls] + shift,
        departure=trips.departure[calls] + shift,
        boards=trips.boards[calls],
        alights=trips.alights[calls],
        transfers=places.transfers,
    )


def _zone(feed: Feed) -> ZoneInfo:
    """The time zone of the first agency that has one, else UTC."""
    for name, row in zip(feed.agency["agency_timezone"], feed.agency["row"], strict=True):
        if name:
            zone = time_zone(name)
            if zone is None:
                raise DataError(f"agency.txt, row {row}: agency_timezone {name!r} is not a time zone.")
            return zone
    return ZoneInfo("UTC")


def _following(feed: Feed, trips: Trips, runs: Runs, places: Places) -> Ints:
    """(runs,) the run that the same vehicle makes next, or ``NOTHING``."""
    ids, blocks = (trips.rows[column].to_numpy()[runs.trip] for column in ("trip_id", "block_id"))
    begins, ends = trips.begins[runs.trip] + runs.shift, trips.ends[runs.trip] + runs.shift
    origin = places.station[trips.place[trips.first_call[:-1]]][runs.trip]
    terminus = places.station[trips.place[trips.first_call[1:] - 1]][runs.trip]
    transfers = feed.transfers[feed.transfers["transfer_type"].isin((IN_SEAT, NOT_IN_SEAT))].to_dict("records")
    stated = {(row["from_trip_id"], row["to_trip_id"]): row["transfer_type"] for row in transfers}
    run_of: dict[tuple[int, str], int] = {}
    vehicles: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for run in np.flatnonzero(~runs.repeats).tolist():
        run_of[runs.day[run], ids[run]] = run
        if blocks[run]:
            vehicles[runs.day[run], blocks[run]].append(run)
    pairs = [
        (run_of[day, one], run_of[day, other])
        for (one, other), kind in stated.items()
        for day in np.unique(runs.day).tolist()
        if kind == IN_SEAT and (day, one) in run_of and (day, other) in run_of
    ]
    following, preceded = np.full(len(runs.trip), NOTHING), set[int]()
    for one, other in [*pairs, *(pair for vehicle in vehicles.values() for pair in pairwise(vehicle))]:
        fits = one < other and ends[one] <= begins[other] and terminus[one] == origin[other]
        allowed = stated.get((ids[one], ids[other])) != NOT_IN_SEAT
        if fits and allowed and following[one] == NOTHING and other not in preceded:
            following[one] = other
            preceded.add(other)
    return following
