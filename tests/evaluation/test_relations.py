"""Every relation is asked equally often, by the same questions for every machine."""

from collections.abc import Sequence

import numpy as np
import pytest

from graphmem.benchmark.baselines import RandomEdge
from graphmem.errors import UsageError
from graphmem.evaluation.outcomes import Outcome, outcomes
from graphmem.evaluation.relations import score_relations
from graphmem.tasks.paper import PAPER_TASKS, Episode, paper_relations
from graphmem.tasks.paper.inference import FIRST_RELATION, follow_chain


class Follows:
    """Answers freely, by following the chain, for chains of up to some edges, and over valid triples always."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.seen: list[Episode] = []

    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        self.seen += episodes
        free = []
        for episode in episodes:
            (query,) = episode.queries
            chain = paper_relations().chains[query.steps[0].edge - FIRST_RELATION]
            found = follow_chain(episode.graph, query.steps[0].source, chain)
            free.append(len(chain) <= self.most and found == query.answer[0].destination)
        return outcomes(PAPER_TASKS["inference"], episodes, free, [True] * len(episodes))


def test_every_relation_is_asked_and_counted() -> None:
    machine = Follows(3)
    counts = score_relations(machine, times=2)
    assert list(counts) == list(range(FIRST_RELATION, FIRST_RELATION + 400))
    lengths = paper_relations().lengths
    for label, count in counts.items():
        assert count == (2, 2 if lengths[label - FIRST_RELATION] <= 3 else 0, 2)
    assert {len(episode.graph.nodes) for episode in machine.seen} <= set(range(20, 26))
    assert len({episode.graph for episode in machine.seen}) == len(machine.seen) == 800
    again = Follows(3)
    score_relations(again, times=2)
    assert again.seen == machine.seen


def test_some_relations_and_chance() -> None:
    done: list[tuple[int, int]] = []
    counts = score_relations(
        RandomEdge("inference"), times=30, relations=(99, 12), report=lambda *some: done.append(some)
    )
    assert {label: count.questions for label, count in counts.items()} == {12: 30, 99: 30}
    assert sum(count.valid for count in counts.values()) < 30
    assert done == [(50, 60), (60, 60)]
    with pytest.raises(UsageError, match="at least once"):
        score_relations(RandomEdge("inference"), times=0)
