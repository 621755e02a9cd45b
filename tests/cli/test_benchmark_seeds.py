"""What ``graphmem benchmark seeds`` prints and writes."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graphmem.cli import main
from graphmem.results.benchmark import BenchmarkFigures, BreakdownResult, SeedResult
from graphmem.results.benchmark_tables import write_benchmark

SHARES = (499, 480, 0)
RESULTS = tuple(
    SeedResult("dnc", "traversal", test, seed, "aa", 500, right, right, 90_000, 225_000, 600.0, seed, *reached)
    for test in ("last_stage", "zone1")
    for seed, (right, reached) in enumerate(zip(SHARES, ((11, 11, 0.9966), (11, 11, 0.99), (2, 11, None)), strict=True))
)


def seeds(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["benchmark", "seeds", *arguments])


@pytest.fixture
def folder(tmp_path: Path) -> str:
    parts = tuple(
        BreakdownResult(one.machine, one.task, one.test, one.seed, by, 7, 9, 500, one.correct_free, one.correct_valid)
        for one in RESULTS
        for by in ("length", "nodes")
    )
    write_benchmark(tmp_path / "folder", BenchmarkFigures(RESULTS, parts))
    return str(tmp_path / "folder")


def test_text(folder: str) -> None:
    result = seeds("--folder", folder, "--wide")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[1][3:] == ["0", "99.80%", "99.80%", "11", "of", "11", "99.66%", "0", "90,000", "10", "min"]
    assert lines[3][3:] == ["2", "0.00%", "0.00%", "2", "of", "11", "2", "90,000", "10", "min"]
    text = " ".join(result.stdout.split())
    assert "3 seeds; 1 of them did not reach the last stage; the paper's DNC: 98.8 ± 1.6% free, 20 networks." in text


def test_json_and_csv(folder: str) -> None:
    rows = json.loads(seeds("--folder", folder, "--json").stdout)["rows"]
    assert [(row["test"], row["seed"], row["stage"], row["score"]) for row in rows] == [
        ("zone1", 0, 11, 0.9966),
        ("zone1", 1, 11, 0.99),
        ("zone1", 2, 2, None),
    ]
    assert json.loads(seeds("--folder", folder, "--task", "traversal", "--json").stdout)["rows"] == rows
    table = list(csv.DictReader(io.StringIO(seeds("--folder", folder, "--csv", "-").stdout)))
    assert [list(row) for row in table] == [list(row) for row in rows]
    assert [(row["seed"], row["score"], row["fresh_starts"]) for row in table][2] == ("2", "", "2")
    both = json.loads(seeds("--folder", folder, "--json", "--test", "last_stage", "--test", "zone1").stdout)["rows"]
    assert [row["test"] for row in both] == ["last_stage"] * 3 + ["zone1"] * 3


def test_help_lists_all_keys(folder: str) -> None:
    text = seeds("--help").stdout
    row = json.loads(seeds("--folder", folder, "--json").stdout)["rows"][0]
    assert [name for name in row if name not in text] == []


def test_what_there_is_not(folder: str) -> None:
    done = seeds("--folder", folder, "--task", "traversal", "--test", "family")
    assert done.exit_code == 2
    assert "traversal has no test 'family'" in done.stderr
    done = seeds("--folder", folder, "--task", "inference")
    assert (done.exit_code, done.stdout) == (2, "")
