"""What ``graphmem benchmark`` trains, examines, examines again, and knows no figures of."""

import dataclasses
import json
import signal
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from graphmem.benchmark import run as training
from graphmem.benchmark.archive import weights_path
from graphmem.cli import main
from graphmem.results.benchmark import Benchmark, Part, Score, Wanted
from graphmem.results.benchmark_tables import read_benchmark, write_benchmark
from graphmem.training.checkpoints import read_state, write_state

from ..benchmark.stand_ins import MACHINES, few_questions


def benchmark(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["benchmark", *arguments])


@pytest.fixture(autouse=True)
def machines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ones."""
    monkeypatch.setitem(sys.modules, "graphmem.benchmark.machines", SimpleNamespace(MACHINES=MACHINES))
    few_questions(monkeypatch)


def trained(folder: Path, *, seed: str = "0", examples: str = "6") -> None:
    done = benchmark("--train", "gru", "traversal", "--seed", seed, "--examples", examples, "--out", str(folder))
    assert done.exit_code == 0, done.output


def test_train_examine_and_retest(tmp_path: Path) -> None:
    trained(tmp_path)
    trained(tmp_path, seed="1")
    arguments = "--examine", str(tmp_path), "--machine", "gru"
    examined = benchmark(*arguments, "--json")
    assert examined.exit_code == 0
    found = json.loads(examined.stdout)["rows"]
    assert [(row["test"], row["seeds"], row["examples"]) for row in found] == [("last_stage", 2, 6), ("zone1", 2, 6)]
    assert json.loads(benchmark("--folder", str(tmp_path), "--json").stdout)["rows"] == found
    again = benchmark("--retest", "gru", "traversal", "--folder", str(tmp_path), "--json")
    assert (again.exit_code, again.stderr) == (0, "")
    assert json.loads(again.stdout)["rows"] == found
    one = benchmark("--retest", "gru", "traversal", "--folder", str(tmp_path), "--test", "zone1")
    assert (one.exit_code, one.stdout.splitlines()[-1]) == (0, "Checked again: 2 figures agree.")


def test_a_changed_weight_makes_the_retest_fail(tmp_path: Path) -> None:
    trained(tmp_path)
    assert benchmark("--examine", str(tmp_path)).exit_code == 0
    path = weights_path(tmp_path, "gru", "traversal", 0)
    values, tensors = read_state(path)
    tensors["output.bias"][3] += 0.25
    write_state(path, values, tensors)
    result = benchmark("--retest", "gru", "traversal", "--folder", str(tmp_path))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[2].split()[:3] == ["gru", "traversal", "last_stage"]
    assert "Checked again" not in result.stdout
    assert result.stderr.startswith("graphmem: gru on traversal, last_stage, seed 0: the weights are not those")
    path.write_bytes(b"nothing")
    result = benchmark("--retest", "gru", "traversal", "--folder", str(tmp_path))
    assert (result.exit_code, result.stdout) == (6, "")


def test_a_changed_figure_is_told_with_the_one_that_is_found(tmp_path: Path) -> None:
    trained(tmp_path)
    assert benchmark("--examine", str(tmp_path)).exit_code == 0
    told = read_benchmark(tmp_path)
    flattered = [
        [dataclasses.replace(one, valid=one.asked) for one in figures] for figures in (told.scores, told.parts)
    ]
    write_benchmark(tmp_path, Benchmark(tuple(flattered[0]), tuple(flattered[1])))
    (score,) = told.only(Wanted(("gru",), ("traversal",), ("zone1",))).scores
    result = benchmark("--retest", "gru", "traversal", "--folder", str(tmp_path), "--test", "zone1")
    assert result.exit_code == 1
    assert result.stderr == (
        f"graphmem: gru on traversal, zone1, seed 0: the benchmark has valid {score.asked}, now {score.valid}.\n"
    )


def test_a_baseline_needs_no_weights(tmp_path: Path) -> None:
    rows = json.loads(benchmark("--examine", str(tmp_path), "--json").stdout)["rows"]
    assert {(row["machine"], row["seeds"], row["examples"]) for row in rows} == {("random_edge", 3, 0)}
    again = benchmark("--retest", "random_edge", "traversal", "--folder", str(tmp_path), "--json")
    assert json.loads(again.stdout)["rows"] == rows
    result = benchmark("--train", "random_edge", "traversal", "--examples", "9", "--out", str(tmp_path))
    assert (result.exit_code, result.stderr) == (
        2,
        "graphmem: random_edge has nothing to train; it is examined as it is.\n",
    )


def test_an_interrupted_run_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update = training.Run.update

    def interrupted(run: training.Run) -> None:
        update(run)
        if run.progress.update == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(training.Run, "update", interrupted)
    arguments = "--train", "gru", "traversal", "--examples", "8", "--out", str(tmp_path)
    stopped = benchmark(*arguments)
    assert (stopped.exit_code, stopped.stdout) == (130, "")
    assert "interrupted; the run is saved" in stopped.stderr
    assert benchmark(*arguments).exit_code == 2
    done = benchmark(*arguments, "--resume")
    assert done.exit_code == 0
    assert done.stdout.startswith("gru, traversal, seed 0: stage 1 of 14, ")
    assert "8 examples, 4 updates" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--retest", "gruu", "traversal"], "There is no machine 'gruu'; did you mean gru?"),
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
        (["--examine", ".", "--device", "warp"], "There is no device 'warp' here."),
    ],
)
def test_what_is_refused(arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = benchmark(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert not (tmp_path / "x").exists()


def test_what_the_benchmark_has_not(tmp_path: Path) -> None:
    score = Score("dnc", "traversal", "zone1", 0, "ab", 9, 8, 9, 2000, 50_000, 7200.0)
    place = score.machine, score.task, score.test, score.seed
    parts = tuple(Part(*place, by, 5, 9, score.asked, score.free, score.valid) for by in ("length", "nodes"))
    write_benchmark(tmp_path / "told", Benchmark((score,), parts))
    told = "--folder", str(tmp_path / "told")
    show = "graphmem benchmark --examine FOLDER --machine"
    for arguments, sentence in {
        ("--machine", "dcn"): "There is no machine 'dcn'; did you mean dnc?",
        ("--machine", "xxx"): "There is no machine 'xxx'; there are gru, lstm_that_is_none, random_edge, dnc.",
        ("--machine", "gru"): "There is a machine gru, but here are no figures of it; to make them: graphmem benchmark "
        f"--train gru TASK --minutes M --out FOLDER, then {show} gru.",
        ("--machine", "random_edge"): "There is a machine random_edge, but here are no figures of it; to make them: "
        f"{show} random_edge.",
        ("--retest", "gru", "inference"): "There is a machine gru, but here are no figures of it in inference; to make "
        f"them: graphmem benchmark --train gru inference --minutes M --out FOLDER, then {show} gru.",
        ("--task", "inference"): "The benchmark has no figures of this.",
    }.items():
        result = benchmark(*told, *arguments)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"graphmem: {sentence}\n")
    result = benchmark("--folder", str(tmp_path / "none"))
    assert result.exit_code == 5
    assert "There are no results of the benchmark" in result.stderr


def test_results_that_cannot_be_written(tmp_path: Path) -> None:
    """In one sentence, and nothing is made."""
    result = benchmark("--examine", str(tmp_path / "none"))
    assert (result.exit_code, result.stderr) == (5, f"graphmem: There is no folder {tmp_path / 'none'} to examine.\n")
    assert not list(tmp_path.iterdir())
    (tmp_path / "breakdown.csv").mkdir()
    result = benchmark("--examine", str(tmp_path))
    assert result.exit_code == 5
    assert result.stderr.startswith(f"graphmem: The figures cannot be written to {tmp_path}: breakdown.csv: ")
    assert result.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["breakdown.csv"]
