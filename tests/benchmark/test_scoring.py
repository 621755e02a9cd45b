"""Folders are evaluated once; a row that is measured again is the same, or the difference is reported."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from graphmem.benchmark import BenchmarkMachine, SequenceAdapter, scoring
from graphmem.benchmark.archive import MachineEntry, read_weights, trained_machine, weights_path
from graphmem.benchmark.scoring import SEEDS, evaluate_folder, evaluate_seed, reproduce
from graphmem.benchmark.session import train_machine
from graphmem.errors import CheckpointError, UsageError
from graphmem.evaluation.outcomes import Evaluable, Outcome
from graphmem.evaluation.paper_sets import evaluate_on
from graphmem.models.recurrent import Recurrent
from graphmem.results.benchmark import BenchmarkFigures, Selection
from graphmem.results.benchmark_differences import differences
from graphmem.results.benchmark_tables import read_benchmark
from graphmem.seeding import generator
from graphmem.tasks.paper import PAPER_TASKS
from graphmem.tasks.paper.training_stages import TRAINING_STAGES
from graphmem.training.progress import Budget
from graphmem.training.state import read_state, write_state

from .stand_ins import MACHINES, Chance, Gru, few_questions

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    few_questions(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Weights of two seeds on traversal, of one on inference."""
    entry = MACHINES["gru"]
    for task, seed in ("traversal", 0), ("traversal", 4), ("inference", 0):
        train_machine(tmp_path, entry, entry.settings(task, seed), Budget(examples=4 + seed), device=CPU)
    return tmp_path


def change(folder: Path, seed: int) -> None:
    """Other weights, which answer no better."""
    path = weights_path(folder, "gru", "traversal", seed)
    values, tensors = read_state(path)
    tensors["output.bias"] = tensors["output.bias"] + 0.5
    write_state(path, values, tensors)


def test_a_folder(folder: Path) -> None:
    trained = evaluate_folder(folder, MACHINES, device=CPU)
    assert {result.machine for result in trained.results} == {"gru"}  # a baseline only by its name
    baseline = evaluate_folder(folder, MACHINES, Selection(("random_edge",)), device=CPU)
    assert {result.machine for result in baseline.results} == {"random_edge"}
    benchmark = read_benchmark(folder)
    assert benchmark == trained.updated(baseline)
    found = [(score.machine, score.task, score.test, score.seed) for score in benchmark.results]
    assert found == [
        *[("gru", "traversal", "last_stage", seed) for seed in (0, 4)],
        *[("random_edge", "traversal", "last_stage", seed) for seed in SEEDS],
        *[("gru", "traversal", "zone1", seed) for seed in (0, 4)],
        *[("random_edge", "traversal", "zone1", seed) for seed in SEEDS],
        *[("gru", "inference", test, 0) for test in ("last_stage", "zone1", "family")],
    ]
    first, second = benchmark.only(Selection(("gru",), ("traversal",), ("zone1",))).results
    assert (first.examples, second.examples) == (4, 8)
    assert first.parameters == second.parameters > 0
    assert first.weights != second.weights
    assert (first.fresh_starts, first.stage, first.stages, first.score) == (0, 1, 14, None)
    chance = benchmark.only(Selection(("random_edge",))).results
    assert {(score.weights, score.examples, score.parameters, score.seconds) for score in chance} == {("", 0, 0, 0.0)}
    assert {(score.fresh_starts, score.stage, score.stages, score.score) for score in chance} == {(0, 0, 0, None)}
    (family,) = benchmark.only(Selection(tests=("family",))).results
    assert family.questions == 3
    assert {
        (part.least, part.questions) for part in benchmark.breakdown if part.test == "family" and part.by == "length"
    } == {
        (2, 2),
        (4, 3),
    }


def test_figures_are_those_of_the_weights_in_the_file(folder: Path) -> None:
    """Counted differently: the loaded machine answers one episode after the other."""
    path = weights_path(folder, "gru", "inference", 0)
    learner = trained_machine(Gru(), path, read_weights(path), CPU)
    marks = [
        learner.evaluate([episode], generator(0, "x"))[0]
        for episode in PAPER_TASKS["inference"]
        .evaluation_sets["family"]
        .draw(generator(2016, "exam", "inference", "family"))
    ]
    (score,) = evaluate_seed(folder, MACHINES["gru"], "gru", "inference", 0, "family", device=CPU).results
    kept = [mark for mark in marks if mark.length == 4]
    assert (score.correct_free, score.correct_valid) == (
        sum(mark.free for mark in kept),
        sum(mark.valid for mark in kept),
    )


