"""The experiments by name: trained from scratch, or measured again from saved weights."""

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
from ..training.progress import Progress
from . import dnc_ablations as dnc
from . import lengths, resize, reuse
from . import planner_ablations as planner
from . import reasoner_ablations as reasoner
from .ablation import NAME as PLANNER_ABLATIONS
from .copying import Copier, load_copier, save_copier, train_parts
from .resize_traversal import MACHINE as RESIZED
from .resize_traversal import resize_traversal_rows

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


def run_experiment(name: str, request: ExperimentRequest) -> Rows:
    """Train and measure; rows come one by one.

    Raises:
        UsageError: if a machine or a task that is requested does not take part.
    """
    experiment = EXPERIMENTS[name]
    _check(experiment, request.machines, request.tasks)
    return experiment.run(
        dataclasses.replace(
            request, machines=request.machines or experiment.machines, tasks=request.tasks or experiment.tasks
        )
    )


def reproduce_experiment(
    name: str, folder: Path, machines: Sequence[str] = (), tasks: Sequence[str] = ()
) -> list[ExperimentRow]:
    """Measure again, from weights, all seeds in a folder.

    Args:
        name: name of the experiment.
        folder: folder of the weights.
        machines, tasks: only these; none for all.

    Raises:
        UsageError: if the experiment saves no weights, or a machine or task does not take part.
        CheckpointError: if there are no such weights, or they cannot be read.
    """
    experiment = EXPERIMENTS[name]
    _check(experiment, machines, tasks)
    if experiment.reproduce is None:
        raise UsageError(f"The experiment {name!r} saves no weights; run it.")
    rows = list(experiment.reproduce(folder, machines or experiment.machines, tasks or experiment.tasks))
    if not rows:
        raise CheckpointError(f"{folder} holds no such weights of the experiment {name!r}.")
    return rows


def _check(experiment: Experiment, machines: Sequence[str], tasks: Sequence[str]) -> None:
    for requested, known in ((machines, experiment.machines), (tasks, experiment.tasks)):
        for one in requested:
            if one not in known:
                there = f"there are {', '.join(map(repr, known))}" if known else "there are none to choose from"
                raise UsageError(f"{one!r} does not take part; {there}.")


_COPIERS: dict[str, Access] = {reuse.FREE: access, reuse.KEPT: without_freeing}


def _run_reuse(request: ExperimentRequest) -> Rows:
    for machine in request.machines:
        yield from reuse.reuse_rows(machine, _train_copier(machine, request))


def _reproduce_reuse(folder: Path, machines: Sequence[str], tasks: Sequence[str]) -> Rows:
    for machine in machines:
        for copier in _saved_copiers(folder, machine):
            yield from reuse.reuse_rows(machine, copier)


def _run_resize(request: ExperimentRequest) -> Rows:
    for machine in request.machines:
        if machine in _COPIERS:
            yield from resize.resize_rows(_train_copier(machine, request))
        else:
            yield from resize_traversal_rows()


def _reproduce_resize(folder: Path, machines: Sequence[str], tasks: Sequence[str]) -> Rows:
    for machine in machines:
        if machine in _COPIERS:
            for copier in _saved_copiers(folder, machine):
                yield from resize.resize_rows(copier)
        else:
            beside = folder.parent / "benchmark"  # of a checkout, if these are its experiments
            yield from resize_traversal_rows(weights=beside if (beside / machine).is_dir() else None)


def _train_copier(machine: str, request: ExperimentRequest) -> Copier:
    """The machine of both ``reuse`` and ``resize``."""
    parts = [
        dataclasses.replace(part, seed=request.seed, updates=request.updates or part.updates) for part in reuse.PARTS
    ]
    copier = train_parts(parts, _COPIERS[machine], compiled=request.compiled)
    if request.folder is not None:
        save_copier(request.folder / f"{_stem(machine)}{request.seed}.safetensors", copier)
    return copier


