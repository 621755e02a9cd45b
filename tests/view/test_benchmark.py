"""The picture of the benchmark has a dot at the accuracy of every seed."""

import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.figure import Figure

from graphmem.errors import UsageError
from graphmem.results.benchmark import BenchmarkFigures, SeedResult, Selection
from graphmem.view.benchmark import draw_benchmark, write_benchmark_picture

ACCURACIES = {
    ("weak", "traversal", "last_stage"): [20, 40],
    ("weak", "traversal", "zone1"): [10],
    ("strong", "traversal", "zone1"): [100, 90, 95],
    ("strong", "shortest_path", "zone1"): [50],
    ("strong", "shortest_path", "underground"): [0],
}
FIGURES = BenchmarkFigures(
    tuple(
        SeedResult(machine, task, test, seed, "", 100, right if task == "traversal" else 7, 100, 1, 1, 1.0)
        if task == "traversal"
        else SeedResult(machine, task, test, seed, "", 100, 7, right, 1, 1, 1.0)
        for (machine, task, test), shares in ACCURACIES.items()
        for seed, right in enumerate(shares)
    )
)


def panels(figure: Figure) -> dict[str, Axes]:
    return {axes.get_title(): axes for axes in figure.axes}


def points(axes: Axes, gid: str) -> list[tuple[float, float]]:
    (found,) = (child for child in axes.get_children() if isinstance(child, Collection) and child.get_gid() == gid)
    return sorted((round(float(x), 6), float(y)) for x, y in np.asarray(found.get_offsets()))


def test_a_panel_for_each_test() -> None:
    found = panels(draw_benchmark(FIGURES))
    assert list(found) == [
        "traversal, last_stage",
        "traversal, zone1",
        "shortest_path, zone1",
        "shortest_path, underground",
    ]


def test_dots_and_means() -> None:
    found = panels(draw_benchmark(FIGURES))
    zone1 = found["traversal, zone1"]
    assert points(zone1, "seeds") == [(10, 1), (90, 0), (95, 0), (100, 0)]  # the strong machine is on top
    assert points(zone1, "means") == [(10, 1), (95, 0)]
    assert points(found["traversal, last_stage"], "means") == [(30, 1)]
    assert points(found["shortest_path, zone1"], "seeds") == [(50, 0)]
    named = [label.get_text() for label in found["traversal, last_stage"].get_yticklabels()]
    assert named == ["strong", "weak"]
    assert {label.get_text() for label in zone1.get_yticklabels()} == {""}


def test_what_the_paper_published() -> None:
    found = panels(draw_benchmark(FIGURES))
    lines = {title: [line for line in axes.lines if line.get_gid() == "published"] for title, axes in found.items()}
    shown = {title: some[0].get_xdata()[0] for title, some in lines.items() if some}  # type: ignore[index]
    assert shown == {"traversal, zone1": 98.8, "shortest_path, zone1": 55.3}
    assert [text.get_text() for text in found["traversal, zone1"].texts] == ["DNC 2016: 98.8%"]


@pytest.mark.parametrize("tests", [(), ("zone1",)])
def test_nothing_lies_on_anything_else(tests: tuple[str, ...]) -> None:
    """Panels, titles, names of machines, what is written on the lines, and the caption, also of a narrow figure."""
    figure = draw_benchmark(FIGURES.only(Selection(tests=tests)))
    figure.draw_without_rendering()
    boxes = []
    for axes in figure.axes:
        words = [axes.title, *axes.texts, *axes.get_yticklabels(), *axes.get_xticklabels()]
        boxes += [word.get_window_extent() for word in words if word.get_text()]
        boxes.append(axes.get_window_extent())
    boxes += [text.get_window_extent() for text in figure.texts]
    whole = figure.bbox
    for number, box in enumerate(boxes):
        assert whole.x0 <= box.x0
        assert box.x1 <= whole.x1
        assert whole.y0 <= box.y0
        assert box.y1 <= whole.y1
        for other in boxes[:number]:
            assert not box.padded(-0.5).overlaps(other)


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"benchmark.{suffix}"
    write_benchmark_picture(FIGURES, path)
    first = path.read_bytes()
    write_benchmark_picture(FIGURES, path)
    assert path.read_bytes() == first
    if suffix == "svg":
        assert b">strong</text>" in first
    with pytest.raises(UsageError, match=r"\.png or \.svg"):
        write_benchmark_picture(FIGURES, tmp_path / "benchmark.pdf")


def test_without_matplotlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match="Drawing a picture needs Matplotlib"):
        write_benchmark_picture(FIGURES, tmp_path / "benchmark.png")
