"""Names beside stations: as many as there is room for, none on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .letters import Letters
from .placing import Choice
from .spots import AXES, BESIDE, DESCENT, Ints, Spots, cover
from .springs import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from scipy.spatial import cKDTree

INK = "#1a1a1a"
_ON_TRACK, _NEAR_MARK = 1.5, 1.5  # what it costs to cover a point of a track, and to stand near another station
_NEAR, _ON_MARK = 3.0, 10.0  # to the mark of a station; points of tracks that such a mark is worth


@dataclass(frozen=True)
class Obstacles:
    """What is better left in sight.

    Attributes:
        marks: (M, 2) places of stations; a name stands on one only if it may stand away from its own, and must.
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
        hides: weight of the points of tracks, and of marks, that it covers.
    """

    spots: Spots
    number: int
    place: Floats
    middle: Floats
    hides: float

    def corners(self) -> Floats:
        """(4, 2) of its ground, in order around it."""
        turn = np.radians(self.spots.angle[self.number])
        along = np.array([np.cos(turn), np.sin(turn)]) * self.spots.extent[self.number, 0] / 2
        up = np.array([-np.sin(turn), np.cos(turn)]) * self.spots.extent[self.number, 1] / 2
        corners: Floats = self.middle + np.array([-along - up, along - up, along + up, up - along])
        return corners


class _Free(NamedTuple):
    """Spots of one name that may be taken; see ``Written`` and ``Choice``."""

    number: Ints
    middle: Floats
    hides: Floats
    cost: Floats
    ground: Floats


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

    trees = cKDTree(obstacles.marks), cKDTree(obstacles.tracks)
    free = [_free(own, place, obstacles, trees, limits) for own, place in zip(names, places, strict=True)]
    owner = np.repeat(np.arange(len(names)), [len(one.number) for one in free])
    first = np.searchsorted(owner, np.arange(len(names)))
    cost, ground = (np.concatenate(parts) for parts in zip(*((one.cost, one.ground) for one in free), strict=True))
    chosen = Choice(owner, cost, ground, np.array([own.name.worth for own in names])).choose()
    return [
        None if spot < 0 else Written(own, int(one.number[spot]), place, one.middle[spot], float(one.hides[spot]))
        for own, place, one, spot in zip(names, places, free, np.where(chosen < 0, -1, chosen - first), strict=True)
    ]


def _free(
    own: Spots, place: Floats, obstacles: Obstacles, trees: tuple[cKDTree, cKDTree], limits: Floats | None
) -> _Free:
    middle, ground = own.middle + place, own.ground + (AXES @ place)[:, None]
    if limits is not None:
        half = (ground[:, :2, 1] - ground[:, :2, 0]) / 2
        moved = np.clip(middle, limits[0] + half, np.maximum(limits[1] - half, limits[0] + half)) - middle
        middle, ground = middle + moved, ground + (moved @ AXES.T)[:, :, None]
    reach = 1.5 * float(np.abs(ground[:, :2] - place[:, None]).max())  # to the corners
    near = trees[0].query_ball_point(place, reach + float(obstacles.radii.max()) + _NEAR)
    passing = trees[1].query_ball_point(place, reach)
    marks, radii = obstacles.marks[near], obstacles.radii[near]
    others = (np.hypot(*(marks - place).T) > 1e-6).astype(float)
    covered = cover(ground, marks, others, radii)
    free = cover(ground, marks, 1 - others, radii) + (0 if own.name.away else covered) == 0
    if limits is not None:
        free &= (ground[:, :2, 1] <= limits[1] + 1e-6).all(1)
    number = np.flatnonzero(free)
    middle, ground = middle[number], ground[number]
    hides = cover(ground, obstacles.tracks[passing], obstacles.weights[passing]) + _ON_MARK * covered[number]
    cost = own.cost[number] + _ON_TRACK * hides + _NEAR_MARK * cover(ground, marks, others, radii + _NEAR)
    # A name that stands away takes all the ground between it and its station, for the line that leads there.
    away, station = own.away[number, None] > 0, AXES @ place
    low = np.where(away, np.minimum(ground[..., 0], station), ground[..., 0])
    high = np.where(away, np.maximum(ground[..., 1], station), ground[..., 1])
    return _Free(number, middle, hides, cost, np.stack([low, high], 2))


def write_names(axes: Axes, written: Sequence[Written | None], letters: Letters) -> None:
    """Draw names where they stand; one unit of the axes is one point."""
    for one in written:
        if one is None:
            continue
        name, corners = one.spots.name, one.corners()
        # Held by the end at the station, so that it stays there in other fonts too.
        held, share = {1: ("left", 0.0), -1: ("right", 1.0)}.get(one.spots.align[one.number], ("center", 0.5))
        along, up = corners[1] - corners[0], corners[3] - corners[0]
        inwards = (1 - 2 * share) * BESIDE * along / np.hypot(*along)
        foot = corners[0] + share * along + inwards + up * (DESCENT * name.size / np.hypot(*up))
        if one.spots.away[one.number]:
            end = np.clip(one.place, corners[0], corners[2])
            axes.plot(*np.stack([one.place, end]).T, color=INK, linewidth=0.6, zorder=7.5)
        axes.text(
            foot[0],
            foot[1],
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
