"""Trains that pass stations without a call: they are drawn along the tracks of those that call there."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from .springs import Floats, Pairs

Pair = tuple[int, int]
Passing = dict[Pair, tuple[int, ...]]

_LONGER = 1.06  # than straight on: the most that a way over other stations may be, to be the way that trains take


def find_passing(pairs: Pairs, places: Floats) -> Passing:
    """Neighbours, the lower number first, between which others lie on the way: all of them in order, both included.

    Args:
        pairs: (P, 2) stations between which some train runs without a call, the lower number first.
        places: (S, 2).
    """
    straight = {(int(a), int(b)): float(np.hypot(*(places[a] - places[b]))) for a, b in pairs}
    beside: dict[int, list[tuple[int, float]]] = {}
    for (one, other), length in straight.items():
        beside.setdefault(one, []).append((other, length))
        beside.setdefault(other, []).append((one, length))
    passing: Passing = {}
    for pair in sorted(straight, key=lambda pair: (straight[pair], pair)):
        stations = _over_others(pair, straight[pair], beside, places)
        if stations:  # each piece is shorter than the whole, so it is known by now what lies on it
            pieces = (along(passing, one, other)[1:] for one, other in pairwise(stations))
            passing[pair] = (pair[0], *(station for piece in pieces for station in piece))
    return passing


def along(passing: Passing, source: int, destination: int) -> tuple[int, ...]:
    """All stations between which the tracks from one neighbour to the other are drawn, both included."""
    if source < destination:
        return passing.get((source, destination), (source, destination))
    return along(passing, destination, source)[::-1]


def _over_others(pair: Pair, length: float, beside: dict[int, list[tuple[int, float]]], places: Floats) -> list[int]:
    """The shortest way over other stations, or nothing where all are too long."""
    source, destination = pair
    most, goal = _LONGER * length, places[destination]
    reached, before, waiting = {source: 0.0}, dict[int, int](), [(0.0, source)]
    while waiting:
        come, station = heappop(waiting)
        if station == destination:
            break
        for following, piece in beside[station]:
            there = come + piece
            nearer = piece < length and there < reached.get(following, np.inf)
            if nearer and there + float(np.hypot(*(places[following] - goal))) <= most:
                reached[following], before[following] = there, station
                heappush(waiting, (there, following))
    stations = [destination] if destination in before else []
    while stations and stations[-1] != source:
        stations.append(before[stations[-1]])
    return stations[::-1]
