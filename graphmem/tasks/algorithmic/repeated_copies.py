"""Several short copies one after the other, so that a memory smaller than all of them must be reused (Graves et al.
2016, Extended Data Figure 1: ten sequences, 50 vectors in all, in 10 slots).

    time        0       1       2       3       4       5       6       7
    input 0-7   v0      v1      -       -       u0      u1      -       -
    input 8     1               1               1               1
    input 9                     1       1                       1       1
    target                      v0      v1                      u0      u1
    mask        0       0       1       1       0       0       1       1

This is an episode with two copies of length 2.  The flags are those of the paper's graph tasks: channel 8, "phase
change", is on at the first step of every phase, and channel 9, "answer required", throughout an answer.  The paper does
not say how its own sequences were delimited; a controller without a state needs the flags.
"""

from __future__ import annotations

import numpy as np

from .episodes import BitEpisodes, at_least, blank_episodes, draw_bits

BITS = 8
PHASE_CHANGE, ANSWER_REQUIRED = BITS, BITS + 1
INPUTS = BITS + 2


def draw_repeated_copies(rng: np.random.Generator, batch: int, copies: int, length: int) -> BitEpisodes:
    """``batch`` episodes of ``copies`` sequences of ``length`` vectors each.

    Raises:
        UsageError: if there is nothing to copy.
    """
    at_least(1, copies=copies, length=length)
    episodes = blank_episodes(2 * length * copies, batch, INPUTS, BITS)
    for start in range(0, len(episodes.inputs), 2 * length):
        shown, answer = slice(start, start + length), slice(start + length, start + 2 * length)
        vectors = draw_bits(rng, length, batch, BITS)
        episodes.inputs[shown, :, :BITS] = vectors
        episodes.inputs[[shown.start, answer.start], :, PHASE_CHANGE] = 1
        episodes.inputs[answer, :, ANSWER_REQUIRED] = 1
        episodes.targets[answer] = vectors
        episodes.mask[answer] = 1
    return episodes
