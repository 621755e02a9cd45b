"""Whole folders are examined once; a row that is examined again is the same, or the difference is said."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from graphmem.benchmark import marking
from graphmem.benchmark.archive import Entry, load_learner, read_weights, weights_path
from graphmem.benchmark.marking import SEEDS, examine, examine_folder, retest
from graphmem.benchmark.session import Budget, train_run
from graphmem.errors import CheckpointError, UsageError
from graphmem.evaluation import paper_sets as exam
from graphmem.evaluation.outcomes import Outcome
from graphmem.results.benchmark import Benchmark, Wanted, differences
from graphmem.results.benchmark_tables import read_benchmark
from graphmem.seeding import generator
from graphmem.training.checkpoints import read_state, write_state

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
        train_run(tmp_path, entry, entry.settings(task, seed), Budget(examples=4 + seed), device=CPU)
    return tmp_path


def change(folder: Path, seed: int) -> None:
    """Other weights, which answer no better."""
    path = weights_path(folder, "gru", "traversal", seed)
    values, tensors = read_state(path)
    tensors["output.bias"] = tensors["output.bias"] + 0.5
    write_state(path, values, tensors)


def test_a_folder(folder: Path) -> None:
    benchmark = examine_folder(folder, MACHINES, device=CPU)
    assert read_benchmark(folder) == benchmark
    found = [(score.machine, score.task, score.test, score.seed) for score in benchmark.scores]
    assert found == [
        *[("gru", "traversal", "last_stage", seed) for seed in (0, 4)],
        *[("random_edge", "traversal", "last_stage", seed) for seed in SEEDS],
        *[("gru", "traversal", "zone1", seed) for seed in (0, 4)],
        *[("random_edge", "traversal", "zone1", seed) for seed in SEEDS],
        *[("gru", "inference", test, 0) for test in ("last_stage", "zone1", "family")],
    ]
    first, second = benchmark.only(Wanted(("gru",), ("traversal",), ("zone1",))).scores
    assert (first.examples, second.examples) == (4, 8)
    assert first.parameters == second.parameters > 0
    assert first.weights != second.weights
    chance = benchmark.only(Wanted(("random_edge",))).scores
    assert {(score.weights, score.examples, score.parameters, score.seconds) for score in chance} == {("", 0, 0, 0.0)}
    (family,) = benchmark.only(Wanted(tests=("family",))).scores
    assert family.asked == 3
    assert {(part.least, part.asked) for part in benchmark.parts if part.test == "family" and part.by == "length"} == {
        (2, 2),
        (4, 3),
    }


def test_figures_are_those_of_the_rounded_weights(folder: Path) -> None:
    """Counted otherwise: the loaded machine is asked one episode after the other."""
    path = weights_path(folder, "gru", "inference", 0)
    learner = load_learner(Gru(), path, read_weights(path), CPU)
    marks = [
        learner.evaluate([episode], generator(0, "x"))[0]
        for episode in exam.EXAMS["inference"]["family"].draw(generator(2016, "exam", "inference", "family"))
    ]
    (score,) = examine(folder, MACHINES["gru"], "gru", "inference", 0, "family", device=CPU).scores
    kept = [mark for mark in marks if mark.length == 4]
    assert (score.free, score.valid) == (sum(mark.free for mark in kept), sum(mark.valid for mark in kept))


def test_the_same_weights_are_examined_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sat: list[tuple[str, str, int]] = []

    def counting(examinee: object, task: str, test: str, seed: int, report: object) -> list[Outcome]:
        sat.append((task, test, seed))
        return exam.sit(examinee, task, test, seed)  # type: ignore[arg-type]

    monkeypatch.setattr(marking, "sit", counting)
    wanted = Wanted(("gru",), ("traversal",), ("zone1",))
    examine_folder(folder, MACHINES, wanted, device=CPU)
    assert sat == [("traversal", "zone1", 0), ("traversal", "zone1", 4)]
    benchmark = examine_folder(folder, MACHINES, Wanted(("gru",), ("traversal",)), device=CPU)
    assert sat[2:] == [("traversal", "last_stage", 0), ("traversal", "last_stage", 4)]
    assert len(benchmark.scores) == 4
    change(folder, 4)
    benchmark = examine_folder(folder, MACHINES, wanted, device=CPU)
    assert sat[4:] == [("traversal", "zone1", 4)]
    # What the old weights answered to another test is no figure of the new ones.
    assert [(one.test, one.seed) for one in benchmark.scores] == [("last_stage", 0), ("zone1", 0), ("zone1", 4)]
    assert {(part.test, part.seed) for part in benchmark.parts} == {(one.test, one.seed) for one in benchmark.scores}
    assert read_benchmark(folder) == benchmark


def test_a_machine_with_the_weights_of_another(folder: Path) -> None:
    """It sits as many tests as there are weights, and again when they have changed; it has no figures of its own."""
    machines: dict[str, Entry] = {"borrower": Borrower()}
    benchmark = examine_folder(folder, machines, Wanted(tasks=("traversal",)), device=CPU)
    assert [(one.machine, one.test, one.seed) for one in benchmark.scores] == [
        ("borrower", test, seed) for test in ("last_stage", "zone1") for seed in (0, 4)
    ]
    owner = examine_folder(folder, {"gru": Gru()}, Wanted(tasks=("traversal",)), device=CPU).only(Wanted(("gru",)))
    assert [replace(one, machine="gru") for one in benchmark.scores] == list(owner.scores)
    assert [replace(one, machine="gru") for one in benchmark.parts] == list(owner.parts)
    told = read_benchmark(folder).only(Wanted(("borrower",)))
    assert told == benchmark
    assert retest(folder, Borrower(), told, device=CPU) == told
    change(folder, 4)
    zone1 = Wanted(tasks=("traversal",), tests=("zone1",))
    again = examine_folder(folder, machines, zone1, device=CPU).only(Wanted(("borrower",)))
    assert [(one.test, one.seed) for one in again.scores] == [("last_stage", 0), ("zone1", 0), ("zone1", 4)]
    with pytest.raises(UsageError, match="no such weights"):
        examine_folder(folder, machines, Wanted(tasks=("shortest_path",)), device=CPU)


class Borrower(Gru):
    """The other's weights, under a name of its own."""

    @property
    def weights_of(self) -> str:
        return "gru"


