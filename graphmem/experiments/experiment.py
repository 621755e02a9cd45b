"""What an experiment is, and how it is to be run; the module of each experiment has its ``EXPERIMENT``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..results.experiments import ExperimentRow

Rows = Iterator[ExperimentRow]


@dataclass(frozen=True)
class ExperimentRequest:
    """How an experiment is to be run.

    Attributes:
        seed: seed of weights and episodes.
        updates: number of updates of each machine; None for that of the experiment.
        machines: only these; none for all.
        tasks: only these; none for all.
        folder: folder to save weights in; None to save none.
        compiled: compile the steps of a DNC or an NTM, which is faster and may differ in the last bits.
        report: called with the number of episodes done and the number of all, where a machine takes long.
    """

    seed: int = 0
    updates: int | None = None
    machines: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    folder: Path | None = None
    compiled: bool = False
    report: Callable[[int, int], None] = lambda done, total: None


@dataclass(frozen=True)
class Experiment:
    """One experiment.

    Attributes:
        machines: names of the machines that take part.
        run: trains and measures them; yields a row as soon as it is known.
        reproduce: the same rows from weights in a folder, of machines and tasks; None where no weights are saved.
        tasks: names of the tasks that can be chosen from.
    """

    machines: tuple[str, ...]
    run: Callable[[ExperimentRequest], Rows]
    reproduce: Callable[[Path, Sequence[str], Sequence[str]], Rows] | None = None
    tasks: tuple[str, ...] = ()
