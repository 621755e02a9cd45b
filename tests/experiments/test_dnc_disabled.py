"""Parts of a trained DNC's memory are disabled; its weights, and what it does with the whole memory, stay."""

from contextlib import nullcontext
from pathlib import Path

import pytest
import torch

from graphmem.benchmark import MACHINES, Budget, train_machine
from graphmem.benchmark.archive import read_weights, trained_machine, weights_path
from graphmem.benchmark.sequence_adapter import SequenceAdapter
from graphmem.errors import CheckpointError
from graphmem.evaluation.paper_sets import evaluation_episodes
from graphmem.experiments import dnc_disabled
from graphmem.experiments.catalogue import reproduce_experiment, run_experiment
from graphmem.experiments.dnc_ablations import ABLATIONS
from graphmem.experiments.dnc_disabled import disabled_rows
from graphmem.experiments.experiment import ExperimentRequest
from graphmem.models.dnc import DNC
from graphmem.seeding import generator

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout's folder with weights of two seeds on traversal."""
    checkout, entry = tmp_path_factory.mktemp("checkout"), MACHINES["dnc"]
    for seed in (0, 4):
        settings = entry.settings("traversal", seed)
        train_machine(checkout / "benchmark", entry, settings, Budget(examples=1), device=CPU)
    return checkout


def test_each_part_of_each_seed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    evaluate = SequenceAdapter.evaluate

    def watched(adapter: SequenceAdapter, *arguments: object) -> object:
        assert isinstance(adapter.module, DNC)
        seen.append(adapter.module.access)
        return evaluate(adapter, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(SequenceAdapter, "evaluate", watched)
    done: list[tuple[int, int]] = []
    rows = list(
        disabled_rows(
            tuple(ABLATIONS),
            ("traversal", "inference"),
            weights=folder / "benchmark",
            tested=2,
            report=lambda *some: done.append(some),
        )
    )
    assert [(row.machine, row.seed) for row in rows] == [(name, seed) for seed in (0, 4) for name in ABLATIONS]
    assert {(row.task, row.test, row.examples) for row in rows} == {("traversal", "zone1, 2 episodes", 64)}
    assert seen == [*ABLATIONS.values()] * 2
    assert done[-1] == (10, 10)


def test_the_whole_memory_answers_as_in_the_benchmark(folder: Path) -> None:
    row = next(disabled_rows(("dnc",), ("traversal",), weights=folder / "benchmark", tested=5))
    path = weights_path(folder / "benchmark", "dnc", "traversal", 0)
    machine = trained_machine(MACHINES["dnc"], path, read_weights(path), CPU)
    outcomes = machine.evaluate(evaluation_episodes("traversal", "zone1")[:5], generator(0, "x"))
    assert row.accuracy == sum(outcome.free for outcome in outcomes) / 5


def test_it_runs_and_is_reproduced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dnc_disabled.disabled_rows.__kwdefaults__, "tested", 2)
    chosen = ("dnc, no temporal links",)
    rows = reproduce_experiment("dnc-disabled", folder / "experiments", chosen, ("traversal",))
    assert [row.seed for row in rows] == [0, 4]
    monkeypatch.setattr(dnc_disabled, "benchmark_folder", lambda path: nullcontext(path or folder / "benchmark"))
    request = ExperimentRequest(machines=chosen, tasks=("traversal",))
    assert list(run_experiment("dnc-disabled", request)) == rows
    with pytest.raises(CheckpointError, match="no weights of dnc on shortest_path in"):
        list(run_experiment("dnc-disabled", ExperimentRequest(tasks=("shortest_path",))))
