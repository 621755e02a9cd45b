"""Repeat copy: read vectors, say them again so many times, and tell that this is all (Graves, Wayne, Danihelka 2014,
section 4.2).

    time          0       1       2       3       4       5       6       7
    input 0-7     v0      v1      -       -       -       -       -       -
    input 8                       1
    input 9                       r(2)
    target 0-7                            v0      v1      v0      v1      -
    target 8                              0       0       0       0       1
    mask          0       0       0       1       1       1       1       1

This is length 2 with 2 repeats.  r is their number less its mean over its standard deviation, where 1 to 10 are equally
likely, as they are in training.  The paper names no delimiter here; channel 8 is one, since r(5) and r(6) are near 0.
Taught are lengths 1 to 10 with 1 to 10 repeats.
"""

from __future__ import annotations

import math

import numpy as np

from .episodes import AlgorithmicTask, BitEpisodes, Size, at_least, blank_episodes, draw_bits

BITS = 8
DELIMITER, REPEATS = BITS, BITS + 1
END = BITS  # the output channel of the end marker
MOST_TAUGHT = 10


def normalised(repeats: int) -> float:
    """r: mean 0 and variance 1 over the numbers that are taught; the mean of 1 ... n is (n + 1) / 2, the variance
    (n^2 - 1) / 12.
    """
    return (repeats - (MOST_TAUGHT + 1) / 2) / math.sqrt((MOST_TAUGHT**2 - 1) / 12)


def draw_repeat_copy(rng: np.random.Generator, batch: int, length: int, repeats: int) -> BitEpisodes:
    """``batch`` episodes of ``length`` vectors, to be said ``repeats`` times.

    Raises:
        UsageError: if there is nothing to copy.
    """
    at_least(1, length=length, repeats=repeats)
    vectors = draw_bits(rng, length, batch, BITS)
    episodes = blank_episodes(length * (repeats + 1) + 2, batch, BITS + 2, BITS + 1)
    episodes.inputs[:length, :, :BITS] = vectors
    episodes.inputs[length, :, DELIMITER] = 1
    episodes.inputs[length, :, REPEATS] = normalised(repeats)
    episodes.targets[length + 1 : -1, :, :BITS] = np.tile(vectors, (repeats, 1, 1))
    episodes.targets[-1, :, END] = 1
    episodes.mask[length + 1 :] = 1
    return episodes


def _draw(rng: np.random.Generator, batch: int, size: Size) -> BitEpisodes:
    length, repeats = size
    return draw_repeat_copy(rng, batch, length, repeats)


REPEAT_COPY = AlgorithmicTask(
    inputs=BITS + 2,
    outputs=BITS + 1,
    axes=("length", "repeats"),
    taught=((1, MOST_TAUGHT), (1, MOST_TAUGHT)),
    tested=((5, 5), (10, 10), (15, 10), (20, 10), (10, 15), (10, 20)),
    draw=_draw,
)
