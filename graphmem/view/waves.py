"""The wave of marks that spreads from a destination while the machine plans.

    step     1        2           3
    rows     C -> D   B -> C      A -> B    marked; each is followed backwards as soon as its minutes have passed
    reached  C        B           A

A station is reached in the first step after which a marked row that leaves it may be read: its mark is as old as the
row takes.  Of a machine that plans well, that step is the distance to the destination.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..interpreter import DiscretePlan
from ..routing import RouteProblem
from .canvas import new_figure, whole_axes
from .drawing import enlarged, lay_out
from .labels import INK, place_names, write_names
from .layout import limits, place_stations
from .letters import Letters
from .naming import SMALLEST, called, obstacles
from .spots import Name, spots
from .springs import Floats
from .titles import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

_PALE = "#d9d9d9"


def arrivals(problem: RouteProblem, plan: DiscretePlan) -> Floats:
    """(stations,) minutes, changes or stops by the step in which each station is reached; infinite if it never is."""
    seen = plan.state.snapshot()
    rows = np.flatnonzero(seen.marks & (seen.ages >= 0))
    rows = rows[rows < len(problem.triples)]
    first = np.full(problem.triples.num_stations, np.inf)
    np.minimum.at(first, problem.triples.source[rows], (seen.step - seen.ages[rows]).astype(float))
    reached = first[problem.origin_state(0) + np.arange(len(problem.network.stations))]
    there = np.isfinite(reached)
    counts = problem.counts(reached[there])._asdict()[problem.by]
    reached[there] = counts / (problem.ticks_per_minute if problem.by == "minutes" else 1)
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
    """The map with every station that has been reached in the colour of its step; the others are pale.

    Args:
        problem: of the plan.
        arrived: what ``arrivals`` says of it.
        destination: station by number.
        until: leave out what is reached later; None for nothing.
        axes: to draw in; new ones by default.
        spread: below 1, the crowded parts of the map are enlarged.
        scale: whether to draw a scale of colours.
        name: whether to name the destination.

    Raises:
        UsageError: if matplotlib is missing.
    """
    from matplotlib.collections import LineCollection
    from matplotlib.colors import Normalize

    axes = whole_axes(8, 5) if axes is None else axes
    network = problem.network
    drawing = lay_out(network, place_stations(network, axes, spread), enlarged(network))
    places, size = drawing.places, drawing.size
    when = arrived.copy()
    when[destination] = 0
    norm, colours = Normalize(0, max(float(when[np.isfinite(when)].max()), 1)), _colours()
    when[when > (np.inf if until is None else until)] = np.inf

    pairs = np.array(sorted({(one, other) for one, other, _ in drawing.tracks}))
    late, segments = when[pairs].max(1), places[pairs]
    axes.add_collection(LineCollection(list(segments), colors=[_PALE], linewidths=1.2 * size, zorder=1), autolim=False)
    reached = np.isfinite(late)
    passed = LineCollection(list(segments[reached]), cmap=colours, norm=norm, linewidths=2.4 * size, zorder=2)
    passed.set_array(late[reached])
    passed.set_capstyle("round")
    passed.set_gid("passed")
    axes.add_collection(passed, autolim=False)
    there = np.isfinite(when)
    x, y = places.T
    pale = axes.scatter(x[~there], y[~there], s=5 * size**2, c="white", edgecolors="#bdbdbd", linewidths=0.6, zorder=3)
    pale.set_gid("waiting")
    dots = axes.scatter(
        x[there], y[there], s=11 * size**2, c=when[there], cmap=colours, norm=norm, linewidths=0, zorder=4
    )
    dots.set_gid("reached")
    spot = places[[destination]]
    ring = axes.scatter(spot[:, 0], spot[:, 1], s=46 * size, c="white", edgecolors=INK, linewidths=1.8, zorder=6)
    ring.set_gid("destination")
    station = network.stations[destination]
    letters = Letters([station.name])
    text = called(letters, station, destination)
    if name:
        label = Name(text, 4 * size, SMALLEST + 2 * size, bold=True, away=True)
        write_names(axes, place_names([spots(label, letters)], spot, obstacles(drawing), limits(axes)), letters)
    if scale:
        _draw_scale(axes, dots, f"{problem.by} to {text}")
    return axes


def draw_film(
    problem: RouteProblem, arrived: Floats, destination: int, at: Sequence[float], spread: float = 1.0
) -> Figure:
    """Stills of the wave side by side, two to a row, each up to so many minutes, changes or stops."""
    rows = (len(at) + 1) // 2
    figure = new_figure(8, 2.6 * rows)
    for number, until in enumerate(at):
        row, column = divmod(number, 2)
        axes = figure.add_axes((column / 2, 1 - (row + 1) / rows, 0.5, 0.9 / rows))
        draw_wave(problem, arrived, destination, until=until, axes=axes, spread=spread, scale=False, name=number == 0)
        axes.set_title(f"after {counted(until, problem.by)}", fontsize=9)
    return figure


def _draw_scale(axes: Axes, coloured: ScalarMappable, title: str) -> None:
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes in use have one
    bar = figure.colorbar(coloured, cax=axes.inset_axes((0.68, 0.06, 0.3, 0.022)), orientation="horizontal")
    bar.ax.set_title(title, fontsize=7, pad=3)
    bar.ax.tick_params(labelsize=7, length=2, pad=2)
    bar.outline.set_linewidth(0)


def _colours() -> Colormap:
    """From dark to light, without what cannot be seen on white."""
    from matplotlib import colormaps
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("wave", colormaps["plasma"](np.linspace(0.0, 0.88, 64)))
