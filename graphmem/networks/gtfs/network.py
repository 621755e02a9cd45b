"""From a feed to a network: lines, stations, connections with median times, and stopping patterns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ...common.text import count, listed
from ...graphs import Connection, Line, Network, Station, StoppingPattern
from ..notes import Notes
from .calls import Calls, calls_of
from .lines import lines_of
from .stations import CLOSE, Stations, same_spot, stations_of
from .transfers import transfers_of

if TYPE_CHECKING:
    from .feed import Feed

LEAST = 0.5  # minutes; the time of a connection whose trips arrive in the minute in which they left
Way = tuple[str, str, str]  # line, source, destination


def feed_network(feed: Feed, route_types: Collection[int] = (), name: str | None = None) -> tuple[Network, Notes]:
    """The network of a feed, and notes on how it was made.

    A line is a route.  A connection's minutes are the median over trips of the time from leaving one station to
    reaching the next; a trip of frequencies.txt counts as often as it departs.  Each sequence of calls that trips of a
    line make is a stopping pattern, unless it is part of another.

    Args:
        feed: a feed, already checked.
        route_types: numbers of the route types to read; all if empty.
        name: of the network; the feed's by default.

    Raises:
        DataError: if no trip remains.
    """
    notes = Notes()
    stations = stations_of(feed)
    calls = calls_of(feed, stations, route_types, notes)
    patterns = _stopping_patterns(calls, stations, feed.routes["route_id"])
    minutes = _minutes(calls, notes)
    directions = _directions(calls)
    ways = list(dict.fromkeys((s.line, *way) for s in patterns for way in pairwise(s.stations)))
    connections = tuple(
        Connection(source, destination, line, directions[line, source, destination], minutes[line, source, destination])
        for line, source, destination in ways
    )
    served = {end for connection in connections for end in (connection.source, connection.destination)}
    kept = {key: station for key, station in stations.stations.items() if key in served}
    walks, change = transfers_of(feed, stations, kept, notes)
    kept = {key: replace(station, change_minutes=change.get(key)) for key, station in kept.items()}
    _note_stations(feed, stations, kept, notes)
    lines = _lines(feed, patterns, notes)
    return Network(name or feed.name, tuple(kept.values()), lines, connections, patterns, walks), notes


def _lines(feed: Feed, patterns: Iterable[StoppingPattern], notes: Notes) -> tuple[Line, ...]:
    running = {pattern.line for pattern in patterns}
    there = feed.routes["route_id"].isin(running)
    if not there.all():
        routes = feed.routes[~there]
        names = routes["route_short_name"].where(routes["route_short_name"] != "", routes["route_long_name"])
        shown = listed(names.where(names != "", routes["route_id"]))
        notes.dropped.append(f"{count(len(routes), 'route')} without a trip in the network: {shown}.")
    return lines_of(feed, feed.routes[there], notes)


def _stopping_patterns(calls: Calls, stations: Stations, routes: Iterable[str]) -> tuple[StoppingPattern, ...]:
    """The distinct sequences of calls of each line that are no part of another, busiest first."""
    ends = np.flatnonzero(np.diff(calls.trip)) + 1
    trips = calls.trip[np.append(0, ends)]
    lines, signs, departures = (
        calls.trips[column].to_numpy()[trips] for column in ("route_id", "trip_headsign", "departures")
    )
    shown: dict[str, dict[tuple[int, ...], Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for line, sign, number, stops in zip(lines, signs, departures, np.split(calls.station, ends), strict=True):
        shown[line][tuple(stops.tolist())][sign] += int(number)
    patterns = []
    for line in filter(shown.__contains__, routes):
        sequences = shown[line]
        order = sorted(_maximal(sequences), key=lambda sequence: -sequences[sequence].total())
        for number, sequence in enumerate(order, start=1):
            ids = tuple(calls.station_ids[place] for place in sequence)
            named = [sign for sign, _ in sequences[sequence].most_common() if sign]
            direction = named[0] if named else stations.stations[ids[-1]].name
            patterns.append(StoppingPattern(f"{line}-{number}", line, ids, direction))
    return tuple(patterns)


def _maximal(sequences: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The sequences that are not a contiguous part of a longer one."""
    kept: list[tuple[int, ...]] = []
    texts: list[str] = []
    for sequence in sorted(sequences, key=len, reverse=True):
        text = "".join(map(chr, sequence))  # one character for each station: substring search finds the parts
        if not any(text in longer for longer in texts):
            kept.append(sequence)
            texts.append(text)
    return kept


