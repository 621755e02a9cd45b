"""The experiments by name: run from nothing, or measured again from weights."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from ..errors import CheckpointError, UsageError
from ..memory.dnc.ablations import without_freeing
from ..memory.dnc.access import access
from ..models.dnc import Access
from ..results.experiments import ExperimentRow
from ..tasks.algorithmic import ALGORITHMIC_TASKS
from ..training.algorithmic import AlgorithmicProgress
from . import dnc_ablations as parts
from . import lengths, resize, reuse
from . import planner_ablations as departures
from . import reasoner_ablations as word_departures
from .copying import Copier, load_copier, save_copier, teach_stages
from .resize_traversal import MACHINE as RESIZED
from .resize_traversal import resize_traversal_rows

Rows = Iterator[ExperimentRow]


@dataclass(frozen=True)
class Wish:
    """How an experiment is to be run.

    Attributes:
        seed: of weights and episodes.
        updates: of each machine; None for as many as the experiment is meant to have.
        machines: only these; none for all.
        tasks: only these; none for all.
        folder: where weights are kept, if anywhere.
        compiled: have the steps of a DNC or an NTM compiled, which is faster and may differ in the last bits.
        report: told of episodes done, and of how many, where a machine takes long.
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
    """One of them.

    Attributes:
        machines: that take part.
        run: teaches them and measures; a row as soon as it is known.
        retest: the same rows from weights in a folder, of machines and tasks; None where it keeps none.
        tasks: that it can be told apart by.
    """

    machines: tuple[str, ...]
    run: Callable[[Wish], Rows]
    retest: Callable[[Path, Sequence[str], Sequence[str]], Rows] | None = None
    tasks: tuple[str, ...] = ()


def run_experiment(name: str, wish: Wish) -> Rows:
    """Teach and measure; rows come one by one.

    Raises:
        UsageError: if a machine or a task that is wished for does not take part.
    """
    experiment = EXPERIMENTS[name]
    _check(experiment, wish.machines, wish.tasks)
    return experiment.run(
        dataclasses.replace(wish, machines=wish.machines or experiment.machines, tasks=wish.tasks or experiment.tasks)
    )


def retest_experiment(
    name: str, folder: Path, machines: Sequence[str] = (), tasks: Sequence[str] = ()
) -> list[ExperimentRow]:
    """Measure again, from weights: all seeds that are there, of the machines and tasks that are named, or of all.

    Raises:
        UsageError: if the experiment keeps no weights, or a machine or task does not take part.
        CheckpointError: if there are none, or they cannot be read.
    """
    experiment = EXPERIMENTS[name]
    _check(experiment, machines, tasks)
    if experiment.retest is None:
        raise UsageError(f"The experiment {name!r} keeps no weights; run it.")
    rows = list(experiment.retest(folder, machines or experiment.machines, tasks or experiment.tasks))
    if not rows:
        raise CheckpointError(f"{folder} holds no such weights of the experiment {name!r}.")
    return rows


def _check(experiment: Experiment, machines: Sequence[str], tasks: Sequence[str]) -> None:
    for wished, known in ((machines, experiment.machines), (tasks, experiment.tasks)):
        for one in wished:
            if one not in known:
                there = f"there are {', '.join(map(repr, known))}" if known else "there are none to choose from"
                raise UsageError(f"{one!r} takes no part; {there}.")


_TAUGHT: dict[str, Access] = {reuse.FREE: access, reuse.KEPT: without_freeing}


def _run_reuse(wish: Wish) -> Rows:
    for machine in wish.machines:
        yield from reuse.reuse_rows(machine, _teach(machine, wish))


def _retest_reuse(folder: Path, machines: Sequence[str], tasks: Sequence[str]) -> Rows:
    for machine in machines:
        for copier in _kept(folder, machine):
            yield from reuse.reuse_rows(machine, copier)


def _run_resize(wish: Wish) -> Rows:
    for machine in wish.machines:
        yield from resize.resize_rows(_teach(machine, wish)) if machine in _TAUGHT else resize_traversal_rows()


def _retest_resize(folder: Path, machines: Sequence[str], tasks: Sequence[str]) -> Rows:
    for machine in machines:
        if machine not in _TAUGHT:
            yield from resize_traversal_rows()
            continue
        for copier in _kept(folder, machine):
            yield from resize.resize_rows(copier)


