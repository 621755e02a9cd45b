"""The training that all machines share, of a DNC: the same seed gives the same weights, and a state resumes exactly."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from graphmem.cli.train import TASKS
from graphmem.errors import UsageError
from graphmem.tasks.paper import PAPER_TASKS, training_stages
from graphmem.tasks.paper.training_stages import TrainingStage
from graphmem.training.dnc import dnc_plan, new_dnc
from graphmem.training.encoded import StageBatch
from graphmem.training.paper_registry import TASK_DEFAULTS, dnc_settings
from graphmem.training.paper_settings import DNCSettings
from graphmem.training.paper_tasks import is_stuck
from graphmem.training.plan import TrainingPlan
from graphmem.training.progress import Budget, Progress
from graphmem.training.trainer import Trainer

CPU = torch.device("cpu")
SMALL = DNCSettings(
    "traversal",
    seed=3,
    hidden_size=12,
    word_size=8,
    num_read_heads=1,
    batch=4,
    batches_per_draw=2,
    warm_up=4,
    cool_down=64,
    evaluate_every=4,
    evaluation_batches=1,
)


def trained(updates: int, settings: DNCSettings = SMALL) -> Trainer[StageBatch]:
    trainer = Trainer(dnc_plan(settings, CPU))
    trainer.run(Budget(updates=updates))
    return trainer


def weights(trainer: Trainer[Any]) -> dict[str, list[float]]:
    return {name: value.flatten().tolist() for name, value in trainer.module.state_dict().items()}


def test_the_same_seed_gives_the_same_weights() -> None:
    first = weights(trained(6))
    assert weights(trained(6)) == first
    assert weights(trained(6, replace(SMALL, seed=4))) != first


@pytest.mark.parametrize("stop", [2, 8])
def test_a_state_resumes_exactly(stop: int) -> None:
    settings = replace(SMALL, pass_accuracy=0.0)  # through all stages, and to the end
    straight, halted = trained(40, settings), trained(stop, settings)
    resumed = Trainer(dnc_plan(settings, CPU))
    values, tensors = halted.state()
    resumed.load_state(values, {name: tensor.clone() for name, tensor in tensors.items()})
    resumed.run(Budget(updates=40))
    assert weights(resumed) == weights(straight)
    seconds = {"seconds": 0.0}
    assert vars(resumed.progress) | seconds == vars(straight.progress) | seconds


def test_training_ends_with_the_cool_down_of_the_last_stage() -> None:
    trainer = trained(10_000, replace(SMALL, pass_accuracy=0.0))
    progress = trainer.progress
    assert trainer.finished
    assert progress.stage == trainer.plan.gate.num_stages - 1
    assert progress.examples - progress.stage_began == SMALL.cool_down
    assert progress.best >= 0, "the last weights are evaluated"
    assert trainer.best


def test_weights_that_are_stuck_in_an_early_stage_are_given_up() -> None:
    trainer = trained(10, replace(SMALL, pass_accuracy=1.0, patience=24))
    assert (trainer.progress.start, trainer.progress.since_start) == (1, 4)


def test_when_weights_are_stuck() -> None:
    settings = replace(SMALL, patience=40)
    episodes = training_stages.TRAINING_STAGES["traversal"][0].episodes
    short, long = TrainingStage(episodes, patience=0.5), TrainingStage(episodes, patience=1.0)
    assert is_stuck(settings, short, Progress(examples=80, stage_began=60))
    assert not is_stuck(settings, short, Progress(examples=79, stage_began=60))
    assert not is_stuck(settings, long, Progress(examples=99, stage_began=60))
    assert is_stuck(settings, long, Progress(examples=100, stage_began=60))
    assert not is_stuck(settings, TrainingStage(episodes), Progress(examples=9000, stage_began=60))


def limited(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Limit the first stage of traversal."""
    first, *others = training_stages.TRAINING_STAGES["traversal"]
    monkeypatch.setitem(training_stages.TRAINING_STAGES, "traversal", (replace(first, most=most), *others))


def test_a_stage_of_limited_length_ends_although_it_is_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, most=24)
    never_passed = replace(SMALL, pass_accuracy=1.0)
    assert trained(4, never_passed).progress.stage == 0
    progress = trained(6, never_passed).progress  # 24 episodes
    assert (progress.stage, progress.stage_began, progress.start, progress.accuracy) == (1, 24, 0, 0.0)
    assert trained(30, never_passed).progress.stage == 1, "the second stage has no such end"


def test_the_learning_rate_falls_in_a_stage_of_limited_length(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, most=80)
    plan = dnc_plan(SMALL, CPU)
    assert plan.rate is not None
    begun = [Progress(since_start=50, stage_began=100, examples=100 + passed) for passed in (0, 40, 80)]
    assert [plan.rate(one) for one in begun] == pytest.approx([1e-3, 5.5e-4, 1e-4])
    second = Progress(since_start=50, stage=1, stage_began=100, examples=180)
    assert plan.rate(second) == pytest.approx(1e-3)


def test_only_early_stages_of_traversal_are_given_up() -> None:
    patience = {task: [stage.patience for stage in stages] for task, stages in training_stages.TRAINING_STAGES.items()}
    assert patience.pop("traversal") == [1.0, 0.9, 0.6, 0.75, 1.0, 1.0, *[None] * 4]
    assert {one for stages in patience.values() for one in stages} == {None}


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_stages_of_limited_length_leave_examples_for_the_others(task: str) -> None:
    """All of them end before the rate falls over the last fifth of all examples; the last stage has no such end."""
    stages, settings = training_stages.TRAINING_STAGES[task], dnc_settings(task)
    assert stages[-1].most is None
    assert sum(stage.most or 0 for stage in stages) < 0.8 * settings.max_examples


