"""What ``graphmem board`` prints, examines, trains and refuses."""

import csv
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from graphmem.cli import main
from graphmem.training.board import run as training
from graphmem.training.board.archive import weights_path
from graphmem.training.board.results import Board, Part, Score
from graphmem.training.board.storage import write_board
from graphmem.training.checkpoints import read_state, write_state

from ..training.board.stand_ins import MACHINES, few_questions

BoardCommand = Callable[..., Result]

BOARD = Board(
    (
        Score("gru", "traversal", "zone1", 0, "aa", 500, 0, 1, 2000, 1000, 12.0),
        Score("dnc", "traversal", "zone1", 0, "ab", 500, 499, 500, 2000, 50_000, 7200.0),
        Score("dnc", "traversal", "zone1", 1, "ac", 500, 489, 500, 2000, 50_000, 7300.0),
        Score("dnc", "shortest_path", "zone1", 0, "ad", 380, 38, 190, 2000, 50_000, 600.0),
    ),
    (
        Part("dnc", "traversal", "zone1", 0, "length", 7, 7, 500, 499, 500),
        Part("dnc", "traversal", "zone1", 0, "nodes", 40, 44, 500, 499, 500),
    ),
)


def board(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["board", *arguments])


@pytest.fixture
def told(tmp_path: Path) -> str:
    write_board(tmp_path / "told", BOARD)
    return str(tmp_path / "told")


@pytest.fixture
def machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graphmem.training.board.machines", SimpleNamespace(MACHINES=MACHINES))
    few_questions(monkeypatch)


def trained(folder: Path, *, seed: str = "0", examples: str = "6") -> None:
    done = board("--train", "gru", "traversal", "--seed", seed, "--examples", examples, "--out", str(folder))
    assert done.exit_code == 0, done.output


def test_text(told: str) -> None:
    result = board("--folder", told)
    assert (result.exit_code, result.stderr) == (0, "")
    table = result.stdout.split("\n\nRight answers")[0].splitlines()
    assert table == [
        "machine  task           test            free      over valid  seeds  examples  parameters    time",
        "",
        "dnc      traversal      zone1  98.80 ±  1.41  100.00 ±  0.00      2     2,000      50,000   2.0 h",
        "gru      traversal      zone1   0.00            0.20              1     2,000       1,000    12 s",
        "",
        "dnc      shortest_path  zone1  10.00           50.00              1     2,000      50,000  10 min",
    ]


def test_json_has_its_keys_and_nothing_else_is_printed(told: str) -> None:
    result = board("--folder", told, "--json", "--machine", "dnc", "--task", "traversal")
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
    assert row["accuracy"] == row["accuracy_free"] == pytest.approx(98.8)
    assert row["spread"] == pytest.approx(2**0.5)
    (path,) = json.loads(board("--folder", told, "--json", "--task", "shortest_path").stdout)["rows"]
    assert (path["accuracy"], path["accuracy_free"], path["spread"]) == (50.0, 10.0, None)


def test_breakdown(told: str) -> None:
    text = board("--folder", told, "--by", "nodes").stdout.splitlines()
    assert text[0].split() == ["machine", "task", "test", "nodes", "free", "over", "valid", "seeds"]
    assert text[2].split() == ["dnc", "traversal", "zone1", "40-44", "99.80", "100.00", "1"]
    (row,) = json.loads(board("--folder", told, "--by", "length", "--json").stdout)["rows"]
    assert (row["by"], row["least"], row["most"], row["examples"]) == ("length", 7, 7, 2000)


def test_files(told: str, tmp_path: Path) -> None:
    table, picture = tmp_path / "board.csv", tmp_path / "board.svg"
    result = board("--folder", told, "--csv", str(table), "--picture", str(picture), "--test", "zone1")
    assert result.stdout.splitlines()[-2:] == [f"CSV: {table}", f"Picture: {picture}"]
    with table.open(newline="") as stream:
        records = list(csv.DictReader(stream))
    assert [(record["machine"], float(record["accuracy"])) for record in records] == [
        ("dnc", pytest.approx(98.8)),
        ("gru", 0.0),
        ("dnc", 50.0),
    ]
    assert (records[1]["spread"], records[1]["by"]) == ("", "")
    assert b"DNC 2016" in picture.read_bytes()
    assert board("--folder", told, "--picture", str(tmp_path / "board.pdf")).exit_code == 5
    assert board("--folder", told, "--csv", str(table / "board.csv")).exit_code == 5


def test_train_examine_and_retest(machines: None, tmp_path: Path) -> None:
    trained(tmp_path)
    trained(tmp_path, seed="1")
    arguments = "--examine", str(tmp_path), "--machine", "gru"
    examined = board(*arguments, "--json")
    assert examined.exit_code == 0
    found = json.loads(examined.stdout)["rows"]
    assert [(row["test"], row["seeds"], row["examples"]) for row in found] == [("last_lesson", 2, 6), ("zone1", 2, 6)]
    assert json.loads(board("--folder", str(tmp_path), "--json").stdout)["rows"] == found
    again = board("--retest", "gru", "traversal", "--folder", str(tmp_path), "--json")
    assert (again.exit_code, again.stderr) == (0, "")
    assert json.loads(again.stdout)["rows"] == found
    one = board("--retest", "gru", "traversal", "--folder", str(tmp_path), "--json", "--test", "zone1")
    assert json.loads(one.stdout)["rows"] == found[1:]


