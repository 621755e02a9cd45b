"""What stands above a map and at its foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..graphs import Network
from ..networks import About
from ..routing import Route
from .labels import INK
from .letters import Letters
from .naming import called
from .springs import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GREY = "#555555"
_LEADING = 1.3  # from line to line, in sizes


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str
    size: float
    bold: bool = False
    colour: str = INK

    def write_above(self, axes: Axes, corner: Floats, width: float, letters: Letters) -> float:
        """Write it above its lower left corner, and tell how far up it reaches."""
        lines = letters.wrapped(self.text, self.size, width, self.bold)
        self._write(axes, corner[0], corner[1] + _LEADING * self.size * len(lines), lines, letters)
        return float(corner[1] + _LEADING * self.size * len(lines))

    def write_below(self, axes: Axes, corner: Floats, width: float, letters: Letters) -> float:
        """Write it below its upper left corner, and tell how far down it reaches."""
        lines = letters.wrapped(self.text, self.size, width, self.bold)
        self._write(axes, corner[0], corner[1], lines, letters)
        return float(corner[1] - _LEADING * self.size * len(lines))

    def _write(self, axes: Axes, left: float, top: float, lines: Sequence[str], letters: Letters) -> None:
        for number, line in enumerate(lines, start=1):
            axes.text(
                left,
                top - _LEADING * self.size * number + 0.3 * self.size,
                line,
                size=self.size,
                family=letters.families,
                weight="bold" if self.bold else "normal",
                color=self.colour,
                parse_math=False,
                zorder=20,
            )


def heading(
    network: Network, routes: Sequence[Route], title: str | None, about: About | None, letters: Letters, width: float
) -> list[Paragraph]:
    """What it is a map of, in large letters and in small ones, larger on a wide sheet."""
    larger = max(1.0, (width / 600) ** 0.5)
    whole = letters.first([*([about.title] if about else []), network.name], "A network")
    if routes:
        ends = (routes[0].stations[0], routes[0].stations[-1])
        names = [called(letters, end, network.station_index[end.id]) for end in ends]
        chief, small = f"{' to '.join(names)}: {measures(routes[0])}", [whole]
    else:
        sizes = [counted(len(network.stations), "stations"), counted(len(network.lines), "lines")]
        chief, small = whole, [", ".join(sizes)]
    if about and about.date:
        small.append(about.date)
    if routes[1:]:
        small.append(f"thinner: {counted(len(routes) - 1, 'other routes')}")
    return [
        Paragraph(letters.writable(title or "") or chief, 13 * larger, bold=True),
        Paragraph(letters.writable("; ".join(small)), 8 * larger, colour=_GREY),
    ]


def caption(surveyed: bool, about: About | None, left_out: int, letters: Letters) -> Paragraph:
    """What the map leaves out, and where its facts come from."""
    scale = "Not to scale: crowded parts are enlarged."
    said = [scale if surveyed else "Drawn without coordinates: it shows which stations are neighbours, not where."]
    if left_out:
        said.append(f"Left out for want of room: {counted(left_out, 'names')}.")
    if about:
        said += [f"{what}: {text}" for what, text in (("Source", about.source), ("Licence", about.licence)) if text]
    return Paragraph(letters.writable(" ".join(said)), 6, colour=_GREY)


def measures(route: Route) -> str:
    """ "35 minutes, 1 change", or stops in a network without times."""
    taken = counted(route.stops, "stops") if route.minutes is None else counted(route.minutes, "minutes")
    return f"{taken}, {counted(route.changes, 'changes')}"


def counted(number: float, plural: str) -> str:
    """A number to two decimals with its word, in the singular for 1."""
    shown = f"{round(number, 2):g}"
    return f"{shown} {plural.removesuffix('s') if shown == '1' else plural}"
