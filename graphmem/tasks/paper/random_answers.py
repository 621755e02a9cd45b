"""Random attempts at queries: what chance reaches on each task (the baseline ``random-edge``).

Every step is uniform among the edges that leave the current node.  The attempt knows where its walk begins and when to
stop.  Of a relation it knows that it is a chain of two to five edges, which beats guessing any node of the graph.
"""

from __future__ import annotations

import numpy as np

from .episodes import Episode, Query
from .graphs import END, Fact, LabelledGraph
from .inference import LENGTHS
from .shortest_path import plan


def random_traversal(rng: np.random.Generator, episode: Episode, query: Query) -> bool:
    """Whether a random walk with as many edges as the query has steps is the right one."""
    return (*random_walk(rng, episode.graph, query.steps[0].source, len(query.steps)), END) == query.answer


def random_path(rng: np.random.Generator, episode: Episode, query: Query) -> bool:
    """Whether a random walk reaches the destination in as few edges as possible."""
    goal, origin = plan(episode.graph, query.steps[0].destination), query.steps[0].source
    return goal.accepts(origin, random_walk(rng, episode.graph, origin, goal.left[origin], goal.destination))


def random_inference(rng: np.random.Generator, episode: Episode, query: Query) -> bool:
    """Whether a random walk of two to five edges, all numbers equally likely, ends where the relation leads."""
    node = query.steps[0].source
    walk = random_walk(rng, episode.graph, node, int(rng.integers(LENGTHS[0], LENGTHS[-1], endpoint=True)))
    return (walk[-1].destination if walk else node) == query.answer[0].destination


def random_walk(
    rng: np.random.Generator, graph: LabelledGraph, node: int, steps: int, destination: int | None = None
) -> tuple[Fact, ...]:
    """A random walk of ``steps`` edges, or fewer if it arrives or no edge leads on."""
    walk: list[Fact] = []
    while len(walk) < steps and node != destination and graph.leaving[node]:
        options = graph.leaving[node]
        walk.append(options[rng.integers(len(options))])
        node = walk[-1].destination
    return tuple(walk)
