"""The candidate positions of a label: boxes around its station, each with a cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .canvas import Floats, Ints
from .fonts import Fonts

LINE_PITCH, DESCENT = 1.2, 0.3  # height of a line of text and the part below its baseline, in font sizes
PADDING = 1.0  # points to the left and right of the text
# Box extents are measured along these directions.  They suffice to tell whether two boxes overlap, because every box
# is upright or turned by 45 degrees.
AXES = np.array([(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0)])

# Upright boxes: direction from the station (x, y), the shift of the box in half sizes (x, y), cost.
_SIDES = np.array(
    [
        (1, 0, 1, 0, 0.0),
        (-1, 0, -1, 0, 0.3),
        (0.7, 0.7, 1, 1, 0.5),
        (0.7, -0.7, 1, -1, 0.5),
        (-0.7, 0.7, -1, 1, 0.7),
        (-0.7, -0.7, -1, -1, 0.7),
        (0, 1, 0, 1, 0.9),
        (0, -1, 0, -1, 0.9),
        (0, 1, 0.5, 1, 1.0),
        (0, -1, 0.5, -1, 1.0),
        (0, 1, -0.5, 1, 1.1),
        (0, -1, -0.5, -1, 1.1),
        (1, 0, 1, 0.6, 0.6),
        (1, 0, 1, -0.6, 0.6),
        (-1, 0, -1, 0.6, 0.8),
        (-1, 0, -1, -0.6, 0.8),
    ]
)
_DIAGONALS = np.array([(1, 45), (-1, 45), (1, -45), (-1, -45)])  # 1 if the text starts at the station, angle in degrees
_LEADERS = (9.0, 16.0, 26.0, 38.0)  # lengths of leader lines in points
_GAP = 1.2  # between the station's mark and the box
_TWO_LINES_COST, _DIAGONAL_COST, _LEADER_COST = 0.6, 2.5, 4.0
_MIN_SPLIT = 11  # a name with fewer letters is not split into two lines


@dataclass(frozen=True)
class Label:
    """A station name to be placed.

    Attributes:
        text: the name, in letters that the fonts have.
        mark: the radius of the station's mark in points.
        size: the font size in points.
        bold: whether the text is bold.
        worth: the relative cost of leaving it out.
        leader: whether it may be away from its station, connected by a leader line.
    """

    text: str
    mark: float
    size: float
    bold: bool = False
    worth: float = 1.0
    leader: bool = False


@dataclass(frozen=True)
class Candidates:
    """The K candidate boxes of one label, relative to its station.

    Attributes:
        label: the label.
        layouts: the text in one line and, if the name is long, in two.
        layout: index into ``layouts``, (K,).
        centre: centre of the box, (K, 2).
        extent: width and height of the box before it is turned, (K, 2).
        align: 1 where the text starts at the station, -1 where it ends there, or a value between, (K,).
        angle: rotation in degrees, (K,).
        leader: length of the leader line, or 0 without one, (K,).
        cost: lower is better, (K,).
    """

    label: Label
    layouts: tuple[tuple[str, ...], ...]
    layout: Ints
    centre: Floats
    extent: Floats
    align: Floats
    angle: Floats
    leader: Floats
    cost: Floats

    @cached_property
    def ranges(self) -> Floats:
        """The lowest and highest coordinate of each box along each of ``AXES``, (K, 4, 2)."""
        turn = np.radians(self.angle)
        along = np.stack([np.cos(turn), np.sin(turn)])
        across = np.stack([-along[1], along[0]])
        half = (np.abs(AXES @ along) * self.extent[:, 0] + np.abs(AXES @ across) * self.extent[:, 1]).T / 2
        centre = self.centre @ AXES.T
        return np.stack([centre - half, centre + half], 2)


def label_candidates(label: Label, fonts: Fonts) -> Candidates:
    """The boxes in which a label may be placed: upright in one line or two, or diagonal."""
    layouts: list[tuple[str, ...]] = [(label.text,)]
    if len(label.text) >= _MIN_SPLIT and " " in label.text:
        layouts.append(_split(label.text))
    sizes = [
        (
            max(fonts.width(line, label.size, label.bold) for line in lines) + 2 * PADDING,
            LINE_PITCH * label.size * len(lines),
        )
        for lines in layouts
    ]
    leader_cost = {0.0: 0.0} | {length: _LEADER_COST + length / 4 for length in _LEADERS}
    rows = [
        (layout, *side[:4], 0.0, leader, side[4] + _TWO_LINES_COST * layout + leader_cost[leader])
        for layout in range(len(layouts))
        for leader in (0.0, *(_LEADERS if label.leader else ()))
        for side in _SIDES
    ]
    for end, angle in _DIAGONALS:
        turn = np.radians(angle)
        rows.append((0, end * np.cos(turn), end * np.sin(turn), end, 0, angle, 0.0, _DIAGONAL_COST))
    layout, right, up, align, rise, angle, leader, cost = np.array(rows, float).T
    extent = np.array(sizes)[layout.astype(np.int64)]
    direction, reach = np.stack([right, up], 1), (label.mark + _GAP + leader)[:, None]
    upright = direction * reach + np.stack([align, rise], 1) * extent / 2
    diagonal = direction * (reach + extent[:, :1] / 2)
    centre = np.where(angle[:, None] == 0, upright, diagonal)
    return Candidates(label, tuple(layouts), layout.astype(np.int64), centre, extent, align, angle, leader, cost)


def _split(text: str) -> tuple[str, ...]:
    """Two lines of lengths as equal as possible."""
    words = text.split(" ")
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(cuts, key=lambda lines: max(map(len, lines)))


def covered_weight(ranges: Floats, points: Floats, weights: Floats, margin: Floats | float = 0.0) -> Floats:
    """The total weight of the points that each box covers or approaches within a margin.

    Args:
        ranges: the boxes, (K, 4, 2); see ``Candidates.ranges``.
        points: (P, 2).
        weights: (P,).
        margin: (P,), or one for all points.

    Returns:
        (K,).
    """
    inside = np.ones((len(ranges), len(points)), bool)
    for axis, direction in enumerate(AXES):
        at, wide = points @ direction, np.hypot(*direction) * np.asarray(margin)
        inside &= at + wide > ranges[:, axis, :1]
        inside &= at - wide < ranges[:, axis, 1:]
    total: Floats = inside @ weights
    return total
