"""The planner on the paper's episodes: its inputs against tables by hand, its loss against loops."""

from __future__ import annotations

from importlib import resources
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load

from graphmem.benchmark.machines import MACHINES
from graphmem.benchmark.paper_curriculum import paper_plan
from graphmem.benchmark.planner import PlannerNoise, PlannerSequence, TrainablePlanner, discretise_planner
from graphmem.benchmark.planner_tokens import run_tokens, tokens_of
from graphmem.benchmark.settings import PaperCurriculumSettings
from graphmem.evaluation.outcomes import Outcome
from graphmem.interpreter import load_planner
from graphmem.memory.gating import DISCRETE, SOFT, Gating
from graphmem.models.planner import Planner
from graphmem.seeding import integer_seed
from graphmem.tasks.paper import END, PAPER_TASKS, Episode, Fact, LabelledGraph, Query, draw_batch, plan
from graphmem.tasks.paper.shortest_path import ask_path
from graphmem.training.trainer import Trainer

PATHS = ("traversal", "shortest_path")

#   700 -5-> 20 -5-> 300,   700 -9-> 41 -2-> 300
GRAPH = LabelledGraph((700, 20, 41, 300), (Fact(20, 5, 300), Fact(700, 5, 20), Fact(41, 2, 300), Fact(700, 9, 41)))
SMALL = LabelledGraph((1, 2), (Fact(1, 8, 2),))


def drawn(task: str, count: int, stage: int = 4, seed: int = 0) -> list[Episode]:
    return draw_batch(np.random.default_rng(seed), PAPER_TASKS[task], stage, count)


def fresh(seed: int = 0) -> Planner:
    return Planner(2, 64, torch.Generator().manual_seed(integer_seed(seed, "weights")))


def shipped() -> Planner:
    """Weights that are exact, trained on other tasks."""
    machine = Planner(2, 64)
    folder = resources.files("graphmem.weights") / "planner"
    machine.load_state_dict(load((folder / "model.safetensors").read_bytes()))
    return machine


def settings(task: str, **others: float) -> PaperCurriculumSettings:
    return PaperCurriculumSettings("planner", task, 0, **{"batch": 4, "check_every": 2, **others})  # type: ignore[arg-type]


def test_paths_as_tokens() -> None:
    ways = [ask_path(np.random.default_rng(0), plan(graph, end), start) for graph, start, end in
            ((GRAPH, 700, 300), (SMALL, 1, 2))]  # fmt: skip
    tokens = tokens_of(ways)
    assert (tokens.num_labels, tokens.planning_steps) == (4, 10)
    # nodes 700, 20, 41, 300 are 0 to 3, edges 2, 5, 9 are 0 to 2; 4 is blank
    assert tokens.rows.tolist() == [
        [[1, 0, 2, 0], [1, 1, 0, 2], [3, 1, 3, 2]],
        [[0, 4, 4, 4], [0, 4, 4, 4], [1, 4, 4, 4]],
    ]
    assert tokens.query is not None
    assert [part.tolist() for part in tokens.query] == [[0, 0], [3, 1]]
    middle = {20: 1, 41: 2}[ways[0].queries[0].answer[0].destination]
    assert tokens.asked.labels.tolist() == [[[0, 4, 4], [middle, 4, 4]], [[0, 4, 4], [4, 4, 4]]]
    assert tokens.asked.right.tolist() == [[[0, 1, 1, 0, 0], [0, 0, 0, 1, 0]], [[0, 1, 0, 0, 0], [0] * 5]]
    assert tokens.asked.weight.tolist() == [[1, 1], [1, 0]]


def test_traversals_as_tokens() -> None:
    answer = Fact(700, 9, 41), Fact(41, 2, 300), END
    tokens = tokens_of([Episode(GRAPH, (Query((Fact(700, 9), Fact(edge=2)), 0, answer),))])
    assert (tokens.query, tokens.planning_steps) == (None, 0)
    assert tokens.asked.labels.tolist() == [[[0, 2, 4], [2, 0, 4]]]
    assert tokens.asked.right.tolist() == [[[0, 0, 1, 0, 0], [0, 0, 0, 1, 0]]]


@pytest.mark.parametrize("task", PATHS)
def test_loss_is_of_the_share_that_is_right(task: str) -> None:
    episodes = drawn(task, 5)
    machine, tokens = fresh(), tokens_of(episodes)
    with torch.no_grad():
        answers = run_tokens(machine, tokens, SOFT)
        stage = TrainablePlanner(machine, task, PlannerNoise(0, 0, 0)).training_step(episodes, np.random.default_rng(0))
    losses, marks = [], []
    for number, episode in enumerate(episodes):
        nodes = {node: place for place, node in enumerate(episode.graph.nodes)}
        (query,) = episode.queries
        right = True
        for place, fact in enumerate(query.answer if task == "shortest_path" else query.answer[:-1]):
            good = {fact.destination}
            if task == "shortest_path":
                goal = plan(episode.graph, query.steps[0].destination)
                good = {step.destination for step in goal.first_steps(fact.source)}
            output = answers[number, place] + 1e-4
            losses.append(-np.log(float(sum(output[nodes[node]] for node in good) / output.sum())))
            right &= int(output.argmax()) in {nodes[node] for node in good}
        marks.append(right)
    assert float(stage.loss) == pytest.approx(np.mean(losses), rel=1e-4)
    assert stage.correct == marks


