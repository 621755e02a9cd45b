"""Copying with other numbers of slots than in training (Graves et al. 2016, Extended Data Figure 2).

The paper trained traversal with 256 slots, tested with fewer and more, and found that a machine needs about one slot
per triple.  Here it is the machine of ``reuse``, trained to copy with 10 slots, since that fits a budget of minutes.
Every vector of a sequence has to be held when its answer begins, so a sequence of L vectors needs L slots; several
sequences, one after the other, need no more where slots are used again.
"""

from __future__ import annotations

from ..results.experiments import ExperimentRow
from .copying import Copier, parameters_of, score_copies

SIZES = ((1, 3), (1, 5), (1, 8), (10, 5))
SLOTS = (2, 3, 4, 5, 6, 8, 10, 16, 32, 64)


def resize_rows(
    copier: Copier, sizes: tuple[tuple[int, int], ...] = SIZES, slots: tuple[int, ...] = SLOTS
) -> list[ExperimentRow]:
    """Accuracy against slots.

    Args:
        copier: the machine.
        sizes: sequences and their length.
        slots: numbers of slots.
    """
    settings, rows = copier.settings, []
    for copies, length in sizes:
        for number in slots:
            accuracy, loss = score_copies(copier.machine, copies, length, number)
            row = ExperimentRow(
                experiment="resize",
                machine="dnc",
                task=f"copies, trained with {settings.slots} slots",
                test=f"{copies} of {length} vectors",
                slots=number,
                accuracy=accuracy,
                loss=loss,
                seed=settings.seed,
                examples=copier.examples,
                parameters=parameters_of(copier.machine),
                seconds=copier.seconds,
            )
            rows.append(row)
    return rows
