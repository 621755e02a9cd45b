"""The graph adapter against one query at a time, and against scripted scores."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from graphmem.benchmark.graph_adapter import GraphAdapter, _walk
from graphmem.benchmark.graph_layout import lay_out
from graphmem.models.gnn import GraphMachine, Graphs, WordContext
from graphmem.tasks.paper import (
    BLANK,
    END,
    PAPER_TASKS,
    Episode,
    Fact,
    Goal,
    LabelledGraph,
    Query,
    draw_stage_episodes,
    goal_of,
    plan,
)
from graphmem.tasks.paper.shortest_path import ask_path

#   1 -0-> 2 -0-> 3 -0-> 4,   1 -1-> 5 -1-> 2,   1 -2-> 6, from where nothing leads on,   2 -5-> 1,   3 -5-> 1
GRAPH = LabelledGraph(
    (1, 2, 3, 4, 5, 6),
    (
        Fact(1, 0, 2), Fact(2, 0, 3), Fact(3, 0, 4), Fact(1, 1, 5), Fact(5, 1, 2), Fact(1, 2, 6), Fact(2, 5, 1),
        Fact(3, 5, 1),
    ),
)  # fmt: skip


def drawn(task: str, count: int, stage: int = 3, seed: int = 0) -> list[Episode]:
    rng = np.random.default_rng(seed)
    stages = PAPER_TASKS[task].curriculum.stages
    return draw_stage_episodes(rng, PAPER_TASKS[task], stages[min(stage, len(stages) - 1)], count)


def build(size: int = 16) -> GraphMachine:
    return GraphMachine(size, torch.Generator().manual_seed(0))


class Script(GraphMachine):
    """Scores triples by a given function."""

    def __init__(self, score: Callable[[Graphs], Tensor]) -> None:
        super().__init__(4, torch.Generator().manual_seed(0))
        self.score = score

    def score_triples(self, graphs: Graphs, asked: WordContext, state: Tensor) -> Tensor:
        return self.score(graphs)


def relabelled(episode: Episode, seed: int) -> Episode:
    """The episode with other labels for its nodes."""
    fresh = np.random.default_rng(seed).choice(1000, len(episode.graph.nodes), replace=False).tolist()
    name = dict(zip(episode.graph.nodes, fresh, strict=True)) | {BLANK: BLANK}

    def rename(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        return tuple(f if f == END else Fact(name[f.source], f.edge, name[f.destination]) for f in facts)

    queries = [Query(rename(q.steps), q.planning, rename(q.answer), q.fed_back) for q in episode.queries]
    return Episode(LabelledGraph(tuple(fresh), rename(episode.graph.facts)), tuple(queries))


def test_the_layout() -> None:
    episodes = [*drawn("traversal", 2), ask_path(np.random.default_rng(0), plan(GRAPH, 4), 1)]
    asked = [(episode.graph, episode.queries[0]) for episode in episodes]
    layout = lay_out(asked)
    labels = [(number, label) for number, (graph, _) in enumerate(asked) for label in graph.nodes]
    facts = [(number, fact) for number, (graph, _) in enumerate(asked) for fact in graph.facts]
    assert layout.graphs.node_graphs.tolist() == [number for number, _ in labels]
    assert layout.graphs.edge_graphs.tolist() == [number for number, _ in facts]
    for place, (number, fact) in enumerate(facts):
        source, destination = layout.graphs.edges[:, place].tolist()
        assert (labels[source], labels[destination]) == ((number, fact.source), (number, fact.destination))
        assert layout.graphs.labels[place] == fact.edge
        assert layout.triples[number][fact] == place
    named = [[label == asked[number][1].steps[0][field] for field in (0, 2)] for number, label in labels]
    assert layout.marks.tolist() == named
    assert layout.marks.sum() == 4


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_labels_of_nodes_have_no_influence(task: str) -> None:
    adapter, episodes = GraphAdapter(build(), task), drawn(task, 12)
    others = [relabelled(episode, seed) for seed, episode in enumerate(episodes)]
    first, second = (adapter.evaluate(some, np.random.default_rng(0)) for some in (episodes, others))
    assert first == second
    losses = [adapter.training_step(some, np.random.default_rng(0)).loss.item() for some in (episodes, others)]
    assert losses[0] == losses[1]
    assert all(outcome.free == outcome.valid for outcome in first)
    assert len(first) == sum(len(episode.queries) for episode in episodes)


def test_traversals_one_by_one() -> None:
    machine, episodes = build(), drawn("traversal", 10)
    losses, marks = [], []
    for episode in episodes:
        layout = lay_out([(episode.graph, episode.queries[0])])
        state, described, right = machine.start(layout.marks), machine.describe(layout.graphs), True
        query, places = episode.queries[0], [*episode.graph.facts, END]
        for edge, fact in zip([*(step.edge for step in query.steps), BLANK], query.answer, strict=True):
            asked = machine.ask(layout.graphs, described, torch.tensor([edge]))
            state = machine(layout.graphs, asked, state)
            scores = [*machine.score_triples(layout.graphs, asked, state), machine.score_end(asked)[0]]
            chances = torch.stack(scores).softmax(0)
            losses.append(-math.log(chances[places.index(fact)].item()))
            right &= places[int(chances.argmax())] == fact
        marks.append(right)
    loss, right_ones, _ = GraphAdapter(machine, "traversal").training_step(episodes, np.random.default_rng(0))
    assert loss.item() == pytest.approx(sum(losses) / 10, rel=1e-4)
    assert right_ones == marks


def test_relations_one_by_one() -> None:
    machine, episodes = build(), drawn("inference", 10)
    losses, marks = [], []
    for episode in episodes:
        for query in episode.queries:
            layout = lay_out([(episode.graph, query)])
            state = machine.start(layout.marks)
            asked = machine.ask(layout.graphs, machine.describe(layout.graphs), torch.tensor([query.steps[0].edge]))
            for _ in range(10):
                state = machine(layout.graphs, asked, state)
            chances = machine.score_nodes(state).softmax(0)
            place = episode.graph.nodes.index(query.answer[0].destination)
            losses.append(-math.log(chances[place].item()))
            marks.append(int(chances.argmax()) == place)
    adapter = GraphAdapter(machine, "inference")
    loss, right, _ = adapter.training_step(episodes, np.random.default_rng(0))
    assert loss.item() == pytest.approx(sum(losses) / 10, rel=1e-4)
    assert right == [all(marks[3 * number : 3 * number + 3]) for number in range(10)]
    assert [outcome.valid for outcome in adapter.evaluate(episodes, np.random.default_rng(0))] == marks
    assert 0 < sum(marks) < 30


def test_the_loss_of_a_walk_is_over_the_edges_that_leave() -> None:
    """Two edges leave 3; the first of equal ones is chosen, which is right."""
    uniform = Script(lambda graphs: torch.zeros(len(graphs.labels)))
    episode = ask_path(np.random.default_rng(0), plan(GRAPH, 4), 3)
    stage = GraphAdapter(uniform, "shortest_path").training_step([episode] * 5, np.random.default_rng(0))
    assert stage.loss.item() == pytest.approx(math.log(2))
    assert all(stage.correct)


def test_right_walks_and_wrong_walks() -> None:
    """By the scores of a planner, and by their negatives: then a walk is right only if every edge is."""
    episodes = drawn("shortest_path", 30, stage=14)
    goals = [goal_of(episode) for episode in episodes]
    good = torch.tensor([float(fact in goal.first_steps(fact.source)) for goal in goals for fact in goal.graph.facts])
    lucky = []
    for episode, goal in zip(episodes, goals, strict=True):
        here = episode.queries[0].steps[0].source
        while set(goal.first_steps(here)) == set(goal.graph.leaving[here]) and here != goal.destination:
            here = goal.graph.leaving[here][0].destination
        lucky.append(here == goal.destination)
    for score, expected in ((good, [True] * 30), (-good, lucky)):
        adapter = GraphAdapter(Script(lambda graphs, score=score: score), "shortest_path")  # type: ignore[misc]
        assert [outcome.valid for outcome in adapter.evaluate(episodes, np.random.default_rng(0))] == expected
    assert not all(lucky)


def test_a_task_owns_the_goal_of_its_walks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A goal that accepts no walk makes every answer wrong; the machine is the same."""

    class Nowhere(Goal):
        def accepts(self, origin: int, walk: tuple[Fact, ...]) -> bool:
            return False

    def nowhere(episode: Episode, number: int) -> Nowhere:
        goal = goal_of(episode, number)
        return Nowhere(goal.graph, goal.destination, goal.left)

    task = PAPER_TASKS["shortest_path"]
    monkeypatch.setitem(PAPER_TASKS, "nowhere", dataclasses.replace(task, goal=nowhere))
    episodes = drawn("shortest_path", 20, stage=0)
    right = {
        name: [outcome.valid for outcome in GraphAdapter(build(), name).evaluate(episodes, np.random.default_rng(0))]
        for name in ("shortest_path", "nowhere")
    }
    assert any(right["shortest_path"])
    assert not any(right["nowhere"])


