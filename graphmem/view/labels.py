"""Station names on a map: which stations are named, where each name goes, and drawing the names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..graphs import Station
from ..routing import Itinerary
from .candidates import AXES, DESCENT, PADDING, Candidates, Label, covered_weight
from .canvas import INK, Floats, Ints
from .drawing import Drawing
from .fonts import Fonts
from .placement import Placement
from .routes import NUMBER_RADIUS, ends_and_changes, leg_path, route_numbers
from .tracks import points_along

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from scipy.spatial import cKDTree

SMALLEST = 6.5  # font size in points
_LARGER = 2.0  # points added for the ends and changes of the best route
_END_WORTH, _STOP_WORTH, _OTHER_CHANGE_WORTH, _WORTH = 1000.0, 100.0, 50.0, 1.0
_STEP = 3.0  # points between the sample points of tracks
_ROUTE_WEIGHT = 4.0  # of a point on a route; others weigh 1
_TRACK_COST, _NEAR_COST = 1.5, 1.5  # for covering a point of a track, and for standing near another station
_NEAR, _MARK_WEIGHT = 3.0, 10.0  # points that count as near a mark; the weight of a covered mark


@dataclass(frozen=True)
class Obstacles:
    """What names should not cover.

    Attributes:
        marks: positions of stations' marks, (M, 2); only a name with a leader line may cover one, at a high cost.
        radii: radii of the marks, (M,).
        tracks: sample points along tracks, (P, 2).
        weights: how important each of these points is, (P,).
    """

    marks: Floats
    radii: Floats
    tracks: Floats
    weights: Floats


@dataclass(frozen=True)
class PlacedLabel:
    """A label and the candidate box chosen for it.

    Attributes:
        candidates: all candidate boxes.
        number: the number of the chosen one.
        station: position of the station, (2,).
        centre: centre of the box, (2,).
        hides: the total weight of the points of tracks, and of marks, that the box covers.
    """

    candidates: Candidates
    number: int
    station: Floats
    centre: Floats
    hides: float

    def corners(self) -> Floats:
        """The corners of the box in order around it, (4, 2)."""
        turn = np.radians(self.candidates.angle[self.number])
        along = np.array([np.cos(turn), np.sin(turn)]) * self.candidates.extent[self.number, 0] / 2
        up = np.array([-np.sin(turn), np.cos(turn)]) * self.candidates.extent[self.number, 1] / 2
        corners: Floats = self.centre + np.array([-along - up, along - up, along + up, up - along])
        return corners


def station_labels(
    drawing: Drawing,
    fonts: Fonts,
    routes: Sequence[Itinerary] = (),
    *,
    stops: bool = False,
    every: bool = False,
    size: float = SMALLEST,
) -> dict[int, Label]:
    """The labels of a map, by station number.

    Args:
        drawing: the network on the map.
        fonts: the fonts to write them in.
        routes: the ends and changes of the first are named in large type, those of the others in small type.
        stops: whether to name all stations of the first route.
        every: whether to name all stations; if there is no room for all, those with more lines come first.
        size: the font size of small type in points.
    """
    network = drawing.network
    worth = dict.fromkeys(ends_and_changes(network, routes[:1]), _END_WORTH)
    if stops:
        passed = (network.station_index[station.id] for route in routes[:1] for station in route.stations)
        worth = dict.fromkeys(passed, _STOP_WORTH) | worth
    worth = dict.fromkeys(ends_and_changes(network, routes[1:]), _OTHER_CHANGE_WORTH) | worth
    if every:
        worth = {n: _WORTH + len(network.lines_at[s.id]) for n, s in enumerate(network.stations)} | worth
    labels = {}
    for number, value in worth.items():
        text, large = display_name(fonts, network.stations[number], number), value == _END_WORTH
        font_size = size + (_LARGER if large else 0)
        labels[number] = Label(text, drawing.radii[number], font_size, bold=large, worth=value, leader=large)
    return labels


def display_name(fonts: Fonts, station: Station, number: int) -> str:
    """The first of a station's name, aliases and id that the fonts can write, or else its number."""
    return fonts.first_writable((station.name, *station.aliases, station.id), f"no. {number + 1}")


def map_obstacles(drawing: Drawing, routes: Sequence[Itinerary] = ()) -> Obstacles:
    """The stations, tracks, routes and route numbers of a map; routes weigh most."""
    points = points_along((track.ends for track in drawing.tracks.values()), _STEP)
    on_route = points_along((leg_path(drawing, leg)[0] for route in routes for leg in route.legs), _STEP)
    weights = np.concatenate([np.ones(len(points)), np.full(len(on_route), _ROUTE_WEIGHT)])
    numbers = np.array([number.position for number in route_numbers(drawing, routes)]).reshape(-1, 2)
    marks = np.concatenate([drawing.positions, numbers])
    radii = np.concatenate([drawing.radii, np.full(len(numbers), NUMBER_RADIUS)])
    return Obstacles(marks, radii, np.concatenate([points, on_route]), weights)


class _Free(NamedTuple):
    """The candidates of one label that cover no mark; see ``PlacedLabel`` and ``Placement``."""

    number: Ints
    centre: Floats
    hides: Floats
    cost: Floats
    ranges: Floats


