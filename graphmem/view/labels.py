"""Names beside stations, where they cover least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from .layout import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#1a1a1a"
# Where a name stands, seen from its station, best first.
_SIDES = ((1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1), (0, 1), (0, -1))
_DISTANCES = (6.0, 10.0, 16.0, 24.0, 34.0)
_EDGE = 5.0  # kept free along the axes
_ON_NAME, _ON_PLACE, _ON_TRACK, _PER_POINT = 100.0, 30.0, 1.0, 0.25  # what a name would cover, and its distance


def write_names(axes: Axes, names: Sequence[tuple[str, Floats]], obstacles: Floats, size: float = 9.0) -> None:
    """Write each name beside its place, away from the other names and from ``obstacles``.

    Args:
        axes: one unit is one point.
        names: text and (2,) place, the most important first.
        obstacles: (P, 2) points better left in sight.
        size: of the letters.
    """
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    limits = np.array([axes.get_xlim(), axes.get_ylim()]).T + np.array([[_EDGE], [-_EDGE]])
    spots = np.array([place for _, place in names])
    taken: list[Floats] = []
    for text, place in names:
        width = TextPath((0, 0), text, size=size, prop=FontProperties(weight="bold")).get_extents().width
        boxes = _boxes(place, np.array([width + 3, size + 3]), limits)
        box = min(boxes, key=lambda one: one[0] + _cost(one[1], taken, spots, obstacles))[1]
        taken.append(box)
        x, y = box.mean(0)
        axes.text(
            x,
            y,
            text,
            size=size,
            weight="bold",
            color=INK,
            ha="center",
            va="center_baseline",
            zorder=20,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.8},
        )


def _boxes(place: Floats, size: Floats, limits: Floats) -> Iterator[tuple[float, Floats]]:
    """Boxes around a place, (2, 2) low and high corner within the limits, with what their distance costs."""
    for distance in _DISTANCES:
        for side in np.array(_SIDES, float):
            reach = distance * (0.7 if side.all() else 1)
            middle = np.clip(place + side * (reach + size / 2), limits[0] + size / 2, limits[1] - size / 2)
            yield distance * _PER_POINT, np.array([middle - size / 2, middle + size / 2])


def _cost(box: Floats, taken: Sequence[Floats], spots: Floats, obstacles: Floats) -> float:
    names = sum(bool((box[0] < other[1]).all() and (other[0] < box[1]).all()) for other in taken)
    return _ON_NAME * names + _ON_PLACE * _within(box, spots) + _ON_TRACK * _within(box, obstacles)


def _within(box: Floats, points: Floats) -> int:
    return int(((points > box[0]) & (points < box[1])).all(1).sum())
