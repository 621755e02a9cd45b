"""Reuse of slots: 50 vectors through 10 slots (Graves et al. 2016, Extended Data Figure 1).

Ten sequences of five vectors are copied one after the other.  A sequence is not needed after its answer;
unless its slots are freed and allocated again, the memory is full after the second.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..memory.dnc.ablations import without_freeing
from ..memory.dnc.access import access
from ..models.dnc import DNC, Access
from ..results.experiments import ExperimentRow
from .copying import (
    Copier,
    CopySettings,
    load_copier,
    parameters_of,
    save_copier,
    score_copies,
    train_parts,
    with_access,
)
from .experiment import Experiment, ExperimentRequest, Rows

COPIES, LENGTH, SLOTS = 10, 5, 10
FREE, KEPT = "dnc", "dnc, no free gates"
COPIERS: dict[str, Access] = {FREE: access, KEPT: without_freeing}
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


def _run(request: ExperimentRequest) -> Rows:
    for machine in request.machines:
        yield from reuse_rows(machine, trained_copier(machine, request))


def _reproduce(folder: Path, machines: Sequence[str], tasks: Sequence[str]) -> Rows:
    for machine in machines:
        for copier in saved_copiers(folder, machine):
            yield from reuse_rows(machine, copier)


def trained_copier(machine: str, request: ExperimentRequest) -> Copier:
    """A machine by its name in ``COPIERS``, trained and saved as requested; ``resize`` has it too."""
    parts = [dataclasses.replace(part, seed=request.seed, updates=request.updates or part.updates) for part in PARTS]
    copier = train_parts(parts, COPIERS[machine], compiled=request.compiled)
    if request.folder is not None:
        save_copier(request.folder / f"{_stem(machine)}{request.seed}.safetensors", copier)
    return copier


def saved_copiers(folder: Path, machine: str) -> Iterator[Copier]:
    """The machine with the weights of each seed in a folder."""
    head = _stem(machine)
    seeds = (path.stem.removeprefix(head) for path in folder.glob(f"{head}*.safetensors"))
    for seed in sorted(int(seed) for seed in seeds if seed.isdecimal()):
        yield load_copier(folder / f"{head}{seed}.safetensors", COPIERS[machine])


def _stem(machine: str) -> str:
    return f"copies-{machine.replace(', ', '-').replace(' ', '_')}-"


EXPERIMENT = Experiment(tuple(COPIERS), _run, _reproduce)
