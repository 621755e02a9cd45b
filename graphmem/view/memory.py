"""A machine's memory over time: what it reads and writes, slot by slot and step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..common.text import count
from ..errors import UsageError
from .canvas import INK, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

    from ..models.recording import Recording

# Inches: the figure, which is taller if needed; a row with a name; the lowest other panel; between panels; the rest.
_WIDTH, _HEIGHT, _NAMED_ROW, _PANEL, _GAP, _MARGINS = 10.0, 8.0, 0.14, 0.6, 0.14, 0.7
_COLOURS, _OWN_COLOURS = "viridis", "cividis"  # for values from 0 to 1, and for inputs and outputs
_MODES = ("backward", "content", "forward")


class _Panel(NamedTuple):
    """A picture of rows over steps, (rows, T); rows without names are numbered."""

    title: str
    values: NDArray[np.floating]
    rows: tuple[str, ...] = ()
    unit: bool = True  # from 0 to 1


def draw_recording(recording: Recording, batch: int = 0, *, title: str = "Memory over time") -> Figure:
    """Draw what happened in a machine's memory while it read a sequence: one panel below another over the same steps.

    The panels show the inputs and outputs; for each slot the write weighting, the read weighting of each head and, for
    a DNC, the usage; the gates; and, for a DNC, each head's read modes.  The usage at a step is the one by which its
    write is allocated, so that a write shows in the usage one step later.

    >>> import tempfile
    >>> from pathlib import Path
    >>> import torch
    >>> from graphmem import DNC
    >>> from graphmem.view import draw_recording, write_picture
    >>> machine = DNC(input_size=9, output_size=8)
    >>> figure = draw_recording(machine.record(torch.rand(12, 1, 9)))
    >>> write_picture(figure, Path(tempfile.gettempdir(), "memory.png"))

    Args:
        recording: the result of a machine's ``record``.
        batch: the number of the sequence to draw.
        title: the title of the figure.

    Returns:
        A figure of 10 by 8 inches, or taller if there are many read heads.

    Raises:
        UsageError: if there is no such sequence.
        MissingExtra: if matplotlib is not installed.
    """
    steps, sequences = recording.inputs.shape[:2]
    if not 0 <= batch < sequences:
        raise UsageError(f"There is no sequence {batch}: the recording has {count(sequences, 'sequence')}, from 0.")
    panels = _panels(recording, batch)
    heights = _heights(panels)
    figure = new_figure(_WIDTH, sum(heights) + _GAP * len(panels) + _MARGINS)
    from matplotlib.ticker import MaxNLocator

    figure.set_layout_engine("constrained", h_pad=0.03, hspace=0.02)
    figure.suptitle(title, fontsize=13, fontweight="bold", color=INK)
    grid = figure.subplots(len(panels), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights})[:, 0]
    images = [_draw_panel(axes, panel) for axes, panel in zip(grid, panels, strict=True)]
    for axes, panel, image in zip(grid, panels, images, strict=True):
        if not panel.unit:
            figure.colorbar(image, ax=axes, aspect=6, pad=0.01).ax.tick_params(labelsize=7)
    shared = [number for number, panel in enumerate(panels) if panel.unit]
    bar = figure.colorbar(images[shared[0]], ax=[grid[number] for number in shared], aspect=40, pad=0.01)
    bar.ax.tick_params(labelsize=7)
    grid[-1].set_xlabel("step", fontsize=9, color=INK)
    grid[-1].set_xlim(-0.5, steps - 0.5)
    grid[-1].xaxis.set_major_locator(MaxNLocator(12, integer=True))
    return figure


def _panels(recording: Recording, batch: int) -> list[_Panel]:
    """The panels of one sequence from top to bottom."""
    panels = [
        _Panel("inputs", recording.inputs[:, batch].T, unit=False),
        _Panel("outputs", recording.outputs[:, batch].T, unit=False),
        *(_Panel(f"{name}\n(slots)", values[:, batch].T) for name, values in recording.slot_panels.items()),
    ]
    gates = np.stack([values[:, batch] for values in recording.gate_panels.values()])
    panels.append(_Panel("gates", gates, tuple(recording.gate_panels)))
    modes: NDArray[np.floating] | None = getattr(recording, "read_modes", None)  # (T, B, R, 3); an NTM has none
    if modes is not None:
        heads = modes.shape[2]
        rows = tuple(mode if heads == 1 else f"{mode} {head}" for head in range(heads) for mode in _MODES)
        panels.append(_Panel("read modes", modes[:, batch].reshape(len(modes), -1).T, rows))
    return panels


def _heights(panels: list[_Panel]) -> list[float]:
    """The height of each panel in inches: fixed for named rows; the other panels share what is left of the figure."""
    named = [_NAMED_ROW * len(panel.rows) for panel in panels]
    rest = _HEIGHT - _MARGINS - _GAP * len(panels) - sum(named)
    height = max(_PANEL, rest / named.count(0))
    return [own or height for own in named]


def _draw_panel(axes: Axes, panel: _Panel) -> AxesImage:
    from matplotlib.ticker import MaxNLocator

    image = axes.imshow(
        panel.values,
        aspect="auto",
        interpolation="nearest",
        cmap=_COLOURS if panel.unit else _OWN_COLOURS,
        vmin=0.0 if panel.unit else None,
        vmax=1.0 if panel.unit else None,
    )
    image.set_gid(panel.title.partition("\n")[0].replace(" ", "-"))
    axes.set_ylabel(panel.title, rotation=0, ha="right", va="center", fontsize=9, color=INK)
    if panel.rows:
        axes.set_yticks(range(len(panel.rows)), panel.rows)
    else:
        axes.yaxis.set_major_locator(MaxNLocator(min(4, len(panel.values)), integer=True))
    axes.tick_params(labelsize=7, colors=INK, length=2)
    return image
