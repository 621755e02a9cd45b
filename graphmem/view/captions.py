"""The text around a map: title, legend, and the caption that names the sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..graphs import Network
from ..networks import About
from ..routing import Itinerary
from .canvas import INK, POINTS_PER_INCH, Floats
from .drawing import DOTTED, EDGE, WALK_COLOUR, is_light
from .fonts import Fonts
from .labels import display_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

_GREY = "#555555"
_LEADING = 1.3  # from line to line, in font sizes
_LEGEND_SIZE = 7.0  # font size; the lengths below are in points
_SAMPLE, _SAMPLE_GAP, _COLUMN_GAP, _ROW_GAP = 16.0, 5.0, 14.0, 4.0
_MAX_LINES, _MAX_LETTERS = 120, 40  # lines listed in the legend, letters of a line's name


@dataclass(frozen=True)
class Paragraph:
    """Running text in one size."""

    text: str
    size: float
    bold: bool = False
    colour: str = INK

    def write(self, axes: Axes, corner: Floats, width: float, fonts: Fonts, *, below: bool) -> float:
        """Write it, wrapped to ``width``, below or above its left corner; returns the height."""
        lines = fonts.wrap(self.text, self.size, width, self.bold)
        axes.text(
            corner[0],
            corner[1],
            "\n".join(lines),
            size=self.size,
            family=fonts.families,
            weight="bold" if self.bold else "normal",
            color=self.colour,
            va="top" if below else "bottom",
            linespacing=1.25,
            parse_math=False,
            zorder=20,
        )
        return _LEADING * self.size * len(lines)


def heading(
    network: Network, routes: Sequence[Itinerary], title: str | None, about: About | None, fonts: Fonts, width: float
) -> list[Paragraph]:
    """A title and a subtitle, in larger type on a wider map."""
    larger = max(1.0, (width / 600) ** 0.5)
    name = fonts.first_writable([*([about.title] if about else []), network.name], "A network")
    if routes:
        ends = (routes[0].stations[0], routes[0].stations[-1])
        names = [display_name(fonts, end, network.station_index[end.id]) for end in ends]
        default, details = f"{' to '.join(names)}: {route_summary(routes[0])}", [name]
    else:
        sizes = [with_unit(len(network.stations), "stations"), with_unit(len(network.lines), "lines")]
        default, details = name, [", ".join(sizes)]
    if about and about.date:
        details.append(about.date)
    if routes[1:]:
        details.append(f"thinner: {with_unit(len(routes) - 1, 'other routes')}")
    return [
        Paragraph(fonts.writable(title or "") or default, 13 * larger, bold=True),
        Paragraph(fonts.writable("; ".join(details)), 8 * larger, colour=_GREY),
    ]


def caption(surveyed: bool, about: About | None, omitted: int, fonts: Fonts) -> Paragraph:
    """How the map was drawn, how many names it omits, and the sources of its data."""
    sentences = [
        "Not to scale: crowded parts are enlarged."
        if surveyed
        else "Drawn without coordinates: it shows which stations are neighbours, not where they are."
    ]
    if omitted:
        sentences.append(f"Omitted for lack of room: {with_unit(omitted, 'names')}.")
    if about:
        sources = ("Source", about.source), ("Licence", about.licence)
        sentences += [f"{what}: {text}" for what, text in sources if text]
    return Paragraph(fonts.writable(" ".join(sentences)), 6, colour=_GREY)


def draw_legend(
    axes: Axes, network: Network, routes: Sequence[Itinerary], corner: Floats, width: float, fonts: Fonts
) -> tuple[float, float]:
    """Draw a legend of lines, walks and numbered routes below its upper left corner; returns its width and height.

    It has as many columns as fit into ``width``.  Past 120 lines, the others are only counted.
    """
    from matplotlib.font_manager import FontProperties

    entries: list[tuple[str | None, str]] = [
        (line.colour, _shortened(fonts.first_writable((line.name, line.id), f"line {number}")))
        for number, line in enumerate(network.lines, start=1)
    ]
    if len(entries) > _MAX_LINES:
        entries[_MAX_LINES:] = [(None, f"and {len(entries) - _MAX_LINES} more lines")]
    if network.walks:
        entries.append((WALK_COLOUR, "on foot"))
    entries += [(None, f"route {number}: {route_summary(route)}") for number, route in enumerate(routes[1:], start=2)]
    widths = np.array([fonts.width(text, _LEGEND_SIZE) + _SAMPLE + _SAMPLE_GAP + _COLUMN_GAP for _, text in entries])
    columns = len(widths)
    while columns > 1 and sum(map(max, np.array_split(widths, columns))) - _COLUMN_GAP > width:
        columns -= 1
    legend = axes.legend(
        [_sample(colour) for colour, _ in entries],
        [text for _, text in entries],
        ncols=columns,
        loc="upper left",
        bbox_to_anchor=(corner[0], corner[1]),
        bbox_transform=axes.transData,
        prop=FontProperties(family=fonts.families, size=_LEGEND_SIZE),
        labelcolor=INK,
        handlelength=_SAMPLE / _LEGEND_SIZE,
        handletextpad=_SAMPLE_GAP / _LEGEND_SIZE,
        columnspacing=_COLUMN_GAP / _LEGEND_SIZE,
        labelspacing=_ROW_GAP / _LEGEND_SIZE,
        borderpad=0,
        borderaxespad=0,
        frameon=False,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes in use have one
    box = legend.get_window_extent()
    return box.width * POINTS_PER_INCH / figure.dpi, box.height * POINTS_PER_INCH / figure.dpi


def _sample(colour: str | None) -> Line2D:
    """A short piece of a line in a colour, dotted for walks, or nothing."""
    from matplotlib.lines import Line2D
    from matplotlib.patheffects import withStroke

    if colour is None:
        return Line2D([], [], linestyle="none")
    if colour == WALK_COLOUR:
        return Line2D([], [], color=colour, linewidth=1.5, linestyle=DOTTED, dash_capstyle="round")
    outline = [withStroke(linewidth=4, foreground=EDGE)] if is_light(colour) else None
    return Line2D([], [], color=colour, linewidth=3, solid_capstyle="round", path_effects=outline)


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_LETTERS else f"{text[: _MAX_LETTERS - 1].rstrip()}…"


def route_summary(route: Itinerary) -> str:
    """The length of a route, such as "35 minutes, 1 change", or its stops if the network has no times."""
    length = with_unit(route.stops, "stops") if route.minutes is None else with_unit(route.minutes, "minutes")
    return f"{length}, {with_unit(route.changes, 'changes')}"


def with_unit(number: float, plural: str) -> str:
    """A number with at most two decimals and its unit, in the singular for 1."""
    shown = f"{round(number, 2):g}"
    return f"{shown} {plural.removesuffix('s') if shown == '1' else plural}"
