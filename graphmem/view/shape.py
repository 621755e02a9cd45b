"""The shape of a network on a plane: from coordinates, and from who neighbours whom where they are unknown."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..graphs import Connection, Network, Walk
from .passing import Passing, find_passing
from .springs import Floats, Pairs, even_out, springs, unfold

_SAME = 1e-3  # of the median distance between neighbours: nearer stations stand in one place
_APART = 0.25  # how far from that place they are drawn
_BETWEEN = 2.0  # parts of a map that do not hang together


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
    places = _complete(_to_scale(places, pairs), pairs, known) if surveyed else _unfolded(pairs, len(places))
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


def _parts(pairs: Pairs, count: int) -> Pairs:
    """(S,) the number of the part, of those that do not hang together, that each station is in."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    tracks = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    part: Pairs = connected_components(tracks, directed=False)[1].astype(np.int64)
    return part


def _unfolded(pairs: Pairs, count: int) -> Floats:
    """A drawing without coordinates; its parts stand in rows, the tallest first."""
    part = _parts(pairs, count)
    members = [np.flatnonzero(part == number) for number in range(part.max() + 1)]
    within = [pairs[part[pairs[:, 0]] == number] for number in range(part.max() + 1)]
    drawn = [unfold(np.searchsorted(own, ends), len(own)) for own, ends in zip(members, within, strict=True)]
    sizes = np.array([np.ptp(one, axis=0) for one in drawn]) + _BETWEEN
    width = max(sizes[:, 0].max(), 1.5 * np.sqrt(sizes.prod(1).sum()))
    places, corner, height = np.zeros((count, 2)), np.zeros(2), 0.0
    for number in np.argsort(-sizes[:, 1], kind="stable"):
        if corner[0] > 0 and corner[0] + sizes[number, 0] > width:
            corner, height = np.array([0.0, corner[1] - height]), 0.0
        own = drawn[number]
        places[members[number]] = corner + own - [own[:, 0].min(), own[:, 1].max()]
        corner[0] += sizes[number, 0]
        height = max(height, sizes[number, 1])
    return places


def _complete(places: Floats, pairs: Pairs, known: Floats) -> Floats:
    """Places for stations without: on a line between those that have one, and straight on past the last of them."""
    if known.all():
        return places
    count = len(places)
    part = _parts(pairs, count)
    lost = ~np.isin(part, part[known])  # nobody there has a place: a map of its own, to the right
    beside: list[set[int]] = [set() for _ in range(count)]
    for one, other in pairs.tolist():
        beside[one].add(other)
        beside[other].add(one)

    tails = list[tuple[int, int]]()  # (station, the neighbour it hangs on), from the ends inwards
    left = [set(around) for around in beside]
    ends = [station for station in range(count) if not known[station] and not lost[station] and len(left[station]) == 1]
    while ends:
        station = ends.pop()
        (on,) = left[station]
        tails.append((station, on))
        left[on].discard(station)
        if not known[on] and len(left[on]) == 1:
            ends.append(on)

    loose = np.zeros(count, bool)
    loose[[station for station, _ in tails]] = True
    inner = ~loose & ~lost
    fixed = np.where(known[:, None], places, 0)
    kept = pairs[inner[pairs].all(1)]
    settle = springs(kept, np.ones(len(kept)), fixed, np.where(known, 1e6, np.where(inner, 0, 1.0)))
    done = np.where(known[:, None], places, settle(np.zeros((len(kept), 2))))
    for station, on in reversed(tails):
        around = [other for other in beside[on] if other != station and not loose[other]]
        ahead = done[on] - done[around].mean(0) if around else np.array([1.0, 0.0])
        length = np.hypot(*ahead)
        done[station] = done[on] + (ahead / length if length > 1e-6 else [0.0, -1.0])
        loose[station] = False
    if lost.any():
        own = np.flatnonzero(lost)
        drawing = _unfolded(np.searchsorted(own, pairs[lost[pairs[:, 0]]]), len(own))
        edge = [done[~lost, 0].max() + _BETWEEN - drawing[:, 0].min(), done[~lost, 1].max() - drawing[:, 1].max()]
        done[lost] = drawing + edge
    return done
