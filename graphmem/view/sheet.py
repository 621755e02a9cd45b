"""A map as a file, as large as its names need: title, map, key, and where the facts come from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..graphs import Network
from ..networks import About
from ..routing import Route
from .canvas import check_picture_path, new_figure, plain_settings, write_picture
from .drawing import Drawing, enlarged, lay_out
from .key import lay_key
from .labels import Written, place_names, write_names
from .layout import POINTS_PER_INCH, fill_axes
from .letters import Letters
from .maps import draw
from .naming import SMALLEST, names_on, obstacles
from .routes import marked
from .shape import station_shape
from .spots import Name, Spots, spots
from .springs import Floats
from .titles import caption, heading

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SPREAD = 0.4
_ALL_NAMED, _ROUTE_NAMED = 34.0, 20.0  # points between neighbours, to begin with
_GROW, _TIMES = 1.15, 9  # by how much all is drawn further apart where names find no room, and how often at most
_MANY = 1500  # stations, from which names are placed but once, on the largest sheet
_MUCH, _MORE = 6.0, 3  # of tracks that a name hides, too much; sizes tried with room for all, to hide less
_FAR, _NARROW, _WIDE = 120.0, 430.0, 3200.0  # most points between neighbours; least, by then, and most across
_LARGER = 1.3  # than in a small figure: how wide lines are, and stations
_MARGIN, _GAP = 16.0, 10.0  # around everything, and between the map and what stands above and below


def write_map(
    network: Network,
    path: Path,
    route: Route | None = None,
    also: Sequence[Route] = (),
    *,
    title: str | None = None,
    about: About | None = None,
    names: bool | None = None,
) -> None:
    """Write a .svg or .png file with a map; it is there as a whole or not at all.

    Lines run in their colours, side by side where they share tracks; the crowded parts are enlarged.  The map is as
    large as its names need; what still finds no room is left out, the least important first, and counted below it.
    In an .svg file text is text, which can be searched; a .png file has 150 dots an inch.

    Args:
        network: what to draw, with coordinates or without.
        path: the file, which is replaced if it is there.
        route: drawn on top of the paler map, its calls named, its ends and changes in large letters.
        also: other routes, drawn thinner under it and numbered from 2, their changes named.
        title: instead of the ends, minutes and changes of the route, or of what the network is called.
        about: what the network is called, and the source and licence at the foot.
        names: whether to name all stations; by default, if there is no route.

    Raises:
        DataError: if the suffix is another one, or the file cannot be written.
        UsageError: if matplotlib is missing.
    """
    check_picture_path(path)
    routes = [*([] if route is None else [route]), *also]
    with plain_settings():
        write_picture(draw_sheet(network, routes, title, about, not routes if names is None else names), path)


def draw_sheet(
    network: Network, routes: Sequence[Route], title: str | None, about: About | None, every: bool
) -> Figure:
    """The figure that ``write_map`` writes; its first route is the chief one."""
    said = [*filter(None, [title]), *([about.title, about.source, about.licence, about.date] if about else [])]
    names = [*(station.name for station in network.stations), *(line.name for line in network.lines)]
    letters = Letters([*names, network.name, *said])
    drawing, written = _as_large_as_needed(network, routes, letters, every)
    low, high = _corners(drawing, written)

    figure = new_figure(1, 1)
    axes = figure.add_axes((0, 0, 1, 1))
    draw(axes, drawing, routes)
    write_names(axes, written, letters)
    width = max((high - low)[0], _NARROW)
    left, right = (low + high)[0] / 2 + np.array([-width, width]) / 2
    top = high[1] + _GAP
    for paragraph in reversed(heading(network, routes, title, about, letters, width)):
        top = paragraph.write_above(axes, np.array([left, top]), width, letters)
    key = lay_key(network, letters, width, routes)
    key.draw(axes, np.array([left, low[1] - _GAP]))
    foot = caption(drawing.surveyed, about, written.count(None), letters)
    bottom = foot.write_below(axes, np.array([left, low[1] - 2 * _GAP - key.extent[1]]), width, letters)
    right = max(right, left + key.extent[0])
    size = fill_axes(axes, np.array([left, bottom]) - _MARGIN, np.array([right, top]) + _MARGIN)
    figure.set_size_inches(*(size / POINTS_PER_INCH))
    return figure


def _as_large_as_needed(
    network: Network, routes: Sequence[Route], letters: Letters, every: bool
) -> tuple[Drawing, list[Written | None]]:
    """The smallest map on which the most names find room, or one a little larger if fewer hide tracks there."""
    shape, size = station_shape(network, _SPREAD), enlarged(network)
    across = max(float(np.ptp(shape.places, axis=0).max()), 1e-9)
    widest = min(_WIDE / across, _FAR)
    scale = min(max(_ALL_NAMED if every else _ROUTE_NAMED, _NARROW / across), widest)
    if every and len(network.stations) > _MANY:
        scale = widest  # to begin with, and to end: it takes its time
    best: tuple[tuple[int, int], Drawing, list[Written | None]] | None = None
    names, ways = dict[int, Name](), list[Spots]()
    times, all_there = 0, 0
    while True:
        drawing = marked(lay_out(network, shape._replace(places=shape.places * scale), _LARGER * size), routes)
        if not names:
            names = names_on(drawing, letters, routes, calls=True, every=every, size=SMALLEST + 2 * (size - 1))
            ways = [spots(name, letters) for name in names.values()]
        written = place_names(ways, drawing.places[list(names)], obstacles(drawing, routes))
        hiding = sum(one is not None and one.hides > _MUCH for one in written)
        score = written.count(None), hiding
        if best is None or score < best[0]:
            best = score, drawing, written
        times += 1
        all_there += not score[0]
        if score == (0, 0) or times == _TIMES or all_there == _MORE or scale == widest:
            return best[1:]
        scale = min(scale * _GROW, widest)


def _corners(drawing: Drawing, written: Sequence[Written | None]) -> tuple[Floats, Floats]:
    """Low and high corner of all that is on the map."""
    tracks = np.concatenate([track.ends for track in drawing.tracks.values()])
    points = np.concatenate([drawing.places, tracks])
    around = np.concatenate([drawing.radii, np.zeros(len(tracks))])[:, None] + 2 * drawing.width
    names = [one.corners() for one in written if one is not None]
    every = np.concatenate([points - around, points + around, *names])
    return every.min(0), every.max(0)
