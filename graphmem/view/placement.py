"""Choosing one candidate box for each label, so that no two boxes overlap.

As many labels as possible are placed, at the lowest total cost.  This is a maximum-weight independent set, which an
exact solver needs seconds to minutes for; this local search comes within a few percent of the optimum in a tenth of a
second on the shipped networks.
"""

from __future__ import annotations

import numpy as np

from .canvas import Floats, Ints

_MAX_ROUNDS, _MIN_IMPROVED = 6, 0.01  # rounds over all labels; the share that must improve for another round
_OMITTED_COST = 1000.0  # times the label's worth
_ACCEPTABLE_COST = 1.5  # a label at most this expensive does not displace others
_MAX_DISPLACED = 4  # labels that one label may displace


class Placement:
    """One candidate box for each label, or none.

    Args:
        owner: the label of each candidate, ascending, (K,).
        cost: the cost of each candidate, (K,).
        ranges: the box of each candidate, (K, 4, 2); chosen boxes may not overlap.
        worth: the worth of each label, (N,).
    """

    def __init__(self, owner: Ints, cost: Floats, ranges: Floats, worth: Floats) -> None:
        self._owner, self._cost, self._worth = owner, cost, worth
        self._first = np.searchsorted(owner, np.arange(len(worth) + 1))
        one, other = _overlaps(self._first, ranges)
        order = np.argsort(np.concatenate([one, other]), kind="stable")
        self._others = np.concatenate([other, one])[order]
        self._start = np.searchsorted(np.concatenate([one, other])[order], np.arange(len(owner) + 1))
        self._blocked = np.zeros(len(owner), np.int64)  # how many chosen candidates overlap each candidate
        self.chosen = np.full(len(worth), -1)

    def choose(self) -> Ints:
        """The chosen candidate of each label, or -1 for a label that is left out, (N,)."""
        for label in np.lexsort((np.diff(self._first), -self._worth)):
            self._improve(int(label))
        for _ in range(_MAX_ROUNDS):
            labels = np.argsort([-self._loss(label) for label in range(len(self.chosen))], kind="stable").tolist()
            improved = sum(self._improve(label) or self._displace(label) for label in labels)
            if improved <= _MIN_IMPROVED * len(labels):
                break
        return self.chosen

    def _loss(self, label: int) -> float:
        candidate = self.chosen[label]
        return float(self._cost[candidate] if candidate >= 0 else _OMITTED_COST * self._worth[label])

    def _move(self, label: int, candidate: int) -> None:
        """Move a label to a candidate, or remove it with -1."""
        for taken, change in ((self.chosen[label], -1), (candidate, 1)):
            if taken >= 0:
                self._blocked[self._overlapping(taken)] += change
        self.chosen[label] = candidate

    def _overlapping(self, candidate: int) -> Ints:
        return self._others[self._start[candidate] : self._start[candidate + 1]]

    def _improve(self, label: int) -> bool:
        """Move a label to its cheapest free candidate if that lowers its loss."""
        own = slice(self._first[label], self._first[label + 1])
        free = np.flatnonzero(self._blocked[own] == 0) + own.start
        if not len(free):
            return False
        best = int(free[self._cost[free].argmin()])
        if self._cost[best] >= self._loss(label):
            return False
        self._move(label, best)
        return True

    def _displace(self, label: int) -> bool:
        """Move a label to an occupied candidate if this lowers the total loss once the displaced labels have moved."""
        if self._loss(label) < _ACCEPTABLE_COST:
            return False
        own = np.arange(self._first[label], self._first[label + 1])
        own = own[(self._cost[own] < self._loss(label)) & (self._blocked[own] <= _MAX_DISPLACED)]
        for candidate in own[np.lexsort((self._cost[own], self._blocked[own]))]:
            overlapping = self._overlapping(candidate)
            occupied = overlapping[self.chosen[self._owner[overlapping]] == overlapping]
            moved = [label, *self._owner[occupied].tolist()]
            before = self.chosen[moved]
            loss = sum(map(self._loss, moved))
            for other in moved:
                self._move(other, -1)
            self._move(label, int(candidate))
            for other in moved[1:]:
                self._improve(other)
            if sum(map(self._loss, moved)) < loss - 1e-9:
                return True
            for other in moved:
                self._move(other, -1)
            for other, back in zip(moved, before.tolist(), strict=True):
                self._move(other, back)
        return False


def _overlaps(first: Ints, ranges: Floats) -> tuple[Ints, Ints]:
    """The pairs of overlapping candidates of different labels: the lower number of each pair, and the higher one."""
    owners = np.flatnonzero(np.diff(first))
    low = np.minimum.reduceat(ranges[:, :, 0], first[owners]) if len(owners) else np.zeros((0, 4))
    high = np.maximum.reduceat(ranges[:, :, 1], first[owners]) if len(owners) else np.zeros((0, 4))
    found: list[tuple[Ints, Ints]] = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for number, label in enumerate(owners):
        rest = np.arange(number + 1, len(owners))
        near = rest[((low[number] < high[rest]) & (low[rest] < high[number])).all(1)]
        if not len(near):
            continue
        mine = np.arange(first[label], first[label + 1])
        theirs = np.concatenate([np.arange(first[other], first[other + 1]) for other in owners[near]])
        one, other = ranges[mine][:, None], ranges[theirs][None]
        overlap = ((one[..., 0] < other[..., 1]) & (other[..., 0] < one[..., 1])).all(2)
        row, column = np.nonzero(overlap)
        found.append((mine[row], theirs[column]))
    ones, others = zip(*found, strict=True)
    return np.concatenate(ones), np.concatenate(others)
