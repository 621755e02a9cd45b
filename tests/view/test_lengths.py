"""The picture of error against length has a point for every size that a machine was asked."""

from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from graphmem.errors import UsageError
from graphmem.results.experiments import ExperimentRow
from graphmem.tasks.algorithmic import ALGORITHMIC_TASKS
from graphmem.view.lengths import draw_lengths, write_lengths_picture

MACHINES = ("ntm", "ntm-feed-forward", "dnc", "lstm", "planner", "bayes-optimal", "counter")


def row(machine: str, task: str, test: str, wrong: float, cost: float, seed: int = 0) -> ExperimentRow:
    return ExperimentRow("lengths", machine, task, test, 0, 0.0, None, seed, 1, 1, 1.0, wrong, cost)


ROWS = [
    row("ntm", "copy", "length 10", 0, 1),
    row("ntm", "copy", "length 120", 8, 1),
    row("dnc", "copy", "length 120", 2, 1),
    row("dnc", "copy", "length 120", 4, 1, seed=1),
    row("counter", "ngrams", "length 300", 70, 200),
    row("ntm", "repeat_copy", "length 10, repeats 10", 1, 1),
    row("ntm", "repeat_copy", "length 15, repeats 10", 2, 1),
    row("ntm", "repeat_copy", "length 10, repeats 20", 3, 1),
]


def points(axes: Axes) -> dict[str, list[tuple[float, float]]]:
    lines = [line for line in axes.lines if isinstance(line, Line2D)]
    return {str(line.get_label()): [(float(x), float(y)) for x, y in line.get_xydata()] for line in lines}


def test_points() -> None:
    """Wrong bits, the mean over seeds; of 6-grams what they cost; of two numbers that grow, a panel each."""
    copy, lengths, repeats, ngrams = draw_lengths(ROWS).axes
    assert points(copy) == {"ntm": [(10, 0), (120, 8)], "dnc": [(120, 3)]}
    assert points(ngrams) == {"counter": [(300, 200)]}
    assert points(lengths) == {"ntm": [(10, 1), (15, 2)]}
    assert points(repeats) == {"ntm": [(10, 1), (20, 3)]}
    titles = [(axes.get_title(), axes.get_xlabel()) for axes in (copy, lengths, repeats, ngrams)]
    assert titles == [
        ("copy", "length"),
        ("repeat_copy, by length", "length (repeats 10)"),
        ("repeat_copy, by repeats", "repeats (length 10)"),
        ("ngrams", "length"),
    ]


def test_lines_that_lie_on_each_other_are_told_apart() -> None:
    """Each has its own marker or dash, what lies below is larger, and no marker is cut at the edge."""
    machines = ("ntm", "dnc", "planner")
    (axes,) = draw_lengths(
        [row(machine, "copy", f"length {size}", 0, 1) for machine in machines for size in (10, 120)]
    ).axes
    lines = [line for line in axes.lines if isinstance(line, Line2D)]
    assert [line.get_label() for line in lines] == list(machines)
    assert len({(line.get_marker(), line.get_markersize()) for line in lines}) == len(machines)
    assert lines[0].get_markersize() > lines[1].get_markersize()
    assert lines[0].get_markerfacecolor() == "none"
    assert not any(line.get_clip_on() for line in lines)


def test_the_training_range_is_shaded() -> None:
    copy = draw_lengths(ROWS).axes[0]
    (shade,) = (patch for patch in copy.patches if isinstance(patch, Rectangle))
    assert (shade.get_x(), shade.get_x() + shade.get_width()) == pytest.approx((1 - 1.2, 20 + 1.2))


def everything() -> Figure:
    return draw_lengths(
        [
            row(machine, name, task.name_of(size), 1000, 1000)
            for name, task in ALGORITHMIC_TASKS.items()
            for size in task.test_sizes
            for machine in MACHINES
        ]
    )


def test_nothing_lies_on_anything_else() -> None:
    """Panels, titles, the words beside them, the key and the caption."""
    figure = everything()
    figure.draw_without_rendering()
    boxes = []
    for axes in figure.axes:
        words = [axes.title, axes.xaxis.label, axes.yaxis.label]
        boxes += [word.get_window_extent() for word in words]
        boxes.append(axes.get_window_extent())
    boxes += [text.get_window_extent() for text in figure.texts] + [figure.legends[0].get_window_extent()]
    whole = figure.bbox
    for number, box in enumerate(boxes):
        assert whole.x0 <= box.x0
        assert box.x1 <= whole.x1
        assert whole.y0 <= box.y0
        assert box.y1 <= whole.y1
        for other in boxes[:number]:
            assert not box.padded(-0.5).overlaps(other)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == list(MACHINES)


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "lengths.svg"
    write_lengths_picture(ROWS, path)
    first = path.read_bytes()
    write_lengths_picture(ROWS, path)
    assert path.read_bytes() == first
    assert b">repeat_copy, by length</text>" in first
    with pytest.raises(UsageError, match=r"\.png or \.svg"):
        write_lengths_picture(ROWS, tmp_path / "lengths.pdf")
    with pytest.raises(UsageError, match="no figures of lengths"):
        draw_lengths([])
