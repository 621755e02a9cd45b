"""The training that all machines share: one for the two commands, and the same episodes for every machine."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from torch import nn

from graphmem.benchmark import (
    MACHINES,
    BenchmarkMachine,
    BenchmarkSettings,
    Budget,
    GraphAdapter,
    PaperCurriculumSettings,
    SequenceAdapter,
    train_machine,
)
from graphmem.benchmark.archive import read_weights, weights_path
from graphmem.benchmark.baselines import RandomEdge
from graphmem.benchmark.encoded import EpisodesTrainable, encoded_trainable
from graphmem.cli import main
from graphmem.encoding.paper import INPUTS, OUTPUTS
from graphmem.errors import UsageError
from graphmem.models.gnn import GraphMachine
from graphmem.models.recurrent import Recurrent
from graphmem.tasks.paper import PAPER_TASKS
from graphmem.tasks.paper.training_stages import TRAINING_STAGES
from graphmem.training import paper_registry
from graphmem.training.encoded import SequenceTrainable, StageBatch
from graphmem.training.paper_registry import TaskDefaults
from graphmem.training.plan import TrainingPlan
from graphmem.training.progress import Progress
from graphmem.training.state import read_state
from graphmem.training.trainer import Trainer

CPU = torch.device("cpu")
TRAINING = {
    "batch": 4,
    "batches_per_draw": 2,
    "max_examples": 64,
    "cool_down": 32,
    "patience": 16,
    "evaluation_batches": 1,
    "pass_accuracy": 1.0,
}
SIZES = {"hidden_size": 10, "word_size": 9, "num_read_heads": 2}
GRU = BenchmarkMachine("gru", lambda task, g: SequenceAdapter(Recurrent(nn.GRU, INPUTS, OUTPUTS, 6, 1, g), task))
GNN = BenchmarkMachine("gnn", lambda task, g: GraphAdapter(GraphMachine(8, g), task))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short training of small DNCs, which learn nothing, so that there is a fresh start too."""
    for task in PAPER_TASKS:
        monkeypatch.setitem(paper_registry.TASK_DEFAULTS, task, TaskDefaults(TRAINING, SIZES))


def run(*words: str) -> None:
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_both_commands_give_the_same_weights_to_the_bit(task: str, tmp_path: Path) -> None:
    run("train", "dnc", task, "--seed", "5", "--device", "cpu", "--out", str(tmp_path / "own"))
    run("benchmark", "train", "dnc", task, "--seed", "5", "--out", str(tmp_path / "benchmark"))
    path = weights_path(tmp_path / "benchmark", "dnc", task, 5)
    values, tensors = read_state(tmp_path / "own" / "state.safetensors")
    same_values, same = read_state(path.with_suffix("") / "state.safetensors")
    assert tensors.keys() == same.keys()
    assert all(torch.equal(tensors[name], same[name]) for name in tensors)
    assert values["progress"] | {"seconds": 0} == same_values["progress"] | {"seconds": 0}
    kept = read_weights(path)
    starts = 3 if task == "traversal" else 0  # elsewhere weights are never given up
    assert (kept.progress.examples, kept.progress.start, kept.progress.stage) == (64, starts, 0)
    assert kept.progress.stages == len(TRAINING_STAGES[task])
    best = {name.removeprefix("best."): value for name, value in tensors.items() if name.startswith("best.")}
    assert best.keys() == kept.tensors.keys()
    assert all(torch.equal(best[name].half(), kept.tensors[name]) for name in best)


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_all_machines_see_the_same_episodes(task: str) -> None:
    """In every draw, whatever a machine has drawn at random in between; and at the same rate."""
    seen: list[list[StageBatch]] = []
    rates = []
    for entry in (MACHINES["dnc"], GRU, GNN):
        plan = entry.plan(replace(entry.settings(task, 2), max_examples=10_000), CPU)
        drawn: list[StageBatch] = []

        def draw(
            rng: np.random.Generator,
            progress: Progress,
            plan: TrainingPlan[StageBatch] = plan,
            drawn: list[StageBatch] = drawn,
        ) -> list[StageBatch]:
            batches = plan.draw(rng, replace(progress, stage=2))
            drawn += batches
            return list(batches)

        trainer = Trainer(replace(plan, draw=draw, given_up=lambda progress: False))
        for _ in range(3):
            trainer.update()
        seen.append(drawn)
        rates.append(plan.rate and plan.rate(Progress(stage=1, since_start=500, examples=9990)))
    assert [len(batches) for batches in seen] == [6] * 3
    for one, *others in zip(*seen, strict=True):
        assert all(np.array_equal(one.episodes.observations, other.episodes.observations) for other in others)
    assert rates[0] == rates[1] == rates[2]
    assert rates[0] < 3e-4


