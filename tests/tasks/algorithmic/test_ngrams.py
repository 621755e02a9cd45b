"""Dynamic 6-grams: sequences against their distributions, estimators against counting and an integral."""

import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from graphmem.errors import UsageError
from graphmem.tasks.algorithmic import BitEpisodes, Size
from graphmem.tasks.algorithmic.ngrams import (
    NGRAMS,
    bayes_estimate,
    counter_estimate,
    draw_distributions,
    draw_ngrams,
    draw_sequences,
)

Bits = tuple[int, ...]
Estimate = Callable[[BitEpisodes], NDArray[np.float64]]


def sequence(episodes: BitEpisodes, member: int) -> Bits:
    """All bits of an episode: the inputs and the last target."""
    return (*episodes.inputs[:, member, 0].astype(int).tolist(), int(episodes.targets[-1, member, 0]))


def followers(bits: Bits, order: int) -> list[int]:
    """The bits that followed earlier occurrences of the last ``order`` bits."""
    context = bits[len(bits) - order :]
    return [bits[place] for place in range(5, len(bits)) if bits[place - order : place] == context]


def backed_off(bits: Bits) -> float:
    """The counter's estimate of a 1 after these bits."""
    for order in range(5, -1, -1):
        if after := followers(bits, order):
            return (sum(after) + 0.5) / (len(after) + 1)
    return 0.5


def test_layout() -> None:
    episodes = draw_ngrams(np.random.default_rng(0), 3, 12)
    assert episodes.inputs.shape == episodes.targets.shape == (11, 3, 1)
    for member in range(3):
        bits = sequence(episodes, member)
        assert episodes.targets[:, member, 0].tolist() == [0] * 4 + list(bits[5:])
        assert episodes.mask[:, member].tolist() == [0] * 4 + [1] * 7


def test_sequences_follow_their_distribution() -> None:
    """Some contexts end in a 1 for certain and the others in a 0: only the first bits are random."""
    law = np.array([[number % 3 % 2 for number in range(32)]] * 20, float)
    for bits in draw_sequences(np.random.default_rng(0), law, 60).T.astype(int).tolist():
        for place in range(5, 60):
            number = int("".join(map(str, bits[place - 5 : place])), 2)
            assert bits[place] == law[0, number]


def test_distributions() -> None:
    """The mean and variance of Beta(1/2, 1/2) are 1/2 and 1/8, and a third of it lies below 1/4."""
    distributions = draw_distributions(np.random.default_rng(0), 2000)
    assert distributions.shape == (2000, 32)
    assert distributions.mean() == pytest.approx(0.5, abs=0.01)
    assert distributions.var() == pytest.approx(0.125, abs=0.005)
    assert (distributions < 0.25).mean() == pytest.approx(1 / 3, abs=0.01)


def predictions(estimate: Estimate) -> Iterator[tuple[Bits, float]]:
    """All bits up to a step, and the estimate of the next."""
    episodes = draw_ngrams(np.random.default_rng(1), 3, 60)
    estimates = estimate(episodes)
    assert estimates.shape == (59, 3, 1)
    assert (estimates[:4] == 0.5).all()
    for member in range(3):
        for time in range(4, 59):
            yield sequence(episodes, member)[: time + 1], estimates[time, member, 0]


def test_bayes_is_the_posterior_mean() -> None:
    """With theta = sin^2(x), Beta(1/2, 1/2) is uniform in x, and the mean after n ones and m zeros a plain integral."""
    counts = set()
    for seen, estimate in predictions(bayes_estimate):
        after = followers(seen, 5)
        ones, zeros = sum(after), len(after) - sum(after)
        x = (np.arange(1000) + 0.5) * math.pi / 2000
        posterior = np.sin(x) ** (2 * ones) * np.cos(x) ** (2 * zeros)
        assert estimate == pytest.approx((posterior * np.sin(x) ** 2).sum() / posterior.sum())
        counts.add((zeros, ones))
    assert len(counts) > 10


def test_the_counter_backs_off() -> None:
    orders = set()
    for seen, estimate in predictions(counter_estimate):
        assert estimate == pytest.approx(backed_off(seen))
        orders.add(max((order for order in range(6) if followers(seen, order)), default=None))
    assert orders >= {None, 2, 3, 4, 5}


@pytest.mark.parametrize("size", NGRAMS.test_sizes)
def test_bayes_beats_the_counter_and_both_beat_a_coin(size: Size) -> None:
    """On average; knowing the distribution would be better still."""
    (length,) = size
    episodes = draw_ngrams(np.random.default_rng(2), 500, length)
    costs = {}
    for name, estimate in NGRAMS.estimators.items():
        chances = estimate(episodes)[4:]
        costs[name] = -np.log2(np.where(episodes.targets[4:] == 1, chances, 1 - chances)).mean()
    # The mean entropy of such a law is 2 - 1 / ln 2 bits.
    assert 2 - 1 / math.log(2) < costs["bayes-optimal"] < costs["counter"] < 1


def test_too_short() -> None:
    with pytest.raises(UsageError, match="longer than 5 bits, not 5"):
        draw_ngrams(np.random.default_rng(0), 1, 5)
