"""The state of a discretised planner between two steps: rows, marks, held sets, and the labels readable in them.

A mark is stored as the clock at which its row becomes readable, ``ready``: a row marked in the step that ends at clock
c is ready at c - 1 + minutes, and its age at clock t is t - ready.  So ages need no counting.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...encoding.specs import TOKEN, Kind, LabelSource
from ...graphs.triples import Ints
from .control import ControlRow, ControlState
from .held_sets import HeldSet
from .label_sets import LabelSet
from .rows import NONE, MemoryRows, Token


class Snapshot(NamedTuple):
    """A copy of the state after one step, for R heads and N rows."""

    step: int
    held: NDArray[np.bool_]  # (R, N)
    marks: NDArray[np.bool_]  # (N,)
    ages: Ints  # (N,) steps since the mark minus the row's minutes; minus its minutes where the row is unmarked


class PlanState:
    """Changed in place by ``steps.advance``.

    Attributes:
        clock: steps since the description.
        heads: the set that each head holds.
        ready: (N,) clock at which a marked row becomes readable; -1 where the row is unmarked.
        marked: rows that the last step marked.
        came_due: whether rows reached the age of 0 in the last step.
        last: control row and token of the last step.
        key_sets: for each head, pairs of a field that counts in that control row and a label set that its key copies.
    """

    def __init__(self, rows: MemoryRows, num_heads: int) -> None:
        self.rows = rows
        self.heads = [HeldSet(len(rows)) for _ in range(num_heads)]
        self.clock = 0
        self.ready = np.full(len(rows), -1, np.int64)
        self.marked = NONE
        self.came_due = False
        self.last: tuple[ControlRow, Token] | None = None
        self.key_sets: list[list[tuple[int, LabelSet]]] = [[] for _ in range(num_heads)]
        self._label_sets: dict[LabelSource, LabelSet] = {}
        self._label_sets_of: list[list[LabelSet]] = [[] for _ in range(num_heads)]
        self._due: dict[int, list[Ints]] = {}
        self._clocks: list[int] = []

    def control(self, kind: Kind) -> ControlState:
        """What the controller sees with a token of this kind."""
        return ControlState(
            kind, tuple(head.count > 0 for head in self.heads), tuple(head.marked for head in self.heads)
        )

    @property
    def pending(self) -> bool:
        """Whether some marked row is not readable yet."""
        return bool(self._clocks)

    def label_set(self, source: LabelSource) -> LabelSet:
        """Labels in one field of the readable rows of a head; a set is created between two steps, not within one."""
        labels = self._label_sets.get(source)
        if labels is None:
            labels = self._label_sets[source] = LabelSet(self.rows, source.field)
            labels.replace(self.rows, self._readable(self.heads[source.holder].rows))
            self._label_sets_of[source.holder].append(labels)
        return labels

    def watch(self, row: ControlRow) -> None:
        """Collect the label sets that the keys of a control row copy; from now on each step updates them."""
        self.key_sets = [
            [
                (field, self.label_set(source))
                for field in head.fields
                for source in head.keys[field]
                if source.holder != TOKEN
            ]
            for head in row.heads
        ]

    def mark(self, rows: Ints) -> Ints:
        """Mark those of the rows that are unmarked, and return them."""
        new = rows[self.ready[rows] < 0]
        if len(new):
            self.ready[new] = self.clock + self.rows.minutes[new]
        return new

    def tick(self) -> None:
        """End a step: advance the clock, and update the label sets by what the heads hold and what became readable."""
        self.clock += 1
        late = self.marked[self.ready[self.marked] > self.clock]
        if len(late):
            self._enqueue(late)
        due = self._newly_due()
        for number, head in enumerate(self.heads):
            self._note_marks(head)
            # An unmarked row is readable; marking it makes it unreadable until it is ready.
            shut = late[head.has(late)] if len(late) else late
            lost = head.replaced or bool(len(shut) and (head.since[shut] < self.clock).any())
            self._update(number, head, lost, due)

    def wait(self) -> bool:
        """Advance the clock to where the next row becomes readable, unless a label set has just changed."""
        if not self._clocks or any(labels.replaced or len(labels.added) for labels in self._label_sets.values()):
            return False
        self.clock = self._clocks[0]
        due = self._newly_due()
        for number, head in enumerate(self.heads):
            self._update(number, head, False, due)
        return True

    def snapshot(self) -> Snapshot:
        """A copy of the state as arrays."""
        marks = self.ready >= 0
        ages = np.where(marks, self.clock - self.ready, -self.rows.minutes)
        return Snapshot(self.clock, np.array([head.since >= 0 for head in self.heads]), marks, ages)

    def _readable(self, rows: Ints) -> Ints:
        return rows[self.ready[rows] <= self.clock]

    def _enqueue(self, late: Ints) -> None:
        """Queue newly marked rows by the clock at which they become readable."""
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

    def _newly_due(self) -> Ints:
        """Rows that become readable at this clock."""
        self.came_due = bool(self._clocks) and self._clocks[0] == self.clock
        if not self.came_due:
            return NONE
        chunks = self._due.pop(heappop(self._clocks))
        return chunks[0] if len(chunks) == 1 else np.concatenate(chunks)

    def _note_marks(self, head: HeldSet) -> None:
        """Update whether the head holds a marked row."""
        if head.replaced:
            head.marked = bool((self.ready[head.rows] >= 0).any())
        elif not head.marked:
            head.marked = bool(head.has(self.marked).any() or (self.ready[head.added] >= 0).any())

    def _update(self, number: int, head: HeldSet, lost: bool, due: Ints) -> None:
        """Update the label sets of a head; ``lost`` if some of its rows are no longer held or readable."""
        gained: Ints | None = None
        for labels in self._label_sets_of[number]:
            if lost:
                gained = self._readable(head.rows) if gained is None else gained
                labels.replace(self.rows, gained)
                continue
            if gained is None:
                gained = self._readable(head.added) if len(head.added) else NONE
                if len(due):
                    gained = np.concatenate([gained, due[head.has(due)]])
            if len(gained):
                labels.add(self.rows, gained)
            else:
                labels.keep()
