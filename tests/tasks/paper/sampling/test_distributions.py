"""Sizes, labels and choices have the distributions that the stages specify; the seeds of the tests are fixed."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pytest
from scipy.stats import chisquare

from graphmem.tasks.paper.sampling import (
    EDGES_ALONE,
    InferenceStage,
    NearestNeighbours,
    PathStage,
    RelationGraphs,
    Sampler,
    TraversalStage,
)
from graphmem.tasks.paper.sampling.twin.inference import FREE, follow
from graphmem.tasks.paper.sampling.twin.random import Stream

from .cases import draw


def assert_uniform(values: Iterable[int], low: int, high: int) -> None:
    """All values of a closed range, by a chi-square test."""
    counts = Counter(values)
    assert set(counts) == set(range(low, high + 1))
    assert chisquare([counts[value] for value in range(low, high + 1)]).pvalue > 0.001


def test_what_is_uniform_in_walks() -> None:
    episodes = draw(TraversalStage(NearestNeighbours((8, 12), (2, 5)), (1, 6)), 2000)
    assert_uniform((len(episode.graph.nodes) for episode in episodes), 8, 12)
    assert_uniform((len(episode.queries[0].steps) for episode in episodes), 1, 6)
    degrees = [len(facts) for episode in episodes for facts in episode.graph.leaving.values()]
    assert_uniform(degrees, 2, 5)
    assert_uniform((node for episode in episodes for node in episode.graph.nodes), 0, 999)
    firsts = [episode.graph.facts[0].edge for episode in episodes]
    for digit in (1, 10, 100):
        assert_uniform((edge // digit % 10 for edge in firsts), 0, 9)


def test_edges_are_in_random_order() -> None:
    """Of the 19 edges beside the first one, one leaves the same node."""
    episodes = draw(TraversalStage(NearestNeighbours((10, 10), (2, 2)), (1, 1)), 3800)
    same = sum(episode.graph.facts[0].source == episode.graph.facts[1].source for episode in episodes)
    assert 130 < same < 270  # 200 are expected
    asked = sum(episode.queries[0].answer[0] == episode.graph.facts[0] for episode in episodes)
    assert 130 < asked < 250  # 190 are expected


def test_walks_take_every_edge_as_likely() -> None:
    episodes = draw(TraversalStage(NearestNeighbours((10, 10), (3, 3)), (4, 4)), 1500)
    taken = [
        episode.graph.leaving[fact.source].index(fact)
        for episode in episodes
        for fact in episode.queries[0].answer[:-1]
    ]
    assert_uniform(taken, 0, 2)


def test_what_is_uniform_in_paths() -> None:
    stage = PathStage(NearestNeighbours((20, 24), (2, 4)), (1, 4), (2, 9))
    episodes = draw(stage, 1500)
    assert_uniform((len(episode.queries[0].answer) for episode in episodes), 1, 4)
    assert_uniform((episode.queries[0].planning for episode in episodes), 2, 9)


def test_targets_and_deviations_are_as_likely() -> None:
    """Among the right edges of a node, and among its wrong ones, by their places."""
    stage = PathStage(NearestNeighbours((12, 12), (4, 4)), (2, 3), deviation=0.5)
    (batch,) = Sampler([stage]).draw(0, np.zeros(3000, int), 3000)
    choices = batch.choices
    assert choices is not None
    for right, places in ((True, 2), (False, 3)):
        drawn = []
        for time, column in np.argwhere(batch.mask).tolist():
            options = np.flatnonzero(choices.right[time, column] == right).tolist()
            taken = int(choices.taken[time, column])
            if len(options) == places and taken in options:
                drawn.append(options.index(taken))
        assert_uniform(drawn, 0, places - 1)


def test_a_word_is_followed_along_any_edge_without_a_label() -> None:
    drawn = []
    for number in range(600):
        labels = [[FREE, 7, FREE, FREE], [FREE], [FREE], [FREE], [FREE]]
        assert follow(Stream(0, number), (3,), 0, [[1, 2, 3, 4], [0], [0], [0], [0]], labels) is not None
        drawn.append(labels[0].index(3))
    assert Counter(drawn).keys() == {0, 2, 3}
    assert chisquare(list(Counter(drawn).values())).pvalue > 0.001


def test_the_share_of_parallel_edges() -> None:
    """With the chance p of another one, an edge stands for 1 / (1 - p) edges: two for a half."""
    stage = TraversalStage(NearestNeighbours((40, 40), (2, 2), (0.5, 0.5)), (1, 1))
    episodes = draw(stage, 100)
    assert sum(len(episode.graph.facts) for episode in episodes) / (100 * 80) == pytest.approx(2, rel=0.05)
    none = draw(TraversalStage(NearestNeighbours((40, 40), (2, 2)), (1, 1)), 20)
    assert {len(episode.graph.facts) for episode in none} == {80}


def test_similar_labels_have_few_digits() -> None:
    """Labels of 5 to 27 stations, or lines, need 2 or 3 digits at each place, and may have one more."""
    for stations in (5, 20):
        graphs = NearestNeighbours((stations, stations), (2, 2), similar_labels=0.5)
        episodes = draw(TraversalStage(graphs, (1, 1)), 400)
        fewest = 2 if stations == 5 else 3
        found = Counter()
        for episode in episodes:
            labels = [f"{node:03}" for node in episode.graph.nodes]
            assert len(set(labels)) == stations
            digits = max(len(set(place)) for place in zip(*labels, strict=True))
            edges = {f"{fact.edge:03}" for fact in episode.graph.facts}
            assert (digits <= fewest + 1) <= all(len(set(place)) <= fewest + 1 for place in zip(*edges, strict=True))
            found[min(digits, fewest + 2)] += 1
        if stations == 20:  # twenty labels of any digits have more than four at some place
            assert found[5] == pytest.approx(200, abs=40)
            assert found[3] == pytest.approx(100, abs=35)
            assert found[4] == pytest.approx(100, abs=35)


def test_what_is_uniform_in_relations() -> None:
    stage = InferenceStage(RelationGraphs((8, 12), (2, 5)), EDGES_ALONE, (1, 4), (3, 6))
    episodes = draw(stage, 1500)
    queries = [query for episode in episodes for query in episode.queries]
    assert_uniform((len(episode.queries) for episode in episodes), 1, 4)
    assert_uniform((query.planning for query in (episode.queries[0] for episode in episodes)), 3, 6)
    assert_uniform((query.steps[0].edge for query in queries), 0, 9)
    degrees = [len(facts) for episode in episodes for facts in episode.graph.leaving.values()]
    assert {2, 3, 4, 5} == set(degrees)
    assert_uniform((fact.edge for episode in episodes for fact in episode.graph.facts), 0, 9)
    assert_uniform((node // 10 for episode in episodes for node in episode.graph.nodes), 0, 99)
