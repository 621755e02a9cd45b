"""Dynamic 6-grams: predict the next bit of a sequence whose distribution is new in every episode (Graves, Wayne,
Danihelka 2014, section 4.4).

    time      0     1     2     3     4     5     ...   T-1
    input     b0    b1    b2    b3    b4    b5    ...
    target                            b5    b6    ...   bT
    mask      0     0     0     0     1     1     ...   1

A distribution is a table with the probability of a 1 after each of the 32 contexts of five bits, from Beta(1/2, 1/2).
The first five bits have no complete context; they are fair coin flips and no targets.  A sequence of 200 bits has 199
steps, 195 of them with a target.

Such bits cannot be predicted without errors.  Two estimators show how well they can be predicted from the bits so far:

    (N1 + 1/2) / (N0 + N1 + 1)        the paper's equation 10

where N0 and N1 count the zeros and ones that followed the same context:

    bayes     the context is the last five bits; the optimal estimator, as in the paper
    counter   an n-gram counter with back-off, as for text: the context is the last five bits if they have occurred
              before, else the last four bits, and so on down to none; 1/2 before anything is counted

In text, contexts with the same end have similar continuations.  Here they have nothing in common, and the counter loses
by its assumption: where five bits are new it uses shorter contexts, although the best estimate is 1/2.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ...errors import UsageError
from .episodes import AlgorithmicTask, BitEpisodes, Floats, Size, blank_episodes, draw_bits

CONTEXT = 5
LENGTH = 200
_HALF = 0.5  # both parameters of the Beta distribution, and both pseudo-counts of the best estimator

Probabilities = NDArray[np.float64]


def draw_distributions(rng: np.random.Generator, batch: int) -> Probabilities:
    """(B, 32) the probability of a 1 after each context; a context's number is its five bits, the earliest first."""
    return rng.beta(_HALF, _HALF, (batch, 2**CONTEXT))


def draw_sequences(rng: np.random.Generator, distributions: Probabilities, length: int) -> Floats:
    """(length, B) bits, one sequence for each row of ``distributions``."""
    bits = np.zeros((length, len(distributions)), np.float32)
    bits[:CONTEXT] = draw_bits(rng, CONTEXT, len(distributions))
    contexts = _numbers(bits[:CONTEXT])
    for time in range(CONTEXT, length):
        bits[time] = rng.random(len(distributions)) < distributions[np.arange(len(distributions)), contexts]
        contexts = (contexts * 2 + bits[time].astype(np.int64)) % 2**CONTEXT
    return bits


def draw_ngrams(rng: np.random.Generator, batch: int, length: int = LENGTH) -> BitEpisodes:
    """``batch`` episodes of ``length`` bits, each with a distribution of its own.

    Raises:
        UsageError: if no bit has a complete context.
    """
    if length <= CONTEXT:
        raise UsageError(f"A sequence must be longer than {CONTEXT} bits, not {length}.")
    bits = draw_sequences(rng, draw_distributions(rng, batch), length)
    episodes = blank_episodes(length - 1, batch, 1, 1)
    episodes.inputs[:, :, 0] = bits[:-1]
    episodes.targets[CONTEXT - 1 :, :, 0] = bits[CONTEXT:]
    episodes.mask[CONTEXT - 1 :] = 1
    return episodes


def bayes_estimate(episodes: BitEpisodes) -> Probabilities:
    """(T, B, 1) the optimal estimate of the probability that the next bit is 1; 1/2 at steps without a target."""
    return _estimate(episodes, (CONTEXT,))


def counter_estimate(episodes: BitEpisodes) -> Probabilities:
    """(T, B, 1) the estimate of an n-gram counter with back-off; 1/2 at steps without a target."""
    return _estimate(episodes, range(CONTEXT + 1))


def _estimate(episodes: BitEpisodes, orders: Iterable[int]) -> Probabilities:
    """Estimate each bit from the counts of the bits before it, by the longest context that has occurred.

    Args:
        episodes: B episodes.
        orders: lengths of context to use, the shortest first.
    """
    bits = episodes.inputs[:, :, 0].astype(np.int64)
    steps, batch = bits.shape
    members = np.arange(batch)
    counts = {order: np.zeros((2, batch, 2**order)) for order in orders}
    estimates = np.full((steps, batch, 1), 0.5)
    for time in range(CONTEXT - 1, steps):
        context = _numbers(bits[time - CONTEXT + 1 : time + 1])
        following = episodes.targets[time, :, 0].astype(np.int64)
        for order, table in counts.items():
            zeros, ones = table[:, members, context % 2**order]  # the last bits are the lowest
            estimated = (ones + _HALF) / (zeros + ones + 1)
            estimates[time, :, 0] = np.where(zeros + ones, estimated, estimates[time, :, 0])
            table[following, members, context % 2**order] += 1
    return estimates


def _numbers(bits: NDArray[np.generic]) -> NDArray[np.int64]:
    """(5, B) bits to (B,) numbers in base 2, the earliest bit the highest."""
    return (2 ** np.arange(CONTEXT - 1, -1, -1)) @ bits.astype(np.int64)


def _draw(rng: np.random.Generator, batch: int, size: Size) -> BitEpisodes:
    (length,) = size
    return draw_ngrams(rng, batch, length)


NGRAMS = AlgorithmicTask(
    inputs=1,
    outputs=1,
    axes=("length",),
    training_range=((LENGTH, LENGTH),),
    test_sizes=((50,), (100,), (LENGTH,), (300,), (400,)),
    draw=_draw,
    estimators={"bayes-optimal": bayes_estimate, "counter": counter_estimate},
)