def test_what_is_counted_without_being_taught_are_examples(tmp_path: Path) -> None:
    entry = replace(Chance(), counted=7)
    (score,) = examine(tmp_path, entry, "chance", "traversal", 0, "zone1", device=CPU).scores
    assert (score.examples, score.weights, score.parameters, score.seconds) == (7, "", 0, 0.0)


def test_nothing_to_examine(folder: Path) -> None:
    with pytest.raises(UsageError, match="no such weights"):
        examine_folder(folder, MACHINES, Wanted(("gru",), ("shortest_path",)), device=CPU)


def test_a_row_is_the_same_again(folder: Path) -> None:
    examine_folder(folder, MACHINES, device=CPU)
    for machine in ("gru", "random_edge"):
        told = read_benchmark(folder).only(Wanted((machine,), ("traversal",)))
        assert retest(folder, MACHINES[machine], told, device=CPU) == told
        shuffled = Benchmark(told.scores[::-1], told.parts[::-1])
        assert retest(folder, MACHINES[machine], shuffled, device=CPU) == told


def test_changed_weights_are_seen(folder: Path) -> None:
    told = examine_folder(folder, MACHINES, device=CPU).only(Wanted(("gru",), ("traversal",), ("zone1",)))
    change(folder, 4)
    found = retest(folder, MACHINES["gru"], told, device=CPU)
    assert [one.weights == other.weights for one, other in zip(told.scores, found.scores, strict=True)].count(
        False
    ) == 1
    assert "the weights are not those that were examined" in " ".join(differences(told, found))
    weights_path(folder, "gru", "traversal", 4).unlink()
    with pytest.raises(CheckpointError):
        retest(folder, MACHINES["gru"], told, device=CPU)
