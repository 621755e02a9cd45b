"""Experiments by name: run, saved, and measured again."""

import dataclasses
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import torch

from graphmem.benchmark import MACHINES, Budget, train_machine
from graphmem.benchmark.archive import kept_seeds, weights_path
from graphmem.errors import CheckpointError, UsageError
from graphmem.experiments import lengths, planner_ablations, reasoner_ablations, resize_traversal
from graphmem.experiments.catalogue import reproduce_experiment, run_experiment
from graphmem.experiments.experiment import ExperimentRequest
from graphmem.experiments.planner_ablations import PlannerAblationSettings
from graphmem.experiments.reasoner_ablations import ReasonerAblationSettings
from graphmem.experiments.resize_traversal import resize_traversal_rows
from graphmem.results.experiments import ExperimentRow
from graphmem.results.folders import benchmark_folder

with benchmark_folder() as _folder:
    SHIPPED = kept_seeds(_folder, "dnc", "traversal")


@pytest.mark.parametrize(
    ("name", "machines", "tasks"), [("reuse", ("dnc", "dnc, no free gates"), ()), ("resize", ("dnc",), ("copies",))]
)
def test_saved_weights_are_measured_again_to_the_digit(
    name: str, machines: tuple[str, ...], tasks: tuple[str, ...], tmp_path: Path
) -> None:
    request = ExperimentRequest(seed=4, updates=1, machines=machines, tasks=tasks, folder=tmp_path)
    rows = list(run_experiment(name, request))
    assert reproduce_experiment(name, tmp_path, machines, tasks) == rows
    assert {row.experiment for row in rows} == {name}
    assert {row.seed for row in rows} == {4}
    assert len(list(tmp_path.glob("*.safetensors"))) == len(machines)


def test_the_machine_of_the_benchmark_is_resized_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = MACHINES["dnc"]
    for seed in (0, 3):
        settings = entry.settings("traversal", seed)
        train_machine(tmp_path / "benchmark", entry, settings, Budget(examples=1), device=torch.device("cpu"))
    monkeypatch.setattr(resize_traversal_rows, "__defaults__", ((8, 40), 20))
    rows = reproduce_experiment("resize", tmp_path / "experiments", tasks=("traversal",))
    assert {row.machine for row in rows} == {"dnc"}
    assert [(row.seed, row.slots) for row in rows] == [(0, 8), (0, 40), (3, 8), (3, 40)]
    monkeypatch.setattr(resize_traversal, "benchmark_folder", lambda path: nullcontext(tmp_path / "benchmark"))
    assert list(run_experiment("resize", ExperimentRequest(tasks=("traversal",)))) == rows
    weights_path(tmp_path / "benchmark", "dnc", "traversal", 0).rename(tmp_path / "benchmark" / "other.safetensors")
    weights_path(tmp_path / "benchmark", "dnc", "traversal", 3).unlink()
    with pytest.raises(CheckpointError, match="the weights that it needs are missing"):
        list(run_experiment("resize", ExperimentRequest(tasks=("traversal",))))


@pytest.mark.skipif(not SHIPPED, reason="the weights of dnc on traversal are not shipped")
def test_a_walk_needs_about_one_slot_per_triple() -> None:
    """The shipped weights, on graphs of thirty triples and walks of up to three edges, which are written down too."""
    few, enough, many = list(resize_traversal_rows((8, 34, 90), 60))[:3]
    assert few.accuracy < 0.4 < 0.9 < enough.accuracy <= many.accuracy + 0.05


def test_only_the_machines_that_are_named(tmp_path: Path) -> None:
    """All seeds of them."""
    requests = [
        ExperimentRequest(seed=seed, updates=1, machines=("dnc, no free gates",), folder=tmp_path) for seed in (2, 11)
    ]
    rows = [row for request in requests for row in run_experiment("reuse", request)]
    assert {row.machine for row in rows} == {"dnc, no free gates"}
    assert reproduce_experiment("reuse", tmp_path) == rows
    for name in ("reuse", "resize"):  # only weights of the other machine exist
        with pytest.raises(CheckpointError, match=f"no such weights of the experiment '{name}'"):
            reproduce_experiment(name, tmp_path, ("dnc",), ("copies",) if name == "resize" else ())
    with pytest.raises(UsageError, match="does not take part"):
        run_experiment("reuse", ExperimentRequest(machines=("planner",)))
    with pytest.raises(UsageError, match="'copy' does not take part; there are none to choose from"):
        run_experiment("reuse", ExperimentRequest(tasks=("copy",)))
    with pytest.raises(UsageError, match="saves no weights"):
        reproduce_experiment("dnc-ablations", tmp_path)


