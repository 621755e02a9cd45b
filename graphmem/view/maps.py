"""A network as a map, and a route on it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ..graphs import Network
from ..routing import Route
from .canvas import whole_axes
from .labels import INK, write_names
from .layout import Floats, Track, arrowheads, lay_tracks, place_stations

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LINE = 1.8  # width in points; tracks side by side just touch
_FEW, _MANY = 20, 60  # stations: up to which everything is drawn twice as large, from which it is not enlarged
_FAINT = 0.5  # of the colour of what a route leaves out


def draw_network(
    network: Network,
    *,
    route: Route | None = None,
    axes: Axes | None = None,
    spread: float = 1.0,
    names: bool = False,
    legend: bool = False,
) -> Axes:
    """Stations where they are, lines in their colours side by side, interchanges as rings, one-way tracks with arrows.

    Args:
        network: its stations have coordinates.
        route: drawn on top; its ends and changes are named, and the rest is paler.
        axes: to draw in; new ones by default, whose figure is ``axes.figure``.
        spread: below 1, the middle of the map is enlarged (see ``place_stations``).
        names: whether to name all stations.
        legend: whether to list the lines.

    Raises:
        DataError: if a station has no coordinates.
        UsageError: if matplotlib is missing.
    """
    axes = whole_axes(8, 5) if axes is None else axes
    places = place_stations(network, axes, spread)
    size = enlarged(network)
    tracks = lay_tracks(network, places, _LINE * size)
    _draw_lines(axes, network, tracks, _LINE * size, 1 if route is None else _FAINT)
    _draw_stations(axes, network, places, size, paler(INK, 1 if route is None else _FAINT))
    if legend:
        axes.legend(loc="lower right", fontsize=7, frameon=False, ncols=1 + len(network.lines) // 7, handlelength=1.2)
    if names:
        every = [(station.name, place) for station, place in zip(network.stations, places, strict=True)]
        write_names(axes, every, _between(track.ends for track in tracks), 5.5 + 2 * size)
    if route is not None:
        _draw_route(axes, network, route, places, tracks)
    return axes


def enlarged(network: Network) -> float:
    """From 2 for small networks to 1 for large ones: how large lines and stations are drawn."""
    return 1 + float(np.clip((_MANY - len(network.stations)) / (_MANY - _FEW), 0, 1))


def paler(colour: str, share: float) -> str:
    """A colour mixed with white, of which ``share`` is the colour: ``paler("#000000", 0.4)`` is ``#999999``."""
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - part)):02x}" for part in parts)


def _draw_lines(axes: Axes, network: Network, tracks: list[Track], width: float, share: float) -> None:
    from matplotlib.collections import LineCollection, PolyCollection

    for number, line in enumerate(network.lines):
        own = [track for track in tracks if track.line == number]
        colour = paler(line.colour, share)
        segments = LineCollection([track.ends for track in own], colors=[colour], linewidths=width, label=line.name)
        segments.set_capstyle("round")
        segments.set_gid(f"line-{line.id}")
        axes.add_collection(segments, autolim=False)
        heads = arrowheads((track for track in own if track.one_way), 1.6 * width)
        if heads:
            triangles = PolyCollection(heads, facecolors=[colour], zorder=2.5)
            triangles.set_gid(f"one-way-{line.id}")
            axes.add_collection(triangles, autolim=False)


def _draw_stations(axes: Axes, network: Network, places: Floats, size: float, edge: str) -> None:
    """Small dots, and rings for stations with more than one line."""
    rings = np.array([len(network.lines_at[station.id]) > 1 for station in network.stations])
    for kind, chosen, area, width in (("stations", ~rings, 4.5, 0.5), ("interchanges", rings, 13, 0.9)):
        x, y = places[chosen].T
        dots = axes.scatter(x, y, s=area * size**2, c="white", edgecolors=edge, linewidths=width * size, zorder=3)
        dots.set_gid(kind)


def _draw_route(axes: Axes, network: Network, route: Route, places: Floats, tracks: list[Track]) -> None:
    laid = {(frozenset((track.source, track.destination)), track.line): track for track in tracks}
    paths = []
    for leg in route.legs:
        numbers = [network.station_index[station.id] for station in leg.stations]
        points: list[Floats] = []
        for source, destination in pairwise(numbers):
            track = laid[frozenset((source, destination)), network.line_index[leg.line.id]]
            points += list(track.ends if track.source == source else track.ends[::-1])
        paths.append(np.array(points))
        x, y = paths[-1].T
        for name, colour, width, order in (("under", INK, 5.4, 5), (leg.line.id, leg.line.colour, 3.0, 6)):
            (drawn,) = axes.plot(x, y, color=colour, linewidth=width, zorder=order, gid=f"route-{name}")
            drawn.set_solid_capstyle("round")
            drawn.set_solid_joinstyle("round")
    x, y = places[[network.station_index[station.id] for station in route.stations]].T
    axes.scatter(x, y, s=5, c="white", linewidths=0, zorder=7).set_gid("route-stations")
    named = [route.stations[0], route.stations[-1], *(leg.stations[0] for leg in route.legs[1:])]
    spots = places[[network.station_index[station.id] for station in named]]
    ends = axes.scatter(spots[:, 0], spots[:, 1], s=42, c="white", edgecolors=INK, linewidths=1.8, zorder=8)
    ends.set_gid("route-ends")
    in_sight = np.concatenate([_between(paths), _between(track.ends for track in tracks), places])
    write_names(axes, [(station.name, spot) for station, spot in zip(named, spots, strict=True)], in_sight)


def _between(paths: Iterable[Floats]) -> Floats:
    """Points along paths, ten to a piece."""
    share = np.linspace(0, 1, 10, endpoint=False)[:, None]
    return np.concatenate([start + share * (end - start) for path in paths for start, end in pairwise(path)])