@pytest.mark.parametrize("task", PATHS)
def test_exact_weights(task: str) -> None:
    """Correct in training, discretised or not, and correct in the paper's channels."""
    episodes = drawn(task, 6, stage=7)
    trainable = TrainablePlanner(shipped(), task, PlannerNoise(1.0))
    assert all(trainable.training_step(episodes, np.random.default_rng(0)).correct)
    lengths = [len(episode.queries[0].answer) - (task == "traversal") for episode in episodes]
    nodes = [len(episode.graph.nodes) for episode in episodes]
    wanted = [Outcome(True, True, *sizes) for sizes in zip(lengths, nodes, strict=True)]
    for patient in (True, False):
        found = TrainablePlanner(trainable.module, task, patient=patient).evaluate(episodes, np.random.default_rng(0))
        assert found == wanted


@pytest.mark.parametrize("task", PATHS)
def test_fresh_weights_are_wrong(task: str) -> None:
    outcomes = TrainablePlanner(fresh(), task).evaluate(drawn(task, 6), np.random.default_rng(0))
    assert len(outcomes) == 6
    assert not any(outcome.free for outcome in outcomes)


def test_a_machine_rounds_to_its_own_program() -> None:
    program, wanted = discretise_planner(shipped()).program, load_planner().program
    for state in list(wanted):
        assert program[state] == wanted[state]


def test_slots_are_as_many_as_triples() -> None:
    sequence = PlannerSequence(shipped())
    outputs = []
    for slots in (0, 400):
        output, _ = sequence(torch.zeros(3, 2, 92), sequence.zero_state(2, slots))
        outputs.append(output)
    assert outputs[0].shape == (3, 2, 90)
    assert torch.equal(*outputs)


def test_noise_comes_from_the_episodes_generator() -> None:
    trainable, episodes = TrainablePlanner(fresh(), "shortest_path", PlannerNoise(0.0)), drawn("shortest_path", 3)
    losses = [float(trainable.training_step(episodes, np.random.default_rng(seed)).loss.detach()) for seed in (0, 0, 1)]
    assert losses[0] == losses[1] != losses[2]


@pytest.mark.parametrize(("share", "gating"), [(1.0, DISCRETE), (0.0, Gating())])
def test_share_of_discretised_batches(share: float, gating: Gating) -> None:
    machine, episodes = fresh(), drawn("traversal", 4)
    loss = (
        TrainablePlanner(machine, "traversal", PlannerNoise(share, 0, 0))
        .training_step(episodes, np.random.default_rng(3))
        .loss
    )
    tokens = tokens_of(episodes)
    answers = run_tokens(machine, tokens, gating) + 1e-4
    shares = (answers * tokens.asked.right).sum(-1) / answers.sum(-1)
    wanted = -(shares.log() * tokens.asked.weight).nan_to_num().sum() / tokens.asked.weight.sum()
    torch.testing.assert_close(loss, wanted)


def test_a_resumed_run_ends_where_a_straight_one_does() -> None:
    def new() -> Trainer[Any]:
        trainable = TrainablePlanner(fresh(), "shortest_path")
        return Trainer(paper_plan(settings("shortest_path", check_every=4), trainable))

    straight, first, second = new(), new(), new()
    for _ in range(5):
        straight.update()
    for _ in range(3):
        first.update()
    second.load_state(*first.state())
    for _ in range(2):
        second.update()
    for name, value in straight.module.state_dict().items():
        assert torch.equal(value, second.module.state_dict()[name])


@pytest.mark.slow
@pytest.mark.parametrize("task", PATHS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_learns_from_the_papers_episodes_alone(task: str, seed: int) -> None:
    torch.set_num_threads(1)
    entry = MACHINES["planner"]
    trainer: Trainer[Any] = Trainer(entry.plan(entry.settings(task, seed), torch.device("cpu")))
    while not trainer.finished and trainer.progress.examples < 20_000:
        trainer.update()
    assert trainer.finished
    trainer.load_best()
    asked = drawn(task, 100, trainer.plan.gate.num_stages - 1, 5)
    assert all(outcome.free for outcome in trainer.current.trainable.evaluate(asked, np.random.default_rng(0)))
