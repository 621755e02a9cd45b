"""Walks by scripted machines, whose every step is known."""

import dataclasses
import math
from collections import Counter

import numpy as np
import pytest
import torch
from torch import Tensor

from graphmem.encoding.paper import ANSWER_REQUIRED, PHASE_CHANGE, read_channels, triple_channels
from graphmem.errors import UsageError
from graphmem.tasks.paper import PAPER_TASKS, Episode, Fact, LabelledGraph, draw_stage_episodes, goal_of, plan
from graphmem.tasks.paper.shortest_path import ask_path
from graphmem.tasks.paper.walks import BETA, walk

TASK = PAPER_TASKS["shortest_path"]

#   1 -0-> 2 -0-> 3 -0-> 4 -0-> 5,   1 -1-> 6 -1-> 2,   1 -2-> 7, from where nothing leads on,   2 -5-> 1
GRAPH = LabelledGraph(
    (1, 2, 3, 4, 5, 6, 7),
    (
        Fact(1, 0, 2), Fact(2, 0, 3), Fact(3, 0, 4), Fact(4, 0, 5), Fact(1, 1, 6), Fact(6, 1, 2), Fact(1, 2, 7),
        Fact(2, 5, 1),
    ),
)  # fmt: skip


def question(graph: LabelledGraph, origin: int, destination: int) -> Episode:
    return ask_path(np.random.default_rng(0), plan(graph, destination), origin)


class Script:
    """Gives the same triples at its answer steps whatever happens, and records its inputs."""

    def __init__(self, *triples: Fact, size: int = 1) -> None:
        self.triples, self.size = triples, size
        self.shown: list[Tensor] = []

    def __call__(self, inputs: Tensor, given: Tensor) -> tuple[Tensor, Tensor]:
        """``given`` (B,) is the state: how many answers each episode of the batch has given."""
        self.shown.append(inputs)
        outputs = torch.zeros(*inputs.shape[:2], 90)
        for time, row in enumerate(inputs):
            asked = row[:, ANSWER_REQUIRED] == 1
            for number in torch.nonzero(asked).flatten().tolist():
                triple = self.triples[min(int(given[number]), len(self.triples) - 1)]
                outputs[time, number] = 9 * torch.as_tensor(triple_channels(np.array(triple)))
            given = given + asked
        return outputs, given

    def start(self) -> Tensor:
        return torch.zeros(self.size, dtype=torch.long)


def drawn(count: int, stage: int = 14, seed: int = 0) -> list[Episode]:
    return draw_stage_episodes(np.random.default_rng(seed), TASK, TASK.curriculum.stages[stage], count)


def silent(inputs: Tensor, state: None) -> tuple[Tensor, None]:
    """A machine that finds everything equally likely."""
    return torch.zeros(*inputs.shape[:2], 90), state


def test_the_planner_alone_walks_shortest_paths() -> None:
    episodes = drawn(40)
    walked = walk(TASK, silent, None, episodes, np.random.default_rng(0), beta=1, spare=0)
    assert all(walked.right)
    for episode, path, edges in zip(episodes, walked.paths, walked.edge_loss, strict=True):
        assert len(path) == len(episode.queries[0].answer)
        here, uniform = episode.queries[0].steps[0].source, 0.0
        for fact in path:
            assert fact in episode.graph.leaving[here]
            uniform += math.log(len(episode.graph.leaving[here]))
            here = fact.destination
        assert here == episode.queries[0].steps[0].destination
        assert edges.item() == pytest.approx(uniform, rel=1e-4)


def test_a_script_of_right_answers() -> None:
    script = Script(*(Fact(node, 0, node + 1) for node in (1, 2, 3, 4)))
    for free in (False, True):
        walked = walk(
            TASK, script, script.start(), [question(GRAPH, 1, 5)], np.random.default_rng(0), beta=0, spare=0, free=free
        )
        assert walked.right == (True,)
        assert walked.paths == (script.triples,)