def test_the_learning_rate() -> None:
    plan: TrainingPlan[StageBatch] = dnc_plan(SMALL, CPU)
    assert plan.rate is not None
    last = plan.gate.num_stages - 1
    assert plan.rate(Progress()) == pytest.approx(SMALL.learning_rate / 4)
    assert plan.rate(Progress(since_start=50)) == SMALL.learning_rate
    begun = Progress(since_start=50, stage=last, stage_began=1000, examples=1000)
    assert plan.rate(begun) == SMALL.learning_rate
    ended = replace_examples(begun, 1064)
    assert plan.rate(ended) == pytest.approx(0.01 * SMALL.learning_rate)
    assert plan.rate(replace_examples(begun, 1032)) == pytest.approx(0.505 * SMALL.learning_rate)


def test_the_learning_rate_falls_before_the_last_example_in_any_stage() -> None:
    settings = replace(SMALL, max_examples=1000, cool_down=100)
    plan = dnc_plan(settings, CPU)
    assert plan.rate is not None
    found = [plan.rate(Progress(since_start=50, stage=2, examples=examples)) for examples in (500, 800, 900, 1000)]
    assert found == pytest.approx([SMALL.learning_rate * share for share in (1, 1, 0.505, 0.01)])
    # Where the last stage begins when the rate falls already, it goes on falling.
    late = Progress(since_start=50, stage=plan.gate.num_stages - 1, stage_began=880, examples=900)
    assert plan.rate(late) == pytest.approx(0.505 * SMALL.learning_rate)


def test_training_ends_after_the_last_example_in_any_stage() -> None:
    trainer = trained(10_000, replace(SMALL, pass_accuracy=1.0, max_examples=100))
    assert trainer.finished
    assert trainer.progress.examples == 104  # draws are whole
    assert trainer.progress.stage == 0
    assert trainer.progress.best == trainer.progress.score >= 0, "the last weights are evaluated"
    assert weights(trainer) == {name: value.flatten().tolist() for name, value in trainer.weights.items()}


def test_no_fresh_start_while_the_learning_rate_falls() -> None:
    trainer = trained(10_000, replace(SMALL, pass_accuracy=1.0, patience=24, max_examples=100))
    assert trainer.progress.examples == 104
    assert trainer.progress.start == 3  # at 24, 48 and 72 examples; from 80 on the rate falls


def test_a_stage_may_have_a_rate_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = training_stages.TRAINING_STAGES["traversal"]
    changed = (replace(first, rate=0.5), *others)
    monkeypatch.setitem(training_stages.TRAINING_STAGES, "traversal", changed)
    plan = dnc_plan(SMALL, CPU)
    assert plan.rate is not None
    assert [plan.rate(Progress(since_start=50, stage=stage)) for stage in (0, 1)] == pytest.approx([5e-4, 1e-3])


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_every_task_has_stages_and_settings(task: str) -> None:
    """A machine is trained on a batch of every stage."""
    assert set(PAPER_TASKS) == set(TASK_DEFAULTS) == set(training_stages.TRAINING_STAGES) == set(TASKS)
    settings = dnc_settings(task, hidden_size=8, word_size=8, num_read_heads=1, batch=2, batches_per_draw=1)
    plan, rng = dnc_plan(replace(settings, evaluation_batches=1), CPU), np.random.default_rng(0)
    start = plan.start(0)
    for stage in range(plan.gate.num_stages):
        (batch,) = plan.draw(rng, Progress(stage=stage))
        assert torch.isfinite(start.trainable.training_step(batch, rng).loss)


def replace_examples(progress: Progress, examples: int) -> Progress:
    return Progress(**{**vars(progress), "examples": examples})


def test_episodes_of_earlier_stages_do_not_count() -> None:
    plan = dnc_plan(replace(SMALL, batch=40, earlier=0.5), CPU)
    start, rng = plan.start(0), np.random.default_rng(0)
    (first, *_) = plan.draw(rng, Progress(stage=2))
    assert set(first.episodes.stage.tolist()) <= {0, 1, 2}
    counted = len(start.trainable.training_step(first, rng).correct)
    assert counted == int((first.episodes.stage == 2).sum())
    assert 0 < counted < 40


def test_the_initial_weights_from_input_and_reads_are_scaled() -> None:
    settings = replace(SMALL, controller="lstm")
    plain, scaled = (new_dnc(replace(settings, input_scale=scale), 0, CPU).state_dict() for scale in (1.0, 3.0))
    weight = scaled.pop("controller.layers.0.weight")
    before = plain.pop("controller.layers.0.weight")
    assert torch.equal(weight[:, : 92 + 8], before[:, : 92 + 8] * 3)
    assert torch.equal(weight[:, 92 + 8 :], before[:, 92 + 8 :]), "the weights from the cells are not"
    assert all(torch.equal(scaled[name], plain[name]) for name in plain)


def test_impossible_settings() -> None:
    with pytest.raises(UsageError, match="no task 'walks'"):
        DNCSettings("walks")
    with pytest.raises(UsageError, match="controller must be"):
        replace(SMALL, controller="gru")
    with pytest.raises(UsageError, match="least_spare must not be greater"):
        replace(SMALL, least_spare=5)
