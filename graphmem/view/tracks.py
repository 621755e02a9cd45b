"""Tracks as they are drawn: several lines side by side, and each without a break at the stations it passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ..graphs import Network
from .passing import Pair, along
from .shape import Shape
from .springs import Floats

_MOST = 8  # tracks at full distance from each other; more share the breadth of so many

Run = tuple[int, int, int | None]  # source, destination, line


@dataclass(frozen=True)
class Track:
    """One line, or the way on foot, between two stations with none between them.

    Attributes:
        source, destination: stations by number; both ways are one track, from the lower station.
        line: by number, or None for a walk.
        one_way: it leads from ``source`` to ``destination`` only.
        ends: (2, 2) where it is drawn: beside the other tracks between the same stations.
    """

    source: int
    destination: int
    line: int | None
    one_way: bool
    ends: Floats


def lay_tracks(network: Network, shape: Shape, gap: float) -> list[Track]:
    """Every line, and every walk, between stations, those that it passes without a call included.

    Lines of different colours run side by side, ``gap`` apart; of one colour they could not be told apart.
    """
    runs = _runs(network, shape)
    beside: dict[Pair, list[Run]] = {}
    for source, destination, number in runs:
        if source < destination or (destination, source, number) not in runs:
            pair = min(source, destination), max(source, destination)
            beside.setdefault(pair, []).append((source, destination, number))
    for among in beside.values():
        among.sort(key=lambda run: len(network.lines) if run[2] is None else run[2])
    across = _across(beside, shape.places)
    tracks = []
    for pair in sorted(beside):
        colours = ["" if number is None else network.lines[number].colour for _, _, number in beside[pair]]
        lanes = {colour: lane for lane, colour in enumerate(dict.fromkeys(colours))}
        apart = gap * min(1, _MOST / len(lanes))
        for colour, (source, destination, number) in zip(colours, beside[pair], strict=True):
            shift = apart * (lanes[colour] - (len(lanes) - 1) / 2) * across[pair]
            one_way = (destination, source, number) not in runs
            tracks.append(Track(source, destination, number, one_way, shape.places[[source, destination]] + shift))
    return _joined(tracks)


def _runs(network: Network, shape: Shape) -> set[Run]:
    """Every piece of track in every direction in which it is used."""
    station, line = network.station_index, network.line_index
    runs: set[Run] = {(station[walk.source], station[walk.destination], None) for walk in network.walks}
    for row in network.connections:
        stations = along(shape.passing, station[row.source], station[row.destination])
        runs.update((one, other, line[row.line]) for one, other in pairwise(stations))
    return runs


def _across(beside: Mapping[Pair, Sequence[Run]], places: Floats) -> dict[Pair, Floats]:
    """Unit vectors across tracks, all to the same side along those that lines share, so that they do not swap sides."""
    lines = {pair: {run[2] for run in among} for pair, among in beside.items()}
    at: dict[int, list[Pair]] = {}
    for pair in sorted(beside):
        for station in pair:
            at.setdefault(station, []).append(pair)
    sides: dict[Pair, int] = {}  # 1: to the left of who travels from the lower station to the higher
    for first in sorted(beside, key=lambda pair: (-len(lines[pair]), pair)):
        if first in sides:
            continue
        sides[first] = _upward(places[first[1]] - places[first[0]])
        waiting = [first]
        while waiting:
            pair = waiting.pop()
            for station in pair:
                for other in at[station]:
                    if other not in sides and len(lines[pair] & lines[other]) > 1:
                        # Who arrives on one and goes on along the other has the same side to the left.
                        sides[other] = sides[pair] if pair.index(station) != other.index(station) else -sides[pair]
                        waiting.append(other)
    return {pair: side * _left(places[pair[1]] - places[pair[0]]) for pair, side in sides.items()}


def _upward(direction: Floats) -> int:
    """1 if the left of it is up, or west where it is neither up nor down; else -1."""
    return -1 if (direction[0], direction[1]) < (0, 0) else 1


def _left(direction: Floats) -> Floats:
    length = np.hypot(*direction)
    unit: Floats = np.array([-direction[1], direction[0]]) / length if length > 0 else np.zeros(2)
    return unit


def _joined(tracks: Sequence[Track]) -> list[Track]:
    """The same, ends moved together where a line passes a station on exactly two tracks."""
    meeting: dict[tuple[int, int], list[tuple[int, int]]] = {}  # (station, line) -> (track, which end)
    for number, track in enumerate(tracks):
        if track.line is not None:
            for end, station in enumerate((track.source, track.destination)):
                meeting.setdefault((station, track.line), []).append((number, end))
    ends = [track.ends.copy() for track in tracks]
    for met in meeting.values():
        if len(met) == 2:
            middle = sum(tracks[number].ends[end] for number, end in met) / 2
            for number, end in met:
                ends[number][end] = middle
    return [replace(track, ends=own) for track, own in zip(tracks, ends, strict=True)]


def arrowheads(tracks: Iterable[Track], size: float) -> list[Floats]:
    """Triangles, (3, 2) each, in the middle of tracks, pointing from source to destination."""
    heads = []
    for track in tracks:
        ahead = track.ends[1] - track.ends[0]
        ahead = ahead / max(float(np.hypot(*ahead)), 1e-9)
        across = np.array([-ahead[1], ahead[0]])
        middle = track.ends.mean(0)
        back = middle - size * ahead
        heads.append(np.array([middle + size * ahead, back + 0.8 * size * across, back - 0.8 * size * across]))
    return heads


def points_along(paths: Iterable[Floats], step: float) -> Floats:
    """Points along paths, at most ``step`` apart; (P, 2)."""
    points = [np.zeros((0, 2))]
    for path in paths:
        for start, end in pairwise(path):
            count = int(np.hypot(*(end - start)) / step) + 1
            points.append(start + np.linspace(0, 1, count + 1)[:, None] * (end - start))
    return np.concatenate(points)
