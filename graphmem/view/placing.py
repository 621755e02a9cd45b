"""Which name stands where: as many as possible, none on another, at least cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .springs import Floats

Ints = NDArray[np.int64]
_ROUNDS, _LITTLE = 6, 0.01  # how often all names are moved; it ends where so few of them are better off
_LEFT_OUT = 1000.0  # times its worth, what it costs to leave a name out
_CONTENT = 1.5  # cost of a spot, up to which others are not asked to move
_IN_THE_WAY = 4  # most others that are asked to


class Choice:
    """One spot of each name, or none.

    Args:
        owner: (K,) the name of each spot, ascending.
        cost: (K,) of each spot.
        ground: (K, 4, 2) of each spot; no two chosen ones may share any.
        worth: (N,) of each name.
    """

    def __init__(self, owner: Ints, cost: Floats, ground: Floats, worth: Floats) -> None:
        self._owner, self._cost, self._worth = owner, cost, worth
        self._first = np.searchsorted(owner, np.arange(len(worth) + 1))
        one, other = _conflicts(self._first, ground)
        order = np.argsort(np.concatenate([one, other]), kind="stable")
        self._others = np.concatenate([other, one])[order]
        self._start = np.searchsorted(np.concatenate([one, other])[order], np.arange(len(owner) + 1))
        self._blocked = np.zeros(len(owner), np.int64)  # by how many chosen spots
        self.chosen = np.full(len(worth), -1)

    def choose(self) -> Ints:
        """(N,) spots, -1 for a name that is left out."""
        for name in np.lexsort((np.diff(self._first), -self._worth)):
            self._settle(int(name))
        for _ in range(_ROUNDS):
            names = np.argsort([-self._loss(name) for name in range(len(self.chosen))], kind="stable").tolist()
            better = sum(self._settle(name) or self._make_room(name) for name in names)
            if better <= _LITTLE * len(names):
                break
        return self.chosen

    def _loss(self, name: int) -> float:
        spot = self.chosen[name]
        return float(self._cost[spot] if spot >= 0 else _LEFT_OUT * self._worth[name])

    def _put(self, name: int, spot: int) -> None:
        """Move a name to a spot, or away with -1."""
        for taken, change in ((self.chosen[name], -1), (spot, 1)):
            if taken >= 0:
                self._blocked[self._against(taken)] += change
        self.chosen[name] = spot

    def _against(self, spot: int) -> Ints:
        return self._others[self._start[spot] : self._start[spot + 1]]

    def _settle(self, name: int) -> bool:
        """Move a name to its cheapest free spot, if that is better."""
        own = slice(self._first[name], self._first[name + 1])
        free = np.flatnonzero(self._blocked[own] == 0) + own.start
        if not len(free):
            return False
        best = int(free[self._cost[free].argmin()])
        if self._cost[best] >= self._loss(name):
            return False
        self._put(name, best)
        return True

    def _make_room(self, name: int) -> bool:
        """Move a name to where others stand, if all are better off together once these have settled elsewhere."""
        if self._loss(name) < _CONTENT:
            return False
        own = np.arange(self._first[name], self._first[name + 1])
        own = own[(self._cost[own] < self._loss(name)) & (self._blocked[own] <= _IN_THE_WAY)]
        for spot in own[np.lexsort((self._cost[own], self._blocked[own]))]:
            against = self._against(spot)
            standing = against[self.chosen[self._owner[against]] == against]
            moved = [name, *self._owner[standing].tolist()]
            before = self.chosen[moved]
            loss = sum(map(self._loss, moved))
            for other in moved:
                self._put(other, -1)
            self._put(name, int(spot))
            for other in moved[1:]:
                self._settle(other)
            if sum(map(self._loss, moved)) < loss - 1e-9:
                return True
            for other in moved:
                self._put(other, -1)
            for other, back in zip(moved, before.tolist(), strict=True):
                self._put(other, back)
        return False


def _conflicts(first: Ints, ground: Floats) -> tuple[Ints, Ints]:
    """Spots of different names that share ground, the lower one of each pair and the higher one."""
    has = np.flatnonzero(np.diff(first))
    low = np.minimum.reduceat(ground[:, :, 0], first[has]) if len(has) else np.zeros((0, 4))
    high = np.maximum.reduceat(ground[:, :, 1], first[has]) if len(has) else np.zeros((0, 4))
    found: list[tuple[Ints, Ints]] = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for number, name in enumerate(has):
        rest = np.arange(number + 1, len(has))
        near = rest[((low[number] < high[rest]) & (low[rest] < high[number])).all(1)]
        if not len(near):
            continue
        mine = np.arange(first[name], first[name + 1])
        theirs = np.concatenate([np.arange(first[other], first[other + 1]) for other in has[near]])
        one, other = ground[mine][:, None], ground[theirs][None]
        share = ((one[..., 0] < other[..., 1]) & (other[..., 0] < one[..., 1])).all(2)
        row, column = np.nonzero(share)
        found.append((mine[row], theirs[column]))
    ones, others = zip(*found, strict=True)
    return np.concatenate(ones), np.concatenate(others)
