"""Which figures ``graphmem benchmark show`` prints: own and published ones, and what it says where there are none."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import graphmem.benchmark as package
from graphmem.benchmark import registry
from graphmem.cli import main
from graphmem.results import folders
from graphmem.results.benchmark import BenchmarkFigures, BreakdownResult, SeedResult
from graphmem.results.benchmark_tables import write_benchmark

from ..benchmark.stand_ins import MACHINES, few_questions


def benchmark(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["benchmark", *arguments])


@pytest.fixture(autouse=True)
def machines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small machines in place of the registry's."""
    monkeypatch.setattr(registry, "MACHINES", MACHINES)
    monkeypatch.setattr(package, "MACHINES", MACHINES)
    few_questions(monkeypatch)


def publish(monkeypatch: pytest.MonkeyPatch, folder: Path, machine: str) -> None:
    """Give a machine published figures, and no other."""
    score = SeedResult(machine, "traversal", "zone1", 0, "ab", 3, 2, 3, 2000, 50_000, 7200.0)
    parts = [BreakdownResult(machine, "traversal", "zone1", 0, by, 5, 9, 3, 2, 3) for by in ("length", "nodes")]
    write_benchmark(folder, BenchmarkFigures((score,), tuple(parts)))
    monkeypatch.setattr(folders, "benchmark_folder", lambda path=None: nullcontext(path or folder))


def test_own_figures_beside_the_published_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trained but not evaluated, evaluated, and beside the published ones, under a name that tells them apart."""
    publish(monkeypatch, tmp_path / "published", "gru")
    folder = tmp_path / "own"
    arguments = "train", "gru", "traversal", "--examples", "6", "--out", str(folder)
    assert benchmark(*arguments).exit_code == 0
    early = benchmark("show", "--folder", str(folder))
    assert (early.exit_code, early.stderr) == (
        5,
        f"graphmem: The machines in {folder} are trained, but not evaluated; run: graphmem benchmark evaluate "
        f"{folder}\n",
    )
    assert benchmark("evaluate", str(folder)).exit_code == 0
    other = "train", "lstm_that_is_none", "traversal", "--examples", "2", "--out", str(folder)
    assert benchmark(*other).exit_code == 0
    later = benchmark("show", "--folder", str(folder), "--machine", "lstm_that_is_none")
    assert later.stderr == (
        f"graphmem: lstm_that_is_none is trained, but not evaluated; run: graphmem benchmark evaluate {folder} "
        "--machine lstm_that_is_none\n"
    )
    chosen = "--task", "traversal", "--test", "zone1", "--json"
    both = json.loads(benchmark("show", "--folder", str(folder), "--with-published", *chosen).stdout)["rows"]
    (own,) = json.loads(benchmark("show", "--folder", str(folder), *chosen).stdout)["rows"]
    published = json.loads(benchmark("show", *chosen).stdout)["rows"]
    assert [row for row in both if row["machine"] == "gru (own)"] == [own | {"machine": "gru (own)"}]
    assert [row for row in both if row["machine"] != "gru (own)"] == published
    assert [row["machine"] for row in published] == ["gru"]
    alone = benchmark("show", "--with-published")
    assert (alone.exit_code, alone.stderr) == (2, "graphmem: --with-published needs --folder.\n")


def test_machines_without_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(monkeypatch, tmp_path / "shipped", "planner")
    score = SeedResult("dnc", "traversal", "zone1", 0, "ab", 9, 8, 9, 2000, 50_000, 7200.0)
    place = score.machine, score.task, score.test, score.seed
    parts = tuple(
        BreakdownResult(*place, by, 5, 9, score.questions, score.correct_free, score.correct_valid)
        for by in ("length", "nodes")
    )
    write_benchmark(tmp_path / "published", BenchmarkFigures((score,), parts))
    folder = "--folder", str(tmp_path / "published")
    evaluate = "graphmem benchmark evaluate FOLDER --machine"
    for arguments, sentence in {
        ("show", "--machine", "dcn"): "There is no machine 'dcn'; did you mean dnc?",
        ("show", "--machine", "xxx"): "There is no machine 'xxx'; there are gru, lstm_that_is_none, random_edge, dnc.",
        ("show", "--machine", "gru"): "The machine gru has no figures; to make them: graphmem benchmark train gru TASK "
        f"--minutes M --out FOLDER, then {evaluate} gru.",
        ("show", "--machine", "random_edge"): "The machine random_edge has no figures; to make them: "
        f"{evaluate} random_edge.",
        ("show", "--machine", "planner"): f"There are no figures of planner in {tmp_path / 'published'}; its "
        "published figures are shown without --folder, or beside those of the folder with --with-published.",
        ("reproduce", "gru", "inference"): "The machine gru has no figures in inference; to make them: graphmem "
        f"benchmark train gru inference --minutes M --out FOLDER, then {evaluate} gru.",
        ("show", "--task", "inference"): f"There are no figures on inference in {tmp_path / 'published'}.",
        ("show", "--task", "traversal", "--test", "family"): "traversal has no test 'family': the tests of traversal "
        "are last_stage and zone1.",
        ("reproduce", "dnc", "traversal", "--test", "family"): "traversal has no test 'family': the tests of "
        "traversal are last_stage and zone1.",
    }.items():
        result = benchmark(*arguments, *folder)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"graphmem: {sentence}\n")
    result = benchmark("show", "--folder", str(tmp_path / "none"))
    assert result.exit_code == 5
    assert "There are no results of the benchmark" in result.stderr
