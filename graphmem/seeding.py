"""One integer in, as many independent random generators out; nothing global is ever seeded.

Each generator depends on a seed and a purpose, so a new purpose does not change the numbers of another:

    rng = generator(7, "episodes", stage)

A purpose is a key, not a description.  The shipped weights and the published figures were drawn under the words that
the calls use, some of which no longer name anything else: "board", "departures", "exam", "sitting", "targets".
Another word would give other numbers, so these words must not change.
"""

from __future__ import annotations

import zlib

import numpy as np


def _entropy(seed: int, purpose: tuple[str | int, ...]) -> np.random.SeedSequence:
    words = [zlib.crc32(part.encode()) if isinstance(part, str) else part for part in purpose]
    return np.random.SeedSequence(entropy=seed, spawn_key=tuple(words))


def generator(seed: int, *purpose: str | int) -> np.random.Generator:
    """A numpy generator that depends on ``seed`` and ``purpose`` alone."""
    return np.random.Generator(np.random.PCG64(_entropy(seed, purpose)))


def integer_seed(seed: int, *purpose: str | int) -> int:
    """A 63-bit seed for a library that wants an integer, such as ``torch.Generator.manual_seed``."""
    return int(_entropy(seed, purpose).generate_state(1, np.uint64)[0] >> 1)
