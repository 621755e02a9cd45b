"""The picture of an episode."""

import doctest
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from graphmem.dnc import load_dnc
from graphmem.dnc.questions import drawn_episode
from graphmem.dnc.steps import Watched
from graphmem.dnc.watch import watch
from graphmem.view import draw_episode, episode


@pytest.fixture(scope="module")
def watched() -> Watched:
    rng = np.random.default_rng(1)
    return watch(load_dnc("traversal"), drawn_episode("traversal", rng, 4), rng)


def test_rows_are_slots_and_columns_are_steps(watched: Watched) -> None:
    (axes,) = draw_episode(watched, lambda fact: " ".join(map(str, fact)), title="here").axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    facts = [" ".join(map(str, fact)) for fact in watched.episode.graph.facts]
    assert names[: len(facts)] == facts, "in the order in which they are written"
    assert names[len(facts)] == "query 1"
    assert [label.get_text() for label in axes.get_xticklabels()] == [str(step.number) for step in watched.steps]
    assert {text.get_text() for text in axes.texts} >= {"description", "query", "answer"}


def test_writes_are_cells_and_reads_are_discs_in_the_colour_of_their_mode(watched: Watched) -> None:
    (axes,) = draw_episode(watched, str).axes
    cells = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    first = watched.steps[0].write
    assert cells[0].get_xy() == (-0.5, -0.5)
    assert cells[0].get_alpha() == pytest.approx(first.weight**0.5)
    strong = [
        (step.number, head, read)
        for step in watched.steps
        for head, read in enumerate(step.reads)
        if read.weight > 0.9 and read.written is not None
    ]
    discs = [line for line in axes.lines if line.get_marker() == "o" and (line.get_alpha() or 0) > 0.9]
    assert len(discs) == len(strong) > 0
    for disc, (number, head, read) in zip(
        sorted(discs, key=lambda line: line.get_xdata()[0]),  # type: ignore[index]  # lists of one number
        sorted(strong, key=lambda one: one[0] + one[1] / 10),
        strict=True,
    ):
        assert disc.get_color() == episode.MODE_COLOURS[read.mode]
        assert round(float(disc.get_xdata()[0])) == number, head  # type: ignore[index]


def test_a_machine_that_writes_nothing_has_an_empty_picture(watched: Watched) -> None:
    steps = tuple(
        step._replace(
            write=step.write._replace(weight=0.0), reads=tuple(read._replace(weight=0.0) for read in step.reads)
        )
        for step in watched.steps
    )
    (axes,) = draw_episode(replace(watched, steps=steps), str).axes
    assert not axes.get_yticklabels()
    assert not axes.patches


def test_the_docstring_shows_an_example_that_runs() -> None:
    assert doctest.testmod(episode).failed == 0
