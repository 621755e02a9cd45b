"""Associative recall: read items, then recall the item that follows a given one (Graves, Wayne, Danihelka 2014,
section 4.3).

    time        0    1    2    3    4    5    6    7    8    9    10   11   12   13   14   15
    input 0-5   -    a0   a1   a2   -    b0   b1   b2   -    a0   a1   a2   -    -    -    -
    input 6     1                   1
    input 7                                             1                   1
    target                                                                       b0   b1   b2
    mask        0    0    0    0    0    0    0    0    0    0    0    0    0    1    1    1

This is an episode with 2 items of three 6-bit vectors each.  Channel 6 delimits items, channel 7 the query; the
delimiter before an item is also the one after the item before it.  The items of an episode are different, so there is
one right answer; the query is any item but the last.  Training has 2 to 6 items.
"""

from __future__ import annotations

import numpy as np

from .episodes import AlgorithmicTask, BitEpisodes, Floats, Size, at_least, blank_episodes

BITS, VECTORS = 6, 3
ITEM, QUERY = BITS, BITS + 1
STRIDE = VECTORS + 1  # steps of an item and the symbol before it
_CODES = 2 ** (BITS * VECTORS)


def draw_associative_recall(rng: np.random.Generator, batch: int, items: int) -> BitEpisodes:
    """``batch`` episodes of ``items`` items.

    Raises:
        UsageError: if there are fewer than two items.
    """
    at_least(2, items=items)
    drawn = np.stack([_draw_items(rng, items) for _ in range(batch)], 2)  # (K, vectors, B, bits)
    query = rng.integers(0, items - 1, batch)
    members = np.arange(batch)
    queries, answers = (drawn[number, :, members].transpose(1, 0, 2) for number in (query, query + 1))
    end = STRIDE * items
    episodes = blank_episodes(end + 2 * STRIDE, batch, BITS + 2, BITS)
    for number, item in enumerate(drawn):
        start = STRIDE * number
        episodes.inputs[start, :, ITEM] = 1
        episodes.inputs[start + 1 : start + STRIDE, :, :BITS] = item
    episodes.inputs[[end, end + STRIDE], :, QUERY] = 1
    episodes.inputs[end + 1 : end + STRIDE, :, :BITS] = queries
    episodes.targets[end + STRIDE + 1 :] = answers
    episodes.mask[end + STRIDE + 1 :] = 1
    return episodes


def _draw_items(rng: np.random.Generator, items: int) -> Floats:
    """(K, vectors, bits) different items."""
    codes = rng.choice(_CODES, items, replace=False)
    bits = codes[:, None] >> np.arange(BITS * VECTORS) & 1
    return bits.reshape(items, VECTORS, BITS).astype(np.float32)


def _draw(rng: np.random.Generator, batch: int, size: Size) -> BitEpisodes:
    (items,) = size
    return draw_associative_recall(rng, batch, items)


ASSOCIATIVE_RECALL = AlgorithmicTask(
    inputs=BITS + 2,
    outputs=BITS,
    axes=("items",),
    training_range=((2, 6),),
    test_sizes=((2,), (4,), (6,), (8,), (10,), (12,), (15,), (20,)),
    draw=_draw,
)
