"""Rows as CSV and as a table."""

import csv
import dataclasses
import io

from graphmem.results.experiments import NAMES, ExperimentRow, as_csv, as_table

ROW = ExperimentRow("reuse", "dnc", "copies", "1 copies", 10, 0.5, 1.25, 0, 4000, 5664, 1.5)
BITS = dataclasses.replace(ROW, machine="ntm", loss=None, wrong_bits=2.125, cost_bits=30.0)


def test_csv() -> None:
    read = list(csv.DictReader(io.StringIO(as_csv([ROW, BITS]))))
    for row, record in zip((ROW, BITS), read, strict=True):
        assert tuple(record) == NAMES
        assert record == {name: "" if value is None else str(value) for name, value in row.as_dict().items()}


def test_a_table_has_the_columns_that_rows_have() -> None:
    header, line = as_table([ROW])
    assert header.split() == [*NAMES[1:6], "loss", *NAMES[7:11]]
    assert "50.00%" in line
    assert "5,664" in line
    header, first, second = as_table([ROW, BITS])
    assert header.split() == list(NAMES[1:])
    assert first.split()[-2:] == ["-", "-"]
    assert second.split()[-2:] == ["2.12", "30.00"]
    assert "loss" not in as_table([BITS])[0]
