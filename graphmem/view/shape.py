"""The shape of a network on a plane: from coordinates, and from who neighbours whom where they are unknown."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..graphs import Connection, Network, Walk
from .missing import complete
from .passing import Passing, find_passing
from .springs import Floats, Pairs, even_out
from .unfolding import unfold

_SAME = 1e-3  # of the median distance between neighbours: nearer stations stand in one place
_APART = 0.25  # how far from that place they are drawn


class Shape(NamedTuple):
    """Where stations stand relative to each other.

    Attributes:
        places: (S, 2).
        passing: which neighbours have other stations between them; see ``find_passing``.
        surveyed: whether it follows coordinates, and not numbers of tracks alone.
    """

    places: Floats
    passing: Passing
    surveyed: bool


def station_shape(network: Network, spread: float = 1.0) -> Shape:
    """Where stations stand relative to each other; north is up where coordinates are known.

    Stations without coordinates stand between their neighbours.  Where none are known, or all are the same, the map
    is drawn by the numbers of tracks between stations.

    Args:
        network: any.
        spread: 1 keeps distances; less enlarges the crowded parts of the map (see ``even_out``).

    Returns:
        Places, no two the same; the median distance between neighbours is near 1.
    """
    pairs, ridden = neighbours(network), neighbours(network, walks=False)
    places = _projected(network)
    known = ~np.isnan(places[:, 0])
    surveyed = bool(known.any()) and bool(np.ptp(places[known], axis=0).max() > 1e-9)
    places = complete(_to_scale(places, pairs), pairs, known) if surveyed else unfold(pairs, len(places))
    places = _stand_apart(_to_scale(places, pairs))
    passing = find_passing(ridden, places) if surveyed else {}
    pieces = np.array([pair for pair in pairs.tolist() if tuple(pair) not in passing], np.int64)
    places = _to_scale(places, pieces)
    return Shape(even_out(places, pieces, spread), passing, surveyed)


def neighbours(network: Network, walks: bool = True) -> Pairs:
    """(P, 2) stations with a track between them, or a walk, the lower number first, each pair once."""
    number = network.station_index
    rows: list[Connection | Walk] = [*network.connections, *(network.walks if walks else ())]
    ways = [(number[way.source], number[way.destination]) for way in rows]
    return np.unique(np.sort(np.array(ways, np.int64), axis=1), axis=0)


def _projected(network: Network) -> Floats:
    """(S, 2) degrees east and north of some meridian, east shortened to the scale of north; NaN where unknown."""
    every = ((station.longitude, station.latitude) for station in network.stations)
    degrees = np.array([(np.nan, np.nan) if None in place else place for place in every], float)
    east = np.sort(degrees[~np.isnan(degrees[:, 0]), 0] % 360)
    if len(east):
        gaps = np.diff(east, append=east[0] + 360)
        degrees[:, 0] = (degrees[:, 0] - east[(int(gaps.argmax()) + 1) % len(east)]) % 360  # the map ends at the widest
        degrees[:, 0] *= max(np.cos(np.radians(np.nanmean(degrees[:, 1]))), 0.01)
    return degrees


def _to_scale(places: Floats, pairs: Pairs) -> Floats:
    """The same in units of the median distance between neighbours; NaN is left aside."""
    lengths = np.hypot(*(places[pairs[:, 1]] - places[pairs[:, 0]]).T)
    lengths = lengths[lengths > 0]
    return places / np.median(lengths) if len(lengths) else places


def _stand_apart(places: Floats) -> Floats:
    """Stations of one place on a small circle around it."""
    rounded = np.round(places / _SAME).astype(np.int64)
    _, group, sizes = np.unique(rounded, axis=0, return_inverse=True, return_counts=True)
    group = group.ravel()
    apart = places.copy()
    for number in np.flatnonzero(sizes > 1):
        there = np.flatnonzero(group == number)
        turn = 2 * np.pi * np.arange(len(there)) / len(there)
        apart[there] = places[there].mean(0) + _APART * np.stack([np.cos(turn), np.sin(turn)], 1)
    return apart
