"""The baselines against chances that are counted by hand on small graphs."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch

from graphmem.benchmark.baselines import DigitFrequencies, MostFrequent, RandomEdge
from graphmem.encoding.paper import INPUTS
from graphmem.errors import UsageError
from graphmem.tasks.paper import (
    END,
    PAPER_TASKS,
    Episode,
    Fact,
    LabelledGraph,
    Query,
    draw_stage_episodes,
    encode,
    plan,
)
from graphmem.tasks.paper.shortest_path import ask_path

#   1 -0-> 2 -0-> 4,   1 -1-> 3 -1-> 4,   1 -2-> 5 -0-> 1,   2 -1-> 1
GRAPH = LabelledGraph(
    (1, 2, 3, 4, 5),
    (Fact(1, 0, 2), Fact(2, 0, 4), Fact(1, 1, 3), Fact(3, 1, 4), Fact(1, 2, 5), Fact(5, 0, 1), Fact(2, 1, 1)),
)
TRIES = 4000
RNG = np.random.default_rng(7)


def traversal(*edges: int, node: int = 1) -> Episode:
    walked: list[Fact] = []
    steps = [Fact(node, edges[0]), *(Fact(edge=edge) for edge in edges[1:])]
    for edge in edges:
        walked.append(Fact(node, edge, GRAPH.following[node, edge]))
        node = walked[-1].destination
    return Episode(GRAPH, (Query(tuple(steps), 0, (*walked, END)),))


def drawn(task: str, count: int, stage: int = 3) -> list[Episode]:
    rng = np.random.default_rng(0)
    stages = PAPER_TASKS[task].curriculum.stages
    return draw_stage_episodes(rng, PAPER_TASKS[task], stages[min(stage, len(stages) - 1)], count)


def share(task: str, episode: Episode) -> float:
    """The share of random answers that are right."""
    found = RandomEdge(task).evaluate([episode] * TRIES, np.random.default_rng(0))
    assert all(outcome.free == outcome.valid for outcome in found)
    return sum(outcome.valid for outcome in found) / len(found)


@pytest.mark.parametrize("edges", [(0, 0), (1, 1), (2, 0, 1), (0, 1, 0)])
def test_random_traversals(edges: tuple[int, ...]) -> None:
    """One of all walks is right; its probability is the product over its edges."""
    episode = traversal(*edges)
    chances = {}
    for labels in product(range(3), repeat=len(edges)):
        node, chance, walked = 1, 1.0, []
        for label in labels:
            if (node, label) in GRAPH.following:
                chance /= sum(fact.source == node for fact in GRAPH.facts)
                walked.append(Fact(node, label, GRAPH.following[node, label]))
                node = walked[-1].destination
        if len(walked) == len(edges):
            chances[tuple(walked)] = chance
    expected = chances[episode.queries[0].answer[:-1]]
    assert 0 < expected < 0.5
    assert share("traversal", episode) == pytest.approx(expected, abs=4 * (expected / TRIES) ** 0.5)


def test_random_paths() -> None:
    """From 1 to 4 two of three edges lead on; after 2 one of two is right, after 3 the only one."""
    episode = ask_path(np.random.default_rng(0), plan(GRAPH, 4), 1)
    assert share("shortest_path", episode) == pytest.approx(1 / 3 * 1 / 2 + 1 / 3, abs=0.03)
    near = ask_path(np.random.default_rng(0), plan(GRAPH, 4), 3)
    assert share("shortest_path", near) == 1


@pytest.mark.parametrize("node", [1, 2, 4])
@pytest.mark.parametrize("end", [1, 4])
def test_random_inferences(node: int, end: int) -> None:
    """A random walk of two to five edges, by powers of its matrix; it stays at 4, which no edge leaves."""
    steps = np.zeros((6, 6))
    for fact in GRAPH.facts:
        steps[fact.source, fact.destination] += 1 / sum(other.source == fact.source for other in GRAPH.facts)
    steps[4, 4] = 1
    expected = np.mean([np.linalg.matrix_power(steps, length)[node, end] for length in (2, 3, 4, 5)])
    episode = Episode(GRAPH, (Query((Fact(node, 57),), 10, (Fact(node, 57, end),)),))
    assert share("inference", episode) == pytest.approx(expected, abs=0.03)


def test_random_walks_beat_random_nodes() -> None:
    episodes = drawn("inference", 150, -1)
    found = [outcome.free for _ in range(4) for outcome in RandomEdge("inference").evaluate(episodes, RNG)]
    any_node = np.mean([1 / len(episode.graph.nodes) for episode in episodes])
    assert np.mean(found) > 2 * any_node


def test_a_walk_that_cannot_continue_is_wrong() -> None:
    """1 -0-> 2 -0-> 4, which no edge leaves; the right walk goes another way."""
    rng = np.random.default_rng(0)
    found = RandomEdge("traversal").evaluate([traversal(0, 1, 0, 1)] * 200, rng)
    assert 0 < sum(outcome.valid for outcome in found) < 40


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_outcomes_are_in_the_order_of_queries(task: str) -> None:
    episodes = drawn(task, 20)
    found = RandomEdge(task).evaluate(episodes, np.random.default_rng(0))
    assert [outcome.nodes for outcome in found] == [
        len(episode.graph.nodes) for episode in episodes for _ in episode.queries
    ]
    assert found == RandomEdge(task).evaluate(episodes, np.random.default_rng(0))


def test_the_most_frequent_answer() -> None:
    """Five of one walk, three of another: at every step the digits of the first are more frequent."""
    often, seldom = traversal(1, 1), traversal(0, 1, 0)
    baseline = MostFrequent("traversal", [often] * 5 + [seldom] * 3)
    rng = np.random.default_rng(0)
    assert [(outcome.free, outcome.valid) for outcome in baseline.evaluate([often, seldom], rng)] == [
        (True, True),
        (False, False),
    ]


def test_the_most_frequent_digits_may_not_be_a_triple() -> None:
    """Most answers began at 1, most were along 1, most ended at 4; no triple is all of that."""

    def of(*answer: int) -> Episode:
        return Episode(GRAPH, (Query((Fact(1, 0),), 0, (Fact(*answer),)),))

    seen = [of(1, 0, 2)] * 2 + [of(3, 1, 4)] * 4 + [of(1, 1, 3)] * 3
    logs = dict.fromkeys(GRAPH.facts, 0.0)
    for fact in logs:
        for field, value in enumerate(fact):
            logs[fact] += np.log(1 + sum(episode.queries[0].answer[0][field] == value for episode in seen))
    best = max(logs, key=lambda fact: logs[fact])
    assert best == Fact(3, 1, 4)
    baseline = MostFrequent("traversal", seen)
    found = baseline.evaluate([of(*best), of(1, 1, 4)], np.random.default_rng(0))
    assert [(outcome.free, outcome.valid) for outcome in found] == [(False, True), (True, False)]


def test_the_most_frequent_walk_continues_from_the_current_node() -> None:
    """At 3 there is only one edge to choose; by free decoding the answer is an edge that leaves 1."""
    episodes = [ask_path(np.random.default_rng(0), plan(GRAPH, 4), origin) for origin in (1, 3)]
    answer = (Fact(1, 1, 3), Fact(3, 1, 4))
    steps = episodes[0].queries[0].steps
    baseline = MostFrequent("shortest_path", [Episode(GRAPH, (Query(steps, 10, answer, fed_back=True),))])
    found = baseline.evaluate(episodes, np.random.default_rng(0))
    assert [(outcome.free, outcome.valid) for outcome in found] == [(True, True), (False, True)]


def test_steps_are_counted_from_0_in_every_answer() -> None:
    episodes = drawn("inference", 3)
    machine = DigitFrequencies(torch.arange(180.0).reshape(2, 90))
    batch = encode(episodes)
    outputs, _ = machine(torch.as_tensor(batch.observations), machine.zero_state(3, 0))
    for span in batch.spans:
        assert torch.equal(outputs[span.start, span.episode], machine.log_shares[0])


def test_frequencies_in_pieces() -> None:
    machine = DigitFrequencies(torch.arange(180.0).reshape(2, 90))
    inputs = torch.zeros(7, 1, INPUTS)
    inputs[2:6, :, -1] = 1
    whole, _ = machine(inputs, machine.zero_state(1, 0))
    assert whole[:, 0, 0].tolist() == [0, 0, 0, 90, 90, 90, 90]
    first, state = machine(inputs[:4], machine.zero_state(1, 0))
    second, _ = machine(inputs[4:], state)
    assert torch.equal(torch.cat([first, second]), whole)


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_the_most_frequent_answer_of_every_task(task: str) -> None:
    baseline = MostFrequent(task, drawn(task, 50, 0))
    episodes = drawn(task, 50)
    found = baseline.evaluate(episodes, np.random.default_rng(0))
    assert len(found) == sum(len(episode.queries) for episode in episodes)
    assert sum(outcome.free for outcome in found) <= sum(outcome.valid for outcome in found)
    assert baseline.module.state_dict()["log_shares"].shape[1] == 90


def test_the_most_frequent_answer_needs_episodes() -> None:
    with pytest.raises(UsageError):
        MostFrequent("inference", [])
