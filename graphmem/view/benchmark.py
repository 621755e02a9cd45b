"""The benchmark as a picture: a panel for each test, a row for each machine, a dot for each seed."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from ..common.tables import wrapped
from ..results.benchmark import (
    BenchmarkFigures,
    BenchmarkRow,
    SeedResult,
    accuracy,
    benchmark_rows,
)
from ..tasks.paper import PAPER_TASKS
from .canvas import check_picture_path, new_figure, plain_settings, write_picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LINE, _PANEL, _NAMES = 0.24, 2.7, 1.9  # inches: height of a line, width of a panel, and of the names
_GAP, _HEAD, _FOOT, _MARGIN = 0.35, 0.65, 0.45, 0.15
_CAPTION = (
    "Right answers, decoded as in the paper. Each dot is a seed, each bar the mean over seeds.",
    "Dashed: the paper's mean over 20 networks, with its standard deviation.",
)
_LETTER, _CAPTION_LINE = 0.066, 0.14  # inches: width of a letter of the caption, generously, and height of its lines
_INK, _DOT, _PAPER, _PALE = "#222222", "#3a7ca5", "#b3372b", "#dddddd"


def write_benchmark_picture(figures: BenchmarkFigures, path: Path) -> None:
    """Write a .svg or .png file, as a whole or not at all.

    Raises:
        DataError: if the file cannot be written.
        UsageError: if the suffix is different, if matplotlib is missing.
    """
    check_picture_path(path)
    with plain_settings():
        write_picture(draw_benchmark(figures), path)


def draw_benchmark(figures: BenchmarkFigures) -> Figure:
    """A row of panels for each task, its tests side by side; machines are sorted by the test that the paper published.

    Accuracies are decoded as in the paper.  Vertical marks are means over seeds, dashed lines the paper's figures.

    Raises:
        UsageError: if matplotlib is missing.
    """
    table = benchmark_rows(figures)
    tests = {
        name: [test for test in task.evaluation_sets if any(_of(row, name, test) for row in table)]
        for name, task in PAPER_TASKS.items()
    }
    tests = {task: some for task, some in tests.items() if some}
    machines = {task: _sorted_machines([row for row in table if row.task == task]) for task in tests}
    columns = max(map(len, tests.values()), default=1)
    width = _NAMES + columns * (_PANEL + _GAP) + _MARGIN
    caption = [line for text in _CAPTION for line in wrapped(text, int((width - 2 * _MARGIN) / _LETTER))]
    height = sum(_HEAD + _LINE * (len(some) + 1) + _FOOT for some in machines.values())
    height += _MARGIN + _CAPTION_LINE * len(caption)
    figure = new_figure(width, height)
    top = height
    for task, some in tests.items():
        tall = _LINE * (len(machines[task]) + 1)
        top -= _HEAD + tall
        for column, test in enumerate(some):
            left = _NAMES + column * (_PANEL + _GAP)
            axes = figure.add_axes((left / width, top / height, _PANEL / width, tall / height))
            scores = [score for score in figures.results if _of(score, task, test)]
            _draw_panel(axes, scores, machines[task], names=not column)
            axes.set_title(f"{task}, {test}", fontsize=10, color=_INK, pad=16)
            if published := PAPER_TASKS[task].evaluation_sets[test].published:
                _draw_published(axes, *published)
        top -= _FOOT
    figure.text(_MARGIN / width, _MARGIN / height, "\n".join(caption), fontsize=8, color=_INK)
    return figure


def _of(one: BenchmarkRow | SeedResult, task: str, test: str) -> bool:
    return (one.task, one.test) == (task, test)


def _sorted_machines(table: list[BenchmarkRow]) -> list[str]:
    """The best first: in the tests with a figure of the paper, then over all tests of a machine."""
    sets = PAPER_TASKS[table[0].task].evaluation_sets

    def merit(machine: str) -> tuple[float, float, str]:
        own = {row.test: row.accuracy for row in table if row.machine == machine}
        paper = [share for test, share in own.items() if sets[test].published]
        return (-max(paper, default=-1.0), -fmean(own.values()), machine)

    return sorted({row.machine for row in table}, key=merit)


def _draw_panel(axes: Axes, scores: list[SeedResult], machines: list[str], names: bool) -> None:
    line = {machine: place for place, machine in enumerate(machines)}
    shares = [100 * accuracy(score) for score in scores]
    by_machine: dict[str, list[float]] = {}
    for score, share in zip(scores, shares, strict=True):
        by_machine.setdefault(score.machine, []).append(share)
    places = [line[score.machine] for score in scores]
    dots = axes.scatter(shares, places, s=22, color=_DOT, alpha=0.6, linewidths=0, zorder=3)
    dots.set_gid("seeds")
    dots.set_clip_on(False)
    means = [fmean(own) for own in by_machine.values()]
    marks = axes.scatter(
        means, [line[machine] for machine in by_machine], s=110, marker="|", color=_INK, linewidths=1.6, zorder=4
    )
    marks.set_gid("means")
    marks.set_clip_on(False)
    axes.set_xlim(0, 100)
    axes.set_ylim(len(machines) - 0.5, -0.5)
    axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100%"], fontsize=8, color=_INK)
    axes.set_yticks(range(len(machines)), machines if names else [""] * len(machines), fontsize=9, color=_INK)
    axes.grid(color=_PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _draw_published(axes: Axes, mean: float, spread: float) -> None:
    axes.axvspan(mean - spread, min(mean + spread, 100), color=_PAPER, alpha=0.08, linewidth=0, zorder=1)
    axes.axvline(mean, color=_PAPER, linewidth=1, linestyle=(0, (4, 3)), zorder=2, gid="published")
    axes.annotate(
        f"DNC 2016: {mean}%",
        (mean, 1),
        (0, 3),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="right" if mean > 75 else "center",
        fontsize=8,
        color=_PAPER,
    )