def test_the_same_weights_are_evaluated_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, str, int]] = []

    def counting(machine: Evaluable, task: str, test: str, seed: int, report: object) -> list[Outcome]:
        done.append((task, test, seed))
        return evaluate_on(machine, task, test, seed)

    monkeypatch.setattr(scoring, "evaluate_on", counting)
    zone1 = Selection(("gru",), ("traversal",), ("zone1",))
    evaluate_folder(folder, MACHINES, zone1, device=CPU)
    assert done == [("traversal", "zone1", 0), ("traversal", "zone1", 4)]
    benchmark = evaluate_folder(folder, MACHINES, Selection(("gru",), ("traversal",)), device=CPU)
    assert done[2:] == [("traversal", "last_stage", 0), ("traversal", "last_stage", 4)]
    assert len(benchmark.results) == 4
    change(folder, 4)
    assert [one.seed for one in evaluate_folder(folder, MACHINES, zone1, device=CPU).results] == [0, 4]
    benchmark = read_benchmark(folder)
    assert done[4:] == [("traversal", "zone1", 4)]
    # The figures of the old weights in another test are removed.
    assert [(one.test, one.seed) for one in benchmark.results] == [("last_stage", 0), ("zone1", 0), ("zone1", 4)]
    assert {(part.test, part.seed) for part in benchmark.breakdown} == {
        (one.test, one.seed) for one in benchmark.results
    }


def test_a_machine_with_the_weights_of_another(folder: Path) -> None:
    """It is evaluated for each seed of the weights, and again when they have changed."""
    machines: dict[str, MachineEntry] = {"borrower": Borrower()}
    benchmark = evaluate_folder(folder, machines, Selection(tasks=("traversal",)), device=CPU)
    assert [(one.machine, one.test, one.seed) for one in benchmark.results] == [
        ("borrower", test, seed) for test in ("last_stage", "zone1") for seed in (0, 4)
    ]
    owner = evaluate_folder(folder, {"gru": Gru()}, Selection(("gru",), ("traversal",)), device=CPU)
    assert [replace(one, machine="gru") for one in benchmark.results] == list(owner.results)
    assert [replace(one, machine="gru") for one in benchmark.breakdown] == list(owner.breakdown)
    published = read_benchmark(folder).only(Selection(("borrower",)))
    assert published == benchmark
    assert reproduce(folder, Borrower(), published, device=CPU) == published
    change(folder, 4)
    zone1 = Selection(tasks=("traversal",), tests=("zone1",))
    evaluate_folder(folder, machines, zone1, device=CPU)
    again = read_benchmark(folder).only(Selection(("borrower",)))
    assert [(one.test, one.seed) for one in again.results] == [("last_stage", 0), ("zone1", 0), ("zone1", 4)]
    with pytest.raises(UsageError, match="no such weights"):
        evaluate_folder(folder, machines, Selection(tasks=("shortest_path",)), device=CPU)


class Borrower(Gru):
    """Another name for the same weights."""

    @property
    def weights_of(self) -> str:
        return "gru"


def test_episodes_that_are_counted_are_examples(tmp_path: Path) -> None:
    entry = replace(Chance(), examples_seen=7)
    (score,) = evaluate_seed(tmp_path, entry, "chance", "traversal", 0, "zone1", device=CPU).results
    assert (score.examples, score.weights, score.parameters, score.seconds) == (7, "", 0, 0.0)


def test_the_training_of_a_seed_is_beside_its_figures(tmp_path: Path) -> None:
    """Of one with a fresh start and an evaluation, which did not leave the first stage."""
    shared = BenchmarkMachine("small", lambda task, g: SequenceAdapter(Recurrent(nn.GRU, 92, 90, 4, 1, g), task))
    settings = replace(
        shared.settings("traversal", 0),
        batch=2,
        batches_per_draw=1,
        max_examples=40,
        cool_down=10,
        patience=20,
        evaluation_batches=1,
        pass_accuracy=1.0,
    )
    train_machine(tmp_path, shared, settings, Budget(), device=CPU)
    (score,) = evaluate_seed(tmp_path, shared, "small", "traversal", 0, "zone1", device=CPU).results
    stages = len(TRAINING_STAGES["traversal"])
    assert (score.examples, score.fresh_starts, score.stage, score.stages) == (40, 1, 1, stages)
    assert score.score is not None


def test_nothing_to_evaluate(folder: Path) -> None:
    with pytest.raises(UsageError, match="no such weights"):
        evaluate_folder(folder, MACHINES, Selection(("gru",), ("shortest_path",)), device=CPU)


def test_a_row_is_the_same_again(folder: Path) -> None:
    evaluate_folder(folder, MACHINES, device=CPU)
    for machine in ("gru", "random_edge"):
        published = read_benchmark(folder).only(Selection((machine,), ("traversal",)))
        assert reproduce(folder, MACHINES[machine], published, device=CPU) == published
        shuffled = BenchmarkFigures(published.results[::-1], published.breakdown[::-1])
        assert reproduce(folder, MACHINES[machine], shuffled, device=CPU) == published


def test_changed_weights_are_seen(folder: Path) -> None:
    published = evaluate_folder(folder, MACHINES, device=CPU).only(Selection(("gru",), ("traversal",), ("zone1",)))
    change(folder, 4)
    found = reproduce(folder, MACHINES["gru"], published, device=CPU)
    assert [one.weights == other.weights for one, other in zip(published.results, found.results, strict=True)].count(
        False
    ) == 1
    assert "the weights are not those of the published figures" in " ".join(differences(published, found))
    weights_path(folder, "gru", "traversal", 4).unlink()
    with pytest.raises(CheckpointError):
        reproduce(folder, MACHINES["gru"], published, device=CPU)
