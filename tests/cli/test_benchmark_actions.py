"""What ``graphmem benchmark`` trains, evaluates, reproduces, and refuses."""

import dataclasses
import json
import signal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import graphmem.benchmark as package
from graphmem.benchmark import registry
from graphmem.benchmark.archive import weights_path
from graphmem.cli import main
from graphmem.results.benchmark import BenchmarkFigures, Selection
from graphmem.results.benchmark_tables import read_benchmark, write_benchmark
from graphmem.training.state import read_state, write_state
from graphmem.training.trainer import Trainer

from ..benchmark.stand_ins import MACHINES, few_questions


def benchmark(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["benchmark", *arguments])


@pytest.fixture(autouse=True)
def machines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small machines in place of the registry's."""
    monkeypatch.setattr(registry, "MACHINES", MACHINES)
    monkeypatch.setattr(package, "MACHINES", MACHINES)
    few_questions(monkeypatch)


def trained(folder: Path, *, seed: str = "0", examples: str = "6") -> None:
    done = benchmark("train", "gru", "traversal", "--seed", seed, "--examples", examples, "--out", str(folder))
    assert done.exit_code == 0, done.output


def test_train_evaluate_and_reproduce(tmp_path: Path) -> None:
    trained(tmp_path)
    trained(tmp_path, seed="1")
    arguments = "evaluate", str(tmp_path), "--machine", "gru"
    examined = benchmark(*arguments, "--json")
    assert examined.exit_code == 0
    found = json.loads(examined.stdout)["rows"]
    assert [(row["test"], row["seeds"], row["examples"]) for row in found] == [("last_stage", 2, 6), ("zone1", 2, 6)]
    assert json.loads(benchmark("show", "--folder", str(tmp_path), "--json").stdout)["rows"] == found
    again = benchmark("reproduce", "gru", "traversal", "--folder", str(tmp_path), "--json")
    assert (again.exit_code, again.stderr) == (0, "")
    assert json.loads(again.stdout)["rows"] == found
    one = benchmark("reproduce", "gru", "traversal", "--folder", str(tmp_path), "--test", "zone1")
    assert (one.exit_code, one.stdout.splitlines()[-1]) == (0, "Reproduced: 2 figures agree.")


def test_changed_weights_are_not_reproduced(tmp_path: Path) -> None:
    trained(tmp_path)
    assert benchmark("evaluate", str(tmp_path)).exit_code == 0
    path = weights_path(tmp_path, "gru", "traversal", 0)
    values, tensors = read_state(path)
    tensors["output.bias"][3] += 0.25
    write_state(path, values, tensors)
    result = benchmark("reproduce", "gru", "traversal", "--folder", str(tmp_path))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1].split()[:3] == ["gru", "traversal", "last_stage"]
    assert "Reproduced" not in result.stdout
    assert result.stderr.startswith("graphmem: gru on traversal, last_stage, seed 0: the weights are not those")
    path.write_bytes(b"nothing")
    result = benchmark("reproduce", "gru", "traversal", "--folder", str(tmp_path))
    assert (result.exit_code, result.stdout) == (6, "")


def test_a_changed_figure_is_reported_with_the_measured_one(tmp_path: Path) -> None:
    trained(tmp_path)
    assert benchmark("evaluate", str(tmp_path)).exit_code == 0
    published = read_benchmark(tmp_path)
    improved = [
        [dataclasses.replace(one, correct_valid=one.questions) for one in figures]
        for figures in (published.results, published.breakdown)
    ]
    write_benchmark(tmp_path, BenchmarkFigures(tuple(improved[0]), tuple(improved[1])))
    (score,) = published.only(Selection(("gru",), ("traversal",), ("zone1",))).results
    result = benchmark("reproduce", "gru", "traversal", "--folder", str(tmp_path), "--test", "zone1")
    assert result.exit_code == 1
    assert result.stderr == (
        "graphmem: gru on traversal, zone1, seed 0: "
        f"published correct_valid {score.questions}, now {score.correct_valid}.\n"
    )