def test_a_changed_weight_makes_the_retest_fail(machines: None, tmp_path: Path) -> None:
    trained(tmp_path)
    assert board("--examine", str(tmp_path)).exit_code == 0
    path = weights_path(tmp_path, "gru", "traversal", 0)
    values, tensors = read_state(path)
    tensors["output.bias"][3] += 0.25
    write_state(path, values, tensors)
    result = board("--retest", "gru", "traversal", "--folder", str(tmp_path))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[2].split()[:3] == ["gru", "traversal", "last_lesson"]
    assert result.stderr.startswith("graphmem: gru on traversal, last_lesson, seed 0: the weights are not those")
    path.write_bytes(b"nothing")
    result = board("--retest", "gru", "traversal", "--folder", str(tmp_path))
    assert (result.exit_code, result.stdout) == (6, "")


def test_a_baseline_needs_no_weights(machines: None, tmp_path: Path) -> None:
    rows = json.loads(board("--examine", str(tmp_path), "--json").stdout)["rows"]
    assert {(row["machine"], row["seeds"], row["examples"]) for row in rows} == {("random_edge", 3, 0)}
    again = board("--retest", "random_edge", "traversal", "--folder", str(tmp_path), "--json")
    assert json.loads(again.stdout)["rows"] == rows
    result = board("--train", "random_edge", "traversal", "--examples", "9", "--out", str(tmp_path))
    assert (result.exit_code, result.stderr) == (
        2,
        "graphmem: random_edge has nothing to train; it is examined as it is.\n",
    )


def test_an_interrupted_run_says_how_to_go_on(machines: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update = training.Run.update

    def interrupted(run: training.Run) -> None:
        update(run)
        if run.progress.update == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(training.Run, "update", interrupted)
    arguments = "--train", "gru", "traversal", "--examples", "8", "--out", str(tmp_path)
    stopped = board(*arguments)
    assert (stopped.exit_code, stopped.stdout) == (130, "")
    assert "interrupted; the run is saved" in stopped.stderr
    assert board(*arguments).exit_code == 2
    done = board(*arguments, "--resume")
    assert done.exit_code == 0
    assert done.stdout.startswith("gru, traversal, seed 0: lesson 1 of 14, ")
    assert "8 examples, 4 updates" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--retest", "gruu", "traversal"], "There is no machine 'gruu' on the board; did you mean gru?"),
        (
            ["--train", "xxx", "traversal", "--minutes", "1", "--out", "x"],
            "there are gru, lstm_that_is_none, random_edge.",
        ),
        (["--examine", "x", "--machine", "random"], "did you mean random_edge?"),
        (["--retest", "random_edge", "inference"], "random_edge takes no part in inference, but in traversal."),
        (["--train", "gru", "traversal", "--out", "x"], "--train needs --out, and --minutes or --examples."),
        (["--train", "gru", "traversal", "--minutes", "1"], "--train needs --out, and --minutes or --examples."),
        (["--train", "gru", "traversal", "--json"], "--json says nothing to --train."),
        (["--retest", "gru", "traversal", "--machine", "gru"], "--machine says nothing to --retest."),
        (["--examine", "x", "--folder", "y"], "--folder says nothing to --examine."),
        (["--seed", "3"], "--seed goes with --train."),
        (["--threads", "3"], "--threads goes with --retest or --train or --examine."),
        (["--examine", "x", "--retest", "gru", "traversal"], "--retest and --examine do not go together."),
        (["--retest", "gru", "traversal", "--device", "warp"], "There is no device 'warp' here."),
    ],
)
def test_what_is_refused(
    arguments: list[str], sentence: str, machines: None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = ["--folder", told] if "--device" in arguments else []
    result = board(*arguments, *folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert not (tmp_path / "x").exists()


def test_what_the_board_has_not(machines: None, told: str, tmp_path: Path) -> None:
    result = board("--folder", told, "--machine", "dcn")
    assert (result.exit_code, result.stderr) == (
        2,
        "graphmem: There is no machine 'dcn' on the board; did you mean dnc?\n",
    )
    result = board("--folder", told, "--task", "inference")
    assert (result.exit_code, result.stderr) == (2, "graphmem: The board has no figures of this.\n")
    result = board("--folder", told, "--retest", "gru", "inference")
    assert (result.exit_code, result.stderr) == (2, "graphmem: The board has no figures of gru in inference.\n")
    result = board("--folder", str(tmp_path / "none"))
    assert result.exit_code == 5
    assert "There are no results of the board" in result.stderr
    assert board("--task", "chess").exit_code == 2
    assert board("--train", "gru", "chess").exit_code == 2


@pytest.mark.parametrize("arguments", [["--help"], ["--folder", "{told}"], ["--folder", "{told}", "--by", "length"]])
def test_the_table_needs_no_torch(arguments: list[str], told: str) -> None:
    filled = [argument.format(told=told) for argument in arguments]
    code = f"from graphmem.cli import main\nmain(['board', *{filled}], standalone_mode=False)"
    code += "\nimport sys; print('LOADED', *sys.modules)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    assert "graphmem.cli.board" in loaded
    assert not {"torch", "pandas", "networkx", "matplotlib"} & loaded