def test_inputs() -> None:
    """Description, question, ten steps of planning, and then the triple chosen at the step before."""
    script = Script(Fact(1, 1, 6), Fact(6, 1, 2), Fact(2, 0, 3))
    walk(TASK, script, script.start(), [question(GRAPH, 1, 3)], np.random.default_rng(0), beta=0, spare=5)
    inputs = torch.cat(script.shown)[:, 0].numpy()
    assert len(inputs) == 8 + 1 + 10 + 3
    inputs_read = [Fact(*row) for row in read_channels(inputs).tolist()]
    assert inputs_read[:8] == list(GRAPH.facts)
    assert inputs_read[8:] == [Fact(1, destination=3), *[Fact()] * 11, Fact(1, 1, 6), Fact(6, 1, 2)]
    assert np.flatnonzero(inputs[:, PHASE_CHANGE]).tolist() == [8, 9, 19]
    assert np.flatnonzero(inputs[:, ANSWER_REQUIRED]).tolist() == [19, 20, 21]


def test_the_target_is_replanned_at_every_node() -> None:
    """The script takes a detour by 6; the loss is small only where its step is also the planner's."""
    script = Script(Fact(1, 1, 6), Fact(6, 1, 2), Fact(2, 0, 3))
    walked = walk(TASK, script, script.start(), [question(GRAPH, 1, 3)], np.random.default_rng(0), beta=0, spare=5)
    assert walked.paths == (script.triples,)
    assert walked.right == (False,)
    # At 1 the planner wants (1, 0, 2): its digits differ from (1, 1, 6) in two places, as those of (1, 2, 7) do.
    first = math.log(1 + 2 * math.exp(-18)) + 18
    # At 6 there is one edge; at 2 the other edge, (2, 5, 1), is two digits off.
    assert walked.edge_loss.item() == pytest.approx(first + math.log1p(math.exp(-18)), rel=1e-4)


def test_how_walks_end() -> None:
    round_and_round = Script(Fact(1, 0, 2), Fact(2, 5, 1), Fact(1, 0, 2), Fact(2, 5, 1), Fact(1, 0, 2))
    for spare, length in ((0, 2), (3, 5)):
        walked = walk(
            TASK,
            round_and_round,
            round_and_round.start(),
            [question(GRAPH, 1, 3)],
            np.random.default_rng(0),
            beta=0,
            spare=spare,
        )
        assert (len(walked.paths[0]), walked.right) == (length, (False,))
    astray = Script(Fact(1, 2, 7))
    walked = walk(TASK, astray, astray.start(), [question(GRAPH, 1, 5)], np.random.default_rng(0), beta=0, spare=9)
    assert (walked.paths, walked.right) == (((Fact(1, 2, 7),),), (False,))


def test_free_choice_and_valid_choice() -> None:
    """The script's digits are not an edge; the edge closest to them is right."""
    script = Script(Fact(1, 0, 902), Fact(2, 0, 903))
    episodes = [question(GRAPH, 1, 3)]
    valid = walk(TASK, script, script.start(), episodes, np.random.default_rng(0), beta=0, spare=0)
    assert valid.paths == ((Fact(1, 0, 2), Fact(2, 0, 3)),)
    assert valid.right == (True,)
    free = walk(TASK, script, script.start(), episodes, np.random.default_rng(0), beta=0, spare=0, free=True)
    assert free.paths == ((Fact(1, 0, 902),),)
    assert free.right == (False,)


def test_the_target_is_taken_with_probability_beta() -> None:
    """A script that always goes wrong at its first step is overruled four times in five."""
    count = 600
    script = Script(Fact(1, 2, 7), size=count)
    episodes = [question(GRAPH, 1, 2)] * count
    walked = walk(TASK, script, script.start(), episodes, np.random.default_rng(0), beta=BETA, spare=0)
    ways = Counter(path[0] for path in walked.paths)
    assert set(ways) == {Fact(1, 0, 2), Fact(1, 2, 7)}
    assert ways[Fact(1, 0, 2)] / count == pytest.approx(0.8, abs=0.05)
    assert torch.allclose(walked.edge_loss, walked.edge_loss[0])  # the target does not depend on whose step is taken


