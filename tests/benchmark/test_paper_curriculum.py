"""Stages are passed by the paper's gate, and a training resumes from its state exactly."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from graphmem.benchmark import EpisodeTrainable, PaperCurriculumSettings, SequenceAdapter
from graphmem.benchmark.paper_curriculum import draw_evaluation_episodes, paper_plan
from graphmem.encoding.paper import INPUTS, OUTPUTS
from graphmem.errors import CheckpointError
from graphmem.evaluation.outcomes import Outcome
from graphmem.models.recurrent import Recurrent
from graphmem.tasks.paper import PAPER_TASKS, Episode
from graphmem.training.trainable import StepResult
from graphmem.training.trainer import Trainer

from .stand_ins import Marked


def run_of(
    trainable: EpisodeTrainable, task: str = "traversal", **changes: float | str | tuple[tuple[int, float], ...]
) -> Trainer[Any]:
    values = {"batch": 10, "check_every": 2, **changes}
    return Trainer(paper_plan(PaperCurriculumSettings("marked", task, 0, **values), trainable))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("task", "share", "passes"),
    [
        ("traversal", 0.9, True),
        ("traversal", 0.8, False),
        ("inference", 0.9, True),
        ("shortest_path", 0.8, True),
        ("shortest_path", 0.78, False),
    ],
)
def test_the_gate_is_the_papers(task: str, share: float, passes: bool) -> None:
    trainer = run_of(Marked(share), task)
    trainer.update()
    assert trainer.progress.stage == 0, "no check is due"
    trainer.update()
    assert trainer.progress.stage == int(passes)
    assert trainer.progress.accuracy == pytest.approx(share)
    assert (trainer.progress.update, trainer.progress.examples) == (2, 20)


def test_the_last_stage_is_not_left() -> None:
    trainer = run_of(Marked(1.0), batch=1, check_every=1)
    for _ in range(len(PAPER_TASKS["traversal"].curriculum.stages) + 2):
        trainer.update()
    assert trainer.progress.stage == len(PAPER_TASKS["traversal"].curriculum.stages) - 1


def test_the_rate_falls_with_the_stages() -> None:
    trainer = run_of(Marked(1.0), learning_rate=0.5, stage_decay=0.1)
    other = run_of(Marked(1.0), learning_rate=0.5, stage_decay=0.1)
    found = []
    for _ in range(3):
        trainer.update()
        found.append(trainer.current.optimizer.param_groups[0]["lr"])
    assert found == [0.5, 0.5, pytest.approx(0.05)]
    other.load_state(*trainer.state())
    other.update()
    assert other.current.optimizer.param_groups[0]["lr"] == pytest.approx(0.05)


def test_the_rate_changes_where_the_settings_say_so() -> None:
    trainer = run_of(Marked(0.0), rates=((20, 0.25), (30, 0.5)))
    found = []
    for _ in range(5):
        trainer.update()
        found.append(trainer.current.optimizer.param_groups[0]["lr"])
    assert found == [1e-3, 1e-3, 0.25, 0.5, 0.5]


@pytest.mark.parametrize(("optimizer", "first"), [("rmsprop", 0.01 / math.sqrt(0.1)), ("adam", 0.01)])
def test_the_first_steps_of_the_optimizers(optimizer: str, first: float) -> None:
    """The gradient is twice the weight; RMSprop's squares decay by 0.9, and nothing is carried from step to step."""
    trainer = run_of(Marked(0.0), optimizer=optimizer, learning_rate=0.01)
    weight = trainer.module.weight  # type: ignore[union-attr]
    before = weight.item()
    trainer.update()
    assert before - weight.item() == pytest.approx(math.copysign(first, before), rel=1e-4)
    if optimizer == "rmsprop":
        then = weight.item()
        trainer.update()
        squares = 0.1 * (0.9 * (2 * before) ** 2 + (2 * then) ** 2)
        assert then - weight.item() == pytest.approx(0.01 * 2 * then / math.sqrt(squares), rel=1e-4)


def test_later_stages_have_larger_graphs() -> None:
    easy, hard = Marked(0.0), Marked(1.0)
    for trainable in (easy, hard):
        trainer = run_of(trainable, check_every=1)
        for _ in range(20):
            trainer.update()
    assert max(easy.seen) <= 10 < max(hard.seen[-30:])


def test_batches_drawn_together_have_episodes_of_like_length() -> None:
    lengths: list[list[int]] = []

    class Watched(Marked):
        def training_step(self, episodes: Sequence[Episode], rng: np.random.Generator) -> StepResult:
            lengths.append([len(one.graph.facts) + 2 * len(one.queries[0].steps) for one in episodes])
            return super().training_step(episodes, rng)

    trainer = run_of(Watched(0.0), batches_per_draw=4, check_every=4)
    trainer.update()
    assert (trainer.progress.update, trainer.progress.examples) == (4, 40)
    assert [len(batch) for batch in lengths] == [10] * 4
    ranges = sorted((min(batch), max(batch)) for batch in lengths)
    assert all(high <= low for (_, high), (low, _) in pairwise(ranges))
    assert trainer.progress.asked == 0, "a check was due"