def test_a_baseline_needs_no_weights(tmp_path: Path) -> None:
    nothing = benchmark("evaluate", str(tmp_path))
    assert (nothing.exit_code, nothing.stderr) == (2, f"graphmem: There are no such weights in {tmp_path}.\n")
    rows = json.loads(benchmark("evaluate", str(tmp_path), "--machine", "random_edge", "--json").stdout)["rows"]
    assert {(row["machine"], row["seeds"], row["examples"]) for row in rows} == {("random_edge", 3, 0)}
    again = benchmark("reproduce", "random_edge", "traversal", "--folder", str(tmp_path), "--json")
    assert json.loads(again.stdout)["rows"] == rows
    result = benchmark("train", "random_edge", "traversal", "--examples", "9", "--out", str(tmp_path))
    assert (result.exit_code, result.stderr) == (
        2,
        "graphmem: random_edge has nothing to train; evaluate it as it is.\n",
    )


def test_an_interrupted_run_says_how_to_continue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update = Trainer.update

    def interrupted(trainer: Trainer[Any]) -> None:
        update(trainer)
        if trainer.progress.update == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Trainer, "update", interrupted)
    arguments = "train", "gru", "traversal", "--examples", "8", "--out", str(tmp_path)
    stopped = benchmark(*arguments)
    assert (stopped.exit_code, stopped.stdout) == (130, "")
    assert "interrupted; the run is saved" in stopped.stderr
    assert benchmark(*arguments).exit_code == 2
    done = benchmark(*arguments, "--resume")
    assert done.exit_code == 0
    assert done.stdout.startswith("gru, traversal, seed 0: stage 1 of 14, ")
    assert "8 examples, 4 updates" in done.stdout
    assert f"; ended: the budget is used up; weights in {tmp_path}\n" in done.stdout


def test_the_result_of_a_training_tells_why_it_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = "train", "gru", "traversal", "--examples", "2"
    unchecked = benchmark(*arguments, "--out", str(tmp_path / "unchecked")).stdout
    assert ", not checked yet, 2 examples, 1 update, " in unchecked
    assert "; ended: the budget is used up; " in unchecked
    monkeypatch.setattr(Trainer, "passed", True)
    done = benchmark(*arguments, "--out", str(tmp_path / "passed")).stdout
    assert "; ended: the evaluation set is answered without error; " in done


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["reproduce", "gruu", "traversal"], "There is no machine 'gruu'; did you mean gru?"),
        (
            ["train", "xxx", "traversal", "--minutes", "1", "--out", "x"],
            "there are gru, lstm_that_is_none, random_edge.",
        ),
        (["evaluate", ".", "--machine", "random"], "did you mean random_edge?"),
        (["reproduce", "random_edge", "inference"], "random_edge does not take part in inference, but in traversal."),
        (["train", "gru", "traversal", "--out", "x"], "A run needs --minutes or --examples."),
        (["train", "gru", "traversal", "--minutes", "1"], "Missing option '--out'."),
        (
            ["train", "gru", "traversal", "--minutes", "nan", "--out", "x"],
            "--minutes must be a number above 0",
        ),
        (["train", "gru", "traversal", "--json"], "No such option '--json'."),
        (["reproduce", "gru", "traversal", "--machine", "gru"], "No such option '--machine'"),
        (["evaluate", "x", "--folder", "y"], "No such option '--folder'"),
        (["show", "--seed", "3"], "No such option '--seed'."),
        (["examine"], "No such command 'examine'."),
        (["evaluate", ".", "--machine", "gru", "--device", "warp"], "There is no device 'warp' here."),
    ],
)
def test_what_is_refused(arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = benchmark(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    if "--json" in arguments:
        assert sentence in json.loads(result.stdout)["error"]["message"]
    else:
        assert result.stdout == ""
    assert not (tmp_path / "x").exists()


def test_results_that_cannot_be_written(tmp_path: Path) -> None:
    """One sentence, and no files."""
    result = benchmark("evaluate", str(tmp_path / "none"))
    assert (result.exit_code, result.stderr) == (5, f"graphmem: There is no folder {tmp_path / 'none'}.\n")
    assert not list(tmp_path.iterdir())
    (tmp_path / "breakdown.csv").mkdir()
    result = benchmark("evaluate", str(tmp_path), "--machine", "random_edge")
    assert result.exit_code == 5
    assert result.stderr.startswith(f"graphmem: The figures cannot be written to {tmp_path}: breakdown.csv: ")
    assert result.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["breakdown.csv"]
