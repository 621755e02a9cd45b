"""Questions and answers of the three tasks against brute force."""

from collections import Counter
from itertools import product

import networkx as nx
import numpy as np
import pytest

from graphmem.errors import DataError, UsageError
from graphmem.tasks.paper import (
    BLANK,
    END,
    PAPER_TASKS,
    Episode,
    Fact,
    LabelledGraph,
    draw_batch,
    draw_stage_episodes,
    goal_of,
    paper_relations,
    plan,
)
from graphmem.tasks.paper.family import kin_chains
from graphmem.tasks.paper.inference import FIRST_RELATION, answerable, ask_relation, draw_relations, follow_chain
from graphmem.tasks.paper.shortest_path import ask_path
from graphmem.tasks.paper.traversal import draw_traversal

#   4 -1-> 5 -1-> 6 -2-> 4,   4 -2-> 7 -1-> 6,   8 -> 4 but nothing -> 8
DIAMOND = LabelledGraph(
    (4, 5, 6, 7, 8), (Fact(4, 1, 5), Fact(5, 1, 6), Fact(6, 2, 4), Fact(4, 2, 7), Fact(7, 1, 6), Fact(8, 3, 4))
)


def stage_episodes(name: str, number: int = -1, count: int = 60, seed: int = 0) -> list[Episode]:
    task = PAPER_TASKS[name]
    return draw_stage_episodes(np.random.default_rng(seed), task, task.curriculum.stages[number], count)


def test_traversal() -> None:
    lengths = set()
    for episode in stage_episodes("traversal", count=200):
        (query,) = episode.queries
        assert (query.planning, query.fed_back) == (0, False)
        node, expected = query.steps[0].source, []
        for number, step in enumerate(query.steps):
            assert step == Fact(node if number == 0 else BLANK, step.edge, BLANK)
            (right,) = [fact for fact in episode.graph.facts if fact[:2] == (node, step.edge)]
            expected.append(right)
            node = right.destination
        assert query.answer == (*expected, END)
        assert set(query.answer) <= set(PAPER_TASKS["traversal"].choices(episode.graph, query))
        lengths.add(len(query.steps))
    assert lengths == set(range(1, 21))


def test_a_walk_that_cannot_continue() -> None:
    dead_end = LabelledGraph((1, 2), (Fact(1, 0, 2),))
    with pytest.raises(DataError):
        draw_traversal(np.random.default_rng(0), dead_end, (2, 2))


@pytest.mark.parametrize("length", [(0, 0), (0, 2), (3, 2)])
def test_a_walk_has_edges(length: tuple[int, int]) -> None:
    with pytest.raises(UsageError):
        draw_traversal(np.random.default_rng(0), DIAMOND, length)


def test_shortest_path() -> None:
    lengths = Counter[int]()
    for episode in stage_episodes("shortest_path", count=200):
        (query,) = episode.queries
        assert (query.planning, query.fed_back) == (10, True)
        ((origin, edge, destination),) = query.steps
        assert edge == BLANK
        drawn = nx.DiGraph([(fact.source, fact.destination) for fact in episode.graph.facts])
        paths = {tuple(path) for path in nx.all_shortest_paths(drawn, origin, destination)}
        assert (origin, *(fact.destination for fact in query.answer)) in paths
        assert set(query.answer) <= set(PAPER_TASKS["shortest_path"].choices(episode.graph, query))
        goal = goal_of(episode)
        assert goal.left == dict(nx.single_target_shortest_path_length(drawn, destination))
        assert {fact.destination for fact in goal.first_steps(origin)} == {path[1] for path in paths}
        assert goal.accepts(origin, query.answer)
        assert not goal.accepts(origin, query.answer[:-1])
        lengths[len(query.answer)] += 1
    assert set(lengths) == {2, 3, 4, 5}
    assert min(lengths.values()) > 30


