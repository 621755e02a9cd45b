"""Copying with other numbers of slots than in training (Graves et al. 2016, Extended Data Figure 2).

The paper trained traversal with 256 slots, tested with fewer and more, and found that a machine needs about one slot
per triple (resize_traversal.py).  Here it is the machine of ``reuse``, trained to copy with 10 slots.
Every vector of a sequence has to be held when its answer begins, so a sequence of L vectors needs L slots; several
sequences, one after the other, need no more where slots are used again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..results.experiments import ExperimentRow
from ..results.folders import benchmark_beside
from .copying import Copier, parameters_of, score_copies
from .experiment import Experiment, ExperimentRequest, Rows
from .resize_traversal import MACHINE, TASK, resize_traversal_rows
from .reuse import FREE, saved_copiers, trained_copier

SIZES = ((1, 3), (1, 5), (1, 8), (10, 5))
COPIES = "copies"
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


def _run(request: ExperimentRequest) -> Rows:
    if COPIES in request.tasks:
        yield from resize_rows(trained_copier(FREE, request))
    if TASK in request.tasks:
        yield from resize_traversal_rows()


def _reproduce(folder: Path, machines: Sequence[str], tasks: Sequence[str]) -> Rows:
    if COPIES in tasks:
        for copier in saved_copiers(folder, FREE):
            yield from resize_rows(copier)
    if TASK in tasks:
        yield from resize_traversal_rows(weights=benchmark_beside(folder, MACHINE))


EXPERIMENT = Experiment((FREE,), _run, _reproduce, tasks=(COPIES, TASK))
