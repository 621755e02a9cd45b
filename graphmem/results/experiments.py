"""What an experiment finds: rows of one kind, whatever was measured, as a table, as CSV and for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from .tables import table_text


@dataclass(frozen=True)
class ExperimentRow:
    """One figure.

    Attributes:
        experiment: a name in ``EXPERIMENTS``.
        machine: which, and what was taken from it or added.
        task: what it was taught.
        test: what it was asked.
        slots: of its memory in the test; 0 where it has none, or one for every triple.
        accuracy: share of answers that are right, all of each, from 0 to 1.
        loss: nats an answer; None where only right and wrong are told, or bits are.
        seed: of weights and episodes.
        examples: episodes seen in training.
        parameters: of the machine.
        seconds: of the processor, in training; of the planner as it ships, by the clock.
        wrong_bits: of an answer that is a sequence of bits, how many are wrong; None of others.
        cost_bits: the cross-entropy of such a sequence, in bits; None where no probabilities are told.
    """

    experiment: str
    machine: str
    task: str
    test: str
    slots: int
    accuracy: float
    loss: float | None
    seed: int
    examples: int
    parameters: int
    seconds: float
    wrong_bits: float | None = None
    cost_bits: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


NAMES = tuple(field.name for field in fields(ExperimentRow))


def as_csv(rows: Sequence[ExperimentRow]) -> str:
    """A line a row, after a line of names."""
    return table_text(ExperimentRow, (row.as_dict() for row in rows))


def as_table(rows: Sequence[ExperimentRow]) -> list[str]:
    """Lines for people; the experiment, and what no row has, are left out."""
    shown = [name for name in NAMES[1:] if any(getattr(row, name) is not None for row in rows)]
    cells = [shown, *([_cell(name, getattr(row, name)) for name in shown] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    left = ("machine", "task", "test")
    return [
        "  ".join(
            cell.ljust(width) if name in left else cell.rjust(width)
            for name, cell, width in zip(shown, line, widths, strict=True)
        ).rstrip()
        for line in cells
    ]


def _cell(name: str, value: str | float | None) -> str:
    if value is None:
        return "-"
    if name == "accuracy":
        return f"{value:.2%}"
    if name in ("loss", "wrong_bits", "cost_bits"):
        return f"{value:.2f}"
    return value if isinstance(value, str) else f"{value:,}"
