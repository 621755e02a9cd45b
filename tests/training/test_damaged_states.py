"""A state that lacks something, or holds something else, is refused in one sentence when a run is resumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from graphmem.errors import CheckpointError
from graphmem.training.planner import PlannerSettings, planner_plan
from graphmem.training.reasoner import ReasonerSettings, reasoner_plan
from graphmem.training.session import STATE, save
from graphmem.training.settings import Settings
from graphmem.training.state import read_state
from graphmem.training.trainer import Trainer

WEIGHTS = ("machine.", "best.")
CPU = torch.device("cpu")
CASES: dict[str, tuple[Callable[..., Any], Settings]] = {
    "planner": (planner_plan, PlannerSettings(graphs=2, questions=1, hidden_size=4, evaluate_every=1)),
    "inference": (reasoner_plan, ReasonerSettings(graphs=1, places=1, evaluate_every=1)),
}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trainer[Any], Path]:
    """A trainer after three updates, and where its state was saved."""
    make, settings = CASES[request.param]
    trainer = Trainer(make(settings, CPU))
    for _ in range(3):
        trainer.update()
    folder = tmp_path_factory.mktemp(request.param)
    save(folder, trainer)
    return trainer, folder / STATE


DAMAGED = r"incomplete or damaged: .*\.$"
UNFIT = r"^The saved run does not fit the machine: .*\.$"


def refused(trainer: Trainer[Any], values: dict[str, Any], tensors: dict[str, Tensor], sentence: str = DAMAGED) -> None:
    with pytest.raises(CheckpointError, match=sentence) as caught:
        trainer.load_state(values, tensors)
    assert "\n" not in str(caught.value)


def without(parts: dict[str, Any], name: str) -> dict[str, Any]:
    return {other: part for other, part in parts.items() if other != name}


def test_the_whole_state_is_taken(case: tuple[Trainer[Any], Path]) -> None:
    trainer, path = case
    trainer.load_state(*read_state(path))
    assert trainer.progress.update == 3


def test_settings_missing_or_of_another_type(case: tuple[Trainer[Any], Path]) -> None:
    trainer, path = case
    values, _ = read_state(path)
    settings, kind = values["settings"], type(trainer.plan.settings)
    assert kind.from_dict(settings) == trainer.plan.settings
    for damaged in (None, 5, "seed", ["seed"], {}, without(settings, "seed"), settings | {"graphs": "x"}):
        with pytest.raises(CheckpointError, match="The training settings of this checkpoint"):
            kind.from_dict(damaged)


@pytest.mark.parametrize("part", ["progress", "episodes"])
def test_values_missing_or_of_another_type(case: tuple[Trainer[Any], Path], part: str) -> None:
    trainer, path = case
    values, tensors = read_state(path)
    refused(trainer, without(values, part), tensors)
    others: tuple[Any, ...] = (None, 5, "seed", [], ["update"], {})
    for wrong in others:
        refused(trainer, values | {part: wrong}, tensors)
    for name in values[part]:
        refused(trainer, values | {part: values[part] | {name: "x"}}, tensors)
        refused(trainer, values | {part: without(values[part], name)}, tensors)


def test_values_out_of_bounds(case: tuple[Trainer[Any], Path]) -> None:
    trainer, path = case
    values, tensors = read_state(path)
    episodes = values["episodes"]
    changes: list[tuple[str, dict[str, Any]]] = [
        ("progress", {"seconds": float("nan")}),
        ("progress", {"start": -1}),
        ("progress", {"best": -1.0}),  # and yet there are best weights
        ("episodes", {"state": episodes["state"] | {"state": -1}}),
        ("episodes", {"state": episodes["state"] | {"inc": 2**200}}),
        ("episodes", {"bit_generator": "MT19937"}),
    ]
    changes += [("progress", {"stage": 99}), ("progress", {"stage": -1})]
    for part, change in changes:
        refused(trainer, values | {part: values[part] | change}, tensors)


def test_tensors_missing_or_of_another_shape_or_type(case: tuple[Trainer[Any], Path]) -> None:
    trainer, path = case
    values, tensors = read_state(path)
    refused(trainer, values, {})
    with pytest.raises(CheckpointError, match=r"damaged: 'progress' is missing\."):
        trainer.load_state({}, tensors)
    for kind in ("machine.", "best.", "extra.", "optimizer.", "optimizer.0."):
        assert any(name.startswith(kind) for name in tensors)
        refused(trainer, values, {name: part for name, part in tensors.items() if not name.startswith(kind)})
    for more in (
        "machine.more",
        "best.more",
        "optimizer.more",
        "optimizer.0.more.more",
        "optimizer.99.step",
        "optimizer.-1.step",
    ):
        sentence = UNFIT if more.startswith(WEIGHTS) else DAMAGED
        refused(trainer, values, tensors | {more: torch.zeros(())}, sentence)
    for name, part in tensors.items():
        sentence = UNFIT if name.startswith(WEIGHTS) else DAMAGED
        refused(trainer, values, without(tensors, name), sentence)
        refused(trainer, values, tensors | {name: torch.zeros((*part.shape, 2), dtype=part.dtype)}, sentence)
        if not name.startswith("optimizer."):  # torch turns these into what it needs
            refused(trainer, values, tensors | {name: part.to(torch.float16)}, sentence)


def test_moments_of_the_optimizer_that_are_not_listed(case: tuple[Trainer[Any], Path]) -> None:
    trainer, path = case
    values, tensors = read_state(path)
    others: tuple[object, ...] = (None, 5, [], values["moments"][1:], [*values["moments"], "optimizer.more"])
    for moments in others:
        refused(trainer, values | {"moments": moments}, tensors)
    refused(trainer, without(values, "moments"), tensors)
