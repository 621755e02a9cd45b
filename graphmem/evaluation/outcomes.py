"""How one query of the paper's tasks was answered, and the interface of machines that answer them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from ..tasks.paper import Episode, PaperTask


class Outcome(NamedTuple):
    """How one query was answered.

    Attributes:
        free: whether the mode of the output is correct.
        valid: whether the likeliest valid triples are correct.
        length: number of edges of the walk, the shortest path or the relation.
        nodes: number of nodes of the graph.
    """

    free: bool
    valid: bool
    length: int
    nodes: int


class Evaluable(Protocol):
    """Anything that answers the paper's episodes: a trained machine, or a baseline."""

    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """Answer every query; the outcomes are in the order of episodes and queries."""


def outcomes(
    task: PaperTask, episodes: Sequence[Episode], free: Sequence[bool], valid: Sequence[bool]
) -> list[Outcome]:
    """The outcomes of all queries, in the order of episodes and queries.

    Args:
        task: the task of all episodes.
        episodes: the episodes that were answered.
        free: for each query, whether the mode of the output is correct.
        valid: for each query, whether the likeliest valid triples are correct.
    """
    asked = [(episode, query) for episode in episodes for query in episode.queries]
    return [
        Outcome(one, other, task.length(query), len(episode.graph.nodes))
        for (episode, query), one, other in zip(asked, free, valid, strict=True)
    ]


def slots_of(episode: Episode, spare: int) -> int:
    """A slot for each triple of the graph and each step of the queries, and some to spare."""
    return len(episode.graph.facts) + sum(len(query.steps) for query in episode.queries) + spare


def answered_by_slots(
    episodes: Sequence[Episode], spare: int, answer: Callable[[list[Episode]], list[Outcome]]
) -> list[Outcome]:
    """The outcomes of all queries, in the order of episodes and queries.

    Episodes are answered together if they need the same number of slots, so that no answer depends on what else is in
    the batch.

    Args:
        episodes: the episodes.
        spare: as in ``slots_of``.
        answer: from episodes that need the same number of slots to their outcomes.
    """
    alike: dict[int, list[int]] = {}
    for place, episode in enumerate(episodes):
        alike.setdefault(slots_of(episode, spare), []).append(place)
    found: dict[int, list[Outcome]] = {}
    for places in alike.values():
        rest = iter(answer([episodes[place] for place in places]))
        found |= {place: [next(rest) for _ in episodes[place].queries] for place in places}
    return [outcome for place in range(len(episodes)) for outcome in found[place]]