def _saved_copiers(folder: Path, machine: str) -> Iterator[Copier]:
    """The machine with the weights of each seed in a folder."""
    head = _stem(machine)
    seeds = (path.stem.removeprefix(head) for path in folder.glob(f"{head}*.safetensors"))
    for seed in sorted(int(seed) for seed in seeds if seed.isdecimal()):
        yield load_copier(folder / f"{head}{seed}.safetensors", _COPIERS[machine])


def _stem(machine: str) -> str:
    return f"copies-{machine.replace(', ', '-').replace(' ', '_')}-"


def _run_lengths(request: ExperimentRequest) -> Rows:
    place: AbstractContextManager[str | Path] = (
        nullcontext(request.folder) if request.folder else tempfile.TemporaryDirectory(prefix="graphmem-")
    )
    with place as folder:
        for task in request.tasks:
            for machine in request.machines:
                if machine in lengths.MACHINES:
                    yield from _run_length(Path(folder), machine, task, request)
                elif task in lengths.tasks_of(machine):
                    yield from lengths.untrained_rows(machine)


def _run_length(folder: Path, machine: str, task: str, request: ExperimentRequest) -> Rows:
    settings = lengths.settings_of(machine, task, request.seed, request.updates)

    def report(progress: Progress) -> None:
        request.report(progress.examples, settings.episodes)

    lengths.train(folder, settings, compiled=request.compiled, report=report)
    yield from lengths.trained_rows(lengths.weights_path(folder, machine, task, request.seed), machine)


def _reproduce_lengths(folder: Path, machines: Sequence[str], tasks: Sequence[str]) -> Rows:
    for task in tasks:
        for machine in machines:
            if machine in lengths.MACHINES:
                for seed in lengths.seeds_of(folder, machine, task):
                    yield from lengths.trained_rows(lengths.weights_path(folder, machine, task, seed), machine)
            elif task in lengths.tasks_of(machine):
                yield from lengths.untrained_rows(machine)


def _run_dnc_ablations(request: ExperimentRequest) -> Rows:
    copying = dataclasses.replace(dnc.COPYING, seed=request.seed, updates=request.updates or dnc.COPYING.updates)
    paper = dnc.DNCAblationSettings(seed=request.seed)
    paper = dataclasses.replace(paper, updates=request.updates or paper.updates)
    for task in request.tasks:
        for machine in request.machines:
            if machine == dnc.GUESS:
                if task != dnc.COPY:
                    yield dnc.guess_row(task)
            elif task == dnc.COPY:
                yield dnc.copy_row(machine, copying, compiled=request.compiled)
            else:
                yield dnc.paper_row(machine, task, paper, compiled=request.compiled)


def _run_planner_ablations(request: ExperimentRequest) -> Rows:
    """One machine is trained on traversal and shortest paths, another one on inference; not every ablation has both."""
    both, words = planner.PlannerAblationSettings(request.seed), reasoner.ReasonerAblationSettings(request.seed)
    both = dataclasses.replace(both, updates=request.updates or both.updates)
    words = dataclasses.replace(words, updates=request.updates or words.updates)
    for machine in request.machines:
        if machine in planner.PLANNER_ABLATIONS and not set(planner.TASKS).isdisjoint(request.tasks):
            rows = planner.planner_ablation_rows(machine, both)
            yield from (row for row in rows if row.task in request.tasks)
        if machine in reasoner.REASONER_ABLATIONS and reasoner.TASK in request.tasks:
            yield from reasoner.reasoner_ablation_rows(machine, words)


EXPERIMENTS: dict[str, Experiment] = {
    "lengths": Experiment(lengths.ALL, _run_lengths, _reproduce_lengths, tuple(ALGORITHMIC_TASKS)),
    "reuse": Experiment(tuple(_COPIERS), _run_reuse, _reproduce_reuse),
    "resize": Experiment((reuse.FREE, RESIZED), _run_resize, _reproduce_resize),
    dnc.NAME: Experiment((*dnc.ABLATIONS, dnc.GUESS), _run_dnc_ablations, tasks=dnc.TASKS),
    PLANNER_ABLATIONS: Experiment(
        tuple(planner.PLANNER_ABLATIONS | reasoner.REASONER_ABLATIONS),
        _run_planner_ablations,
        tasks=(*planner.TASKS, reasoner.TASK),
    ),
}
