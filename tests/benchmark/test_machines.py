"""Every machine of the benchmark is built, takes part in its tasks, and is the same for the same seed."""

import re

import numpy as np
import pytest
import torch

from graphmem.benchmark import MACHINES, BenchmarkMachine, PaperCurriculum, machines
from graphmem.benchmark.archive import initial_machine, new_machine, read_weights, trained_machine, weights_path
from graphmem.benchmark.settings import BenchmarkSettings, PaperCurriculumSettings, read_settings
from graphmem.encoding.paper import INPUTS
from graphmem.errors import CheckpointError, UsageError
from graphmem.graphs.traversal import traversal_problem
from graphmem.networks import load_network
from graphmem.results.folders import benchmark_folder
from graphmem.tasks.paper import (
    PAPER_TASKS,
    Episode,
    Fact,
    LabelledGraph,
    PaperStage,
    PaperTask,
    draw_stage_episodes,
    encode,
    map_traversals,
    plan,
)
from graphmem.tasks.paper.shortest_path import ask_path

OTHER_SIZES = {"dnc-lstm", "dnc-paper", "planner"}
TRAINED = [name for name, entry in MACHINES.items() if entry.trained]


def test_every_kind_of_machine_takes_part() -> None:
    kinds = {"dnc", "ntm", "rnn", "gru", "lstm", "attention", "transformer", "convolution", "memory", "gnn", "planner"}
    assert kinds <= {name.partition("-")[0] for name in MACHINES}
    assert {name for name, entry in MACHINES.items() if not entry.weights_of} == {"random-edge", "most-frequent"}
    assert all(name == entry.name for name, entry in MACHINES.items())


@pytest.mark.parametrize("name", TRAINED)
def test_machines_have_similar_sizes_and_depend_on_the_seed(name: str) -> None:
    entry = MACHINES[name]
    for task in list(entry.tasks)[:1]:
        one, same, other = (new_machine(entry, task, seed, torch.device("cpu")).module for seed in (0, 0, 1))
        size = sum(parameter.numel() for parameter in one.parameters())
        assert name in OTHER_SIZES or 100_000 <= size <= 320_000
        pairs = list(zip(one.parameters(), same.parameters(), strict=True))
        assert all(torch.equal(a, b) for a, b in pairs)
        assert not all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


@pytest.mark.parametrize(("name", "task"), [(name, task) for name, entry in MACHINES.items() for task in entry.tasks])
def test_every_machine_answers(name: str, task: str) -> None:
    rng = np.random.default_rng(0)
    asked = draw_stage_episodes(rng, PAPER_TASKS[task], PAPER_TASKS[task].curriculum.stages[0], 2)
    outcomes = initial_machine(MACHINES[name].build, task, 0).evaluate(asked, rng)
    assert len(outcomes) == sum(len(episode.queries) for episode in asked)


def test_the_sizes_of_the_paper() -> None:
    """Extended Data Table 2: LSTM of 3 x 256 or 2 x 256, 256 x 50 or 128 x 50 slots, 5 read heads."""
    slots = {"traversal": 256, "shortest_path": 128, "inference": 128}
    batches = {"traversal": 2, "shortest_path": 1, "inference": 32}
    rates = {"traversal": 1e-5, "shortest_path": 3e-6, "inference": 1e-5}
    for task in slots:
        learner = MACHINES["dnc-paper"].build(task, torch.Generator())
        machine, settings = learner.module, MACHINES["dnc-paper"].settings(task, 0)  # type: ignore[attr-defined]
        assert learner.num_slots == slots[task]  # type: ignore[attr-defined]
        assert (machine.word_size, machine.num_read_heads) == (50, 5)
        assert (machine.controller.num_layers, machine.controller.hidden_size) == (2 + (task != "shortest_path"), 256)
        assert machine.controller.gradient_bound == 10
        assert (settings.batch, settings.learning_rate, settings.optimizer) == (batches[task], rates[task], "rmsprop")
        assert (
            settings.batches_per_draw,
            settings.stage_decay,
            settings.gradient_norm,
            settings.evaluation_episodes,
        ) == (1, 1, 0, 0)
        assert settings.check_every == (2000 if task == "shortest_path" else 100)


def test_settings_survive_json() -> None:
    for entry in MACHINES.values():
        settings = entry.settings(next(iter(entry.tasks)), 3)
        assert read_settings(settings.as_dict()) == settings


