"""Experiments by name: what is run, what is kept, and what is measured again."""

import csv
import io
from pathlib import Path

import pytest

from graphmem.errors import CheckpointError, UsageError
from graphmem.training.experiments.catalogue import EXPERIMENTS, Wish, retest_experiment, run_experiment
from graphmem.training.experiments.rows import NAMES, ExperimentRow, as_csv, as_table

ROW = ExperimentRow("reuse", "dnc", "copies", "1 copies", 10, 0.5, 1.25, 0, 4000, 5664, 1.5)


@pytest.mark.parametrize("name", ["reuse", "resize"])
def test_what_is_kept_is_measured_again_to_the_digit(name: str, tmp_path: Path) -> None:
    rows = list(run_experiment(name, Wish(seed=4, updates=2, folder=tmp_path)))
    assert list(retest_experiment(name, tmp_path)) == rows
    assert {row.experiment for row in rows} == {name}
    assert {row.seed for row in rows} == {4}
    assert len(list(tmp_path.glob("*.safetensors"))) == len(EXPERIMENTS[name].machines)


def test_only_the_machines_that_are_wished_for(tmp_path: Path) -> None:
    rows = list(run_experiment("reuse", Wish(updates=1, machines=("dnc, no free gates",), folder=tmp_path)))
    assert {row.machine for row in rows} == {"dnc, no free gates"}
    assert list(retest_experiment("reuse", tmp_path)) == rows
    with pytest.raises(CheckpointError):
        list(retest_experiment("reuse", tmp_path, ("dnc",)))
    with pytest.raises(CheckpointError, match="no weights of the experiment"):
        retest_experiment("resize", tmp_path)  # there are those of the other machine
    with pytest.raises(UsageError, match="takes no part"):
        run_experiment("reuse", Wish(machines=("planner",)))
    with pytest.raises(UsageError, match="keeps no weights"):
        retest_experiment("parts", tmp_path)


def test_rows_as_csv_and_as_a_table() -> None:
    (read,) = csv.DictReader(io.StringIO(as_csv([ROW])))
    assert tuple(read) == NAMES
    assert {name: str(value) for name, value in ROW.as_dict().items()} == read
    header, line = as_table([ROW])
    assert header.split()[:4] == ["machine", "task", "test", "slots"]
    assert "50.00%" in line
    assert "5,664" in line
