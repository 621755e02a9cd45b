"""The set of rows that one head holds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...graphs.triples import Ints
from .rows import NONE

NEVER = np.iinfo(np.int64).max


class HeldSet:
    """A set of rows, and how the last step changed it.

    Attributes:
        since: (N,) number of the step in which the row was added; -1 if it is not held.
        count: number of rows held.
        marked: whether one of them is marked.
        best: ``matching.age_order`` of the oldest match, for a head that reads the oldest; NEVER if there is none.
        settled: whether the matches keep their order by age as the clock advances.
        added: rows that the last step added; meaningless if the set was ``replaced``.
        replaced: whether the last step took rows away.
    """

    __slots__ = ("_chunks", "added", "best", "count", "marked", "replaced", "settled", "since")

    def __init__(self, num_rows: int) -> None:
        self.since = np.full(num_rows, -1, np.int64)
        self.count = 0
        self.marked = False
        self.best = NEVER
        self.settled = True
        self.added = NONE
        self.replaced = False
        self._chunks: list[Ints] = []

    @property
    def rows(self) -> Ints:
        """(count,) the rows, in no particular order."""
        if len(self._chunks) != 1:
            self._chunks = [np.concatenate(self._chunks) if self._chunks else NONE]
        return self._chunks[0]

    @property
    def changed(self) -> bool:
        """Whether the last step changed the set."""
        return self.replaced or len(self.added) > 0

    def has(self, rows: Ints) -> NDArray[np.bool_]:
        """Which of these rows are held."""
        held: NDArray[np.bool_] = self.since[rows] >= 0
        return held

    def keep(self) -> None:
        """Start a step with the set unchanged."""
        self.added, self.replaced = NONE, False

    def add(self, rows: Ints, step: int) -> None:
        """Hold these rows too; they are distinct, and none is held yet."""
        if len(rows):
            self.since[rows] = step
            self.count += len(rows)
            self._chunks.append(rows)
            self.added = rows if not len(self.added) else np.concatenate([self.added, rows])

    def hold(self, rows: Ints, step: int) -> None:
        """Hold these distinct rows and no others."""
        if len(rows) == self.count and self.has(rows).all():
            return
        self.replaced = True
        self.since[self.rows] = -1
        self.since[rows] = step
        self.count, self._chunks = len(rows), [rows]
