"""Inference: a relation is a word for a chain of two to five edges, and only the answers show which (Graves et al.
2016, Methods, "Inference").

    time     0 1 ... E-1        E             E+1 ... E+10    E+11           E+12 ...
    input    the E triples      (a, 57, _)    -               -              the next query
    target                                                    (a, 57, d)

where relation 57 may be the chain 3, 8, 3, and a -3-> b -8-> c -3-> d.  Edges are labelled 0 to 9, relations 10 to 409,
a hundred of each length.  Chains and labels are the same for every machine and every graph.  There are just a hundred
chains of two edges, so all of these have a label.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from ...errors import UsageError
from ...graphs.triples import Ints
from ...seeding import generator
from .episodes import Episode, Query
from .family import kin_chains
from .graphs import NUM_RELATION_EDGES, Fact, LabelledGraph

LENGTHS = (2, 3, 4, 5)
PER_LENGTH = 100
PLANNING_STEPS = 10
FIRST_RELATION = NUM_RELATION_EDGES
_SEED = 20161012


@dataclass(frozen=True)
class Relations:
    """The chain of edge labels of each relation.

    Attributes:
        chains: entry i belongs to the relation labelled ``FIRST_RELATION + i``.
    """

    chains: tuple[tuple[int, ...], ...]

    @cached_property
    def labels(self) -> dict[tuple[int, ...], int]:
        """The label of each chain."""
        return {chain: FIRST_RELATION + number for number, chain in enumerate(self.chains)}

    @cached_property
    def table(self) -> Ints:
        """(relations, 5) the chains, padded with ``NUM_RELATION_EDGES``, an edge that stays where it is."""
        padded = [(*chain, *[NUM_RELATION_EDGES] * (LENGTHS[-1] - len(chain))) for chain in self.chains]
        return np.array(padded, np.int64)

    @cached_property
    def lengths(self) -> Ints:
        """(relations,) edges of each chain."""
        return np.array([len(chain) for chain in self.chains], np.int64)


def draw_relations(rng: np.random.Generator, named: Iterable[tuple[int, ...]] = ()) -> Relations:
    """A hundred chains of each length, ``named`` among them, the others uniform; labels are assigned at random.

    Raises:
        UsageError: if a named chain has another length or other edges, or more than a hundred are of one length.
    """
    chains = list(dict.fromkeys(named))
    for chain in chains:
        if len(chain) not in LENGTHS or not all(0 <= edge < NUM_RELATION_EDGES for edge in chain):
            raise UsageError(f"A relation is a chain of {LENGTHS[0]} to {LENGTHS[-1]} edges labelled 0 to 9.")
    for length in LENGTHS:
        given = {chain for chain in chains if len(chain) == length}
        if len(given) > PER_LENGTH:
            raise UsageError(f"There are {PER_LENGTH} relations of {length} edges, not {len(given)}.")
        for number in rng.permutation(NUM_RELATION_EDGES**length).tolist():
            if len(given) == PER_LENGTH:
                break
            chain = tuple(number // NUM_RELATION_EDGES**place % NUM_RELATION_EDGES for place in range(length))
            if chain not in given:
                given.add(chain)
                chains.append(chain)
    return Relations(tuple(chains[place] for place in rng.permutation(len(chains)).tolist()))


@cache
def paper_relations() -> Relations:
    """The relations that are trained and evaluated: those of a family that have a name, and random others."""
    return draw_relations(generator(_SEED, "relations"), kin_chains().values())


def follow_chain(graph: LabelledGraph, node: int, chain: Iterable[int]) -> int | None:
    """Where a chain of edges leads from a node; None if an edge is missing."""
    here: int | None = node
    for edge in chain:
        here = None if here is None else graph.following.get((here, edge))
    return here


def answerable(graph: LabelledGraph, relations: Relations) -> tuple[Ints, Ints]:
    """All pairs of a node, by its place in ``graph.nodes``, and a relation, by its place, that lead somewhere."""
    place = {node: number for number, node in enumerate(graph.nodes)}
    size = len(place)
    # The last row is "nowhere", which no edge leaves; the last column is the padding edge, which stays where it is.
    following = np.full((size + 1, NUM_RELATION_EDGES + 1), size)
    following[:, NUM_RELATION_EDGES] = np.arange(size + 1)
    for source, edge, destination in graph.facts:
        following[place[source], edge] = place[destination]
    here = np.repeat(np.arange(size)[:, None], len(relations.chains), axis=1)
    for edge in relations.table.T:
        here = following[here, edge]
    found = np.nonzero(here < size)
    return found[0], found[1]


def ask_relation(graph: LabelledGraph, relations: Relations, node: int, label: int) -> Query:
    """The query for the node that a relation leads to.

    Raises:
        UsageError: if the label is not that of a relation, or the relation leads nowhere from this node.
    """
    if not 0 <= label - FIRST_RELATION < len(relations.chains):
        most = FIRST_RELATION + len(relations.chains) - 1
        raise UsageError(f"Relations are labelled {FIRST_RELATION} to {most}, not {label}.")
    destination = follow_chain(graph, node, relations.chains[label - FIRST_RELATION])
    if destination is None:
        raise UsageError(f"Relation {label} leads nowhere from node {node}.")
    return Query((Fact(node, label),), PLANNING_STEPS, (Fact(node, label, destination),))


def draw_inference(
    rng: np.random.Generator, graph: LabelledGraph, length: tuple[int, int], num_queries: int
) -> Episode | None:
    """Queries whose relations have a number of edges in the closed range ``length``; None if there is none to ask.

    Each is drawn independently: the number of edges is uniform among those for which the graph has a chain, then the
    pair of node and relation is uniform.
    """
    relations = paper_relations()
    nodes, chains = answerable(graph, relations)
    edges = relations.lengths[chains]
    by_length = [np.flatnonzero(edges == number) for number in range(length[0], length[1] + 1)]
    by_length = [pairs for pairs in by_length if len(pairs)]
    if not by_length:
        return None
    queries = []
    for _ in range(num_queries):
        pairs = by_length[rng.integers(len(by_length))]
        pair = pairs[rng.integers(len(pairs))]
        label = FIRST_RELATION + int(chains[pair])
        queries.append(ask_relation(graph, relations, graph.nodes[nodes[pair]], label))
    return Episode(graph, tuple(queries))


def inference_choices(graph: LabelledGraph, query: Query) -> tuple[Fact, ...]:
    """The possible answers when it is decoded over valid triples: the query completed with any node."""
    return tuple(query.steps[0]._replace(destination=node) for node in graph.nodes)


def relation_length(query: Query) -> int:
    """Edges of the relation's chain."""
    return int(paper_relations().lengths[query.steps[0].edge - FIRST_RELATION])
