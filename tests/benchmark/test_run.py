"""Stages are passed by the paper's gate, and a run goes on from its state as if it had not stopped."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from graphmem.benchmark import EpisodeTrainable, RunSettings, SequenceAdapter
from graphmem.benchmark.run import Run
from graphmem.encoding.paper import INPUTS, OUTPUTS
from graphmem.errors import CheckpointError
from graphmem.evaluation.outcomes import Outcome
from graphmem.models.recurrent import Recurrent
from graphmem.tasks.paper import PAPER_TASKS, Episode
from graphmem.training.trainable import StepResult


class Marked:
    """A machine with one parameter, whose share of right answers is given."""

    def __init__(self, share: float) -> None:
        self.module = nn.Linear(1, 1, bias=False)
        self.share = share
        self.seen: list[int] = []

    def training_step(self, episodes: Sequence[Episode], rng: np.random.Generator) -> StepResult:
        self.seen += [len(episode.graph.nodes) for episode in episodes]
        right = [number < self.share * len(episodes) for number in range(len(episodes))]
        return StepResult(self.module.weight.square().sum(), right)

    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        return [Outcome(False, number < self.share * len(episodes), 1, 1) for number in range(len(episodes))]


def run_of(
    learner: EpisodeTrainable, task: str = "traversal", **changes: float | str | tuple[tuple[int, float], ...]
) -> Run:
    values = {"batch": 10, "check_every": 2, **changes}
    return Run(RunSettings("marked", task, 0, **values), learner)  # type: ignore[arg-type]


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
    run = run_of(Marked(share), task)
    run.update()
    assert run.progress.stage == 0, "no check is due"
    run.update()
    assert run.progress.stage == int(passes)
    assert run.progress.accuracy == pytest.approx(share)
    assert (run.progress.update, run.progress.examples) == (2, 20)


def test_the_last_stage_is_not_left() -> None:
    run = run_of(Marked(1.0), batch=1, check_every=1)
    for _ in range(len(PAPER_TASKS["traversal"].curriculum.stages) + 2):
        run.update()
    assert run.progress.stage == len(PAPER_TASKS["traversal"].curriculum.stages) - 1


def test_the_rate_falls_with_the_stages() -> None:
    run = run_of(Marked(1.0), learning_rate=0.5, stage_decay=0.1)
    other = run_of(Marked(1.0), learning_rate=0.5, stage_decay=0.1)
    found = []
    for _ in range(3):
        run.update()
        found.append(run.optimizer.param_groups[0]["lr"])
    assert found == [0.5, 0.5, pytest.approx(0.05)]
    other.load_state(*run.state())
    other.update()
    assert other.optimizer.param_groups[0]["lr"] == pytest.approx(0.05)


def test_the_rate_changes_where_it_is_told_to() -> None:
    run = run_of(Marked(0.0), rates=((20, 0.25), (30, 0.5)))
    found = []
    for _ in range(5):
        run.update()
        found.append(run.optimizer.param_groups[0]["lr"])
    assert found == [1e-3, 1e-3, 0.25, 0.5, 0.5]


@pytest.mark.parametrize(("optimizer", "first"), [("rmsprop", 0.01 / math.sqrt(0.1)), ("adam", 0.01)])
def test_the_first_steps_of_the_optimizers(optimizer: str, first: float) -> None:
    """The gradient is twice the weight; RMSprop's squares decay by 0.9, and nothing is carried from step to step."""
    run = run_of(Marked(0.0), optimizer=optimizer, learning_rate=0.01)
    weight = run.learner.module.weight  # type: ignore[union-attr]
    before = weight.item()
    run.update()
    assert before - weight.item() == pytest.approx(math.copysign(first, before), rel=1e-4)
    if optimizer == "rmsprop":
        then = weight.item()
        run.update()
        squares = 0.1 * (0.9 * (2 * before) ** 2 + (2 * then) ** 2)
        assert then - weight.item() == pytest.approx(0.01 * 2 * then / math.sqrt(squares), rel=1e-4)


def test_later_stages_have_larger_graphs() -> None:
    easy, hard = Marked(0.0), Marked(1.0)
    for learner in (easy, hard):
        run = run_of(learner, check_every=1)
        for _ in range(20):
            run.update()
    assert max(easy.seen) <= 10 < max(hard.seen[-30:])