def test_any_shortest_step_may_be_the_target() -> None:
    graph = LabelledGraph((1, 2, 3, 4), (Fact(1, 0, 2), Fact(1, 1, 3), Fact(2, 0, 4), Fact(3, 0, 4)))
    walked = walk(TASK, silent, None, [question(graph, 1, 4)] * 300, np.random.default_rng(0), beta=1, spare=0)
    ways = Counter(path[0].destination for path in walked.paths)
    assert all(walked.right)
    assert 110 < ways[2] < 190


def test_episodes_of_a_batch_are_independent() -> None:
    """With graphs and paths of all lengths, each walk and its loss are those of the episode alone."""
    episodes = drawn(12, stage=3)
    starts = {len(episode.graph.facts) for episode in episodes}
    assert len(starts) > 3
    weight = torch.randn(92, 90, generator=torch.Generator().manual_seed(0), dtype=torch.float64, requires_grad=True)

    def run(inputs: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Outputs depend on all inputs so far, and on their order."""
        outputs = []
        for row in inputs:
            state = torch.tanh(0.9 * state + row.double() @ weight)
            outputs.append(5 * state)
        return torch.stack(outputs), state

    together = walk(
        TASK, run, torch.zeros(12, 90, dtype=torch.float64), episodes, np.random.default_rng(0), beta=0, spare=2
    )
    for number, episode in enumerate(episodes):
        alone = walk(
            TASK, run, torch.zeros(1, 90, dtype=torch.float64), [episode], np.random.default_rng(9), beta=0, spare=2
        )
        assert alone.paths[0] == together.paths[number]
        if all(len(goal_of(episode).first_steps(fact.source)) == 1 for fact in alone.paths[0]):
            assert alone.edge_loss[0].item() == pytest.approx(together.edge_loss[number].item())
    assert len(set(together.right)) == 2
    together.edge_loss.mean().backward()
    assert weight.grad is not None
    assert weight.grad.abs().sum() > 0


def test_same_seed_same_walks() -> None:
    episodes = drawn(20)
    first, again, other = (
        walk(TASK, silent, None, episodes, np.random.default_rng(seed), beta=0.5, spare=3).paths for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


class LastLabels:
    """A goal that is not a shortest path: two edges, each the one with the greatest label of those that leave."""

    def __init__(self, episode: Episode, number: int) -> None:
        self.leaving = episode.graph.leaving

    def first_steps(self, node: int) -> tuple[Fact, ...]:
        return tuple(sorted(self.leaving[node], key=lambda fact: fact.edge)[-1:])

    def accepts(self, origin: int, walk: tuple[Fact, ...]) -> bool:
        nodes = (origin, *(fact.destination for fact in walk[:-1]))
        return len(walk) == 2 and all((fact,) == self.first_steps(node) for fact, node in zip(walk, nodes, strict=True))


def test_a_task_owns_the_goal_of_its_walks() -> None:
    """The same question from 6 to 3, under this goal and under that of shortest paths."""
    other = dataclasses.replace(TASK, goal=LastLabels)
    episode, rng = question(GRAPH, 6, 3), np.random.default_rng(0)
    expected = {"other": (Fact(6, 1, 2), Fact(2, 5, 1)), "shortest": (Fact(6, 1, 2), Fact(2, 0, 3))}
    for task, name, wrong in ((other, "other", "shortest"), (TASK, "shortest", "other")):
        walked = walk(task, silent, None, [episode], rng, beta=1, spare=0)
        assert (walked.paths, walked.right) == ((expected[name],), (True,))
        assert not task.goal_of(episode).accepts(6, expected[wrong])


def test_several_queries_on_one_graph_are_refused() -> None:
    episode = question(GRAPH, 6, 3)
    twice = dataclasses.replace(episode, queries=episode.queries * 2)
    with pytest.raises(UsageError, match="one query each"):
        walk(TASK, silent, None, [episode, twice], np.random.default_rng(0), beta=1, spare=0)


def test_walks_without_a_goal_are_refused() -> None:
    task = dataclasses.replace(TASK, name="aimless", goal=None)
    with pytest.raises(UsageError, match="'aimless' are walks, so it needs a goal"):
        walk(task, silent, None, [question(GRAPH, 1, 3)], np.random.default_rng(0), beta=1, spare=0)