@pytest.mark.parametrize(
    "change",
    [
        {"optimizer": "sgd"},
        {"optimizer": ["adam"]},
        {"machine": 3},
        {"task": None},
        {"batch": 0},
        {"batch": "32"},
        {"batch": True},
        {"batch": 32.0},
        {"check_every": 0},
        {"evaluation_episodes": -1},
        {"learning_rate": float("nan")},
        {"rates": 3},
        {"rates": [[1, 2, 3]]},
        {"rates": [[1.5, 0.1]]},
        {"rates": [[5, 0.1], [4, 0.1]]},
        {"rates": [[-1, 0.1]]},
        {"rates": [[5, 0.0]]},
        {"rates": [[5, float("nan")]]},
        {"compiled": 1},
        {"stage_decay": 1.5},
        {"gradient_norm": float("inf")},
        {"more": 1},
        {"seed": None},
    ],
)
def test_invalid_settings_are_refused(change: dict[str, object]) -> None:
    values = BenchmarkMachine("x", MACHINES["rnn"].make, training=PaperCurriculum()).settings("traversal", 0).as_dict()
    with pytest.raises(CheckpointError, match=r"^The training settings .+\.$"):
        read_settings({**values, **change})
    for others in ({}, None, [*values], {name: values[name] for name in values if name != "evaluation_episodes"}):
        for read in (read_settings, PaperCurriculumSettings.from_dict):
            with pytest.raises(CheckpointError):
                read(others)


@pytest.mark.parametrize(
    "change",
    [
        {"machine": 3},
        {"task": None},
        {"task": ["traversal"]},
        {"task": "walks"},
        {"batch": 0},
        {"batch": True},
        {"batch": 32.0},
        {"max_examples": 0},
        {"learning_rate": float("nan")},
        {"compiled": 1},
        {"least_spare": 5},
        {"more": 1},
        {"seed": None},
    ],
)
def test_invalid_settings_of_the_shared_training_are_refused(change: dict[str, object]) -> None:
    values = BenchmarkMachine("x", MACHINES["rnn"].make).settings("traversal", 0).as_dict()
    assert isinstance(read_settings(values), BenchmarkSettings)
    with pytest.raises(CheckpointError, match=r"^The training settings .+\.$"):
        read_settings({**values, **change})


def test_the_planner_in_ten_steps() -> None:
    """On a line of nodes it reaches as far as ten steps do; the planner with more steps reaches the end."""
    ten, own = MACHINES["planner-ten-steps"], MACHINES["planner"]
    assert (ten.trained, ten.weights_of, own.weights_of, ten.tasks) == (False, "planner", "planner", ("shortest_path",))
    pairs = [(node, node + 1) for node in range(100, 120)]
    facts = [Fact(*pair) for one, other in pairs for pair in ((one, 0, other), (other, 1, one))]
    graph = LabelledGraph(tuple(range(100, 121)), tuple(facts))
    rng, lengths = np.random.default_rng(0), [1, 2, 10, 11, 12, 20]
    asked = [ask_path(rng, plan(graph, 100 + length), 100) for length in lengths]
    with benchmark_folder() as folder:
        for entry, reached in ((own, lengths), (ten, lengths[:4])):
            path = weights_path(folder, entry.weights_of, "shortest_path", 0)
            learner = trained_machine(entry, path, read_weights(path), torch.device("cpu"))
            right = [outcome.length for outcome in learner.evaluate(asked, rng) if outcome.valid]
            assert right == reached


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("planner-ten-steps", "planner-ten-steps is not trained; it uses the weights of planner: train that."),
        ("random-edge", "random-edge is not trained; it has no weights."),
    ],
)
def test_machines_that_are_not_trained_have_no_training(name: str, sentence: str) -> None:
    entry = MACHINES[name]
    with pytest.raises(UsageError, match=re.escape(sentence)):
        entry.plan(entry.settings("shortest_path", 0), torch.device("cpu"))


def test_the_convolution_does_not_see_the_whole_underground() -> None:
    """It sees 256 steps: the output at the end of an episode depends on no step before them."""
    machine = MACHINES["convolution"].build("traversal", torch.Generator().manual_seed(0)).module  # type: ignore[attr-defined]
    inputs = torch.randn(300, 1, INPUTS, generator=torch.Generator().manual_seed(1)).requires_grad_()
    machine(inputs, machine.zero_state(1, 0))[0][-1].sum().backward()
    assert inputs.grad is not None
    assert inputs.grad.abs().sum((1, 2)).nonzero()[:, 0].tolist() == list(range(44, 300))
    steps = []
    for network in ("london_zone1_interchanges", "london_underground"):
        asked = map_traversals(np.random.default_rng(0), traversal_problem(load_network(network))[0], 1)
        steps.append(len(encode(asked).observations))
    assert steps[0] < 256 < 766 <= steps[1]


def test_the_episodes_of_the_most_frequent_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def draw(rng: np.random.Generator, task: PaperTask, stage: PaperStage, count: int) -> list[Episode]:
        assert stage == task.curriculum.stages[-1]
        seen.append(count)
        return draw_stage_episodes(rng, task, task.curriculum.stages[0], 2)

    monkeypatch.setattr(machines, "draw_stage_episodes", draw)
    entry = MACHINES["most-frequent"]
    for task in PAPER_TASKS:
        initial_machine(entry.build, task, 0)
    assert entry.examples_seen == 1000
    assert seen == [1000] * len(PAPER_TASKS)
