"""What ``graphmem benchmark`` prints and writes of published figures."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graphmem.cli import main
from graphmem.results.benchmark import BenchmarkFigures, BreakdownResult, SeedResult
from graphmem.results.benchmark_tables import write_benchmark

RESULTS = (
    SeedResult("gru", "traversal", "zone1", 0, "aa", 500, 0, 1, 2000, 1000, 12.0),
    SeedResult("dnc", "traversal", "zone1", 0, "ab", 500, 499, 500, 2000, 50_000, 7200.0),
    SeedResult("dnc", "traversal", "zone1", 1, "ac", 500, 489, 500, 2000, 50_000, 7300.0),
    SeedResult("dnc", "shortest_path", "zone1", 0, "ad", 380, 38, 190, 2000, 50_000, 600.0),
)
BREAKDOWN = tuple(
    BreakdownResult(*key, by, least, most, one.questions, one.correct_free, one.correct_valid)
    for one in RESULTS
    for key in [(one.machine, one.task, one.test, one.seed)]
    for by, least, most in (("length", 7, 7), ("nodes", 40, 44))
)


def show(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["benchmark", "show", *arguments])


@pytest.fixture
def folder(tmp_path: Path) -> str:
    write_benchmark(tmp_path / "folder", BenchmarkFigures(RESULTS, BREAKDOWN))
    return str(tmp_path / "folder")


def test_text(folder: str) -> None:
    result = show("--folder", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    table = [line.split("  ") for line in result.stdout.split("\n\nRight answers")[0].splitlines()]
    assert [[cell.strip() for cell in line if cell.strip()] for line in table] == [
        [
            *("machine", "task", "test", "questions", "free", "± free", "valid", "± valid"),
            *("seeds", "examples", "parameters", "time"),
        ],
        ["dnc", "traversal", "zone1", "500", "98.80%", "1.41%", "100.00%", "0.00%", "2", "2,000", "50,000", "2.0 h"],
        ["gru", "traversal", "zone1", "500", "0.00%", "0.20%", "1", "2,000", "1,000", "12 s"],
        ["dnc", "shortest_path", "zone1", "380", "10.00%", "50.00%", "1", "2,000", "50,000", "10 min"],
    ]


@pytest.mark.parametrize("columns", [80, 60, 100])
def test_the_table_fits_the_terminal(folder: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmem.cli.benchmark_table.terminal_width", lambda wide: None if wide else columns)
    lines = show("--folder", folder).stdout.splitlines()
    assert max(map(len, lines)) <= columns
    assert "98.80" in lines[1]
    assert "--wide shows all." in " ".join(lines)
    assert max(map(len, show("--folder", folder, "--wide").stdout.splitlines())) > columns


def test_the_note_explains_only_columns_that_are_shown(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    explained = {"questions": "Questions are", "examples": "Examples are", "time": "Time is", "± free": "± sample"}
    for columns in (None, 100, 80, 60, 50):
        monkeypatch.setattr("graphmem.cli.benchmark_table.terminal_width", lambda wide, columns=columns: columns)
        for options in ([], ["--by", "length"]):
            lines = show("--folder", folder, *options).stdout.splitlines()
            text = " ".join(lines).partition("Right answers")[2]
            assert {name for name, words in explained.items() if words in text} == {
                name for name in explained if name in lines[0]
            }
    assert "seeds, ± free, ± valid" in " ".join(lines) or "± free, ± valid" in " ".join(lines)


def test_csv_on_standard_output(folder: str, tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    result = show("--folder", folder, "--csv", "-")
    show("--folder", folder, "--csv", str(table))
    assert result.stdout == table.read_text()
    assert result.stderr == ""
    both = show("--folder", folder, "--csv", "-", "--json")
    assert (both.exit_code, json.loads(both.stdout)["error"]["exit_code"]) == (2, 2)


def test_json_has_its_keys_and_nothing_else_is_printed(folder: str) -> None:
    result = show("--folder", folder, "--json", "--machine", "dnc", "--task", "traversal")
    assert (result.exit_code, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    (row,) = report.pop("rows")
    assert report == {}
    assert {name: type(value) for name, value in row.items()} == {
        "machine": str,
        "task": str,
        "test": str,
        "accuracy": float,
        "seeds": int,
        "spread": float,
        "examples": int,
        "parameters": int,
        "seconds": float,
        "accuracy_free": float,
        "spread_free": float,
        "accuracy_valid": float,
        "spread_valid": float,
        "questions": int,
    }
    assert row["accuracy"] == row["accuracy_free"] == pytest.approx(0.988)
    assert (row["spread"], row["questions"]) == (pytest.approx(0.01 * 2**0.5), 500)
    (path,) = json.loads(show("--folder", folder, "--json", "--task", "shortest_path").stdout)["rows"]
    assert (path["accuracy"], path["accuracy_free"], path["spread"]) == (0.5, 0.1, None)


def test_breakdown(folder: str) -> None:
    text = show("--folder", folder, "--by", "nodes", "--wide").stdout.splitlines()
    assert text[0].split() == [
        *("machine", "task", "test", "nodes", "questions", "free", "±", "free", "valid", "±", "valid", "seeds")
    ]
    assert text[2].split() == ["gru", "traversal", "zone1", "40-44", "500", "0.00%", "0.20%", "1"]
    report = json.loads(show("--folder", folder, "--by", "length", "--json", "--task", "shortest_path").stdout)
    (row,) = report["rows"]
    assert (row["by"], row["least"], row["most"], row["examples"], row["questions"]) == ("length", 7, 7, 2000, 380)


def test_files(folder: str, tmp_path: Path) -> None:
    table, picture = tmp_path / "benchmark.csv", tmp_path / "benchmark.svg"
    result = show("--folder", folder, "--csv", str(table), "--picture", str(picture), "--test", "zone1")
    assert result.stdout.splitlines()[-2:] == [f"CSV: {table}", f"Picture: {picture}"]
    with table.open(newline="") as stream:
        records = list(csv.DictReader(stream))
    assert [(record["machine"], float(record["accuracy"])) for record in records] == [
        ("dnc", pytest.approx(0.988)),
        ("gru", 0.0),
        ("dnc", 0.5),
    ]
    assert (records[1]["spread"], records[1]["by"]) == ("", "")
    assert b"DNC 2016" in picture.read_bytes()


def test_the_picture_needs_whole_tests(folder: str, tmp_path: Path) -> None:
    result = show("--folder", folder, "--by", "length", "--picture", str(tmp_path / "benchmark.svg"))
    assert (result.exit_code, result.stderr) == (2, "graphmem: --picture draws whole tests; leave out --by.\n")
    assert not (tmp_path / "benchmark.svg").exists()


def test_help_lists_all_keys(folder: str) -> None:
    text = CliRunner().invoke(main, ["benchmark", "--help"]).stdout.replace("\n", " ")
    rows = json.loads(show("--folder", folder, "--by", "length", "--json").stdout)["rows"]
    assert [name for name in rows[0] if name not in text] == []


@pytest.mark.parametrize("arguments", [["--help"], [], ["--by", "length"]])
def test_the_table_needs_no_torch(arguments: list[str], folder: str) -> None:
    words = ["benchmark", "show", "--folder", folder, *arguments]
    code = f"from graphmem.cli import main\nmain({words}, standalone_mode=False)"
    code += "\nimport sys; print('LOADED', *sys.modules)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    assert "graphmem.cli.benchmark" in loaded
    assert not {"torch", "pandas", "networkx", "matplotlib", "scipy"} & loaded
