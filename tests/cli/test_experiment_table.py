"""Rows of experiments as a table: the columns that they have, in the width of the terminal."""

import dataclasses

import pytest

from graphmem.cli.experiment_table import experiment_text
from graphmem.results.experiments import NAMES, ExperimentRow

ROW = ExperimentRow("reuse", "dnc", "copies", "1 copies", 10, 0.5, 1.25, 0, 4000, 5664, 1.5)
BITS = dataclasses.replace(ROW, machine="ntm", loss=None, wrong_bits=2.125, cost_bits=30.0)


def test_a_table_has_the_columns_that_rows_have() -> None:
    header, line = experiment_text([ROW])
    assert header.split() == [*NAMES[1:6], "loss", *NAMES[7:11]]
    assert "50.00%" in line
    assert "5,664" in line
    header, first, second = experiment_text([ROW, BITS])
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
    assert len(experiment_text([ROW, long], wide=True)) == 3
