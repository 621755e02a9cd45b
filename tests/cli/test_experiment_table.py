"""Rows of experiments as a table: the columns that they have, in the width of the terminal."""

import dataclasses

import pytest

from graphmem.cli.experiment_table import experiment_text
from graphmem.results.experiments import NAMES, ExperimentRow

ROW = ExperimentRow("reuse", "dnc", "copies", "1 copies, 5 vectors", 10, 0.5, 1.25, 0, 4000, 5664, 1.5)
BITS = dataclasses.replace(ROW, machine="ntm", loss=None, wrong_bits=2.125, cost_bits=30.0)


def test_a_table_has_the_columns_that_rows_have() -> None:
    header, line, *_ = experiment_text([ROW])
    assert header.split() == [*NAMES[1:6], "loss", *NAMES[7:11]]
    assert "50.00%" in line
    assert "5,664" in line
    header, first, second, *_ = experiment_text([ROW, BITS])
    assert header.split() == list(NAMES[1:])
    assert first.split()[-2:] == ["-", "-"]
    assert second.split()[-2:] == ["2.12", "30.00"]
    assert "loss" not in experiment_text([BITS])[0]


@pytest.mark.parametrize("columns", [50, 80])
def test_a_table_fits_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmem.cli.experiment_table.terminal_width", lambda wide: None if wide else columns)
    long = dataclasses.replace(BITS, machine="dnc, free gates closed after training", task="copies of 5 vectors")
    lines = experiment_text([ROW, long])
    assert max(map(len, lines)) <= columns
    assert "50.00%" in lines[1]
    assert "--wide shows all." in " ".join(lines)
    assert experiment_text([ROW, long], wide=True).index("") == 3


def test_a_row_takes_two_lines_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmem.cli.experiment_table.terminal_width", lambda wide: 80)
    long = dataclasses.replace(ROW, machine="planner, never discretised in training", task="shortest_path")
    lines = experiment_text([dataclasses.replace(long, test="evaluation set, discretised")])
    assert lines.index("") == 3
    assert max(map(len, lines)) <= 80
    assert lines[1].startswith("planner, never ")


def test_what_people_read() -> None:
    """One copy, thousands, and "-" where a machine has no slots of its own; the note explains what is shown."""
    none = dataclasses.replace(ROW, slots=0, examples=12_000, wrong_bits=1234.5, cost_bits=None)
    lines = experiment_text([ROW, none])
    assert all("1 copy, 5 vectors" in line for line in lines[1:3])
    assert lines[2].split()[6:] == ["-", "50.00%", "1.25", "0", "12,000", "5,664", "1.5", "1,234.50"]
    note = " ".join(lines[4:])
    assert note.startswith("slots: of the memory, - for no memory or a slot for each triple; accuracy: ")
    assert "cost_bits" not in note
    assert lines[0].split()[3:5] == ["slots", "accuracy"]
    assert "slots" not in " ".join(experiment_text([none]))
