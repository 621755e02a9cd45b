"""Shortest path: walk from origin to destination in as few edges as possible (Graves et al. 2016, Methods, "Shortest
path" and "Structured prediction").

    time     0 1 ... E-1        E            E+1 ... E+10    E+11          E+12
    input    the E triples      (a, _, c)    -               -             (a, 7, b)
    target                                                   (a, 7, b)     (b, 3, c)

The triple that was chosen is fed back, right or wrong; the target is the first step of a shortest path from the node
that the walk has reached.  There may be several such steps.  The paper does not say which of them it takes as the
target: here one of them is drawn at random at every step.  The choice is among the edges that leave a node, and the
termination pattern is not one of them, so a walk ends at its destination without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import DataError
from .episodes import Episode, Query
from .graphs import Fact, LabelledGraph

PLANNING_STEPS = 10


@dataclass(frozen=True)
class Goal:
    """A destination and the distances to it: the optimal planner, which can be asked again at every node of a walk.

    Attributes:
        graph: the graph.
        destination: label of the destination.
        left: fewest edges to the destination, for each node that can reach it.
    """

    graph: LabelledGraph
    destination: int
    left: dict[int, int]

    def first_steps(self, node: int) -> tuple[Fact, ...]:
        """All edges that begin a shortest path from ``node``; none at the destination or where there is no path."""
        if node not in self.left:
            return ()
        wanted = self.left[node] - 1
        return tuple(fact for fact in self.graph.leaving[node] if self.left.get(fact.destination) == wanted)

    def accepts(self, origin: int, walk: tuple[Fact, ...]) -> bool:
        """Whether a walk follows edges of the graph from ``origin`` to the destination and is as short as possible."""
        node = origin
        for fact in walk:
            if fact not in self.graph.leaving[node]:
                return False
            node = fact.destination
        return node == self.destination and len(walk) == self.left[origin]

    def draw_path(self, rng: np.random.Generator, node: int) -> tuple[Fact, ...]:
        """A shortest path from ``node``, each first step as likely, replanned at every node."""
        path: list[Fact] = []
        while steps := self.first_steps(node):
            path.append(steps[rng.integers(len(steps))])
            node = path[-1].destination
        return tuple(path)


def plan(graph: LabelledGraph, destination: int) -> Goal:
    """Breadth-first search, backwards from the destination."""
    left = {destination: 0}
    front = [destination]
    while front:
        steps = left[front[0]] + 1
        front = [source for node in front for source in graph.arriving[node] if left.setdefault(source, steps) == steps]
        front = list(dict.fromkeys(front))
    return Goal(graph, destination, left)


def goal_of(episode: Episode, number: int = 0) -> Goal:
    """The planner for a query of an episode of this task, by its number."""
    return plan(episode.graph, episode.queries[number].steps[0].destination)


def ask_path(rng: np.random.Generator, goal: Goal, origin: int) -> Episode:
    """The question for a path from ``origin``; its answer is one shortest path.

    Raises:
        DataError: if there is none, or origin and destination are the same.
    """
    answer = goal.draw_path(rng, origin)
    if not answer:
        raise DataError(f"No path leads from node {origin} to another node {goal.destination}.")
    step = Fact(origin, destination=goal.destination)
    return Episode(goal.graph, (Query((step,), PLANNING_STEPS, answer, fed_back=True),))


def draw_path(rng: np.random.Generator, graph: LabelledGraph, length: tuple[int, int]) -> Episode | None:
    """A question whose shortest paths have a number of edges in the closed range ``length``; None if there is none.

    The number is uniform, then the destination among those that have an origin at that distance, then the origin.  If
    no two nodes are that far apart, another number is tried.
    """
    for steps in rng.permutation(np.arange(length[0], length[1] + 1)).tolist():
        for destination in rng.permutation(len(graph.nodes)).tolist():
            goal = plan(graph, graph.nodes[destination])
            origins = [node for node, left in goal.left.items() if left == steps]
            if origins:
                return ask_path(rng, goal, origins[rng.integers(len(origins))])
    return None


def path_choices(graph: LabelledGraph, query: Query) -> tuple[Fact, ...]:
    """The possible steps of an answer, given the steps before it: any edge of the graph."""
    return graph.facts


def path_length(query: Query) -> int:
    """Edges of a shortest path."""
    return len(query.answer)
