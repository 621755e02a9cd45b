"""Where a name could stand: spots around its station, and the ground that each takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .letters import Letters
from .springs import Floats

Ints = NDArray[np.int64]

PITCH, DESCENT = 1.2, 0.3  # from line to line, and from the last line to the ground below it, in sizes of the letters
BESIDE = 1.0  # ground to either side of the letters
# The directions along which ground is measured; for boxes that are upright or at 45 degrees, these are all it takes.
AXES = np.array([(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0)])

# From the station, which way and how the name is aligned there, and what that costs.
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
_SLOPES = np.array([(1, 45), (-1, 45), (1, -45), (-1, -45)])  # aslant: which end is at the station, degrees
_AWAY = (9.0, 16.0, 26.0, 38.0)  # lengths of the lines to names that do not stand at their station
_GAP = 1.2  # between the mark of a station and its name
_IN_TWO, _ASLANT, _STANDS_AWAY = 0.6, 2.5, 4.0  # what that costs
_LONG = 11  # letters, from which a name may be broken in two


@dataclass(frozen=True)
class Name:
    """A name to be written.

    Attributes:
        text: in letters that can be written.
        mark: radius of the mark of its station.
        size: of the letters, in points.
        bold: whether they are.
        worth: what is lost where it is left out.
        away: whether it may stand away from the station, with a line to it.
    """

    text: str
    mark: float
    size: float
    bold: bool = False
    worth: float = 1.0
    away: bool = False


@dataclass(frozen=True)
class Spots:
    """Ways to write one name, K of them; places are seen from the station.

    Attributes:
        name: what is written.
        forms: the name in one line, and in two if that is a choice.
        form: (K,) which of these.
        middle: (K, 2) of the ground.
        extent: (K, 2) of the ground, along the letters and across.
        align: (K,) 1 where the text begins at the station, -1 where it ends there, and what is between.
        angle: (K,) of the letters, in degrees.
        away: (K,) length of the line to the station, or 0 for none.
        cost: (K,) less is better.
    """

    name: Name
    forms: tuple[tuple[str, ...], ...]
    form: Ints
    middle: Floats
    extent: Floats
    align: Floats
    angle: Floats
    away: Floats
    cost: Floats

    @cached_property
    def ground(self) -> Floats:
        """(K, 4, 2) from where to where it reaches along each of AXES."""
        turn = np.radians(self.angle)
        along = np.stack([np.cos(turn), np.sin(turn)])
        across = np.stack([-along[1], along[0]])
        half = (np.abs(AXES @ along) * self.extent[:, 0] + np.abs(AXES @ across) * self.extent[:, 1]).T / 2
        centre = self.middle @ AXES.T
        return np.stack([centre - half, centre + half], 2)


def spots(name: Name, letters: Letters) -> Spots:
    """Around the station, upright in one line or two, or aslant."""
    forms: list[tuple[str, ...]] = [(name.text,)]
    if len(name.text) >= _LONG and " " in name.text:
        forms.append(_in_two(name.text))
    sizes = [
        (max(letters.width(line, name.size, name.bold) for line in lines) + 2 * BESIDE, PITCH * name.size * len(lines))
        for lines in forms
    ]
    columns = [
        (form, *side[:4], 0.0, away, side[4] + _IN_TWO * form + (_STANDS_AWAY + away / 4 if away else 0))
        for form in range(len(forms))
        for away in (0.0, *(_AWAY if name.away else ()))
        for side in _SIDES
    ]
    for end, angle in _SLOPES:
        turn = np.radians(angle)
        columns.append((0, end * np.cos(turn), end * np.sin(turn), end, 0, angle, 0.0, _ASLANT))
    form, right, up, align, rise, angle, away, cost = np.array(columns, float).T
    extent = np.array(sizes)[form.astype(np.int64)]
    push, reach = np.stack([right, up], 1), (name.mark + _GAP + away)[:, None]
    upright = push * reach + np.stack([align, rise], 1) * extent / 2
    aslant = push * (reach + extent[:, :1] / 2)
    middle = np.where(angle[:, None] == 0, upright, aslant)
    return Spots(name, tuple(forms), form.astype(np.int64), middle, extent, align, angle, away, cost)


def _in_two(text: str) -> tuple[str, ...]:
    """Two lines that are as even as can be."""
    words = text.split(" ")
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(cuts, key=lambda lines: max(map(len, lines)))


def cover(ground: Floats, points: Floats, weights: Floats, margin: Floats | float = 0.0) -> Floats:
    """The weight of the points that each ground covers, or comes nearer to than a margin.

    Args:
        ground: (K, 4, 2).
        points: (P, 2).
        weights: (P,).
        margin: (P,), or one for all.

    Returns:
        (K,).
    """
    inside = np.ones((len(ground), len(points)), bool)
    for axis, along in enumerate(AXES):
        at, wide = points @ along, np.hypot(*along) * np.asarray(margin)
        inside &= at + wide > ground[:, axis, :1]
        inside &= at - wide < ground[:, axis, 1:]
    covers: Floats = inside @ weights
    return covers
