"""A machine's memory over time: what it reads and writes, slot by slot and step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..common.text import count
from ..errors import UsageError
from .canvas import INK, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

# Inches: the figure, which is taller if need be; a row with a name; the lowest panel without names; all the rest.
_WIDTH, _HEIGHT, _NAMED_ROW, _PANEL, _GAP, _MARGINS = 10.0, 8.0, 0.14, 0.6, 0.14, 0.7
_COLOURS, _OWN_COLOURS = "viridis", "cividis"  # for values from 0 to 1, and for inputs and outputs
_MODES = ("backward", "content", "forward")


class MemoryRecording(Protocol):
    """The parts of ``graphmem.models.Recording`` that are drawn; T steps, B sequences, N slots."""

    @property
    def inputs(self) -> NDArray[np.floating]:
        """(T, B, I)."""

    @property
    def outputs(self) -> NDArray[np.floating]:
        """(T, B, O)."""

    @property
    def slot_panels(self) -> Mapping[str, NDArray[np.floating]]:
        """Names and values from 0 to 1 for each slot, (T, B, N): weightings, usage."""

    @property
    def gate_panels(self) -> Mapping[str, NDArray[np.floating]]:
        """Names and values from 0 to 1, (T, B): gates."""


class _Panel(NamedTuple):
    """A picture of rows over steps, (rows, T); rows without names are numbered."""

    title: str
    values: NDArray[np.floating]
    rows: tuple[str, ...] = ()
    unit: bool = True  # from 0 to 1


def draw_recording(recording: MemoryRecording, batch: int = 0, *, title: str = "Memory over time") -> Figure:
    """Draw what happened in a machine's memory while it read a sequence: one panel below another over the same steps.

    The panels show the inputs and outputs; for each slot the write weighting, the read weighting of each head and, for
    a DNC, the usage; the gates; and, for a DNC, each head's read modes.

    >>> machine = DNC(input_size=9, output_size=8)  # doctest: +SKIP
    >>> draw_recording(machine.record(inputs)).savefig("memory.png")  # doctest: +SKIP

    Args:
        recording: the result of a machine's ``record``.
        batch: the number of the sequence to draw.
        title: the title of the figure.

    Returns:
        A figure of 10 by 8 inches, or taller if there are many read heads.

    Raises:
        UsageError: if there is no such sequence, or if matplotlib is missing.
    """
    from matplotlib.ticker import MaxNLocator

    steps, sequences = recording.inputs.shape[:2]
    if not 0 <= batch < sequences:
        raise UsageError(f"There is no sequence {batch}: the recording has {count(sequences, 'sequence')}, from 0.")
    panels = _panels(recording, batch)
    heights = [_NAMED_ROW * len(panel.rows) if panel.rows else _PANEL for panel in panels]
    height = max(_HEIGHT, sum(heights) + _GAP * len(panels) + _MARGINS)
    stretch = (height - sum(heights) - _GAP * len(panels) - _MARGINS) / sum(not panel.rows for panel in panels)
    heights = [one if panel.rows else one + stretch for one, panel in zip(heights, panels, strict=True)]
    figure = new_figure(_WIDTH, height)
    figure.set_layout_engine("constrained", h_pad=0.03, hspace=0.02)
    figure.suptitle(title, fontsize=13, fontweight="bold", color=INK)
    grid = figure.subplots(len(panels), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights})[:, 0]
    images = [_draw_panel(axes, panel) for axes, panel in zip(grid, panels, strict=True)]
    for axes, panel, image in zip(grid, panels, images, strict=True):
        if not panel.unit:
            figure.colorbar(image, ax=axes, aspect=6, pad=0.01).ax.tick_params(labelsize=7)
    unit = [number for number, panel in enumerate(panels) if panel.unit]
    if unit:
        bar = figure.colorbar(images[unit[0]], ax=[grid[n] for n in unit], aspect=40, pad=0.01)
        bar.ax.tick_params(labelsize=7)
    grid[-1].set_xlabel("step", fontsize=9, color=INK)
    grid[-1].set_xlim(-0.5, steps - 0.5)
    grid[-1].xaxis.set_major_locator(MaxNLocator(12, integer=True))
    return figure


def _panels(recording: MemoryRecording, batch: int) -> list[_Panel]:
    """The panels of one sequence from top to bottom."""
    panels = [
        _Panel("inputs", recording.inputs[:, batch].T, unit=False),
        _Panel("outputs", recording.outputs[:, batch].T, unit=False),
        *(_Panel(f"{name}\n(slots)", values[:, batch].T) for name, values in recording.slot_panels.items()),
    ]
    if recording.gate_panels:
        names, gates = zip(*recording.gate_panels.items(), strict=True)
        panels.append(_Panel("gates", np.stack([values[:, batch] for values in gates]), tuple(names)))
    modes: NDArray[np.floating] | None = getattr(recording, "read_modes", None)  # (T, B, R, 3); an NTM has none
    if modes is not None:
        heads = modes.shape[2]
        rows = tuple(mode if heads == 1 else f"{mode} {head}" for head in range(heads) for mode in _MODES)
        panels.append(_Panel("read modes", modes[:, batch].reshape(len(modes), -1).T, rows))
    return panels


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
