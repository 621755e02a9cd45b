"""One episode of a DNC as a picture: which slot is written, and which slot each head reads, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .canvas import INK, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..dnc.steps import Step, Watched
    from ..tasks.paper import Fact

MODE_COLOURS = {"backward": "#c2571a", "content": "#1f6fb4", "forward": "#2a8c3c"}
WRITTEN = "#c8c8c8"
_HEAD, _ROW, _MARGINS = 0.17, 0.24, (2.6, 1.7)  # inches: a head's column, a slot's row, around the chart
_FAINT = 0.05  # a weight below this is not drawn


def draw_episode(watched: Watched, text: Callable[[Fact], str], *, title: str = "One episode of a DNC") -> Figure:
    """Draw an episode: a column for each step and a row for each slot, in the order in which they are first written.

    A grey cell is a write, as dark as the square root of its weight.  A disc is a read, with the number of the head, in
    the colour of its read mode, as dark as its weight.  The name of a row is what was written there.  Triples of a long
    description that no head reads later are left out.

    >>> import tempfile
    >>> from pathlib import Path
    >>> import numpy as np
    >>> from graphmem.dnc import load_dnc
    >>> from graphmem.dnc.questions import drawn_episode
    >>> from graphmem.dnc.watch import watch
    >>> from graphmem.view import draw_episode, write_picture
    >>> rng = np.random.default_rng(0)
    >>> watched = watch(load_dnc("traversal"), drawn_episode("traversal", rng), rng)
    >>> figure = draw_episode(watched, text=lambda fact: " ".join(map(str, fact)))
    >>> write_picture(figure, Path(tempfile.gettempdir(), "episode.png"))

    Args:
        watched: the episode.
        text: a triple of its graph as a text.
        title: the title of the figure.

    Raises:
        MissingExtra: if matplotlib is not installed.
    """
    steps = watched.shown_steps()
    slots = _slots(steps)
    heads, rows = len(steps[0].reads), max(1, len(slots))
    width = _MARGINS[0] + _HEAD * heads * len(steps)
    height = _MARGINS[1] + _ROW * rows
    figure = new_figure(width, height)
    figure.set_layout_engine("constrained")
    figure.suptitle(title, fontsize=12, fontweight="bold", color=INK)
    axes = figure.add_subplot()
    axes.set_xlim(-0.5, len(steps) - 0.5)
    axes.set_ylim(rows - 0.5, -0.5)
    for column, step in enumerate(steps):
        _draw_step(axes, watched, column, step, slots, heads)
    _name_axes(axes, watched, steps, slots, text)
    _draw_phases(axes, steps)
    _draw_legend(figure)
    return figure


def _slots(steps: Sequence[Step]) -> dict[int, int]:
    """The row of each slot that is written."""
    written = dict.fromkeys(step.write.slot for step in steps if step.write.counts)
    read = dict.fromkeys(read.slot for step in steps for read in step.reads if read.counts)
    return {slot: row for row, slot in enumerate({**written, **read})}


def _draw_step(axes: Axes, watched: Watched, column: int, step: Step, slots: dict[int, int], heads: int) -> None:
    from matplotlib.patches import Rectangle

    recording = watched.recording
    for slot, row in slots.items():
        place = watched.order[slot]
        weight = float(recording.write_weighting[step.number, 0, place])
        if weight >= _FAINT:
            shade = min(1.0, weight**0.5)  # so that faint writes are seen
            cell = Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=WRITTEN, alpha=shade, linewidth=0)
            axes.add_patch(cell)
        for head, read in enumerate(step.reads):
            weight = float(recording.read_weightings[step.number, 0, head, place])
            if weight >= _FAINT:
                middle = column + (head + 0.5) / heads - 0.5
                colour = MODE_COLOURS[read.mode]
                axes.plot(middle, row, "o", markersize=9, color=colour, alpha=min(1.0, weight), markeredgewidth=0)
                axes.text(middle, row, str(head + 1), ha="center", va="center", fontsize=6, color="white")


def _name_axes(
    axes: Axes, watched: Watched, steps: Sequence[Step], slots: dict[int, int], text: Callable[[Fact], str]
) -> None:
    written = {step.write.slot: step for step in reversed(watched.steps) if step.write.counts}
    described = len(watched.phase("description"))
    firsts = [written[slot] for slot in slots]
    names = [text(one.shown) if one.number < described else f"{one.phase} {one.place + 1}" for one in firsts]
    axes.set_yticks(range(len(slots)), names)
    axes.set_xticks(range(len(steps)), [str(step.number) for step in steps])
    axes.tick_params(labelsize=8, colors=INK, length=0)
    axes.set_xlabel("step", fontsize=9, color=INK)
    axes.set_ylabel("slot, by what was first written there", fontsize=9, color=INK)
    axes.set_xticks([place - 0.5 for place in range(1, len(steps))], minor=True)
    axes.set_yticks([place - 0.5 for place in range(1, len(slots))], minor=True)
    axes.grid(which="minor", color="#eeeeee", linewidth=0.6)
    axes.tick_params(which="minor", length=0)
    axes.set_axisbelow(True)


def _draw_phases(axes: Axes, steps: Sequence[Step]) -> None:
    """A line before each phase, and its name above."""
    phases = [step.phase for step in steps]
    for phase in dict.fromkeys(phases):
        first, last = phases.index(phase), len(phases) - 1 - phases[::-1].index(phase)
        if first:
            axes.axvline(first - 0.5, color=INK, linewidth=1)
        middle = (first + last) / 2
        axes.annotate(
            phase,
            (middle, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            fontsize=9,
            color=INK,
        )


def _draw_legend(figure: Figure) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marks = [
        Patch(facecolor=WRITTEN, label="written"),
        *(
            Line2D([], [], marker="o", linestyle="", markersize=8, color=colour, label=f"read: {mode}")
            for mode, colour in MODE_COLOURS.items()
        ),
    ]
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks), fontsize=8, frameon=False)
