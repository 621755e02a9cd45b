"""The trainer on a machine with one weight: everything that a plan decides, and states that resume exactly."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from graphmem.errors import CheckpointError
from graphmem.training.curricula import RunningMeanGate
from graphmem.training.plan import Evaluation, Start, TrainingPlan, after
from graphmem.training.progress import Budget, Progress, is_due
from graphmem.training.settings import Settings
from graphmem.training.trainable import StepResult
from graphmem.training.trainer import Trainer


@dataclass(frozen=True)
class OneSettings(Settings):
    """Settings of one number."""

    BOUNDS: ClassVar[dict[str, tuple[float, float]]] = {"seed": (0, 99)}
    seed: int = 0


class One:
    """A weight that is to become the mean of what is drawn; an answer is correct where it lies within 1."""

    def __init__(self, start: float) -> None:
        self.module = nn.Linear(1, 1, bias=False)
        nn.init.constant_(self.module.weight, start)

    def training_step(self, batch: np.ndarray, rng: np.random.Generator) -> StepResult:
        error = self.module.weight - torch.as_tensor(batch, dtype=torch.float32)
        return StepResult(error.square().mean(), (error.abs() < 1).flatten().tolist(), {"first": float(batch[0])})


class Calls:
    """Counts the evaluations, as an ``Extra``."""

    def __init__(self) -> None:
        self.count = torch.zeros((), dtype=torch.int64)

    def tensors(self) -> dict[str, Tensor]:
        return {"count": self.count}

    def load_tensors(self, tensors: dict[str, Tensor]) -> None:
        self.count = tensors["count"].clone()

    def after_evaluation(self, progress: Progress) -> None:
        self.count += 1


def start(number: int) -> Start[np.ndarray]:
    trainable = One(10.0 + number)
    optimizer = torch.optim.SGD(trainable.module.parameters(), lr=0.1, momentum=0.9)
    return Start(trainable, optimizer, np.random.default_rng(number), Calls())


PLAN: TrainingPlan[np.ndarray] = TrainingPlan(
    OneSettings(),
    start,
    lambda rng, progress: [rng.normal(size=4) + progress.stage for _ in range(2)],
    batch_size=4,
    gate=RunningMeanGate(0.5, 0.5, 3),
    rate=lambda progress: 0.1 / (1 + progress.stage),
    evaluation=Evaluation(4, lambda trainable: 1 / (1 + abs(float(trainable.module.weight)))),
    given_up=after(10),
)


def trained(updates: int, plan: TrainingPlan[Any] = PLAN) -> Trainer[Any]:
    trainer = Trainer(plan)
    trainer.run(Budget(updates=updates))
    return trainer


def test_counts_of_a_run() -> None:
    progress = trained(26).progress
    assert (progress.update, progress.examples, progress.questions) == (26, 26 * 4, 26 * 4)
    assert (progress.start, progress.since_start) == (2, 6)
    assert progress.loss > 0


def test_a_fresh_start_has_weights_and_random_numbers_of_its_own() -> None:
    trainer = trained(8)
    first = trainer.module
    trainer.update()
    assert trainer.module is not first
    assert (trainer.progress.stage, trainer.progress.accuracy) == (0, 0.0)
    assert float(trainer.module.state_dict()["weight"]) == 11.0
    assert trainer.current.rng.normal() == np.random.default_rng(1).normal()


def test_the_best_weights_are_kept_over_all_starts() -> None:
    scores = iter([0.2, 0.6, 0.4, 0.5])
    seen: list[float] = []

    def score(trainable: One) -> float:
        seen.append(float(trainable.module.weight))
        return next(scores)

    trainer = trained(16, replace(PLAN, evaluation=Evaluation(4, score)))
    assert (trainer.progress.best, trainer.progress.start) == (0.6, 1)
    assert float(trainer.weights["weight"]) == seen[1]
    trainer.load_best()
    assert float(trainer.module.state_dict()["weight"]) == seen[1]


def test_a_run_ends_with_a_passed_evaluation_or_its_episodes() -> None:
    passed = trained(99, replace(PLAN, evaluation=Evaluation(4, lambda trainable: 1.0)))
    assert (passed.finished, passed.progress.update) == (True, 4)
    assert trained(99, replace(PLAN, max_examples=12)).progress.update == 4  # two batches a draw
    assert not trained(4).finished
    longer = trained(99, replace(PLAN, evaluation=Evaluation(4, lambda trainable: 1.0, ends=False), max_examples=48))
    assert (longer.finished, longer.passed, longer.progress.update) == (True, False, 12)


def test_stages_and_rates() -> None:
    trainer, stages = Trainer(replace(PLAN, given_up=lambda progress: False)), []
    for _ in range(40):
        rate = 0.1 / (1 + trainer.progress.stage)
        trainer.update()
        stages.append(trainer.progress.stage)
        assert trainer.current.optimizer.param_groups[0]["lr"] == rate
    assert stages == sorted(stages)
    assert set(stages) == {0, 1, 2}


@pytest.mark.parametrize("stop", [2, 4, 10, 14])
def test_a_state_resumes_exactly(stop: int) -> None:
    straight, halted, resumed = trained(20), trained(stop), Trainer(PLAN)
    resumed.load_state(*halted.state())
    resumed.run(Budget(updates=20))
    (values, tensors), (other_values, other_tensors) = straight.state(), resumed.state()
    for some in (values, other_values):
        some["progress"] = {**some["progress"], "seconds": 0.0}
    assert values == other_values
    assert tensors.keys() == other_tensors.keys()
    assert all(torch.equal(value, other_tensors[name]) for name, value in tensors.items())


def test_a_state_without_its_extra_part_is_refused() -> None:
    values, tensors = trained(4).state()
    del tensors["extra.count"]
    with pytest.raises(CheckpointError, match=r"damaged: 'count' is missing\.$"):
        Trainer(PLAN).load_state(values, tensors)


def test_a_budget_and_its_clock() -> None:
    ticks = itertools.count(0.0, 5.0)
    trainer = Trainer(PLAN)
    before: list[int] = []
    trainer.run(Budget(seconds=20), clock=lambda: next(ticks), after_update=before.append)
    assert (trainer.progress.seconds, before) == (20.0, [0, 2, 4, 6])
    trainer.run(Budget(updates=99), stopped=lambda: trainer.progress.update >= 10)
    assert trainer.progress.update == 10
    assert Budget(100, 50).used(Progress(examples=80, seconds=10)) == 0.8
    assert Budget(seconds=0).used(Progress()) == 1


def test_intervals_of_updates() -> None:
    assert [after for after in range(1, 10) if is_due(4, after - 1, after)] == [4, 8]
    assert is_due(4, 2, 6)
    assert not is_due(4, 4, 7)


def test_a_running_mean_ignores_batches_that_do_not_count() -> None:
    gate, progress = RunningMeanGate(0.5, 0.7, 2), Progress()
    gate.observe(progress, [True, True])
    gate.observe(progress, [])
    assert (progress.accuracy, progress.stage) == (0.5, 0)
    gate.observe(progress, [True])
    assert (progress.accuracy, progress.stage) == (0.0, 1)
    for _ in range(9):
        gate.observe(progress, [True])
    assert progress.stage == 1, "there are two stages"


def test_a_line_of_the_log() -> None:
    figures = trained(2).figures()
    assert (figures["update"], figures["stage"]) == (2, 1)
    assert "first" in figures