def _teach(machine: str, wish: Wish) -> Copier:
    """The same machine for re-use and for other numbers of slots."""
    stages = [
        dataclasses.replace(stage, seed=wish.seed, updates=wish.updates or stage.updates) for stage in reuse.STAGES
    ]
    copier = teach_stages(stages, _TAUGHT[machine], compiled=wish.compiled)
    if wish.folder is not None:
        save_copier(wish.folder / f"{_stem(machine)}{wish.seed}.safetensors", copier)
    return copier


def _kept(folder: Path, machine: str) -> Iterator[Copier]:
    """Of all seeds that are there."""
    head = _stem(machine)
    seeds = (path.stem.removeprefix(head) for path in folder.glob(f"{head}*.safetensors"))
    for seed in sorted(int(seed) for seed in seeds if seed.isdecimal()):
        yield load_copier(folder / f"{head}{seed}.safetensors", _TAUGHT[machine])


def _stem(machine: str) -> str:
    return f"copies-{machine.replace(', ', '-').replace(' ', '_')}-"


def _run_lengths(wish: Wish) -> Rows:
    kept: AbstractContextManager[str | Path] = (
        nullcontext(wish.folder) if wish.folder else tempfile.TemporaryDirectory(prefix="graphmem-")
    )
    with kept as folder:
        for task in wish.tasks:
            for machine in wish.machines:
                if machine in lengths.MACHINES:
                    yield from _run_length(Path(folder), machine, task, wish)
                elif task in lengths.tasks_of(machine):
                    yield from lengths.untaught_rows(machine)


def _run_length(folder: Path, machine: str, task: str, wish: Wish) -> Rows:
    settings = lengths.settings_of(machine, task, wish.seed, wish.updates)

    def report(progress: AlgorithmicProgress) -> None:
        wish.report(progress.episodes, settings.episodes)

    lengths.teach(folder, settings, compiled=wish.compiled, report=report)
    yield from lengths.taught_rows(lengths.weights_path(folder, machine, task, wish.seed), machine)


def _retest_lengths(folder: Path, machines: Sequence[str], tasks: Sequence[str]) -> Rows:
    for task in tasks:
        for machine in machines:
            if machine in lengths.MACHINES:
                for seed in lengths.seeds_of(folder, machine, task):
                    yield from lengths.taught_rows(lengths.weights_path(folder, machine, task, seed), machine)
            elif task in lengths.tasks_of(machine):
                yield from lengths.untaught_rows(machine)


def _run_parts(wish: Wish) -> Rows:
    copying = dataclasses.replace(parts.COPYING, seed=wish.seed, updates=wish.updates or parts.COPYING.updates)
    plain = parts.PartSettings(seed=wish.seed)
    plain = dataclasses.replace(plain, updates=wish.updates or plain.updates)
    for task in wish.tasks:
        for machine in wish.machines:
            if machine == parts.GUESS:
                if task != parts.COPY:
                    yield parts.guess_row(task)
            elif task == parts.COPY:
                yield parts.copy_row(machine, copying, compiled=wish.compiled)
            else:
                yield parts.paper_row(machine, task, plain, compiled=wish.compiled)


def _run_departures(wish: Wish) -> Rows:
    """Traversal and shortest paths are taught together, inference for itself; some take no part in the one or other."""
    planner, words = departures.DepartureSettings(seed=wish.seed), word_departures.WordSettings(seed=wish.seed)
    planner = dataclasses.replace(planner, updates=wish.updates or planner.updates)
    words = dataclasses.replace(words, updates=wish.updates or words.updates)
    for machine in wish.machines:
        if machine in departures.DEPARTURES and not set(departures.TASKS).isdisjoint(wish.tasks):
            rows = departures.departure_rows(machine, planner)
            yield from (row for row in rows if row.task in wish.tasks)
        if machine in word_departures.WORD_DEPARTURES and word_departures.TASK in wish.tasks:
            yield from word_departures.word_departure_rows(machine, words)


EXPERIMENTS: dict[str, Experiment] = {
    "lengths": Experiment(lengths.ALL, _run_lengths, _retest_lengths, tuple(ALGORITHMIC_TASKS)),
    "reuse": Experiment(tuple(_TAUGHT), _run_reuse, _retest_reuse),
    "resize": Experiment((reuse.FREE, RESIZED), _run_resize, _retest_resize),
    "parts": Experiment((*parts.PARTS, parts.GUESS), _run_parts, tasks=parts.TASKS),
    "departures": Experiment(
        tuple(departures.DEPARTURES | word_departures.WORD_DEPARTURES),
        _run_departures,
        tasks=(*departures.TASKS, word_departures.TASK),
    ),
}
