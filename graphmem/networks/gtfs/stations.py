"""Which platforms form one station.

A platform belongs to its parent station.  Platforms without one that share a name and are not far apart form a station,
or belong to the parent station of that name near them.  Entrances and the like are not stations.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ...common.text import count, listed
from ...errors import DataError
from ...graphs import Station
from ..notes import Notes
from .schema import ENTRANCE, PLATFORM, STATION
from .table import ROW

if TYPE_CHECKING:
    from .feed import Feed

NEAR = 500.0  # greatest distance in metres between platforms of one name that form one station
CLOSE = 2.0  # distance in metres below which stations may be one station entered twice
_EARTH = 6_371_008.8  # mean radius in metres


@dataclass(frozen=True)
class _Stop:
    id: str
    name: str
    latitude: float | None
    longitude: float | None
    zone: str
    kind: int
    parent: str
    row: int


@dataclass(frozen=True)
class Stations:
    """All stations of a feed, whether or not a train calls there.

    Attributes:
        stations: in the order of stops.txt, without change_minutes; the id is that of the parent station, or of the
            first platform.
        station_of: station id of every stop_id, for entrances and nodes too where they have a parent.
        notes: what was merged and assumed, by station id.
    """

    stations: dict[str, Station]
    station_of: dict[str, str]
    notes: dict[str, Notes]

    @cached_property
    def platforms(self) -> dict[str, tuple[str, ...]]:
        """The stop_ids that make each station."""
        found: dict[str, list[str]] = defaultdict(list)
        for stop, station in self.station_of.items():
            found[station].append(stop)
        return {station: tuple(stops) for station, stops in found.items()}


def stations_of(feed: Feed) -> Stations:
    """Merge the stops of a feed into stations; the same feed always gives the same ones.

    Raises:
        DataError: if parent stations form a circle.
    """
    stops = {
        row["stop_id"]: _Stop(
            row["stop_id"],
            row["stop_name"],
            *_coordinates(row["stop_lat"], row["stop_lon"]),
            row["zone_id"],
            row["location_type"],
            row["parent_station"],
            row[ROW],
        )
        for row in feed.stops.to_dict("records")
    }
    root = {stop.id: _root(stop, stops) for stop in stops.values()}
    places = [stop for stop in stops.values() if root[stop.id] == stop.id and stop.kind < ENTRANCE]
    anchor = _anchors(places)
    station_of = {stop: anchor[top] for stop, top in root.items() if top in anchor}
    members: dict[str, list[_Stop]] = defaultdict(list)
    for stop, station in station_of.items():
        members[station].append(stops[stop])
    notes: dict[str, Notes] = defaultdict(Notes)
    stations = {
        place.id: _station(place, members[place.id], [p for p in places if anchor[p.id] == place.id], notes[place.id])
        for place in places
        if anchor[place.id] == place.id
    }
    return Stations(stations, station_of, dict(notes))


def _coordinates(latitude: float, longitude: float) -> tuple[float | None, float | None]:
    return (None, None) if math.isnan(latitude) or math.isnan(longitude) else (latitude, longitude)


def _root(stop: _Stop, stops: dict[str, _Stop]) -> str:
    """The topmost parent: that of a boarding area is a platform, whose parent is a station."""
    seen = {stop.id}
    top = stop
    while top.parent:
        top = stops[top.parent]
        if top.id in seen:
            raise DataError(f"stops.txt, row {stop.row}: parent_station of {stop.id!r} leads back to {top.id!r}.")
        seen.add(top.id)
    return top.id


def _anchors(places: list[_Stop]) -> dict[str, str]:
    """For each place, the place whose station it belongs to; parent stations come first, and are never merged."""
    anchor: dict[str, str] = {}
    named: dict[str, list[_Stop]] = defaultdict(list)
    for place in sorted(places, key=lambda place: place.kind != STATION):
        name = _plain(place.name)
        near = [other for other in named[name] if _metres(place, other) <= NEAR] if name else []
        if place.kind == STATION or not near:
            named[name].append(place)
            anchor[place.id] = place.id
        else:
            anchor[place.id] = min(near, key=lambda other: _metres(place, other)).id
    return anchor


def _station(place: _Stop, members: list[_Stop], merged: list[_Stop], notes: Notes) -> Station:
    """One station; ``merged`` are its platforms without a parent, including ``place``."""
    platforms = [stop for stop in members if stop.kind == PLATFORM] or members
    zones = {stop.zone for stop in platforms}
    name = place.name or next((stop.name for stop in platforms if stop.name), "")
    if not name:
        notes.assumed.append(f"Stop {place.id} has no name; its id is used.")
    if len(merged) > 1:
        ids = listed(stop.id for stop in merged)
        notes.merged.append(f"{name}: stops {ids}, with one name and at most {NEAR:g} m apart.")
    located = [stop for stop in merged if stop.latitude is not None] if place.kind != STATION else [place]
    if place.latitude is None:
        located = [stop for stop in platforms if stop.latitude is not None]
        where = f"the middle of {count(len(located), 'platform')}" if located else "unknown"
        notes.assumed.append(f"{name or place.id} has no coordinates: {where}.")
    return Station(
        place.id,
        name or place.id,
        _mean([stop.latitude for stop in located]),
        _mean([stop.longitude for stop in located]),
        zones.pop() if len(zones) == 1 else "",
    )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _mean(degrees: list[float | None]) -> float | None:
    known = [value for value in degrees if value is not None]
    return round(math.fsum(known) / len(known), 6) if known else None


def _metres(one: _Stop, other: _Stop) -> float:
    """Distance along a great circle, or infinity where a place is unknown."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return math.inf
    return metres((one.latitude, one.longitude), (other.latitude, other.longitude))


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance along a great circle between two places in degrees of latitude and longitude."""
    (south, west), (north, east) = (tuple(map(math.radians, place)) for place in (one, other))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * _EARTH * math.asin(math.sqrt(min(half, 1.0)))


def same_spot(stations: Iterable[Station]) -> list[str]:
    """Pairs of stations of different names that are less than ``CLOSE`` apart, each in words."""
    from scipy.spatial import KDTree

    known = [(s.name, s.latitude, s.longitude) for s in stations if s.latitude is not None and s.longitude is not None]
    if not known:
        return []
    names = [name for name, _, _ in known]
    north, east = np.radians([place for _, *place in known]).T
    globe = _EARTH * np.stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)), axis=1)
    pairs = sorted(KDTree(globe).query_pairs(CLOSE))
    return [f"{names[one]} and {names[other]}" for one, other in pairs if names[one] != names[other]]
