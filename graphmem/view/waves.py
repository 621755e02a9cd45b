"""The planner's search as a picture: a wave of marks that spreads from the destination while the machine plans.

    step      1         2            3
    marked    C -> D    B -> C       A -> B     each row is followed backwards once its minutes have passed
    reached   C         B            A

A station is reached in the first step after which a marked row that leaves it may be read, that is, once the age of
the row's mark equals the row's length.  If the machine plans well, that step is the distance to the destination.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..interpreter import DiscretePlan
from ..routing import RouteProblem
from .candidates import Label, label_candidates
from .canvas import INK, Floats, axes_limits, new_figure, whole_axes
from .captions import with_unit
from .drawing import enlargement, lay_out
from .fonts import Fonts
from .labels import SMALLEST, display_name, map_obstacles, place_labels, write_labels
from .maps import fit_stations

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

_PALE, _PALE_EDGE = "#d9d9d9", "#bdbdbd"  # tracks and stations that have not been reached


def arrivals(problem: RouteProblem, plan: DiscretePlan) -> Floats:
    """The minutes, changes or stops after which the wave reaches each station, (stations,); infinite if never."""
    seen = plan.state.snapshot()
    rows = np.flatnonzero(seen.marks & (seen.ages >= 0))
    rows = rows[rows < len(problem.triples)]
    first = np.full(problem.triples.num_stations, np.inf)
    np.minimum.at(first, problem.triples.source[rows], (seen.step - seen.ages[rows]).astype(float))
    reached = first[problem.origin_state(0) + np.arange(len(problem.network.stations))]
    finite = np.isfinite(reached)
    counts = problem.counts(reached[finite])._asdict()[problem.by]
    reached[finite] = counts / (problem.ticks_per_minute if problem.by == "minutes" else 1)
    return reached


def draw_wave(
    problem: RouteProblem,
    arrived: Floats,
    destination: int,
    *,
    until: float | None = None,
    axes: Axes | None = None,
    spread: float = 1.0,
    scale: bool = True,
    name: bool = True,
) -> Axes:
    """Draw the map with each station coloured by the distance at which the wave reaches it; the others are pale.

    Args:
        problem: the route problem of the plan.
        arrived: the result of ``arrivals``, (stations,).
        destination: the number of the destination station.
        until: show only what is reached up to this distance; None for everything.
        axes: the axes to draw in; new ones by default.
        spread: less than 1 enlarges the crowded parts of the map.
        scale: whether to draw a colour scale.
        name: whether to name the destination.

    Raises:
        MissingExtra: if matplotlib is not installed.
    """
    axes = whole_axes(8, 5) if axes is None else axes
    from matplotlib.collections import LineCollection
    from matplotlib.colors import Normalize

    network = problem.network
    drawing = lay_out(network, fit_stations(network, axes, spread), enlargement(network))
    positions, size = drawing.positions, drawing.size
    when = arrived.copy()
    when[destination] = 0
    norm, colours = Normalize(0, max(float(when[np.isfinite(when)].max()), 1)), _colours()
    when[when > (np.inf if until is None else until)] = np.inf

    pairs = np.array(sorted({(one, other) for one, other, _ in drawing.tracks}))
    late, segments = when[pairs].max(1), positions[pairs]
    axes.add_collection(LineCollection(list(segments), colors=[_PALE], linewidths=1.2 * size, zorder=1), autolim=False)
    reached = np.isfinite(late)
    passed = LineCollection(list(segments[reached]), cmap=colours, norm=norm, linewidths=2.4 * size, zorder=2)
    passed.set_array(late[reached])
    passed.set_capstyle("round")
    passed.set_gid("passed")
    axes.add_collection(passed, autolim=False)
    there = np.isfinite(when)
    x, y = positions.T
    waiting = axes.scatter(
        x[~there], y[~there], s=5 * size**2, c="white", edgecolors=_PALE_EDGE, linewidths=0.6, zorder=3
    )
    waiting.set_gid("waiting")
    dots = axes.scatter(
        x[there], y[there], s=11 * size**2, c=when[there], cmap=colours, norm=norm, linewidths=0, zorder=4
    )
    dots.set_gid("reached")
    ring = axes.scatter(
        x[destination], y[destination], s=46 * size, c="white", edgecolors=INK, linewidths=1.8, zorder=6
    )
    ring.set_gid("destination")
    fonts = Fonts([network.stations[destination].name])
    text = display_name(fonts, network.stations[destination], destination)
    if name:
        label = Label(text, 4 * size, SMALLEST + 2 * size, bold=True, leader=True)
        candidates, station = [label_candidates(label, fonts)], positions[[destination]]
        write_labels(axes, place_labels(candidates, station, map_obstacles(drawing), axes_limits(axes)), fonts)
    if scale:
        _draw_scale(axes, dots, f"{problem.by} to {text}")
    return axes


def draw_film(
    problem: RouteProblem, arrived: Floats, destination: int, at: Sequence[float], spread: float = 1.0
) -> Figure:
    """Draw the wave at several distances, two pictures to a row; ``at`` is in minutes, changes or stops."""
    rows = (len(at) + 1) // 2
    figure = new_figure(8, 2.6 * rows)
    for number, until in enumerate(at):
        row, column = divmod(number, 2)
        axes = figure.add_axes((column / 2, 1 - (row + 1) / rows, 0.5, 0.9 / rows))
        draw_wave(problem, arrived, destination, until=until, axes=axes, spread=spread, scale=False, name=number == 0)
        axes.set_title(f"after {with_unit(until, problem.by)}", fontsize=9)
    return figure


def _draw_scale(axes: Axes, coloured: ScalarMappable, title: str) -> None:
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes in use have one
    bar = figure.colorbar(coloured, cax=axes.inset_axes((0.68, 0.06, 0.3, 0.022)), orientation="horizontal")
    bar.ax.set_title(title, fontsize=7, pad=3)
    bar.ax.tick_params(labelsize=7, length=2, pad=2)
    bar.outline.set_linewidth(0)


def _colours() -> Colormap:
    """Plasma from dark to light, without its lightest colours, which are hard to see on white."""
    from matplotlib import colormaps
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("wave", colormaps["plasma"](np.linspace(0.0, 0.88, 64)))
