"""The positions of stations on a map: from their coordinates or, where they have none, from their neighbours."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from ..graphs import Connection, Network, Walk
from .canvas import Floats, Ints
from .stress import PART_GAP, connected_parts, even_out, spring_solver, stress_layout

Mask = NDArray[np.bool_]
Pair = tuple[int, int]
Passing = dict[Pair, tuple[int, ...]]

_SAME = 1e-3  # of the median distance between neighbours: stations nearer than this count as at one position
_APART = 0.25  # the radius of the circle that such stations are drawn on
_DETOUR = 1.06  # a train passes other stations if the way over them is at most this much longer than a straight line


class Shape(NamedTuple):
    """The positions of stations relative to each other.

    Attributes:
        positions: (S, 2).
        passing: the stations that trains pass without stopping; see ``find_passing``.
        surveyed: whether the positions come from coordinates.
    """

    positions: Floats
    passing: Passing
    surveyed: bool


def station_shape(network: Network, spread: float = 1.0) -> Shape:
    """The positions of all stations, with north up where coordinates are known.

    A station without coordinates is placed between its neighbours.  If no station has any, or all are at one position,
    the network is drawn from the numbers of connections between stations.

    Args:
        network: the network.
        spread: 1 keeps distances; less enlarges the crowded parts of the map (see ``even_out``).

    Returns:
        Positions that are all different; the median distance between neighbours is about 1.
    """
    pairs, ridden = neighbours(network), neighbours(network, walks=False)
    positions = _projected(network)
    known = ~np.isnan(positions[:, 0])
    surveyed = bool(known.any()) and bool(np.ptp(positions[known], axis=0).max() > 1e-9)
    if surveyed:
        positions = fill_in(_normalised(positions, pairs), pairs, known)
    else:
        positions = stress_layout(pairs, len(positions))
    positions = _separated(_normalised(positions, pairs))
    passing = find_passing(ridden, positions) if surveyed else {}
    drawn = np.array([pair for pair in pairs.tolist() if tuple(pair) not in passing], np.int64)
    positions = _normalised(positions, drawn)
    return Shape(even_out(positions, drawn, spread), passing, surveyed)


def neighbours(network: Network, walks: bool = True) -> Ints:
    """The pairs of stations with a connection or a walk between them, lower number first, each once, (P, 2)."""
    number = network.station_index
    rows: list[Connection | Walk] = [*network.connections, *(network.walks if walks else ())]
    pairs = [(number[row.source], number[row.destination]) for row in rows]
    return np.unique(np.sort(np.array(pairs, np.int64), axis=1), axis=0)


def _projected(network: Network) -> Floats:
    """Degrees east of some meridian, scaled to the length of degrees north, and degrees north, (S, 2); NaN if unknown.

    The meridian, where the map ends, lies in the widest gap between stations.
    """
    coordinates = ((station.longitude, station.latitude) for station in network.stations)
    degrees = np.array([(np.nan, np.nan) if None in pair else pair for pair in coordinates], float)
    east = np.sort(degrees[~np.isnan(degrees[:, 0]), 0] % 360)
    if len(east):
        gaps = np.diff(east, append=east[0] + 360)
        degrees[:, 0] = (degrees[:, 0] - east[(int(gaps.argmax()) + 1) % len(east)]) % 360
        degrees[:, 0] *= max(np.cos(np.radians(np.nanmean(degrees[:, 1]))), 0.01)
    return degrees


def _normalised(positions: Floats, pairs: Ints) -> Floats:
    """The positions scaled so that the median distance between neighbours is 1; NaN is ignored."""
    lengths = np.hypot(*(positions[pairs[:, 1]] - positions[pairs[:, 0]]).T)
    lengths = lengths[lengths > 0]
    return positions / np.median(lengths) if len(lengths) else positions


def _separated(positions: Floats) -> Floats:
    """The positions with stations at one position moved onto a small circle around it."""
    rounded = np.round(positions / _SAME).astype(np.int64)
    _, group, sizes = np.unique(rounded, axis=0, return_inverse=True, return_counts=True)
    group = group.ravel()
    separated = positions.copy()
    for number in np.flatnonzero(sizes > 1):
        members = np.flatnonzero(group == number)
        turn = 2 * np.pi * np.arange(len(members)) / len(members)
        separated[members] = positions[members].mean(0) + _APART * np.stack([np.cos(turn), np.sin(turn)], 1)
    return separated


def fill_in(positions: Floats, pairs: Ints, known: Mask) -> Floats:
    """Add missing positions: between the neighbours that have one and, past the last of them, straight ahead.

    A connected part of the network without any known position is drawn to the right of the others.

    Args:
        positions: (S, 2), in units of the distance between neighbours; unknown ones may hold anything.
        pairs: neighbours, (P, 2).
        known: which positions are known, at least one, (S,).
    """
    if known.all():
        return positions
    part = connected_parts(pairs, len(positions))
    unplaced = ~np.isin(part, part[known])
    graph = nx.Graph(pairs.tolist())
    tails = _tails(graph, known | unplaced)
    in_tail = np.isin(np.arange(len(positions)), [station for station, _ in tails])
    filled = _between(np.where(known[:, None], positions, 0), pairs, known, ~in_tail & ~unplaced)
    for station, neighbour in reversed(tails):
        around = [other for other in graph[neighbour] if other != station and not in_tail[other]]
        ahead = filled[neighbour] - filled[around].mean(0) if around else np.array([1.0, 0.0])
        length = np.hypot(*ahead)
        filled[station] = filled[neighbour] + (ahead / length if length > 1e-6 else [0.0, -1.0])
        in_tail[station] = False
    if unplaced.any():
        own = np.flatnonzero(unplaced)
        layout = stress_layout(np.searchsorted(own, pairs[unplaced[pairs[:, 0]]]), len(own))
        corner = np.array([filled[~unplaced, 0].max() + PART_GAP, filled[~unplaced, 1].max()])
        filled[unplaced] = corner + layout - [layout[:, 0].min(), layout[:, 1].max()]
    return filled


def _tails(graph: nx.Graph, kept: Mask) -> list[Pair]:
    """The stations past the last kept one of a branch, from the ends inwards, each with its inner neighbour."""
    rest = graph.copy()
    ends = [station for station in sorted(rest) if not kept[station] and rest.degree(station) == 1]
    tails = list[Pair]()
    while ends:
        station = ends.pop()
        (neighbour,) = rest[station]
        tails.append((station, neighbour))
        rest.remove_node(station)
        if not kept[neighbour] and rest.degree(neighbour) == 1:
            ends.append(neighbour)
    return tails


def _between(positions: Floats, pairs: Ints, known: Mask, inner: Mask) -> Floats:
    """The positions with each unknown inner station in the middle of its inner neighbours."""
    kept = pairs[inner[pairs].all(1)]
    pull = np.where(known, 1e6, np.where(inner, 0.0, 1.0))
    solved = spring_solver(kept, np.ones(len(kept)), positions, pull)(np.zeros((len(kept), 2)))
    return np.where(known[:, None], positions, solved)


def find_passing(pairs: Ints, positions: Floats) -> Passing:
    """The pairs of stations between which trains pass others, lower number first, with all stations on the way.

    A train that passes stations without stopping is drawn along the tracks of the trains that stop there.

    Args:
        pairs: stations between which some train runs without stopping, lower number first, (P, 2).
        positions: (S, 2).
    """
    length = {(int(a), int(b)): float(np.hypot(*(positions[a] - positions[b]))) for a, b in pairs}
    graph = nx.Graph()
    passing: Passing = {}
    # In order of length, so that the graph holds only shorter pieces, and what lies on them is known by then.
    for pair in sorted(length, key=lambda pair: (length[pair], pair)):
        stations = _detour(graph, pair, _DETOUR * length[pair])
        if stations:
            pieces = (along(passing, one, other)[1:] for one, other in pairwise(stations))
            passing[pair] = (pair[0], *(station for piece in pieces for station in piece))
        graph.add_edge(*pair, weight=length[pair])
    return passing


def _detour(graph: nx.Graph, pair: Pair, longest: float) -> list[int]:
    """The shortest path between two stations, or nothing if it is longer than ``longest``."""
    try:
        path: list[int] = nx.single_source_dijkstra(graph, *pair, cutoff=longest)[1]
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return []
    return path


def along(passing: Passing, source: int, destination: int) -> tuple[int, ...]:
    """All stations on the way from one neighbour to another, both included."""
    if source < destination:
        return passing.get((source, destination), (source, destination))
    return along(passing, destination, source)[::-1]
