"""The key to a map: each line's colour and name, and the numbers of routes, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..graphs import Network
from ..routing import Route
from .drawing import DOTTED, EDGE, ON_FOOT, is_light
from .labels import INK
from .letters import Letters
from .springs import Floats
from .titles import measures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

_SIZE, _ROW = 7.0, 11.0  # of the letters, and from row to row
_SWATCH, _BESIDE, _BETWEEN = 16.0, 5.0, 14.0  # length of a line's sample, before its name, between columns
_MOST, _LONGEST = 120, 40  # lines listed, letters of a name


@dataclass(frozen=True)
class Key:
    """Entries in columns, from top to bottom.

    Attributes:
        entries: colour, or None for none, and text.
        rows: of a full column.
        widths: of the columns, all but the last with what stands between two.
        letters: to write in.
    """

    entries: tuple[tuple[str | None, str], ...]
    rows: int
    widths: tuple[float, ...]
    letters: Letters

    @property
    def extent(self) -> Floats:
        """(2,) width and height."""
        return np.array([sum(self.widths), self.rows * _ROW])

    def draw(self, axes: Axes, corner: Floats) -> None:
        """Draw it below and to the right of its upper left corner."""
        left = np.cumsum([0.0, *self.widths])
        for number, (colour, text) in enumerate(self.entries):
            column, row = divmod(number, self.rows)
            x, y = corner[0] + left[column], corner[1] - (row + 0.5) * _ROW
            if colour is not None:
                if is_light(colour):
                    self._sample(axes, x, y, EDGE).set_linewidth(4)
                sample = self._sample(axes, x, y, colour)
                if colour == ON_FOOT:
                    sample.set(linestyle=DOTTED, dash_capstyle="round", linewidth=1.5)
            axes.text(
                x + _SWATCH + _BESIDE,
                y - 0.36 * _SIZE,
                text,
                size=_SIZE,
                family=self.letters.families,
                color=INK,
                parse_math=False,
                zorder=20,
            )

    def _sample(self, axes: Axes, x: float, y: float, colour: str) -> Line2D:
        (sample,) = axes.plot([x + 1, x + _SWATCH - 1], [y, y], color=colour, linewidth=3, zorder=20)
        sample.set_solid_capstyle("round")
        return sample


def lay_key(network: Network, letters: Letters, width: float, routes: Sequence[Route] = ()) -> Key:
    """As many columns as there is room for; past some number of lines, the others are counted; routes from 2 on."""
    lines = enumerate(network.lines, start=1)
    entries: list[tuple[str | None, str]] = [
        (line.colour, _short(letters.first((line.name, line.id), f"line {number}"))) for number, line in lines
    ]
    if len(entries) > _MOST:
        entries[_MOST:] = [(None, f"and {len(entries) - _MOST} more lines")]
    if network.walks:
        entries.append((ON_FOOT, "on foot"))
    entries += [(None, f"route {number}: {measures(route)}") for number, route in enumerate(routes[1:], start=2)]
    texts = [_SWATCH + _BESIDE + letters.width(text, _SIZE) for _, text in entries]
    for columns in range(len(entries), 0, -1):
        rows = -(-len(entries) // columns)
        widths = [max(texts[start : start + rows]) + _BETWEEN for start in range(0, len(entries), rows)]
        widths[-1] -= _BETWEEN
        if sum(widths) <= width:
            break
    return Key(tuple(entries), rows, tuple(widths), letters)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