def place_labels(
    labels: Sequence[Candidates], stations: Floats, obstacles: Obstacles, limits: Floats | None = None
) -> list[PlacedLabel | None]:
    """The position of each label, or None for a label that is left out.

    Args:
        labels: the candidate boxes of each label.
        stations: the positions of their stations, (N, 2).
        obstacles: what they should not cover.
        limits: lower left and upper right corner of the map, (2, 2), or None if the map may grow.
    """
    if not labels:
        return []
    from scipy.spatial import cKDTree

    trees = cKDTree(obstacles.marks), cKDTree(obstacles.tracks)
    free = [_free(own, station, obstacles, trees, limits) for own, station in zip(labels, stations, strict=True)]
    owner = np.repeat(np.arange(len(labels)), [len(one.number) for one in free])
    first = np.searchsorted(owner, np.arange(len(labels)))
    cost, ranges = (np.concatenate(parts) for parts in zip(*((one.cost, one.ranges) for one in free), strict=True))
    chosen = Placement(owner, cost, ranges, np.array([own.label.worth for own in labels])).choose()
    numbers = np.where(chosen < 0, -1, chosen - first)
    return [
        None if n < 0 else PlacedLabel(own, int(one.number[n]), station, one.centre[n], float(one.hides[n]))
        for own, station, one, n in zip(labels, stations, free, numbers, strict=True)
    ]


def _free(
    own: Candidates, station: Floats, obstacles: Obstacles, trees: tuple[cKDTree, cKDTree], limits: Floats | None
) -> _Free:
    """The candidates of one label that may be chosen, and their costs with what they hide.

    Args:
        own: the candidates.
        station: the position of the station, (2,).
        obstacles: what they should not cover.
        trees: the obstacles' marks and track points, for finding those nearby.
        limits: see ``place_labels``.
    """
    centre, ranges = own.centre + station, own.ranges + (AXES @ station)[:, None]
    if limits is not None:
        half = (ranges[:, :2, 1] - ranges[:, :2, 0]) / 2
        moved = np.clip(centre, limits[0] + half, np.maximum(limits[1] - half, limits[0] + half)) - centre
        centre, ranges = centre + moved, ranges + (moved @ AXES.T)[:, :, None]
    reach = 1.5 * float(np.abs(ranges[:, :2] - station[:, None]).max())  # to the farthest corner, or a little more
    near = trees[0].query_ball_point(station, reach + float(obstacles.radii.max()) + _NEAR)
    track_points = trees[1].query_ball_point(station, reach)
    marks, radii = obstacles.marks[near], obstacles.radii[near]
    is_other = (np.hypot(*(marks - station).T) > 1e-6).astype(float)
    on_own_mark = covered_weight(ranges, marks, 1 - is_other, radii)
    on_others = covered_weight(ranges, marks, is_other, radii)
    free = on_own_mark + (0 if own.label.leader else on_others) == 0
    if limits is not None:
        free &= (ranges[:, :2, 1] <= limits[1] + 1e-6).all(1)  # a box larger than the map still sticks out
    number = np.flatnonzero(free)
    centre, ranges = centre[number], ranges[number]
    on_tracks = covered_weight(ranges, obstacles.tracks[track_points], obstacles.weights[track_points])
    hides = on_tracks + _MARK_WEIGHT * on_others[number]
    near_others = covered_weight(ranges, marks, is_other, radii + _NEAR)
    cost = own.cost[number] + _TRACK_COST * hides + _NEAR_COST * near_others
    # A name with a leader line occupies the whole area between its box and its station.
    leader, at = own.leader[number, None] > 0, AXES @ station
    low = np.where(leader, np.minimum(ranges[..., 0], at), ranges[..., 0])
    high = np.where(leader, np.maximum(ranges[..., 1], at), ranges[..., 1])
    return _Free(number, centre, hides, cost, np.stack([low, high], 2))


def write_labels(axes: Axes, placed: Sequence[PlacedLabel | None], fonts: Fonts) -> None:
    """Write labels at their positions; one unit of the axes is one point."""
    for one in placed:
        if one is None:
            continue
        label, corners = one.candidates.label, one.corners()
        # Anchored at the end next to the station, so that it stays there even if a viewer uses other fonts.
        anchor, share = {1: ("left", 0.0), -1: ("right", 1.0)}.get(one.candidates.align[one.number], ("center", 0.5))
        along, up = corners[1] - corners[0], corners[3] - corners[0]
        inwards = (1 - 2 * share) * PADDING * along / np.hypot(*along)
        foot = corners[0] + share * along + inwards + up * (DESCENT * label.size / np.hypot(*up))
        if one.candidates.leader[one.number]:
            end = np.clip(one.station, corners[0], corners[2])
            axes.plot(*np.stack([one.station, end]).T, color=INK, linewidth=0.6, zorder=7.5)
        axes.text(
            foot[0],
            foot[1],
            "\n".join(one.candidates.layouts[one.candidates.layout[one.number]]),
            size=label.size,
            family=fonts.families,
            weight="bold" if label.bold else "normal",
            color=INK,
            ha=anchor,
            va="baseline",
            linespacing=1.0,
            rotation=one.candidates.angle[one.number],
            rotation_mode="anchor",
            parse_math=False,
            zorder=20,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0},
        )
