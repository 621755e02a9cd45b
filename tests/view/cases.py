"""Small networks and routes in a short notation, and what is written on a drawn map, with its boxes."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection
from matplotlib.text import Text

from graphmem.graphs import Connection, Line, Network, Station, Walk
from graphmem.networks import About
from graphmem.routing import Itinerary, Leg
from graphmem.view.canvas import plain_settings
from graphmem.view.maps import draw_sheet

COLOURS = {"red": "#ff0000", "blue": "#0000ff", "green": "#008000", "white": "#ffffff", "scarlet": "#ff0000"}
Place = tuple[float, float] | None


def make(
    places: Mapping[str, Place], *lines: str, walks: Iterable[str] = (), names: Mapping[str, str] | None = None
) -> Network:
    """A network of stations at (latitude, longitude).

    The line "red abc" runs both ways, "red> abc" only one way, and so does a walk "ab".
    """
    rows, used = list[Connection](), dict[str, Line]()
    for text in lines:
        line, calls = text.split()
        one_way, line = line.endswith(">"), line.removesuffix(">")
        used.setdefault(line, Line(line, line.title(), COLOURS.get(line, f"#{len(used):06x}")))
        for here, there in pairwise(calls):
            rows.append(Connection(here, there, line, minutes=2))
            rows += [] if one_way else [Connection(there, here, line, minutes=2)]
    stations = tuple(Station(one, (names or {}).get(one, one.upper()), *(place or ())) for one, place in places.items())
    ways = tuple(Walk(here, there, 3) for here, there in walks)
    return Network("town", stations, tuple(used.values()), tuple(dict.fromkeys(rows)), walks=ways)


def route(network: Network, *legs: str) -> Itinerary:
    """A route of legs: "red abc" is a ride, "- ab" a walk, "red one,two" has longer ids; 2 minutes a stop."""
    stations = {station.id: station for station in network.stations}
    found = []
    for text in legs:
        line, called = text.split()
        calls = called.split(",") if "," in called else list(called)
        ridden = None if line == "-" else network.lines[network.line_index[line]]
        found.append(Leg(ridden, "", tuple(stations[one] for one in calls), 2.0 * (len(calls) - 1)))
    minutes = sum(leg.minutes or 0 for leg in found)
    return Itinerary(tuple(found), minutes if network.timed else None)


def part(axes: Axes, gid: str) -> Collection:
    """The collection with this group id."""
    (found,) = (child for child in axes.get_children() if isinstance(child, Collection) and child.get_gid() == gid)
    return found


def boxes(texts: Iterable[Text]) -> Iterator[tuple[str, np.ndarray]]:
    """Each text and the corners of its box in pixels, (4, 2), as matplotlib measures it."""
    for text in texts:
        angle = np.radians(text.get_rotation())
        text.set_rotation(0)
        frame = text.get_bbox_patch()
        text.set_bbox(None)
        upright = text.get_window_extent()
        if frame is not None:
            text.set_bbox({"facecolor": "white"})
        text.set_rotation(np.degrees(angle))
        around = text.get_transform().transform(text.get_unitless_position())
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        yield text.get_text(), (upright.corners()[[0, 1, 3, 2]] - around) @ turn + around


def overlap(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two convex shapes overlap, that is, no side of either separates them."""
    for shape in (one, other):
        for start, end in pairwise([*shape, shape[0]]):
            across = np.array([start[1] - end[1], end[0] - start[0]])
            mine, theirs = one @ across, other @ across
            if mine.max() <= theirs.min() + 1e-6 or theirs.max() <= mine.min() + 1e-6:
                return False
    return True


def drawn(network: Network, *routes: Itinerary, every: bool | None = None, about: About | None = None) -> Axes:
    """The map that ``write_map`` would write, ready to be measured."""
    with plain_settings():
        figure = draw_sheet(network, routes, None, about, not routes if every is None else every)
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()  # positions the texts of the legend
    return figure.axes[0]


def texts_on(axes: Axes) -> list[Text]:
    """All texts of a map, those of the legend last."""
    legend = axes.get_legend()
    return [*axes.texts, *(legend.get_texts() if legend else ())]


def words(axes: Axes) -> list[str]:
    """All that is written on a map, each text in one line."""
    return [text.get_text().replace("\n", " ") for text in texts_on(axes)]


def named(axes: Axes) -> list[str]:
    """The names of stations: no other text has a background."""
    return [text.get_text().replace("\n", " ") for text in axes.texts if text.get_bbox_patch() is not None]
