"""Places for changing between vehicles: platforms with transfer times of their own, from transfers.txt.

    transfer_type 0     the traveller's allowance for a change
    transfer_type 1     no time: the departing vehicle waits for the arriving one
    transfer_type 2     min_transfer_time, if given
    transfer_type 3     not possible

A row about two stops applies to these; a row about a station applies to all its stops without a row of their own.
Between stations, the walks of the network join any two platforms.  Rows for some routes or trips only are ignored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...graphs import Network
from ...graphs.timetable import OWN_TIME
from ...graphs.triples import Ints
from .schema import IMPOSSIBLE, STATION, TAKES_TIME, TIMED
from .stations import Stations

if TYPE_CHECKING:
    from .feed import Feed


class Places(NamedTuple):
    """Stations of a network in places, as ``graphs.timetable`` has them.

    Attributes:
        of_stop: place of every stop_id at a station of the network.
        station: (P,) station of each place.
        transfers: (X, 3) place, place and seconds.
    """

    of_stop: dict[str, int]
    station: Ints
    transfers: Ints


class _Rule(NamedTuple):
    """A row of transfers.txt within a station; of sorted rows about the same stops, the last applies."""

    stops_named: int
    seconds: int  # OWN_TIME, or _NEVER
    source: str
    destination: str


_NEVER = 10**8  # longer than any min_transfer_time


def find_places(feed: Feed, stations: Stations, network: Network) -> Places:
    """Divide the stations of a network into places."""
    whole = set(feed.stops.loc[feed.stops["location_type"] == STATION, "stop_id"])
    rules = sorted(_rules(feed, stations, whole))
    named = {stop for rule in rules for stop in (rule.source, rule.destination)} - whole
    place_of: dict[tuple[str, str], int] = {}  # of a station, and a stop of it that a rule names, or ""
    of_stop = {}
    for station in network.station_index:
        for stop in stations.platforms[station]:
            part = stop if stop in named else ""
            of_stop[stop] = place_of.setdefault((station, part), len(place_of))
    within: dict[str, list[int]] = defaultdict(list)
    for (station, _), place in place_of.items():
        within[station].append(place)

    def places(stop: str) -> Iterable[int]:
        return within[stations.station_of[stop]] if stop in whole else (of_stop[stop],)

    seconds = {pair: OWN_TIME for group in within.values() for pair in product(group, repeat=2)}
    for rule in rules:
        if stations.station_of[rule.source] in within:
            seconds.update(dict.fromkeys(product(places(rule.source), places(rule.destination)), rule.seconds))
    for walk in network.walks:
        taken = round((walk.minutes or 0) * 60)
        seconds.update(dict.fromkeys(product(within[walk.source], within[walk.destination]), taken))
    table = [(*pair, taken) for pair, taken in seconds.items() if taken != _NEVER]
    station_number = [network.station_index[station] for station, _ in place_of]
    return Places(of_stop, np.array(station_number, np.int64), np.array(table, np.int64).reshape(-1, 3))


def _rules(feed: Feed, stations: Stations, whole: set[str]) -> Iterable[_Rule]:
    """The rows of transfers.txt about changes within a station."""
    limits = [f"{end}_{what}_id" for end in ("from", "to") for what in ("route", "trip")]
    for row in feed.transfers.to_dict("records"):
        ends, kind = (row["from_stop_id"], row["to_stop_id"]), row["transfer_type"]
        station = {stations.station_of.get(stop) for stop in ends}
        if kind > IMPOSSIBLE or any(row[limit] for limit in limits) or len(station) > 1 or None in station:
            continue
        seconds = {TIMED: 0, TAKES_TIME: row["min_transfer_time"], IMPOSSIBLE: _NEVER}.get(kind, OWN_TIME)
        yield _Rule(len([stop for stop in ends if stop not in whole]), seconds, *ends)
