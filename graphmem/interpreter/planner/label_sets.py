"""The labels that stand in one field of the readable rows that one head holds, kept up as rows come."""

from __future__ import annotations

import numpy as np

from ...graphs.triples import Ints
from .rows import NONE, Rows


class LabelSet:
    """A set of labels with what the last step did to it.

    Attributes:
        has: (V + 1,) whether each label is in the set; the blank never is.
        entered: labels that the last step brought; meaningless if it was ``rebuilt``.
        rebuilt: the last step may have taken labels away.
    """

    __slots__ = ("_chunks", "_field", "entered", "has", "rebuilt", "size")

    def __init__(self, rows: Rows, field: int) -> None:
        self.has = np.zeros(rows.blank[field] + 1, bool)
        self.size = 0
        self.entered = NONE
        self.rebuilt = False
        self._field = field
        self._chunks: list[Ints] = []

    @property
    def labels(self) -> Ints:
        """(size,) the labels, in no order."""
        if len(self._chunks) != 1:
            self._chunks = [np.concatenate(self._chunks) if self._chunks else NONE]
        return self._chunks[0]

    def keep(self) -> None:
        """A step that does nothing to the set."""
        self.entered, self.rebuilt = NONE, False

    def add(self, rows: Rows, members: Ints) -> None:
        """A step after which ``members`` may be read too."""
        labels = rows.columns[self._field][members]
        fresh = labels[~self.has[labels]]
        self.rebuilt = False
        if not len(fresh):
            self.entered = NONE
            return
        self.entered = rows.distinct(fresh) if len(fresh) > 1 else fresh
        self.has[self.entered] = True
        self.size += len(self.entered)
        self._chunks.append(self.entered)

    def rebuild(self, rows: Rows, members: Ints) -> None:
        """A step after which ``members`` and no others may be read."""
        self.has[self.labels] = False
        self._chunks, self.size = [], 0
        self.add(rows, members)
        self.rebuilt = True