def _minutes(calls: Calls, notes: Notes) -> dict[Way, float]:
    """Median running times, in minutes."""
    import pandas as pd

    left = np.flatnonzero(calls.trip[1:] == calls.trip[:-1])
    trip = calls.trip[left]
    key = ["line", "source", "destination"]
    rows = pd.DataFrame(
        {
            "line": calls.trips["route_id"].to_numpy()[trip],
            "source": calls.station[left],
            "destination": calls.station[left + 1],
            "seconds": calls.arrival[left + 1] - calls.departure[left],
            "weight": calls.trips["departures"].to_numpy()[trip],
        }
    )
    sums = rows.groupby([*key, "seconds"], sort=True)["weight"].sum().reset_index()
    groups = sums.groupby(key, sort=False)["weight"]
    below, total = groups.cumsum(), groups.transform("sum")
    low = sums[2 * below >= total].groupby(key, sort=False)["seconds"].first()
    high = sums[2 * below > total].groupby(key, sort=False)["seconds"].first()
    ids = calls.station_ids
    found = ((low + high) / 2).reset_index()
    medians = {
        (line, ids[source], ids[destination]): round(float(seconds) / 60, 4)
        for line, source, destination, seconds in found.itertuples(index=False, name=None)
    }
    if none := [way for way, median in medians.items() if median == 0]:
        ways = listed(f"{source} to {destination} on {line}" for line, source, destination in none)
        notes.assumed.append(f"{count(len(none), 'connection')} of no minutes take {LEAST:g}: {ways}.")
    return {way: median or LEAST for way, median in medians.items()}


def _directions(calls: Calls) -> dict[Way, str]:
    """The headsign that all trips of a connection share, or "" where they differ."""
    left = np.flatnonzero(calls.trip[1:] == calls.trip[:-1])
    lines, signs = (calls.trips[column].to_numpy()[calls.trip[left]] for column in ("route_id", "trip_headsign"))
    seen = set(zip(lines, calls.station[left].tolist(), calls.station[left + 1].tolist(), signs, strict=True))
    found: dict[Way, list[str]] = defaultdict(list)
    for line, source, destination, sign in seen:
        found[line, calls.station_ids[source], calls.station_ids[destination]].append(sign)
    return {way: signs[0] if len(signs) == 1 else "" for way, signs in found.items()}


def _note_stations(feed: Feed, stations: Stations, kept: dict[str, Station], notes: Notes) -> None:
    """Note merged platforms, stations without trains, and stations with a common name or place."""
    parents = feed.stops["parent_station"]
    ours = feed.stops["stop_id"].map(stations.station_of).isin(kept) & (parents != "")
    if ours.any():
        stops = count(int(ours.sum()), "stop is", "stops are")
        number = count(parents[ours].nunique(), "parent station")
        notes.merged.append(f"{stops} one with the station that parent_station names ({number}).")
    for key, noted in stations.notes.items():
        if key in kept:
            notes += noted
    if unserved := [station.name for key, station in stations.stations.items() if key not in kept]:
        number = count(len(unserved), "station")
        notes.dropped.append(f"{number} where no trip of the network calls: {listed(unserved)}.")
    if close := same_spot(kept.values()):
        pairs = listed(close)
        notes.faults.append(f"Stations of different names less than {CLOSE:g} m apart, which stay apart: {pairs}.")
    names = Counter(station.name for station in kept.values())
    if twice := [f"{name} ({times})" for name, times in names.items() if times > 1]:
        notes.faults.append(f"Stations of one name that stay apart: {listed(twice)}.")
