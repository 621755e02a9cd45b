"""A plan step by step, as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...common.text import count
from ...graphs.triples import Ints
from .state import Snapshot


@dataclass(frozen=True, eq=False, repr=False)
class PlanRecording:
    """The memory of a planner after each of T steps of a plan, for R heads and N rows.

    Attributes:
        held: (T, R, N) whether each head holds each row.
        marks: (T, N) whether each row is marked.
        ages: (T, N) steps since the mark minus the row's minutes; a row below 0 is not readable yet.
    """

    held: NDArray[np.bool_]
    marks: NDArray[np.bool_]
    ages: Ints

    def __repr__(self) -> str:
        steps, heads, rows = self.held.shape
        return f"PlanRecording({count(steps, 'step')}, {count(heads, 'head')}, {count(rows, 'row')})"

    @classmethod
    def of(cls, snapshots: Iterable[Snapshot]) -> PlanRecording:
        """The snapshots of a plan, at least one, one after the other."""
        _, held, marks, ages = zip(*snapshots, strict=True)
        return cls(np.stack(held), np.stack(marks), np.stack(ages))