@pytest.mark.parametrize("entry", [GRU, GNN], ids=lambda entry: entry.name)
@pytest.mark.parametrize("task", PAPER_TASKS)
def test_a_run_of_any_machine_resumes_exactly(entry: BenchmarkMachine, task: str, tmp_path: Path) -> None:
    settings = replace(entry.settings(task, 1), patience=16)
    straight = train_machine(tmp_path / "a", entry, settings, Budget(), device=CPU)
    train_machine(tmp_path / "b", entry, settings, Budget(examples=40), device=CPU)  # after the fresh start
    resumed = train_machine(tmp_path / "b", entry, settings, Budget(), device=CPU, resume=True)
    assert straight.finished
    assert straight.progress.examples == 64
    assert straight.progress.best >= 0
    seconds = {"seconds": 0.0}
    assert vars(straight.progress) | seconds == vars(resumed.progress) | seconds
    assert all(torch.equal(value, resumed.weights[name]) for name, value in straight.weights.items())


def test_all_machines_are_given_up_by_the_same_rule() -> None:
    stuck, early = Progress(examples=16), Progress(examples=15)
    for entry in (MACHINES["dnc"], MACHINES["dnc-lstm"], GRU, GNN):
        plan = entry.plan(entry.settings("traversal", 0), CPU)
        assert plan.given_up(stuck)
        assert not plan.given_up(early)


def test_a_fresh_start_has_weights_of_its_own() -> None:
    plan = GRU.plan(GRU.settings("traversal", 0), CPU)
    first, again, other = (plan.start(number).trainable.module.state_dict() for number in (0, 0, 1))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["cells.weight_ih_l0"], other["cells.weight_ih_l0"])


def test_a_graph_network_is_given_the_episodes() -> None:
    settings = replace(GNN.settings("inference", 0), batch=8, earlier=0.5)
    assert isinstance(settings, BenchmarkSettings)
    plan = GNN.plan(settings, CPU)
    start = plan.start(0)
    (batch, *_) = plan.draw(start.rng, Progress(stage=1))
    result = start.trainable.training_step(batch, start.rng)
    assert torch.isfinite(result.loss)
    assert len(result.correct) == int((batch.episodes.stage == 1).sum()) < 8
    machine = start.trainable
    assert isinstance(machine, EpisodesTrainable)
    outcomes = machine.machine.evaluate(batch.episodes.episodes(), start.rng)
    assert machine.accuracy([batch.episodes]) == sum(one.free for one in outcomes) / len(outcomes)


def test_what_cannot_be_trained_says_so() -> None:
    settings = GRU.settings("traversal", 0)
    assert isinstance(settings, BenchmarkSettings)
    assert isinstance(encoded_trainable(GRU.build("traversal", torch.Generator()), settings), SequenceTrainable)
    with pytest.raises(UsageError, match="RandomEdge has no training_step"):
        encoded_trainable(RandomEdge("traversal"), settings)


def test_the_length_and_the_rate_of_a_training(tmp_path: Path) -> None:
    out = "--out", str(tmp_path)
    run("benchmark", "train", "gru", "traversal", *out, "--max-examples", "16", "--learning-rate", "0.002")
    kept = read_weights(weights_path(tmp_path, "gru", "traversal", 0))
    assert isinstance(kept.settings, BenchmarkSettings)
    assert (kept.settings.max_examples, kept.settings.learning_rate, kept.progress.examples) == (16, 0.002, 16)
    for words, sentence in {
        ("gru", "--resume", "--learning-rate", "0.1"): "The learning rate of this run stays as it was when it began.",
        ("gru", "--resume", "--max-examples", "99"): "A run that is resumed keeps its own settings; leave out "
        "--max-examples.",
        ("planner", "--max-examples", "99"): "The training of planner has no --max-examples; give --examples.",
        ("planner",): "A run needs --minutes or --examples.",
    }.items():
        done = CliRunner().invoke(main, ["benchmark", "train", words[0], "traversal", *out, *words[1:]])
        assert (done.exit_code, done.stderr) == (2, f"graphmem: {sentence}\n")


def test_a_run_by_the_paper_s_curriculum_is_resumed_as_it_began(tmp_path: Path) -> None:
    settings = PaperCurriculumSettings("gru", "traversal", 0, batch=2, check_every=3)
    train_machine(tmp_path, GRU, settings, Budget(examples=4), device=CPU)
    resumed: Trainer[object] = train_machine(
        tmp_path, GRU, GRU.settings("traversal", 0), Budget(examples=8), device=CPU, resume=True
    )
    assert resumed.plan.settings == settings
    assert resumed.progress.examples == 8
