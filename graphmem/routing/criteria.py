"""The criteria by which routes are compared, and the order in which they break ties.

The three criteria form a ring: minutes, changes, stops, and minutes again.  Routes are compared by the chosen one, then
by the next, then by the last.  In a network without times, minutes are skipped.

A machine adds up whole numbers, so the three counts become the digits of one number: the last criterion counts ones,
and one unit of each criterion before it is worth more than the digits below can reach on any route.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ..graphs.triples import Ints

By = Literal["minutes", "changes", "stops"]
CRITERIA: tuple[By, ...] = get_args(By)
MOST = 2**53  # whole numbers up to this are exact in the floating-point numbers of exact search


class Counts(NamedTuple):
    """Minutes, changes and stops of a route or row, or of many as arrays.  Minutes are in ticks, 0 without times."""

    minutes: Ints
    changes: Ints
    stops: Ints


class Scale(NamedTuple):
    """The weights of one tick, one change and one stop in the cost of a route."""

    minutes: int
    changes: int
    stops: int

    def number(self, counts: Counts) -> Ints:
        """(E,) the cost of each of the counts."""
        return counts.minutes * self.minutes + counts.changes * self.changes + counts.stops * self.stops

    def counts(self, numbers: NDArray[np.float64] | Ints) -> Counts:
        """The counts that whole routes of these costs have."""
        rest = np.asarray(numbers, np.int64)
        found = {}
        for name in sorted(CRITERIA, key=lambda name: -getattr(self, name)):
            worth = getattr(self, name)
            found[name], rest = np.divmod(rest, worth) if worth else (np.zeros_like(rest), rest)
        return Counts(**found)


def default_by(timed: bool) -> By:
    """The criterion if none is chosen: minutes, or stops in a network without times."""
    return "minutes" if timed else "stops"


def order(by: By, timed: bool) -> tuple[By, ...]:
    """The criteria in the order in which they decide."""
    start = CRITERIA.index(by)
    ring = CRITERIA[start:] + CRITERIA[:start]
    return tuple(name for name in ring if timed or name != "minutes")


def scale_for(by: By, timed: bool, counts: Counts, source: Ints, destination: Ints, num_states: int) -> Scale:
    """The smallest weights with which no best route's lower digits overflow.

    A best route leaves and enters every state at most once.  So a count of it is at most the sum over all states of the
    largest count of a row that leaves the state, and likewise of a row that enters it.

    Args:
        by, timed: see ``order``.
        counts: (E,) counts of the rows.
        source, destination: (E,) states that the rows leave and enter.
        num_states: number of states.

    Raises:
        DataError: if the cost of a single row would not be exact; sums are checked by ``ExactRouter.search``.
    """
    worth, place = dict.fromkeys(CRITERIA, 0), 1
    for name in reversed(order(by, timed)):
        most = np.zeros((2, num_states), np.int64)
        np.maximum.at(most[0], source, getattr(counts, name))
        np.maximum.at(most[1], destination, getattr(counts, name))
        worth[name] = place
        place *= max(int(most.sum(axis=1).min()), 1) + 1  # + 1: no two weights are equal
    if worth[by] * int(getattr(counts, by).max(initial=0)) >= MOST:
        raise DataError(f"The network is too large to compare routes exactly: {num_states} states.")
    return Scale(**worth)
