"""Reuse of slots: 50 vectors through 10 slots (Graves et al. 2016, Extended Data Figure 1).

Ten sequences of five vectors are copied one after the other.  A sequence is not needed after its answer;
unless its slots are freed and allocated again, the memory is full after the second.
"""

from __future__ import annotations

import dataclasses

from ..memory.dnc.ablations import without_freeing
from ..models.dnc import DNC
from ..results.experiments import ExperimentRow
from .copying import Copier, CopySettings, parameters_of, score_copies, with_access

COPIES, LENGTH, SLOTS = 10, 5, 10
FREE, KEPT = "dnc", "dnc, no free gates"
FIRST = CopySettings(slots=SLOTS, curriculum=((1, 2), (1, 3), (2, 3), (2, 5), (3, 5)), updates=3000)
# Three sequences need five slots to be freed; remaining errors add up over ten, so longer ones follow.
PARTS = (
    FIRST,
    dataclasses.replace(FIRST, curriculum=((5, 5), (COPIES, 5)), updates=300, learning_rate=3e-3),
    dataclasses.replace(FIRST, curriculum=((COPIES, 5),), updates=250, learning_rate=2e-3),
)


def reuse_rows(
    name: str, copier: Copier, tested: tuple[int, ...] = (1, 2, 5, COPIES, 2 * COPIES)
) -> list[ExperimentRow]:
    """Accuracy against the number of sequences; for a machine with free gates also after they were closed.

    Args:
        name: ``FREE``, or ``KEPT`` for a machine that was trained without free gates.
        copier: the machine.
        tested: numbers of sequences.
    """
    rows = _rows(name, copier, copier.machine, tested)
    if name == FREE:
        rows += _rows(
            f"{FREE}, free gates closed after training", copier, with_access(copier.machine, without_freeing), tested
        )
    return rows


def _rows(name: str, copier: Copier, machine: DNC, tested: tuple[int, ...]) -> list[ExperimentRow]:
    settings, rows = copier.settings, []
    for copies in tested:
        accuracy, loss = score_copies(machine, copies, LENGTH, settings.slots)
        row = ExperimentRow(
            experiment="reuse",
            machine=name,
            task=f"copies of {LENGTH} vectors",
            test=f"{copies} copies, {copies * LENGTH} vectors",
            slots=settings.slots,
            accuracy=accuracy,
            loss=loss,
            seed=settings.seed,
            examples=copier.examples,
            parameters=parameters_of(machine),
            seconds=copier.seconds,
        )
        rows.append(row)
    return rows
