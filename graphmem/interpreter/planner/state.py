"""What the rounded machine holds between two steps: rows, marks, held sets and the labels that may be read of them.

A mark is kept as the clock at which its row may be read, ``ready``: a row marked in the step that ends at clock c is
ready at c - 1 + minutes, and its age at clock t is t - ready.  So no age is counted, and rows come due by the clock.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...encoding.specs import TOKEN, Kind, LabelSource
from ...graphs.triples import Ints
from .control import ControlRow, ControlState
from .held import Held
from .label_sets import LabelSet
from .rows import NONE, Rows, Token


class Snapshot(NamedTuple):
    """A copy of the state after a step."""

    step: int
    held: NDArray[np.bool_]  # (R, N)
    marks: NDArray[np.bool_]  # (N,)
    ages: Ints  # (N,) of marked rows, steps since the mark less minutes; of others, less than 0 by their minutes


class State:
    """Changed in place by ``steps.advance``.

    Attributes:
        clock: steps since the description.
        ready: (N,) clock at which a marked row may be read; -1 where it is not marked.
        marked: rows that the last step marked.
        ripened: the last step brought rows to the age of 0.
        last: row of the control table and token of the last step.
        links: for each head, the fields that count in that row with the label sets that feed their keys.
    """

    def __init__(self, rows: Rows, num_heads: int) -> None:
        self.rows = rows
        self.heads = [Held(len(rows)) for _ in range(num_heads)]
        self.clock = 0
        self.ready = np.full(len(rows), -1, np.int64)
        self.marked = NONE
        self.ripened = False
        self.last: tuple[ControlRow, Token] | None = None
        self.links: list[list[tuple[int, LabelSet]]] = [[] for _ in range(num_heads)]
        self._known: dict[LabelSource, LabelSet] = {}
        self._known_of: list[list[LabelSet]] = [[] for _ in range(num_heads)]
        self._due: dict[int, list[Ints]] = {}
        self._clocks: list[int] = []

    def control(self, kind: Kind) -> ControlState:
        """What the controller sees with a token of this kind."""
        return ControlState(
            kind, tuple(head.count > 0 for head in self.heads), tuple(head.marked for head in self.heads)
        )

    @property
    def under_way(self) -> bool:
        """Whether a marked row may not be read yet."""
        return bool(self._clocks)

    def known(self, source: LabelSource) -> LabelSet:
        """Labels of the readable rows of a head; must first be asked for between two steps."""
        labels = self._known.get(source)
        if labels is None:
            labels = self._known[source] = LabelSet(self.rows, source.field)
            labels.rebuild(self.rows, self._readable(self.heads[source.holder].rows))
            self._known_of[source.holder].append(labels)
        return labels

    def watch(self, row: ControlRow) -> None:
        """Keep up from now on every label set that a row of the control table uses, and link it to where it is used."""
        self.links = [
            [
                (field, self.known(source))
                for field in head.fields
                for source in head.keys[field]
                if source.holder != TOKEN
            ]
            for head in row.heads
        ]

    def mark(self, rows: Ints) -> Ints:
        """Mark those of the rows that are not; they are returned."""
        fresh = rows[self.ready[rows] < 0]
        if len(fresh):
            self.ready[fresh] = self.clock + self.rows.minutes[fresh]
        return fresh

    def tick(self) -> None:
        """End a step: the clock moves on, rows come due, and label sets follow what the heads hold."""
        self.clock += 1
        late = self.marked[self.ready[self.marked] > self.clock]
        if len(late):
            self._enqueue(late)
        ripe = self._ripe()
        for number, head in enumerate(self.heads):
            self._note_marks(head)
            # A row that was readable without a mark is under way once it is marked.
            shut = late[head.has(late)] if len(late) else late
            lost = head.replaced or bool(len(shut) and (head.since[shut] < self.clock).any())
            self._update(number, head, lost, ripe)

    def wait(self) -> bool:
        """Move the clock on to where the next row comes due, unless a label set has just changed."""
        if not self._clocks or any(known.rebuilt or len(known.entered) for known in self._known.values()):
            return False
        self.clock = self._clocks[0]
        ripe = self._ripe()
        for number, head in enumerate(self.heads):
            self._update(number, head, False, ripe)
        return True

    def snapshot(self) -> Snapshot:
        """A copy."""
        marks = self.ready >= 0
        ages = np.where(marks, self.clock - self.ready, -self.rows.minutes)
        return Snapshot(self.clock, np.array([head.since >= 0 for head in self.heads]), marks, ages)

    def _readable(self, rows: Ints) -> Ints:
        return rows[self.ready[rows] <= self.clock]

    def _enqueue(self, late: Ints) -> None:
        ready = self.ready[late]
        order = ready.argsort(kind="stable")
        late, ready = late[order], ready[order]
        ends = [*(np.flatnonzero(ready[1:] != ready[:-1]) + 1).tolist(), len(late)]
        start = 0
        for end in ends:
            clock = int(ready[start])
            if clock not in self._due:
                self._due[clock] = []
                heappush(self._clocks, clock)
            self._due[clock].append(late[start:end])
            start = end

    def _ripe(self) -> Ints:
        """Rows that come due at this clock."""
        self.ripened = bool(self._clocks) and self._clocks[0] == self.clock
        if not self.ripened:
            return NONE
        chunks = self._due.pop(heappop(self._clocks))
        return chunks[0] if len(chunks) == 1 else np.concatenate(chunks)

    def _note_marks(self, head: Held) -> None:
        if head.replaced:
            head.marked = bool((self.ready[head.rows] >= 0).any())
        elif not head.marked:
            head.marked = bool(head.has(self.marked).any() or (self.ready[head.added] >= 0).any())

    def _update(self, number: int, head: Held, lost: bool, ripe: Ints) -> None:
        gained: Ints | None = None
        for known in self._known_of[number]:
            if lost:
                gained = self._readable(head.rows) if gained is None else gained
                known.rebuild(self.rows, gained)
                continue
            if gained is None:
                gained = self._readable(head.added) if len(head.added) else NONE
                if len(ripe):
                    gained = np.concatenate([gained, ripe[head.has(ripe)]])
            if len(gained):
                known.add(self.rows, gained)
            else:
                known.keep()
