"""Variants of the planner are taught by its own trainer and measured in the same way."""

import dataclasses
from collections.abc import Iterator

import pytest
import torch

from graphmem.encoding.labels import LabelScheme
from graphmem.evaluation.planner_set import sit, write_exam
from graphmem.experiments import planner_ablations as departures
from graphmem.experiments.planner_ablations import (
    DEPARTURES,
    DepartureSettings,
    DepartureTrainer,
    departure_rows,
    examine,
    teach,
)
from graphmem.memory.gating import SOFT
from graphmem.models.planner import Planner
from graphmem.models.planner_variants import SharedReads, SimilarLabels
from graphmem.seeding import integer_seed
from graphmem.training import trainer
from graphmem.training.configuration import TrainingConfiguration
from graphmem.training.trainer import Trainer

FEW = {"graphs": 4, "questions": 2, "hidden_size": 8, "exam_every": 3, "patience": 5, "discrete_from": 0}
SMALL = DepartureSettings(seed=1, updates=4, destinations=1, walks=4, training=FEW)
CPU = torch.device("cpu")


@pytest.fixture(scope="module", autouse=True)
def short() -> Iterator[None]:
    """An exam of two papers, written once, and one small network."""
    papers = write_exam(LabelScheme(), CPU)[:2]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainer, "write_exam", lambda scheme, device: papers)
        patch.setattr(departures, "NETWORKS", {"zone1": "london_zone1_interchanges"})
        yield


def test_with_nothing_taken_back_it_is_the_trainer() -> None:
    configuration = TrainingConfiguration(seed=1, **FEW)
    plain, other = Trainer(configuration, CPU), DepartureTrainer(DEPARTURES["planner"], configuration)
    for _ in range(7):  # over two exams and a fresh start
        plain.update()
        other.update()
    assert plain.progress.start == other.progress.start == 1
    weights = other.machine.state_dict()
    assert all(torch.equal(value, weights[name]) for name, value in plain.machine.state_dict().items())


@pytest.mark.parametrize("name", DEPARTURES)
def test_every_variant_can_be_taught(name: str) -> None:
    taught, heads = teach(name, dataclasses.replace(SMALL, updates=2)), 4 if "four heads" in name else 2
    assert taught.progress.update == 2
    assert type(taught.machine) is DEPARTURES[name].make
    fresh = DEPARTURES[name].make(heads, 8, torch.Generator().manual_seed(integer_seed(1, "weights", 0))).state_dict()
    weights = taught.machine.state_dict()
    assert weights.keys() == fresh.keys()
    assert any(not torch.equal(value, fresh[key]) for key, value in weights.items())


def test_rows_are_the_same_for_the_same_seed() -> None:
    first, again = (departure_rows("planner, cosine of digits", SMALL) for _ in range(2))
    assert [dataclasses.replace(row, seconds=0.0) for row in first] == [
        dataclasses.replace(row, seconds=0.0) for row in again
    ]
    tests = [f"{test}, {way}" for way in ("rounded", "soft") for test in ("exam", "zone1")]
    assert [(row.test, row.task) for row in first] == [
        (test, task) for test in tests for task in ("shortest_path", "traversal")
    ]
    assert all(0 <= row.accuracy <= 1 for row in first)
    assert first[0].examples == SMALL.updates * FEW["graphs"]
    assert first[0].parameters == sum(parameter.numel() for parameter in SimilarLabels(2, 8).parameters())


def test_the_exam_is_the_planner_s() -> None:
    papers = teach("planner", dataclasses.replace(SMALL, updates=0)).exam
    machine = Planner(2, 8, torch.Generator().manual_seed(5))
    assert sum(examine(machine, papers, DEPARTURES["planner"].gating)) / 2 == pytest.approx(sit(machine, papers))
    assert DEPARTURES["planner, reads sum to one"].gating == SOFT
    assert DEPARTURES["planner, reads sum to one"].make is SharedReads