def test_batches_drawn_together_have_episodes_of_like_length() -> None:
    lengths: list[list[int]] = []

    class Watched(Marked):
        def training_step(self, episodes: Sequence[Episode], rng: np.random.Generator) -> StepResult:
            lengths.append([len(one.graph.facts) + 2 * len(one.queries[0].steps) for one in episodes])
            return super().training_step(episodes, rng)

    run = run_of(Watched(0.0), batches_per_draw=4, check_every=4)
    run.update()
    assert (run.progress.update, run.progress.examples) == (4, 40)
    assert [len(batch) for batch in lengths] == [10] * 4
    ranges = sorted((min(batch), max(batch)) for batch in lengths)
    assert all(high <= low for (_, high), (low, _) in pairwise(ranges))
    assert run.progress.asked == 0, "a check was due"


def test_the_gradient_is_scaled_down() -> None:
    steps: list[float] = []
    for norm in (0.0, 1e-3):
        learner = Marked(0.0)
        nn.init.constant_(learner.module.weight, 3.0)
        run = run_of(learner, gradient_norm=norm, learning_rate=1.0)
        run.optimizer = torch.optim.SGD(learner.module.parameters(), lr=1.0)
        run.update()
        steps.append(3.0 - float(learner.module.weight.detach()))
    assert steps == pytest.approx([6.0, 1e-3], rel=1e-4)


def test_a_bad_batch_is_stepped_over() -> None:
    learner = Marked(0.0)
    nn.init.constant_(learner.module.weight, float("nan"))
    run = run_of(learner)
    nn.init.constant_(learner.module.weight, 1e38)  # its square is infinite
    run.update()
    assert float(learner.module.weight.detach()) == pytest.approx(1e38)
    assert run.progress.loss == 0.0
    assert run.progress.update == 1


def gru(task: str, seed: int = 0) -> Run:
    machine = Recurrent(nn.GRU, INPUTS, OUTPUTS, 8, 1, torch.Generator().manual_seed(seed))
    return Run(RunSettings("gru", task, seed, batch=3, check_every=2), SequenceAdapter(machine, task))


def weights(run: Run) -> list[Tensor]:
    return [value.clone() for value in run.learner.module.state_dict().values()]


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_a_run_resumes_to_the_bit(task: str) -> None:
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


class Examined(Marked):
    """Answers so many of four questions at each exam, and remembers the weight it had."""

    def __init__(self, results: Sequence[int]) -> None:
        super().__init__(0.0)
        self.results, self.weights = list(results), list[float]()

    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        self.weights.append(float(self.module.weight.detach()))
        right = self.results.pop(0)
        return [Outcome(number < right, True, 1, 1) for number in range(len(episodes))]


def test_the_weights_of_the_best_exam_are_kept() -> None:
    learner = Examined([1, 3, 2, 3])
    run = run_of(learner, check_every=1, evaluation_episodes=4)
    for _ in range(4):
        run.update()
    assert (run.progress.best, run.finished) == (0.75, False)
    assert float(run.weights["weight"]) == learner.weights[1] != learner.weights[3]
    other = run_of(Examined([]), check_every=1, evaluation_episodes=4)
    other.load_state(*run.state())
    assert torch.equal(other.weights["weight"], run.weights["weight"])


def test_an_exam_without_a_fault_ends_a_run() -> None:
    run = run_of(Examined([2, 4]), check_every=2, evaluation_episodes=4)
    for _ in range(4):
        assert not run.finished
        run.update()
    assert run.finished


def test_the_exam_is_of_the_last_stage_and_of_no_batch() -> None:
    learner = Marked(0.0)
    run = run_of(learner, evaluation_episodes=30)
    assert {len(episode.graph.nodes) for episode in run.exam} - set(range(11))
    assert run.exam == run_of(Marked(0.0), evaluation_episodes=30).exam
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
        {**values, "progress": progress | {"right": True}},
        {**values, "progress": progress | {"loss": float("nan")}},
        {**values, "episodes": {**values["episodes"], "state": {"state": "x", "inc": 1}}},
    ):
        with pytest.raises(CheckpointError, match=r"incomplete or damaged: .+\.$"):
            gru("traversal").load_state(broken, tensors)
    for other in ({}, tensors | {"best.output.bias": torch.zeros(3)}):
        with pytest.raises(CheckpointError, match=r"incomplete or damaged: .+\.$"):
            gru("traversal").load_state(values, other)
    gru("traversal").load_state(values, tensors)
