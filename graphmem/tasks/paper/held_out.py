"""Questions on graphs that are not used in training: a transit network with directed lines, and a family tree.

The paper evaluates on traversals of seven steps and all shortest paths of four edges between interchanges of London's
Zone 1, and on relations of four edges in a family.  Every episode has fresh labels, as in training.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...graphs import Triples
from .drawn_families import draw_family
from .episodes import Episode
from .family import family_tree
from .graphs import NUM_RELATION_EDGES, draw_labels, label_graph
from .inference import FIRST_RELATION, answerable, ask_relation, paper_relations
from .shortest_path import ask_path, plan
from .traversal import draw_traversal


def map_traversals(
    rng: np.random.Generator, triples: Triples, count: int, length: tuple[int, int] = (7, 7)
) -> list[Episode]:
    """Random walks on a map; ``length`` is the closed range of their number of edges.

    Raises:
        UsageError: if there are more stations or lines than labels.
        DataError: if two edges with one label leave one station, or a walk cannot continue.
    """
    lines = int(triples.line.max()) + 1
    return [draw_traversal(rng, label_graph(rng, triples, draw_labels(rng, lines)), length) for _ in range(count)]


def map_paths(
    rng: np.random.Generator, triples: Triples, length: int | None = 4, count: int | None = None
) -> list[Episode]:
    """Questions for the shortest paths between all pairs of stations on a map.

    Args:
        rng: source of randomness.
        triples: one graph, as ``graphs.traversal_problem`` makes it from a network.
        length: number of edges of the shortest paths; None for any.
        count: size of a sample without replacement; None for all questions.

    Raises:
        UsageError: if there are more stations or lines than labels.
        DataError: if two edges with one label leave one station.
    """
    return path_episodes(rng, triples, path_pairs(rng, triples, length, count))


def path_pairs(
    rng: np.random.Generator, triples: Triples, length: int | None, count: int | None
) -> list[tuple[int, int]]:
    """Origins and destinations, by number, of the questions of ``map_paths``; its arguments and errors."""
    plain = label_graph(rng, triples, draw_labels(rng, int(triples.line.max()) + 1))
    number = {node: place for place, node in enumerate(plain.nodes)}
    pairs = [
        (number[origin], place)
        for place, destination in enumerate(plain.nodes)
        for origin, left in plan(plain, destination).left.items()
        if left and length in (left, None)
    ]
    if count is not None and count < len(pairs):
        pairs = [pairs[place] for place in rng.choice(len(pairs), count, replace=False).tolist()]
    return pairs


def path_episodes(rng: np.random.Generator, triples: Triples, pairs: Iterable[tuple[int, int]]) -> list[Episode]:
    """Questions for the shortest paths between pairs of stations, each under labels of its own."""
    lines = int(triples.line.max()) + 1
    episodes = []
    for origin, place in pairs:
        graph = label_graph(rng, triples, draw_labels(rng, lines))
        episodes.append(ask_path(rng, plan(graph, graph.nodes[place]), graph.nodes[origin]))
    return episodes


def family_questions(rng: np.random.Generator, length: int = 4) -> list[Episode]:
    """Every pair of a person and a relation of ``length`` edges that leads to someone in the family, one query each."""
    return _relation_questions(rng, family_tree()[0], length)


def drawn_family_questions(rng: np.random.Generator, families: int, length: int = 4) -> list[Episode]:
    """The same about families that are drawn, one after the other; see ``drawn_families``."""
    trees = [family_tree(draw_family(rng))[0] for _ in range(families)]
    return [episode for triples in trees for episode in _relation_questions(rng, triples, length)]


def _relation_questions(rng: np.random.Generator, triples: Triples, length: int) -> list[Episode]:
    relations, edges = paper_relations(), np.arange(NUM_RELATION_EDGES)
    persons, chains = answerable(label_graph(rng, triples, edges), relations)
    asked = relations.lengths[chains] == length
    episodes = []
    for person, chain in zip(persons[asked].tolist(), chains[asked].tolist(), strict=True):
        graph = label_graph(rng, triples, edges)
        query = ask_relation(graph, relations, graph.nodes[person], FIRST_RELATION + chain)
        episodes.append(Episode(graph, (query,)))
    return episodes
