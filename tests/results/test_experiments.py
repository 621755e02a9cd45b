"""Rows as CSV."""

import csv
import dataclasses
import io

from graphmem.results.experiments import NAMES, ExperimentRow, as_csv

ROW = ExperimentRow("reuse", "dnc", "copies", "1 copies", 10, 0.5, 1.25, 0, 4000, 5664, 1.5)
BITS = dataclasses.replace(ROW, machine="ntm", loss=None, wrong_bits=2.125, cost_bits=30.0)


def test_csv() -> None:
    read = list(csv.DictReader(io.StringIO(as_csv([ROW, BITS]))))
    for row, record in zip((ROW, BITS), read, strict=True):
        assert tuple(record) == NAMES
        assert record == {name: "" if value is None else str(value) for name, value in row.as_dict().items()}
