"""The figures of experiments: rows of one kind for all of them, as CSV and for JSON."""

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
        machine: the machine, and what was removed from it or added to it.
        task: the task that it was trained on.
        test: the evaluation set.
        slots: slots of its memory in the evaluation; 0 if it has no memory, or a slot for every triple.
        accuracy: share of answers without any error, from 0 to 1.
        loss: loss of an answer in nats; None if it is not known, or measured in bits.
        seed: seed of weights and episodes.
        examples: episodes seen in training.
        parameters: number of parameters.
        seconds: processor time of the training; for the shipped planner, wall-clock time.
        wrong_bits: mean number of wrong bits of a sequence; None for answers that are not bits.
        cost_bits: mean cross-entropy of a sequence in bits; None if there are no probabilities.
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
    """CSV with a header and a line for each row."""
    return table_text(ExperimentRow, (row.as_dict() for row in rows))
