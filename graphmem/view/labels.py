"""Names beside stations: as many as there is room for, none on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .letters import Letters
from .placing import Choice
from .spots import AXES, BESIDE, DESCENT, Spots, cover
from .springs import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#1a1a1a"
_ON_TRACK, _NEAR_MARK = 0.8, 1.5  # what it costs to cover a point of a track, and to stand near another station
_NEAR = 3.0


@dataclass(frozen=True)
class Obstacles:
    """What is better left in sight.

    Attributes:
        marks: (M, 2) places of stations; no name stands on one.
        radii: (M,) of their marks.
        tracks: (P, 2) points along tracks.
        weights: (P,) how much it matters to see each of these.
    """

    marks: Floats
    radii: Floats
    tracks: Floats
    weights: Floats


@dataclass(frozen=True)
class Written:
    """A name and the spot chosen for it.

    Attributes:
        spots: where it could stand.
        number: of the spot.
        place: (2,) of its station.
        middle: (2,) of its ground.
    """

    spots: Spots
    number: int
    place: Floats
    middle: Floats

    def corners(self) -> Floats:
        """(4, 2) of its ground, in order around it."""
        turn = np.radians(self.spots.angle[self.number])
        along = np.array([np.cos(turn), np.sin(turn)]) * self.spots.extent[self.number, 0] / 2
        up = np.array([-np.sin(turn), np.cos(turn)]) * self.spots.extent[self.number, 1] / 2
        return self.middle + np.array([-along - up, along - up, along + up, up - along])


def place_names(
    names: Sequence[Spots], places: Floats, obstacles: Obstacles, limits: Floats | None = None
) -> list[Written | None]:
    """Where each name stands, or None where it is left out.

    Args:
        names: where they could stand.
        places: (N, 2) of their stations.
        obstacles: what they should not cover.
        limits: (2, 2) low and high corner of the map, or None where it may grow.
    """
    if not names:
        return []
    from scipy.spatial import cKDTree

    marks, tracks = cKDTree(obstacles.marks), cKDTree(obstacles.tracks)
    owner, number, middles, costs, grounds = [], [], [], [], []
    for which, (own, place) in enumerate(zip(names, places, strict=True)):
        middle = own.middle + place
        ground = own.ground + (AXES @ place)[:, None]
        if limits is not None:
            half = (ground[:, :2, 1] - ground[:, :2, 0]) / 2
            moved = np.clip(middle, limits[0] + half, np.maximum(limits[1] - half, limits[0] + half)) - middle
            middle, ground = middle + moved, ground + (moved @ AXES.T)[:, :, None]
        reach = float(np.abs(ground[:, :2] - place[:, None]).max()) * 1.5
        near = marks.query_ball_point(place, reach + float(obstacles.radii.max()) + _NEAR)
        passing = tracks.query_ball_point(place, reach)
        spots, radii = obstacles.marks[near], obstacles.radii[near]
        others = (np.hypot(*(spots - place).T) > 1e-6).astype(float)
        free = cover(ground, spots, np.ones(len(near)), radii) == 0
        if limits is not None:
            free &= (ground[:, :2, 1] < limits[1] + 1e-6).all(1)
        cost = own.cost + _NEAR_MARK * cover(ground, spots, others, radii + _NEAR)
        cost += _ON_TRACK * cover(ground, obstacles.tracks[passing], obstacles.weights[passing])
        # A name that stands away takes all the ground between it and its station, for the line that leads there.
        apart, station = own.away[:, None] > 0, AXES @ place
        low = np.where(apart, np.minimum(ground[..., 0], station), ground[..., 0])
        high = np.where(apart, np.maximum(ground[..., 1], station), ground[..., 1])
        owner.append(np.full(int(free.sum()), which))
        number.append(np.flatnonzero(free))
        middles.append(middle[free])
        costs.append(cost[free])
        grounds.append(np.stack([low, high], 2)[free])
    owners, numbers, middle, ground = (np.concatenate(one) for one in (owner, number, middles, grounds))
    worth = np.array([own.name.worth for own in names])
    chosen = Choice(owners, np.concatenate(costs), ground, worth).choose()
    return [
        None if spot < 0 else Written(names[which], int(numbers[spot]), places[which], middle[spot])
        for which, spot in enumerate(chosen)
    ]


def write_names(axes: Axes, written: Sequence[Written | None], letters: Letters) -> None:
    """Draw names where they stand; one unit of the axes is one point."""
    for one in written:
        if one is None:
            continue
        name, corners = one.spots.name, one.corners()
        align = one.spots.align[one.number]
        # Held by the end at the station, so that it stays there in other fonts too.
        held, share = {1: ("left", 0.0), -1: ("right", 1.0)}.get(align, ("center", 0.5))
        along, up = corners[1] - corners[0], corners[3] - corners[0]
        inwards = (1 - 2 * share) * BESIDE * along / np.hypot(*along)
        foot = corners[0] + share * along + inwards + up * (DESCENT * name.size / np.hypot(*up))
        if one.spots.away[one.number]:
            _lead(axes, one)
        axes.text(
            *foot,
            "\n".join(one.spots.forms[one.spots.form[one.number]]),
            size=name.size,
            family=letters.families,
            weight="bold" if name.bold else "normal",
            color=INK,
            ha=held,
            va="baseline",
            linespacing=1.0,
            rotation=one.spots.angle[one.number],
            rotation_mode="anchor",
            parse_math=False,
            zorder=20,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0},
        )


def _lead(axes: Axes, one: Written) -> None:
    """A thin line from the station to the nearest point of the ground of its name."""
    low, high = one.corners()[[0, 2]]
    end = np.clip(one.place, low, high)
    axes.plot(*np.stack([one.place, end]).T, color=INK, linewidth=0.6, zorder=7.5)
