"""Repeat copy: read vectors, write them a given number of times, then an end marker (Graves, Wayne, Danihelka 2014,
section 4.2).

    time          0       1       2       3       4       5       6       7
    input 0-7     v0      v1      -       -       -       -       -       -
    input 8                       1
    input 9                       r(2)
    target 0-7                            v0      v1      v0      v1      -
    target 8                              0       0       0       0       1
    mask          0       0       0       1       1       1       1       1

This is an episode with length 2 and 2 repeats.  r is the number of repeats, normalised to mean 0 and variance 1 over
the training range, where 1 to 10 are equally likely.  The paper mentions no delimiter for this task; channel 8 is one,
since r(5) and r(6) are near 0.  Training has lengths 1 to 10 with 1 to 10 repeats.
"""

from __future__ import annotations

import math

import numpy as np

from .episodes import AlgorithmicTask, BitEpisodes, Size, at_least, blank_episodes, draw_bits

BITS = 8
DELIMITER, REPEATS = BITS, BITS + 1
END = BITS  # the output channel of the end marker
TRAINING_MAXIMUM = 10


def normalised(repeats: int) -> float:
    """r, with mean 0 and variance 1 over the training range: 1 ... n has the mean (n + 1) / 2 and the variance
    (n^2 - 1) / 12.
    """
    return (repeats - (TRAINING_MAXIMUM + 1) / 2) / math.sqrt((TRAINING_MAXIMUM**2 - 1) / 12)


def draw_repeat_copy(rng: np.random.Generator, batch: int, length: int, repeats: int) -> BitEpisodes:
    """``batch`` episodes of ``length`` vectors, to be written ``repeats`` times.

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
    training_range=((1, TRAINING_MAXIMUM), (1, TRAINING_MAXIMUM)),
    test_sizes=((5, 5), (10, 10), (15, 10), (20, 10), (10, 15), (10, 20)),
    draw=_draw,
)
