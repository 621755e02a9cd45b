"""The experiments by name: run from nothing, or measured again from weights."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...errors import CheckpointError, UsageError
from ...memory.dnc.ablations import without_freeing
from ...memory.dnc.access import access
from ...models.dnc import Access
from ...tasks.paper import PAPER_TASKS
from . import departures, parts, resize, reuse
from .copying import Copier, load_copier, save_copier, teach_stages
from .rows import ExperimentRow

Rows = Iterator[ExperimentRow]


@dataclass(frozen=True)
class Wish:
    """How an experiment is to be run.

    Attributes:
        seed: of weights and episodes.
        updates: of each machine; None for as many as the experiment is meant to have.
        machines: only these; none for all.
        folder: where weights are kept, if anywhere.
    """

    seed: int = 0
    updates: int | None = None
    machines: tuple[str, ...] = ()
    folder: Path | None = None


@dataclass(frozen=True)
class Experiment:
    """One of them.

    Attributes:
        title: what is asked.
        machines: that take part.
        run: teaches them and measures; a row as soon as it is known.
        retest: the same rows from weights in a folder; None where it keeps none.
    """

    title: str
    machines: tuple[str, ...]
    run: Callable[[Wish], Rows]
    retest: Callable[[Path, Sequence[str]], Rows] | None = None


def run_experiment(name: str, wish: Wish) -> Rows:
    """Teach and measure; rows come one by one.

    Raises:
        UsageError: if a machine that is wished for does not take part.
    """
    experiment = EXPERIMENTS[name]
    _check(experiment, wish.machines)
    return experiment.run(dataclasses.replace(wish, machines=wish.machines or experiment.machines))


def retest_experiment(name: str, folder: Path, machines: Sequence[str] = ()) -> Rows:
    """Measure again, from weights: the machines that are named, or all whose weights are there.

    Raises:
        UsageError: if the experiment keeps no weights, or a machine does not take part.
        CheckpointError: if there are none, or they cannot be read.
    """
    experiment = EXPERIMENTS[name]
    _check(experiment, machines)
    if experiment.retest is None:
        raise UsageError(f"The experiment {name!r} keeps no weights; run it.")
    there = [machine for machine in experiment.machines if _weights(folder, machine).exists()]
    if not (machines or there):
        raise CheckpointError(f"{folder} holds no weights of the experiment {name!r}.")
    return experiment.retest(folder, machines or there)


def _check(experiment: Experiment, machines: Sequence[str]) -> None:
    for machine in machines:
        if machine not in experiment.machines:
            raise UsageError(f"{machine!r} takes no part; there are {', '.join(map(repr, experiment.machines))}.")


_TAUGHT: dict[str, Access] = {reuse.FREE: access, reuse.KEPT: without_freeing}


def _run_reuse(wish: Wish) -> Rows:
    for machine in wish.machines:
        yield from reuse.reuse_rows(machine, _teach(machine, wish))


def _retest_reuse(folder: Path, machines: Sequence[str]) -> Rows:
    for machine in machines:
        yield from reuse.reuse_rows(machine, load_copier(_weights(folder, machine), _TAUGHT[machine]))


def _run_resize(wish: Wish) -> Rows:
    for machine in wish.machines:
        yield from resize.resize_rows(_teach(machine, wish))


def _retest_resize(folder: Path, machines: Sequence[str]) -> Rows:
    for machine in machines:
        yield from resize.resize_rows(load_copier(_weights(folder, machine)))


def _teach(machine: str, wish: Wish) -> Copier:
    """The same machine for re-use and for other numbers of slots."""
    stages = [
        dataclasses.replace(stage, seed=wish.seed, updates=wish.updates or stage.updates) for stage in reuse.STAGES
    ]
    copier = teach_stages(stages, _TAUGHT[machine])
    if wish.folder is not None:
        save_copier(_weights(wish.folder, machine), copier)
    return copier


def _weights(folder: Path, machine: str) -> Path:
    return folder / f"copies-{machine.replace(', ', '-').replace(' ', '_')}.safetensors"


def _run_parts(wish: Wish) -> Rows:
    copying = dataclasses.replace(parts.COPYING, seed=wish.seed, updates=wish.updates or parts.COPYING.updates)
    plain = parts.PartSettings(seed=wish.seed)
    plain = dataclasses.replace(plain, updates=wish.updates or plain.updates)
    for machine in wish.machines:
        yield parts.copy_row(machine, copying)
    for task in PAPER_TASKS:
        for machine in wish.machines:
            yield parts.paper_row(machine, task, plain)


def _run_departures(wish: Wish) -> Rows:
    settings = departures.DepartureSettings(seed=wish.seed)
    settings = dataclasses.replace(settings, updates=wish.updates or settings.updates)
    for machine in wish.machines:
        yield from departures.departure_rows(machine, settings)


EXPERIMENTS: dict[str, Experiment] = {
    "reuse": Experiment("50 vectors through 10 slots", tuple(_TAUGHT), _run_reuse, _retest_reuse),
    "resize": Experiment("other numbers of slots than in training", (reuse.FREE,), _run_resize, _retest_resize),
    "parts": Experiment("the DNC with one part of its memory closed", tuple(parts.PARTS), _run_parts),
    "departures": Experiment(
        "the planner with one departure from the DNC taken back", tuple(departures.DEPARTURES), _run_departures
    ),
}
