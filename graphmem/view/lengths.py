"""Error against length as a picture: a panel for each task and growing size, a line for each machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UsageError
from ..results.experiments import ExperimentRow
from ..tasks.algorithmic import ALGORITHMIC_TASKS, AlgorithmicTask, Size
from .canvas import check_picture_path, new_figure, plain_settings, write_picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDE, _TALL, _COLUMNS = 2.9, 2.1, 3  # inches of a panel; panels in a row
_LEFT, _GAP, _HEAD, _FOOT, _KEY = 0.6, 0.6, 0.4, 0.55, 0.55
_INK, _PALE, _TRAINED = "#222222", "#dddddd", "#f1f1e6"


class _Style(NamedTuple):
    """The line of a machine.  Dash and marker distinguish it without colour, and where it lies on another line."""

    colour: str
    dash: str | tuple[int, tuple[float, ...]]
    marker: str
    size: float


# In the order in which they are drawn; what lies below has larger markers and longer dashes.
_LINES = {
    "ntm": _Style("#b3372b", "-", "s", 6.5),
    "ntm-feed-forward": _Style("#d98c3f", (0, (9, 2)), "D", 5.5),
    "dnc": _Style("#3a7ca5", (0, (5, 3)), "o", 4),
    "lstm": _Style("#6b6b6b", "-.", "o", 3),
    "planner": _Style("#2f8f5b", (0, (2, 4)), "^", 4),
    "bayes-optimal": _Style("#222222", ":", "o", 3),
    "counter": _Style("#8a63a8", ":", "o", 3),
}
_OPEN = ("ntm", "ntm-feed-forward")  # markers that are not filled, so that those of other machines are seen in them
_CAPTION = "Shaded: sizes used in training. Mean over sequences, and over seeds where there are several."


def write_lengths_picture(rows: Sequence[ExperimentRow], path: Path) -> None:
    """Write a .svg or .png file, as a whole or not at all.

    Raises:
        DataError: if the file cannot be written.
        UsageError: if the suffix is different, if matplotlib is missing, or there is nothing to draw.
    """
    check_picture_path(path)
    with plain_settings():
        write_picture(draw_lengths(rows), path)


def draw_lengths(rows: Sequence[ExperimentRow]) -> Figure:
    """Wrong bits of a sequence against one number of its size; the axis label gives the others.

    For a task that cannot be solved without errors, the cost in bits takes the place of wrong bits.

    Raises:
        UsageError: if matplotlib is missing, or there is nothing to draw.
    """
    panels = [
        (name, axis, sizes)
        for name, task in ALGORITHMIC_TASKS.items()
        if any(row.task == name for row in rows)
        for axis, sizes in _series(task)
    ]
    if not panels:
        raise UsageError("There are no figures of lengths to draw.")
    columns = min(_COLUMNS, len(panels))
    lines = -(-len(panels) // columns)
    width = columns * (_LEFT + _WIDE) + _GAP / 2
    height = lines * (_HEAD + _TALL + _FOOT) + _KEY
    figure = new_figure(width, height)
    for number, (name, axis, sizes) in enumerate(panels):
        left = _LEFT + number % columns * (_LEFT + _WIDE)
        top = height - _HEAD - number // columns * (_HEAD + _TALL + _FOOT)
        axes = figure.add_axes((left / width, (top - _TALL) / height, _WIDE / width, _TALL / height))
        _draw_panel(axes, [row for row in rows if row.task == name], ALGORITHMIC_TASKS[name], axis, sizes)
        several = sum(other == name for other, _, _ in panels) > 1
        title = f"{name}, by {ALGORITHMIC_TASKS[name].axes[axis]}" if several else name
        axes.set_title(title, fontsize=10, color=_INK)
    shown = [machine for machine in _LINES if any(row.machine == machine for row in rows)]
    some = {line.get_label(): line for axes in figure.axes for line in axes.lines}
    figure.legend(
        [some[machine] for machine in shown],
        shown,
        loc="lower center",
        bbox_to_anchor=(0.5, 0.22 / height),
        ncols=len(shown),
        fontsize=8,
        frameon=False,
    )
    figure.text(0.1 / width, 0.1 / height, _CAPTION, fontsize=8, color=_INK)
    return figure


def _series(task: AlgorithmicTask) -> list[tuple[int, list[Size]]]:
    """The series of sizes to draw, each with its axis: sizes that differ in one number, or all sizes if none do."""
    if len(task.axes) == 1:
        return [(0, list(task.test_sizes))]
    series = []
    for axis in range(len(task.axes)):
        base = {size[:axis] + size[axis + 1 :] for size in task.test_sizes}
        for others in sorted(base):
            sizes = [size for size in task.test_sizes if size[:axis] + size[axis + 1 :] == others]
            if len(sizes) > 1:
                series.append((axis, sizes))
    return series or [(0, list(task.test_sizes))]


def _draw_panel(
    axes: Axes, rows: Sequence[ExperimentRow], task: AlgorithmicTask, axis: int, sizes: Sequence[Size]
) -> None:
    costs = bool(task.estimators)
    for machine, style in _LINES.items():
        points = []
        for size in sizes:
            own = [row for row in rows if row.machine == machine and row.test == task.name_of(size)]
            values = [value for row in own if (value := row.cost_bits if costs else row.wrong_bits) is not None]
            if values:
                points.append((size[axis], fmean(values)))
        if points:
            across, up = zip(*points, strict=True)
            axes.plot(
                across,
                up,
                linestyle=style.dash,
                color=style.colour,
                marker=style.marker,
                markersize=style.size,
                markerfacecolor="none" if machine in _OPEN else style.colour,
                linewidth=1.4,
                label=machine,
                gid=machine,
                clip_on=False,  # markers on the edge are drawn as a whole
            )
    least, most = task.training_range[axis]
    beside = 0.01 * max(size[axis] for size in sizes)  # so that a single size has some width
    axes.axvspan(least - beside, most + beside, color=_TRAINED, linewidth=0, zorder=0)
    axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
    fixed = {other: {size[other] for size in sizes} for other in range(len(task.axes)) if other != axis}
    named = [f"{task.axes[other]} {part}" for other, parts in fixed.items() if len(parts) == 1 for part in parts]
    label = task.axes[axis] + (f" ({', '.join(named)})" if named else "")
    axes.set_xlabel(label, fontsize=8, color=_INK)
    axes.set_ylabel("bits a sequence" if costs else "wrong bits a sequence", fontsize=8, color=_INK)
    axes.tick_params(labelsize=8, colors=_INK, length=0, pad=6)
    axes.grid(color=_PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