def test_lengths_by_task_and_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine is trained on each task; where it does not take part, it is skipped."""
    monkeypatch.setattr(lengths.trained_rows, "__defaults__", (2,))
    monkeypatch.setattr(lengths.untrained_rows, "__defaults__", (2,))
    seen: list[tuple[int, int]] = []
    request = ExperimentRequest(
        seed=3,
        updates=2,
        machines=("lstm", "planner", "counter"),
        tasks=("associative_recall", "ngrams"),
        folder=tmp_path,
        report=lambda done, total: seen.append((done, total)),
    )
    rows = list(run_experiment("lengths", request))
    assert list(dict.fromkeys((row.machine, row.task) for row in rows)) == [
        ("lstm", "associative_recall"),
        ("planner", "associative_recall"),
        ("lstm", "ngrams"),
        ("counter", "ngrams"),
    ]
    assert seen == [(16, 32), (32, 32)] * 2
    assert {row.seed for row in rows if row.machine == "lstm"} == {3}
    assert {path.name for path in (tmp_path / "lengths").iterdir()} == {
        "lstm-associative_recall-3.safetensors",
        "lstm-ngrams-3.safetensors",
    }
    assert reproduce_experiment("lengths", tmp_path, request.machines, request.tasks) == rows
    assert reproduce_experiment("lengths", tmp_path, ("lstm",), ("ngrams",)) == [
        row for row in rows if (row.machine, row.task) == ("lstm", "ngrams")
    ]


def test_dnc_ablations_by_task() -> None:
    (row,) = run_experiment(
        "dnc-ablations", ExperimentRequest(updates=1, machines=("dnc, no allocation",), tasks=("copy",))
    )
    assert (row.machine, row.task, row.examples) == ("dnc, no allocation", "copy", 16)


def test_planner_ablations_by_task(monkeypatch: pytest.MonkeyPatch) -> None:
    """Traversal and shortest path are made together; machines that do not take part in a task are skipped."""
    trained: list[tuple[str, int]] = []
    plain = ExperimentRow("planner-ablations", "", "", "evaluation set", 0, 1.0, None, 0, 1, 1, 1.0)

    def rows_of(tasks: tuple[str, ...], usual: int) -> Callable[..., list[ExperimentRow]]:
        def rows(name: str, settings: PlannerAblationSettings | ReasonerAblationSettings) -> list[ExperimentRow]:
            assert settings.seed == 4
            assert settings.updates in (usual, 7)
            trained.append((name, settings.updates))
            return [dataclasses.replace(plain, machine=name, task=task) for task in tasks]

        return rows

    monkeypatch.setattr(planner_ablations, "planner_ablation_rows", rows_of(("shortest_path", "traversal"), 500))
    monkeypatch.setattr(reasoner_ablations, "reasoner_ablation_rows", rows_of(("inference",), 2500))

    def run(**request: Any) -> list[tuple[str, str]]:
        trained.clear()
        return [
            (row.machine, row.task) for row in run_experiment("planner-ablations", ExperimentRequest(seed=4, **request))
        ]

    both, planners, words = "planner", "planner, no marks", "planner, words not restarted"
    machines = (both, planners, words)
    assert run(machines=machines, tasks=("inference",)) == [(both, "inference"), (words, "inference")]
    assert run(machines=machines, tasks=("traversal",)) == [(both, "traversal"), (planners, "traversal")]
    assert trained == [(both, 500), (planners, 500)]
    assert run(machines=(both,), updates=7) == [(both, task) for task in ("shortest_path", "traversal", "inference")]
    assert trained == [(both, 7), (both, 7)]
    assert len({machine for machine, _ in run()}) == len(
        planner_ablations.PLANNER_ABLATIONS | reasoner_ablations.REASONER_ABLATIONS
    )
