"""Ablations of the planner are trained as the planner is, and measured in the same way."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import torch

from graphmem.encoding.labels import LabelScheme
from graphmem.evaluation.planner_batches import PlannerBatch
from graphmem.evaluation.planner_set import planner_evaluation_set, score_planner
from graphmem.experiments import planner_ablations
from graphmem.experiments.planner_ablations import (
    PLANNER_ABLATIONS,
    PlannerAblationSettings,
    planner_ablation_rows,
    score,
    train,
)
from graphmem.memory.gating import SOFT
from graphmem.models.planner import Planner
from graphmem.seeding import integer_seed
from graphmem.training.planner import PlannerSettings, planner_plan
from graphmem.training.trainer import Trainer

FEW: dict[str, Any] = {
    "graphs": 4,
    "questions": 2,
    "hidden_size": 8,
    "evaluate_every": 3,
    "patience": 5,
    "discrete_from": 0,
}
SMALL = PlannerAblationSettings(seed=1, updates=4, destinations=1, walks=4, training=FEW)
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def batches() -> Sequence[PlannerBatch]:
    """Two batches of the evaluation set."""
    return planner_evaluation_set(LabelScheme(), CPU)[:2]


@pytest.fixture(scope="module", autouse=True)
def short(batches: Sequence[PlannerBatch]) -> Iterator[None]:
    """A small evaluation set and one small network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planner_ablations, "planner_evaluation_set", lambda scheme, device: batches)
        patch.setattr(planner_ablations, "NETWORKS", {"zone1": "london_zone1_interchanges"})
        yield


def test_with_nothing_undone_it_is_trained_as_the_planner_is(batches: Sequence[PlannerBatch]) -> None:
    settings = PlannerAblationSettings(seed=1, updates=7, training=FEW)  # two evaluations and a fresh start
    plain = Trainer(planner_plan(PlannerSettings(seed=1, **FEW), CPU, evaluation_set=batches))
    for _ in range(7):
        plain.update()
    plain.load_best()
    other = train("planner", settings, batches)
    assert plain.progress.start == other.progress.start == 1
    weights = other.module.state_dict()
    assert all(torch.equal(value, weights[name]) for name, value in plain.module.state_dict().items())


@pytest.mark.parametrize("name", PLANNER_ABLATIONS)
def test_every_ablation_can_be_trained(name: str, batches: Sequence[PlannerBatch]) -> None:
    trainer, heads = train(name, dataclasses.replace(SMALL, updates=2), batches), 4 if "four heads" in name else 2
    assert trainer.progress.update == 2
    fresh = (
        PLANNER_ABLATIONS[name]
        .make(heads, 8, torch.Generator().manual_seed(integer_seed(1, "weights", 0)))
        .state_dict()
    )
    weights = trainer.module.state_dict()
    assert weights.keys() == fresh.keys()
    assert any(not torch.equal(value, fresh[key]) for key, value in weights.items())


def test_rows_are_the_same_for_the_same_seed() -> None:
    first, again = (planner_ablation_rows("planner, cosine of digits", SMALL) for _ in range(2))
    assert [dataclasses.replace(row, seconds=0.0) for row in first] == [
        dataclasses.replace(row, seconds=0.0) for row in again
    ]
    tests = [f"{test}, {way}" for way in ("discretised", "soft") for test in ("evaluation set", "zone1")]
    assert [(row.test, row.task) for row in first] == [
        (test, task) for test in tests for task in ("shortest_path", "traversal")
    ]
    assert all(0 <= row.accuracy <= 1 for row in first)
    assert first[0].examples == SMALL.updates * FEW["graphs"]
    assert first[0].parameters == sum(parameter.numel() for parameter in Planner(2, 8).parameters())


def test_the_score_is_the_planner_s(batches: Sequence[PlannerBatch]) -> None:
    machine = Planner(2, 8, torch.Generator().manual_seed(5))
    gating = PLANNER_ABLATIONS["planner"].gating
    assert sum(score(machine, batches, gating)) / 2 == pytest.approx(score_planner(machine, batches))
    assert PLANNER_ABLATIONS["planner, reads sum to one"].gating == SOFT