def test_paths_by_hand() -> None:
    goal = plan(DIAMOND, 6)
    assert goal.left == {6: 0, 5: 1, 7: 1, 4: 2, 8: 3}
    assert set(goal.first_steps(4)) == {Fact(4, 1, 5), Fact(4, 2, 7)}
    assert goal.first_steps(6) == ()
    ways = Counter(ask_path(np.random.default_rng(seed), goal, 8).queries[0].answer[1] for seed in range(200))
    assert 70 < ways[Fact(4, 1, 5)] < 130
    assert not goal.accepts(4, (Fact(4, 1, 5), Fact(5, 1, 6), Fact(6, 2, 4), Fact(4, 1, 5), Fact(5, 1, 6)))
    assert not goal.accepts(4, (Fact(4, 1, 5), Fact(7, 1, 6)))
    assert plan(DIAMOND, 8).left == {8: 0}
    with pytest.raises(DataError):
        ask_path(np.random.default_rng(0), plan(DIAMOND, 8), 4)


@pytest.mark.parametrize("label", [-1, 5, FIRST_RELATION - 1, FIRST_RELATION + 400])
def test_invalid_relations(label: int) -> None:
    with pytest.raises(UsageError, match="labelled 10 to 409"):
        ask_relation(DIAMOND, paper_relations(), 4, label)


@pytest.mark.parametrize("number", [0, 13, 16])
def test_inference(number: int) -> None:
    relations, lengths = paper_relations(), Counter[int]()
    stage = PAPER_TASKS["inference"].curriculum.stages[number]
    for episode in stage_episodes("inference", number):
        assert len(episode.queries) == 3
        for query in episode.queries:
            assert (query.planning, query.fed_back) == (10, False)
            ((person, label, blank),) = query.steps
            chain, here = relations.chains[label - 10], person
            for edge in chain:
                (here,) = [fact.destination for fact in episode.graph.facts if fact[:2] == (here, edge)]
            assert blank == BLANK
            assert query.answer == (Fact(person, label, here),)
            assert query.answer[0] in PAPER_TASKS["inference"].choices(episode.graph, query)
            lengths[len(chain)] += 1
    assert set(lengths) == set(range(stage.length[0], stage.length[1] + 1))


def test_relations() -> None:
    relations = paper_relations()
    assert len(set(relations.chains)) == 400
    assert Counter(map(len, relations.chains)) == {2: 100, 3: 100, 4: 100, 5: 100}
    assert {chain for chain in relations.chains if len(chain) == 2} == set(product(range(10), repeat=2))
    assert {edge for chain in relations.chains if len(chain) == 5 for edge in chain} == set(range(10))
    assert set(kin_chains().values()) <= set(relations.chains)
    assert relations.labels[relations.chains[5]] == FIRST_RELATION + 5 == 15
    assert 20 < sum(len(chain) == 2 for chain in relations.chains[:200]) < 80  # a label does not reveal the length
    first, again, other = (draw_relations(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == again != other
    for wrong in ((1,), (1, 10), (0,) * 6):
        with pytest.raises(UsageError):
            draw_relations(np.random.default_rng(0), [wrong])
    many = [tuple(map(int, f"{number:03}")) for number in range(101)]
    with pytest.raises(UsageError):
        draw_relations(np.random.default_rng(0), many)


def test_what_can_be_answered() -> None:
    relations = paper_relations()
    (episode,) = stage_episodes("inference", count=1)
    nodes, chains = answerable(episode.graph, relations)
    found = set(zip(nodes.tolist(), chains.tolist(), strict=True))
    drawn = {fact[:2]: fact.destination for fact in episode.graph.facts}
    for place, node in enumerate(episode.graph.nodes):
        for number, chain in enumerate(relations.chains):
            here: int | None = node
            for edge in chain:
                here = drawn.get((here if here is not None else -1, edge))
            assert follow_chain(episode.graph, node, chain) == here
            assert ((place, number) in found) == (here is not None)
    missing = next(number for number in range(400) if (0, number) not in found)
    with pytest.raises(UsageError):
        ask_relation(episode.graph, relations, episode.graph.nodes[0], FIRST_RELATION + missing)


@pytest.mark.parametrize("name", PAPER_TASKS)
def test_same_seed_same_batch(name: str) -> None:
    task = PAPER_TASKS[name]
    stage = min(6, len(task.curriculum.stages) - 1)
    first, again, other = (draw_batch(np.random.default_rng(seed), task, stage, 8) for seed in (5, 5, 6))
    assert first == again
    assert first != other
    assert len(first) == 8
