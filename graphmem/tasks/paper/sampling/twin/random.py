"""The random numbers of the sampler: SplitMix64 (Steele, Lea and Flood 2014), the same in Python and in C++.

Every episode has a stream of its own, so that it does not depend on the episodes that are drawn with it.
"""

from __future__ import annotations

from collections.abc import MutableSequence
from typing import TypeVar

T = TypeVar("T")
_MASK = (1 << 64) - 1
_GAMMA = 0x9E3779B97F4A7C15


def _mix(state: int) -> int:
    state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    state = (state ^ state >> 27) * 0x94D049BB133111EB & _MASK
    return state ^ state >> 31


class Stream:
    """A sequence of random numbers.

    Args:
        seed: 64 bits; streams of one seed and different numbers are independent.
        number: of the stream, from 0.
    """

    def __init__(self, seed: int, number: int) -> None:
        self._state = _mix(_mix((seed + _GAMMA) & _MASK) ^ number)

    def next(self) -> int:
        """64 random bits."""
        self._state = (self._state + _GAMMA) & _MASK
        return _mix(self._state)

    def below(self, count: int) -> int:
        """One of 0 to ``count - 1``."""
        return self.next() * count >> 64

    def between(self, bounds: tuple[int, int]) -> int:
        """One of the integers of a closed range."""
        return bounds[0] + self.below(bounds[1] - bounds[0] + 1)

    def uniform(self) -> float:
        """A number from 0 up to but not including 1, a multiple of 2**-53."""
        return float(self.next() >> 11) * 2.0**-53

    def shuffle(self, items: MutableSequence[T]) -> None:
        """Put the items into random order, from the last place to the second."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]

    def deal(self, items: MutableSequence[T], place: int) -> T:
        """Swap a random item from ``place`` onwards to ``place``, and return it."""
        other = place + self.below(len(items) - place)
        items[place], items[other] = items[other], items[place]
        return items[place]
