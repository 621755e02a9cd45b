"""The tracks of a map: lines that share a section run side by side, and go on past stations where they do not stop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ..graphs import Network
from .canvas import Floats
from .positions import Pair, Shape, along

_MAX_FULL_GAP = 8  # tracks side by side at full distance; more share the width of this many

Run = tuple[int, int, int | None]  # source, destination, line


@dataclass(frozen=True)
class Track:
    """One line, or the walk, between two stations with none between them.

    Attributes:
        source: number of a station; for a track used both ways, the lower number.
        destination: number of the other station.
        line: number of the line, or None for a walk.
        one_way: whether it is used from ``source`` to ``destination`` only.
        ends: its end points, shifted beside the other tracks between the same stations, (2, 2).
    """

    source: int
    destination: int
    line: int | None
    one_way: bool
    ends: Floats


def lay_tracks(network: Network, shape: Shape, gap: float) -> list[Track]:
    """The tracks of every line and walk, also past stations where the line does not stop.

    Lines of different colours run side by side, ``gap`` apart.  Lines of the same colour share a track.
    """
    runs = _runs(network, shape)
    by_pair: dict[Pair, list[Run]] = {}
    for source, destination, line in runs:
        if source < destination or (destination, source, line) not in runs:
            pair = min(source, destination), max(source, destination)
            by_pair.setdefault(pair, []).append((source, destination, line))
    for parallel in by_pair.values():
        parallel.sort(key=lambda run: len(network.lines) if run[2] is None else run[2])
    across = _across(by_pair, shape.positions)
    tracks = []
    for pair in sorted(by_pair):
        colours = ["" if line is None else network.lines[line].colour for _, _, line in by_pair[pair]]
        lanes = {colour: lane for lane, colour in enumerate(dict.fromkeys(colours))}
        lane_gap = gap * min(1, _MAX_FULL_GAP / len(lanes))
        for colour, (source, destination, line) in zip(colours, by_pair[pair], strict=True):
            shift = lane_gap * (lanes[colour] - (len(lanes) - 1) / 2) * across[pair]
            one_way = (destination, source, line) not in runs
            tracks.append(Track(source, destination, line, one_way, shape.positions[[source, destination]] + shift))
    return _joined(tracks)


def _runs(network: Network, shape: Shape) -> set[Run]:
    """Every section in every direction in which some line or walk uses it."""
    station, line = network.station_index, network.line_index
    runs: set[Run] = {(station[walk.source], station[walk.destination], None) for walk in network.walks}
    for row in network.connections:
        stations = along(shape.passing, station[row.source], station[row.destination])
        runs.update((one, other, line[row.line]) for one, other in pairwise(stations))
    return runs


def _across(by_pair: Mapping[Pair, Sequence[Run]], positions: Floats) -> dict[Pair, Floats]:
    """A unit vector across the tracks between each pair of stations.

    Along sections that share lines all vectors point to the same side, so that lines do not swap sides.
    """
    lines = {pair: {run[2] for run in runs} for pair, runs in by_pair.items()}
    at_station: dict[int, list[Pair]] = {}
    for pair in sorted(by_pair):
        for station in pair:
            at_station.setdefault(station, []).append(pair)
    sides: dict[
        Pair, int
    ] = {}  # 1 for the left of the direction from the lower station to the higher, -1 for the right
    for first in sorted(by_pair, key=lambda pair: (-len(lines[pair]), pair)):
        if first in sides:
            continue
        sides[first] = _upper_side(positions[first[1]] - positions[first[0]])
        waiting = [first]
        while waiting:
            pair = waiting.pop()
            for station in pair:
                for other in at_station[station]:
                    if other not in sides and len(lines[pair] & lines[other]) > 1:
                        # The left stays the left if one section ends at the station where the other begins.
                        sides[other] = sides[pair] if pair.index(station) != other.index(station) else -sides[pair]
                        waiting.append(other)
    return {pair: side * _left(positions[pair[1]] - positions[pair[0]]) for pair, side in sides.items()}


def _upper_side(direction: Floats) -> int:
    """1 if the left of a direction is the upper side, or the west of a vertical one, and else -1."""
    return -1 if (direction[0], direction[1]) < (0, 0) else 1


def _left(direction: Floats) -> Floats:
    length = np.hypot(*direction)
    unit: Floats = np.array([-direction[1], direction[0]]) / length if length > 0 else np.zeros(2)
    return unit


def _joined(tracks: Sequence[Track]) -> list[Track]:
    """The tracks with their ends moved together wherever exactly two tracks of a line meet at a station."""
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
    """Triangles, (3, 2) each, in the middle of tracks, that point from source to destination."""
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
    """Points along paths, at most ``step`` apart, (P, 2)."""
    points = [np.zeros((0, 2))]
    for path in paths:
        for start, end in pairwise(path):
            count = int(np.hypot(*(end - start)) / step) + 1
            points.append(start + np.linspace(0, 1, count + 1)[:, None] * (end - start))
    return np.concatenate(points)
