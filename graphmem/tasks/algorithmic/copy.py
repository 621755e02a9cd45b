"""Copy: read vectors, then write them (Graves, Wayne, Danihelka 2014, section 4.1).

    time        0       1       2       3       4       5       6
    input 0-7   v0      v1      v2      -       -       -       -
    input 8                             1
    target                                      v0      v1      v2
    mask        0       0       0       0       1       1       1

This is an episode of length 3; channel 8 is the delimiter.  Training has lengths 1 to 20.
"""

from __future__ import annotations

import numpy as np

from .episodes import AlgorithmicTask, BitEpisodes, Size, at_least, blank_episodes, draw_bits

BITS = 8
DELIMITER = BITS


def draw_copy(rng: np.random.Generator, batch: int, length: int) -> BitEpisodes:
    """``batch`` episodes of ``length`` vectors.

    Raises:
        UsageError: if there is nothing to copy.
    """
    at_least(1, length=length)
    vectors = draw_bits(rng, length, batch, BITS)
    episodes = blank_episodes(2 * length + 1, batch, BITS + 1, BITS)
    episodes.inputs[:length, :, :BITS] = vectors
    episodes.inputs[length, :, DELIMITER] = 1
    episodes.targets[length + 1 :] = vectors
    episodes.mask[length + 1 :] = 1
    return episodes


def _draw(rng: np.random.Generator, batch: int, size: Size) -> BitEpisodes:
    (length,) = size
    return draw_copy(rng, batch, length)


COPY = AlgorithmicTask(
    inputs=BITS + 1,
    outputs=BITS,
    axes=("length",),
    training_range=((1, 20),),
    test_sizes=((10,), (20,), (30,), (40,), (50,), (80,), (120,)),
    draw=_draw,
)
