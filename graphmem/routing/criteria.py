"""What a route should have few of, and in which order ties are broken.

The three criteria follow one another in a ring: minutes, changes, stops, and minutes again.  Routes are compared by the
one asked for, then by the next, then by the last; in a network without times minutes are passed over.

A machine adds up whole numbers.  So the three counts are the digits of one number: the last criterion counts ones, the
one before it counts as much as no route's last digit can reach, and so on.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ..graphs.triples import Ints

By = Literal["minutes", "changes", "stops"]
CRITERIA: tuple[By, ...] = get_args(By)
MOST = 2**53  # up to here whole numbers are exact in the floats of exact search


class Counts(NamedTuple):
    """Of one route or row, or of many as arrays.  ``minutes`` are in ticks, and 0 where there are no times."""

    minutes: Ints
    changes: Ints
    stops: Ints


class Scale(NamedTuple):
    """The worth of one tick, one change and one stop in a number that orders routes."""

    minutes: int
    changes: int
    stops: int

    def number(self, counts: Counts) -> Ints:
        """(E,) the counts as one number each."""
        return counts.minutes * self.minutes + counts.changes * self.changes + counts.stops * self.stops

    def counts(self, numbers: NDArray[np.float64] | Ints) -> Counts:
        """The counts back from numbers of whole routes."""
        rest = np.asarray(numbers, np.int64)
        found = {}
        for name in sorted(CRITERIA, key=lambda name: -getattr(self, name)):
            worth = getattr(self, name)
            found[name], rest = np.divmod(rest, worth) if worth else (np.zeros_like(rest), rest)
        return Counts(**found)


def default_by(timed: bool) -> By:
    """Minutes, or stops in a network without times."""
    return "minutes" if timed else "stops"


def order(by: By, timed: bool) -> tuple[By, ...]:
    """The criteria that decide, one after another."""
    start = CRITERIA.index(by)
    ring = CRITERIA[start:] + CRITERIA[:start]
    return tuple(name for name in ring if timed or name != "minutes")


def scale_for(by: By, timed: bool, counts: Counts, source: Ints, destination: Ints, num_states: int) -> Scale:
    """A scale on which no best route's lower digits overflow.

    A best route leaves no state twice and enters none twice, so it has at most the sum, over all states, of the most
    that leaving one takes, or entering one.

    Args:
        by, timed: they give the order.
        counts: (E,) of the rows.
        source, destination: (E,) states left and entered by the rows.
        num_states: how many there are.

    Raises:
        DataError: if the number of a single row would not be exact; sums are checked by ``judge``.
    """
    worth, place = dict.fromkeys(CRITERIA, 0), 1
    for name in reversed(order(by, timed)):
        most = np.zeros((2, num_states), np.int64)
        np.maximum.at(most[0], source, getattr(counts, name))
        np.maximum.at(most[1], destination, getattr(counts, name))
        worth[name] = place
        place *= max(int(most.sum(axis=1).min()), 1) + 1  # no two are worth the same
    if worth[by] * int(getattr(counts, by).max(initial=0)) >= MOST:
        raise DataError(f"The network is too large to compare routes exactly: {num_states} states.")
    return Scale(**worth)
