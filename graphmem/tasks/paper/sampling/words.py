"""The words that the task "inference" is trained on: each names a chain of edges.

    label       chain
    0 - 9       that one edge
    10 - 409    the relations of the paper, two to five edges (``inference.paper_relations``)
    410 - 449   practice words, which no evaluation asks: 410 + 10 (k - 2) + e is the edge e, k times, k = 2 to 5

Practice words need counting: a machine that keeps its place in a chain by the edge it read last fails on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise

import numpy as np

from ....errors import UsageError
from ....graphs.triples import Ints
from ..graphs import NUM_RELATION_EDGES
from ..inference import FIRST_RELATION, LENGTHS, PER_LENGTH, paper_relations

FIRST_PRACTICE = FIRST_RELATION + len(LENGTHS) * PER_LENGTH
NUM_WORDS = FIRST_PRACTICE + len(LENGTHS) * NUM_RELATION_EDGES
EDGES_ALONE = tuple(range(NUM_RELATION_EDGES))
MOST_EDGES = LENGTHS[-1]


@cache
def word_chains() -> tuple[tuple[int, ...], ...]:
    """The chain of edge labels of each word, by its label."""
    practice = [(edge,) * length for length in LENGTHS for edge in EDGES_ALONE]
    return (*((edge,) for edge in EDGES_ALONE), *paper_relations().chains, *practice)


def repeats(chain: tuple[int, ...]) -> int:
    """How many edges of a chain are the same as the edge before."""
    return sum(edge == before for before, edge in pairwise(chain))


def practice_words(lengths: Iterable[int] = LENGTHS) -> tuple[int, ...]:
    """The practice words of these numbers of edges; one edge alone counts as a word of length 1.

    Raises:
        UsageError: for another number than 1 to 5.
    """
    return tuple(
        label for length in lengths for label in _of_length((*EDGES_ALONE, *range(FIRST_PRACTICE, NUM_WORDS)), length)
    )


def relation_words(lengths: Iterable[int] = LENGTHS, per_length: int = PER_LENGTH) -> tuple[int, ...]:
    """The paper's relations of these numbers of edges.

    Args:
        lengths: numbers of edges, 2 to 5.
        per_length: how many of each; those whose chains repeat an edge most often come first, since these are hardest.

    Raises:
        UsageError: for another number of edges, or more or fewer words than there are.
    """
    if not 1 <= per_length <= PER_LENGTH:
        raise UsageError(f"There are 1 to {PER_LENGTH} relations of each length, not {per_length}.")
    chains = word_chains()
    found: list[int] = []
    for length in lengths:
        labels = _of_length(range(FIRST_RELATION, FIRST_PRACTICE), length)
        found += sorted(labels, key=lambda label: -repeats(chains[label]))[:per_length]
    return tuple(found)


def _of_length(labels: Iterable[int], length: int) -> list[int]:
    found = [label for label in labels if len(word_chains()[label]) == length]
    if not found:
        raise UsageError(f"No such word has {length} edges.")
    return found


def group_words(words: Iterable[int]) -> tuple[Ints, ...]:
    """The labels of words, in order, in a group for each number of edges, fewest edges first."""
    chains = word_chains()
    groups: dict[int, list[int]] = {}
    for label in sorted(words):
        groups.setdefault(len(chains[label]), []).append(label)
    return tuple(np.array(labels) for _, labels in sorted(groups.items()))
