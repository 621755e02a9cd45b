"""The words of inference: edges, the paper's relations, and words for practice."""

from collections import Counter

import numpy as np
import pytest

from graphmem.errors import UsageError
from graphmem.tasks.paper import paper_relations
from graphmem.tasks.paper.sampling import (
    EDGES_ALONE,
    NUM_WORDS,
    InferenceStage,
    RelationGraphs,
    Sampler,
    practice_words,
    relation_words,
    word_chains,
)


def test_chains() -> None:
    chains = word_chains()
    assert len(chains) == NUM_WORDS == 450
    assert chains[:10] == tuple((edge,) for edge in range(10))
    assert chains[10:410] == paper_relations().chains
    for times in (2, 3, 4, 5):
        for edge in range(10):
            assert chains[410 + 10 * (times - 2) + edge] == (edge,) * times


def test_selections() -> None:
    chains = word_chains()
    assert practice_words((1,)) == EDGES_ALONE
    assert practice_words((2, 3)) == tuple(range(410, 430))
    assert sorted(relation_words()) == list(range(10, 410))
    few = relation_words((3, 5), 7)
    assert Counter(len(chains[label]) for label in few) == {3: 7, 5: 7}
    repeats = [sum(a == b for a, b in zip(chains[label], chains[label][1:], strict=False)) for label in few[:7]]
    assert repeats == sorted(repeats, reverse=True)
    assert set(relation_words((3,), 7)) < set(relation_words((3,), 20))


@pytest.mark.parametrize("lengths", [(1,), (6,), (0, 2)])
def test_no_relation_of_that_length(lengths: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match="edges"):
        relation_words(lengths)


def test_bad_selections() -> None:
    with pytest.raises(UsageError, match="edges"):
        practice_words((6,))
    for count in (0, 101):
        with pytest.raises(UsageError, match="relations of each length"):
            relation_words((2,), count)


def test_lengths_and_words_are_uniform() -> None:
    """9000 queries: 3000 of each number of edges, within five standard deviations."""
    words = (*EDGES_ALONE[:2], *relation_words((2, 5), 4))
    sampler = Sampler([InferenceStage(RelationGraphs((6, 10), (3, 4)), words, (3, 3), (1, 1))])
    (batch,) = sampler.draw(1, np.zeros(3000, int), 3000)
    counts = Counter(batch.queries.word.tolist())
    expected = {label: 1500 if label in EDGES_ALONE else 750 for label in words}
    assert set(counts) == set(expected)
    for label, number in expected.items():
        assert abs(counts[label] - number) <= 5 * number**0.5, label
