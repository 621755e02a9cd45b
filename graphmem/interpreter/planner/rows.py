"""The triples that a machine has written, indexed by label: for each field, rows sorted by label."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...graphs.triples import Ints

NONE: Ints = np.empty(0, np.int64)
NONE.flags.writeable = False


class Token(NamedTuple):
    """The labels of one step, as of ``models.planner.Token``; the blank of a field is one above its greatest label."""

    source: int
    line: int
    destination: int


class MemoryRows:
    """N triples as labels.

    Args:
        columns: (3, N) labels; station labels and line labels are numbered separately.
        minutes: (N,) of each triple.
        blank: the blank of each field.
    """

    def __init__(self, columns: Ints, minutes: Ints, blank: Token) -> None:
        self.columns, self.minutes, self.blank = columns, minutes, blank
        self._index: list[tuple[Ints, Ints] | None] = [None, None, None]
        self._stamps = np.empty(max(blank) + 1, np.int64)

    def __len__(self) -> int:
        return len(self.minutes)

    def having(self, field: int, labels: Ints) -> Ints:
        """The rows with one of these labels in a field, in no particular order.

        Args:
            field: number of the field.
            labels: distinct, and none of them blank.
        """
        order, first = self._index[field] or self._sort(field)
        if len(labels) == 1:
            label = int(labels[0])
            return order[first[label] : first[label + 1]]
        begin = first[labels]
        length = first[labels + 1] - begin
        end = length.cumsum()
        places: Ints = np.arange(end[-1] if len(end) else 0) + (begin - end + length).repeat(length)
        return order[places]

    def distinct(self, labels: Ints) -> Ints:
        """Each label once."""
        numbers = np.arange(len(labels))
        self._stamps[labels] = numbers
        once: Ints = labels[self._stamps[labels] == numbers]
        return once

    def _sort(self, field: int) -> tuple[Ints, Ints]:
        """Rows ordered by label, and where each label begins in that order (compressed sparse rows)."""
        column, blank = self.columns[field], self.blank[field]
        first = np.zeros(blank + 2, np.int64)
        np.cumsum(np.bincount(column, minlength=blank + 1), out=first[1:])
        first[blank + 1] = first[blank]  # a blank matches nothing
        index = self._index[field] = column.argsort(kind="stable"), first
        return index