def test_the_gradient_is_scaled_down() -> None:
    steps: list[float] = []
    for norm in (0.0, 1e-3):
        trainable = Marked(0.0)
        nn.init.constant_(trainable.module.weight, 3.0)
        trainer = run_of(trainable, gradient_norm=norm, learning_rate=1.0)
        trainer.current.optimizer = torch.optim.SGD(trainable.module.parameters(), lr=1.0)
        trainer.update()
        steps.append(3.0 - float(trainable.module.weight.detach()))
    assert steps == pytest.approx([6.0, 1e-3], rel=1e-4)


def test_a_batch_with_an_infinite_gradient_is_skipped() -> None:
    trainable = Marked(0.0)
    nn.init.constant_(trainable.module.weight, float("nan"))
    trainer = run_of(trainable)
    nn.init.constant_(trainable.module.weight, 1e38)  # its square is infinite
    trainer.update()
    assert float(trainable.module.weight.detach()) == pytest.approx(1e38)
    assert trainer.progress.loss == 0.0
    assert trainer.progress.update == 1


def gru(task: str, seed: int = 0) -> Trainer[Any]:
    machine = Recurrent(nn.GRU, INPUTS, OUTPUTS, 8, 1, torch.Generator().manual_seed(seed))
    return Trainer(
        paper_plan(PaperCurriculumSettings("gru", task, seed, batch=3, check_every=2), SequenceAdapter(machine, task))
    )


def weights(trainer: Trainer[Any]) -> list[Tensor]:
    return [value.clone() for value in trainer.module.state_dict().values()]


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_a_training_resumes_exactly(task: str) -> None:
    straight, halted = gru(task), gru(task)
    for _ in range(5):
        straight.update()
    for _ in range(3):
        halted.update()
    resumed = gru(task, seed=1)
    resumed.load_state(*halted.state())
    for _ in range(2):
        resumed.update()
    assert all(torch.equal(one, other) for one, other in zip(weights(straight), weights(resumed), strict=True))
    assert vars(straight.progress) == vars(resumed.progress)


def test_another_seed_has_other_weights() -> None:
    one, other = gru("traversal"), gru("traversal", 1)
    one.update()
    other.update()
    assert not all(torch.equal(a, b) for a, b in zip(weights(one), weights(other), strict=True))


class Scored(Marked):
    """Answers so many of four questions at each evaluation, and remembers the weight it had."""

    def __init__(self, results: Sequence[int]) -> None:
        super().__init__(0.0)
        self.results, self.weights = list(results), list[float]()

    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        self.weights.append(float(self.module.weight.detach()))
        right = self.results.pop(0)
        return [Outcome(number < right, True, 1, 1) for number in range(len(episodes))]


def test_the_weights_of_the_best_evaluation_are_kept() -> None:
    trainable = Scored([1, 3, 2, 3])
    trainer = run_of(trainable, check_every=1, evaluation_episodes=4)
    for _ in range(4):
        trainer.update()
    assert (trainer.progress.best, trainer.finished) == (0.75, False)
    assert float(trainer.weights["weight"]) == trainable.weights[1] != trainable.weights[3]
    other = run_of(Scored([]), check_every=1, evaluation_episodes=4)
    other.load_state(*trainer.state())
    assert torch.equal(other.weights["weight"], trainer.weights["weight"])


def test_an_evaluation_without_an_error_ends_a_run() -> None:
    trainer = run_of(Scored([2, 4]), check_every=2, evaluation_episodes=4)
    for _ in range(4):
        assert not trainer.finished
        trainer.update()
    assert trainer.finished


def test_the_evaluation_set_is_of_the_last_stage_and_always_the_same() -> None:
    settings = PaperCurriculumSettings("marked", "traversal", 0, evaluation_episodes=30)
    episodes = draw_evaluation_episodes(settings)
    assert len(episodes) == 30
    assert {len(episode.graph.nodes) for episode in episodes} - set(range(11))
    assert episodes == draw_evaluation_episodes(settings) != draw_evaluation_episodes(replace(settings, seed=1))
    assert run_of(Marked(0.0)).plan.evaluation is None
    assert run_of(Marked(0.0)).weights.keys() == {"weight"}


def test_a_state_that_lacks_something_is_refused() -> None:
    values, tensors = gru("traversal").state()
    progress = values["progress"]
    for broken in (
        {**values, "progress": {}},
        {**values, "episodes": {}},
        {**values, "progress": progress | {"stage": 99}},
        {**values, "progress": progress | {"stage": -1}},
        {**values, "progress": progress | {"update": "3"}},
        {**values, "progress": progress | {"correct": True}},
        {**values, "progress": progress | {"loss": float("nan")}},
        {**values, "episodes": {**values["episodes"], "state": {"state": "x", "inc": 1}}},
    ):
        with pytest.raises(CheckpointError, match=r"incomplete or damaged: .+\.$"):
            gru("traversal").load_state(broken, tensors)
    for other in ({}, tensors | {"best.output.bias": torch.zeros(3)}):
        with pytest.raises(CheckpointError, match=r"incomplete or damaged: .+\.$"):
            gru("traversal").load_state(values, other)
    gru("traversal").load_state(values, tensors)
