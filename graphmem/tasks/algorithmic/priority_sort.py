"""Priority sort: read vectors with priorities, then write those of highest priority, highest first (Graves, Wayne,
Danihelka 2014, section 4.5).

    time        0       1       2       3       4       5
    input 0-7   v0      v1      v2      -       -       -
    input 8     0.1     0.7     -0.4
    input 9                             1
    target                                      v1      v0
    mask        0       0       0       0       1       1

This is an episode with 3 vectors, of which 2 are wanted.  Priorities are uniform in [-1, 1).  Training has 20 vectors,
16 of them wanted; the paper evaluates no others.  The paper mentions no delimiter for this task; channel 9 is one.
"""

from __future__ import annotations

import numpy as np

from ...errors import UsageError
from .episodes import AlgorithmicTask, BitEpisodes, Size, at_least, blank_episodes, draw_bits

BITS = 8
PRIORITY, DELIMITER = BITS, BITS + 1


def draw_priority_sort(rng: np.random.Generator, batch: int, vectors: int, wanted: int) -> BitEpisodes:
    """``batch`` episodes of ``vectors`` vectors, of which the first ``wanted`` by priority are the targets.

    Raises:
        UsageError: if ``wanted`` is less than 1 or more than ``vectors``.
    """
    at_least(1, wanted=wanted)
    if wanted > vectors:
        raise UsageError(f"wanted must be at most the number of vectors, {vectors}, not {wanted}.")
    shown = draw_bits(rng, vectors, batch, BITS)
    priorities = rng.uniform(-1, 1, (vectors, batch)).astype(np.float32)
    order = np.argsort(-priorities, 0, kind="stable")[:wanted]
    episodes = blank_episodes(vectors + 1 + wanted, batch, BITS + 2, BITS)
    episodes.inputs[:vectors, :, :BITS] = shown
    episodes.inputs[:vectors, :, PRIORITY] = priorities
    episodes.inputs[vectors, :, DELIMITER] = 1
    episodes.targets[vectors + 1 :] = np.take_along_axis(shown, order[:, :, None], 0)
    episodes.mask[vectors + 1 :] = 1
    return episodes


def _draw(rng: np.random.Generator, batch: int, size: Size) -> BitEpisodes:
    vectors, wanted = size
    return draw_priority_sort(rng, batch, vectors, wanted)


PRIORITY_SORT = AlgorithmicTask(
    inputs=BITS + 2,
    outputs=BITS,
    axes=("vectors", "wanted"),
    training_range=((20, 20), (16, 16)),
    test_sizes=((10, 8), (15, 12), (20, 16), (25, 20), (30, 24), (40, 32)),
    draw=_draw,
)