def test_the_step_of_the_planner_is_taken_with_probability_beta() -> None:
    """Its own step from 1 is wrong: the walk is right if the planner's is taken, four times in five."""
    bad = torch.tensor([0.0, 1, 1, 0, 0, 5, 0, 0])
    adapter = GraphAdapter(Script(lambda graphs: bad.repeat(len(graphs.labels) // 8)), "shortest_path")
    episode = ask_path(np.random.default_rng(0), plan(GRAPH, 4), 1)
    right = adapter.training_step([episode] * 1000, np.random.default_rng(0)).correct
    assert sum(right) / 1000 == pytest.approx(0.8, abs=0.05)
    assert not adapter.evaluate([episode], np.random.default_rng(0))[0].valid


def test_a_walk_may_be_two_edges_too_long() -> None:
    """By its own choice it returns from 2 to 1; after five edges the walk ends."""
    own = torch.tensor([1.0, 0, 0, 0, 0, 0, 1, 0])
    adapter = GraphAdapter(Script(lambda graphs: own), "shortest_path")
    episode = ask_path(np.random.default_rng(0), plan(GRAPH, 4), 1)
    losses = {
        round(adapter.training_step([episode], np.random.default_rng(seed)).loss.item(), 3) for seed in range(150)
    }
    at = {1: math.log(math.e + 2) - 1, 2: math.log(math.e + 1), 3: math.log(2)}
    walks = [(1, 2, 3), (1, 2, 1, 2, 3), (1, 2, 1, 2, 1)]
    assert losses == {round(sum(at[node] for node in nodes), 3) for nodes in walks}


def test_each_query_of_a_batch_has_its_own_number_of_planning_steps() -> None:
    query = ask_path(np.random.default_rng(0), plan(GRAPH, 4), 1).queries[0]
    asked = [Episode(GRAPH, (dataclasses.replace(query, planning=steps),)) for steps in (10, 0, 1, 3, 3)]
    machine, task, rng = build(), PAPER_TASKS["shortest_path"], np.random.default_rng(0)
    alone = [float(_walk(task, machine, [one], rng, 1.0, 0)[0].detach()) for one in asked]
    assert len({round(loss, 6) for loss in alone}) == 4
    assert float(_walk(task, machine, asked, rng, 1.0, 0)[0].detach()) == pytest.approx(sum(alone), abs=1e-4)


@pytest.mark.parametrize(
    ("task", "stage", "updates", "share"), [("traversal", 1, 120, 0.6), ("shortest_path", 0, 40, 0.8)]
)
def test_it_learns(task: str, stage: int, updates: int, share: float) -> None:
    """Small stages in seconds; before training hardly any traversal is right."""
    adapter, rng = GraphAdapter(build(32), task), np.random.default_rng(1)
    optimizer = torch.optim.Adam(adapter.module.parameters(), lr=3e-3)
    test = drawn(task, 200, stage, seed=99)

    def right() -> float:
        return sum(outcome.valid for outcome in adapter.evaluate(test, rng)) / 200

    before = right()
    for _ in range(updates):
        loss, _, _ = adapter.training_step(
            draw_stage_episodes(rng, PAPER_TASKS[task], PAPER_TASKS[task].curriculum.stages[stage], 16), rng
        )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    assert right() > max(share, before + 0.1)
