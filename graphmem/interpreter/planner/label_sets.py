"""The set of labels in one field of the readable rows that one head holds, updated as rows are added."""

from __future__ import annotations

import numpy as np

from ...graphs.triples import Ints
from .rows import NONE, MemoryRows


class LabelSet:
    """A set of labels, and how the last step changed it.

    Attributes:
        has: (V + 1,) whether each label is in the set; the blank never is.
        size: number of labels.
        added: labels that the last step added; meaningless if the set was ``replaced``.
        replaced: whether the last step may have taken labels away.
    """

    __slots__ = ("_chunks", "_field", "added", "has", "replaced", "size")

    def __init__(self, rows: MemoryRows, field: int) -> None:
        self.has = np.zeros(rows.blank[field] + 1, bool)
        self.size = 0
        self.added = NONE
        self.replaced = False
        self._field = field
        self._chunks: list[Ints] = []

    @property
    def labels(self) -> Ints:
        """(size,) the labels, in no particular order."""
        if len(self._chunks) != 1:
            self._chunks = [np.concatenate(self._chunks) if self._chunks else NONE]
        return self._chunks[0]

    def keep(self) -> None:
        """End a step that left the set unchanged."""
        self.added, self.replaced = NONE, False

    def add(self, rows: MemoryRows, members: Ints) -> None:
        """End a step that made the rows ``members`` readable too."""
        labels = rows.columns[self._field][members]
        fresh = labels[~self.has[labels]]
        self.replaced = False
        if not len(fresh):
            self.added = NONE
            return
        self.added = rows.distinct(fresh) if len(fresh) > 1 else fresh
        self.has[self.added] = True
        self.size += len(self.added)
        self._chunks.append(self.added)

    def replace(self, rows: MemoryRows, members: Ints) -> None:
        """End a step after which ``members`` are the only readable rows of the head."""
        self.has[self.labels] = False
        self._chunks, self.size = [], 0
        self.add(rows, members)
        self.replaced = True
