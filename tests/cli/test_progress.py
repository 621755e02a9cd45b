"""The line of progress of a training fits the terminal: fields are left out, and no number is cut."""

import doctest
from io import StringIO

import pytest
from rich.console import Console

from graphmem.cli import progress
from graphmem.cli.progress import fitting_fields, training_line
from graphmem.cli.training_run import _fields
from graphmem.training.progress import Progress

LONG = Progress(update=123_456, start=12, accuracy=1.0, best=0.99995)


def test_examples() -> None:
    assert doctest.testmod(progress).failed == 0


def line(state: Progress, columns: int) -> str:
    stream = StringIO()
    console = Console(file=stream, width=columns, force_terminal=True, color_system=None, legacy_windows=False)
    with training_line(console) as show:
        show(_fields(state, "stage 10 of 10"), 0.5, 599.6)
    return [part for part in stream.getvalue().splitlines() if "left" in part][-1].split("\x1b[2K")[-1].rstrip()


@pytest.mark.parametrize("columns", [60, 80, 100, 120])
@pytest.mark.parametrize("state", [LONG, Progress(update=7)])
def test_the_line_fits(state: Progress, columns: int) -> None:
    shown = line(state, columns)
    assert len(shown) <= columns
    assert "\u2026" not in shown
    assert shown.endswith(" 10:00 left")
    assert ("evaluation 99.99%" in shown) == (state is LONG)


def test_fields_are_left_out_by_priority() -> None:
    fields = _fields(LONG, "stage 10 of 10")
    shown = [
        [fitting_fields([field], 99).split()[0] for field in fields if field[1] in fitting_fields(fields, width)]
        for width in (90, 70, 55, 40, 5)
    ]
    assert shown == [
        ["start", "update", "stage", "accuracy", "evaluation"],
        ["update", "stage", "accuracy", "evaluation"],
        ["update", "stage", "evaluation"],
        ["stage", "evaluation"],
        ["evaluation"],
    ]
    assert "evaluation" not in fitting_fields(_fields(Progress(), ""), 99)
