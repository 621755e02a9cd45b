"""Every run of every trip in a stretch of time, day by day.

A service day begins 12 hours before its noon, which is midnight except on days when clocks change; times past 24:00:00
belong to the day on which the trip began.  A trip of frequencies.txt runs at start_time and every headway after it,
regardless of exact_times.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ...errors import UsageError
from ...graphs import Network
from ...graphs.triples import Ints
from .calendars import service_span, services_on
from .places import Places
from .schema import NOT_POSSIBLE

if TYPE_CHECKING:
    import pandas as pd

    from .feed import Feed

FIRST_DAY, LAST_DAY = date(2, 1, 1), date(9999, 12, 30)  # datetime can represent all times of these days in any zone
_NOWHERE = -1
_DAY = 86_400


class Trips(NamedTuple):
    """Trips of a network with at least two calls, as rows of trips.txt; and their calls, as columns."""

    rows: pd.DataFrame
    first_call: Ints  # (trips + 1,)
    place: Ints
    arrival: Ints
    departure: Ints
    boards: NDArray[np.bool_]
    alights: NDArray[np.bool_]

    @property
    def begins(self) -> Ints:
        """(trips,) departure of the first call."""
        return self.departure[self.first_call[:-1]]

    @property
    def ends(self) -> Ints:
        """(trips,) arrival of the last call."""
        return self.arrival[self.first_call[1:] - 1]


class Runs(NamedTuple):
    """Trips as they run, in the order of their departures.

    Attributes:
        trip: place in ``Trips``.
        shift: seconds to add to the times of the trip.
        day: number of the service day.
        repeats: whether frequencies.txt lists the trip.
    """

    trip: Ints
    shift: Ints
    day: Ints
    repeats: NDArray[np.bool_]


def service_day(day: date, zone: ZoneInfo) -> datetime:
    """When a service day begins, in UTC."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC) - timedelta(hours=12)


def check_calendar(feed: Feed, today: date, first: date, last: date) -> None:
    """Refuse a departure ``today`` if the calendar does not cover the service days from ``first`` to ``last``.

    Raises:
        UsageError: with the days of the calendar.
    """
    span = service_span(feed)
    if span is None or last < span[0] or first > span[1]:
        written = "is empty" if span is None else f"runs from {span[0]} to {span[1]}"
        raise UsageError(f"The calendar of {feed.name} {written}; it does not cover {today}.")
    if not FIRST_DAY <= today <= LAST_DAY:
        raise UsageError(f"A departure must be between {FIRST_DAY} and {LAST_DAY}, not on {today}.")


def find_trips(feed: Feed, network: Network, places: Places) -> Trips:
    """The trips on lines of the network, with their calls at its stations where one may board or alight."""
    import pandas as pd

    calls = feed.stop_times
    trip = pd.Index(feed.trips["trip_id"]).get_indexer(pd.Index(calls["trip_id"]))
    codes, stops = pd.factorize(calls["stop_id"])
    place = np.array([places.of_stop.get(stop, _NOWHERE) for stop in stops], np.int64)[codes]
    boards, alights = (calls[column].to_numpy() != NOT_POSSIBLE for column in ("pickup_type", "drop_off_type"))
    ours = feed.trips["route_id"].isin(network.line_index).to_numpy()
    kept = np.flatnonzero(ours[trip] & (place != _NOWHERE) & (boards | alights))
    count = np.bincount(trip[kept], minlength=len(ours))
    kept = kept[count[trip[kept]] > 1]
    return Trips(
        rows=feed.trips[count > 1].reset_index(drop=True),
        first_call=np.append(0, count[count > 1].cumsum()),
        place=place[kept],
        arrival=calls["arrival_s"].to_numpy()[kept],
        departure=calls["departure_s"].to_numpy()[kept],
        boards=boards[kept],
        alights=alights[kept],
    )


def find_runs(feed: Feed, trips: Trips, today: date, zone: ZoneInfo, leave: int, until: int) -> Runs:
    """Every run under way at some time from ``leave`` to ``until``, seconds after the beginning of today's service day.

    Raises:
        UsageError: if the calendar does not cover that time.
    """
    trip, offset, repeats = _timed(feed, trips)
    services = trips.rows["service_id"].to_numpy()[trip]
    begin, longest = service_day(today, zone), int((trips.ends[trip] + offset).max(initial=0))
    first = max(today.toordinal() - longest // _DAY - 1, FIRST_DAY.toordinal())
    last = min(today.toordinal() + until // _DAY + 1, LAST_DAY.toordinal())
    days = [date.fromordinal(number) for number in range(first, last + 1)]
    start = {day: int((service_day(day, zone) - begin).total_seconds()) for day in days}
    days = [day for day in days if start[day] <= until and (day >= today or start[day] + longest >= leave)]
    check_calendar(feed, today, days[0], days[-1])
    end = int((service_day(LAST_DAY, zone) - begin).total_seconds())
    found: list[tuple[Ints, Ints, Ints, NDArray[np.bool_]]] = []
    for number, day in enumerate(days):
        shift = offset + start[day]
        runs = np.isin(services.astype(str), list(services_on(feed, day)))
        runs &= (trips.begins[trip] + shift <= until) & (trips.ends[trip] + shift >= leave)
        runs &= trips.ends[trip] + shift <= end
        found.append((trip[runs], shift[runs], np.full(int(runs.sum()), number), repeats[runs]))
    trip, shift, number_of, repeats = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((trips.ends[trip] + shift, trips.begins[trip] + shift))
    return Runs(trip[order], shift[order], number_of[order], repeats[order])


def _timed(feed: Feed, trips: Trips) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Each time that a trip runs on a day: the trip, seconds later than in stop_times.txt, and whether it repeats."""
    number = {trip: place for place, trip in enumerate(trips.rows["trip_id"])}
    trip, offset = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for row in feed.frequencies.to_dict("records"):
        if row["trip_id"] in number:
            times = np.arange(row["start_s"], row["end_s"], row["headway_secs"])
            trip.append(np.full(len(times), number[row["trip_id"]]))
            offset.append(times - trips.begins[number[row["trip_id"]]])
    again = np.concatenate(trip)
    once = np.setdiff1d(np.arange(len(trips.rows)), again)
    repeats = np.arange(len(once) + len(again)) >= len(once)
    return np.append(once, again), np.concatenate([np.zeros(len(once), np.int64), *offset]), repeats
