"""Error against length, beyond training too: the NTM paper's five tasks (Graves, Wayne, Danihelka 2014, section 4).

    trained      ntm, ntm-feed-forward, dnc and lstm, each from scratch on each task
    untrained    planner on associative recall, with the shipped weights: planner_recall.py
    estimators   bayes-optimal and counter on 6-grams: tasks/algorithmic/ngrams.py

The paper's LSTM has three layers of 256 or more; here they have 80, for weights of 300 kB, which is still twice as much
as the others have.  The paper trains with RMSProp and momentum, at rates by task; here all are trained with Adam at one
rate, and all see the same number of episodes of a task.  That number is saved with the weights, and is in the column
``examples``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ..errors import CheckpointError, UsageError
from ..evaluation.lengths import SLOTS, SizeRow, errors_by_size, estimates_by_size
from ..models.dnc import DNC
from ..models.dnc_controllers import ControllerName
from ..models.ntm import NTM
from ..models.recurrent import Recurrent
from ..results.experiments import ExperimentRow
from ..tasks.algorithmic import ALGORITHMIC_TASKS
from ..training.algorithmic import AlgorithmicSettings, MakeMachine
from ..training.algorithmic_weights import WEIGHTS, load_weights, train_algorithmic
from ..training.log import LOG
from ..training.progress import Progress
from ..training.session import STATE
from .copying import parameters_of
from .experiment import Experiment, ExperimentRequest, Rows
from .planner_recall import RECALL, recall_by_size, shipped_planner

WORD, HIDDEN = 20, 100
PLANNER = "planner"
SEQUENCES = 50  # of each size


def _with_memory(machine: type[DNC | NTM], controller: ControllerName) -> MakeMachine:
    return lambda inputs, outputs, generator: machine(
        inputs, outputs, hidden_size=HIDDEN, word_size=WORD, controller=controller, generator=generator
    )


MACHINES: dict[str, MakeMachine] = {
    "ntm": _with_memory(NTM, "lstm"),
    "ntm-feed-forward": _with_memory(NTM, "feed-forward"),
    "dnc": _with_memory(DNC, "lstm"),
    "lstm": lambda i, o, g: Recurrent(nn.LSTM, i, o, 80, 3, g),
}
MEMORIES = ("ntm", "ntm-feed-forward", "dnc")

# By task, the same for all machines.  Slots: as few as the longest episode in training needs.
SETTINGS: dict[str, dict[str, Any]] = {
    "copy": {"episodes": 120_000, "slots": 24},
    "repeat_copy": {"episodes": 60_000, "slots": 24},
    "associative_recall": {"episodes": 100_000, "slots": 24},
    "ngrams": {"episodes": 16_000, "slots": 64},
    "priority_sort": {"episodes": 60_000, "slots": 32},
}


def settings_of(machine: str, task: str, seed: int, updates: int | None = None) -> AlgorithmicSettings:
    """How a machine is trained on a task; None updates for the usual number."""
    settings = AlgorithmicSettings(machine, task, seed, **SETTINGS[task])
    if updates is None:
        return settings
    return AlgorithmicSettings(**{**settings.as_dict(), "episodes": updates * settings.batch})


def tasks_of(machine: str) -> tuple[str, ...]:
    """The tasks that a machine takes part in."""
    if machine in MACHINES:
        return tuple(ALGORITHMIC_TASKS)
    if machine == PLANNER:
        return (RECALL,)
    return tuple(name for name, task in ALGORITHMIC_TASKS.items() if machine in task.estimators)


ESTIMATORS = tuple(name for task in ALGORITHMIC_TASKS.values() for name in task.estimators)
ALL = (*MACHINES, PLANNER, *ESTIMATORS)


def weights_path(folder: Path, machine: str, task: str, seed: int) -> Path:
    """The file of the weights of a machine."""
    return folder / "lengths" / f"{machine}-{task}-{seed}.safetensors"


def seeds_of(folder: Path, machine: str, task: str) -> list[int]:
    """The seeds of a machine's weights in a folder."""
    head = f"{machine}-{task}-"
    numbers = (path.stem.removeprefix(head) for path in (folder / "lengths").glob(f"{head}*.safetensors"))
    return sorted(int(number) for number in numbers if number.isdecimal())


def train(
    folder: Path,
    settings: AlgorithmicSettings,
    *,
    compiled: bool = False,
    report: Callable[[Progress], None] = lambda progress: None,
) -> None:
    """Train a machine and save its weights; an interrupted run continues.

    Args:
        folder: folder of weights; the state of an unfinished run is saved beside them.
        settings: settings of the training.
        compiled: compile the steps of a DNC or an NTM, which is faster and may differ in the last bits.
        report: called after every update.

    Raises:
        UsageError: if there are such weights already.
        CheckpointError: if there is an unfinished run with other settings.
        KeyboardInterrupt: after Ctrl-C, once the run is saved.
    """
    path = weights_path(folder, settings.machine, settings.task, settings.seed)
    if path.exists():
        raise UsageError(f"{path} exists already; choose another folder, or measure it again.")
    run = path.with_suffix("")
    make, device = MACHINES[settings.machine], torch.device("cpu")
    train_algorithmic(run, settings, make, device, compiled=compiled, report=report)
    (run / WEIGHTS).replace(path)
    for name in (STATE, LOG):
        (run / name).unlink()
    run.rmdir()


def trained_rows(path: Path, machine: str, sequences: int = SEQUENCES) -> Iterator[ExperimentRow]:
    """Measure a machine from its weights, in double precision.

    In single precision the errors far beyond training depend on the processor.

    Raises:
        CheckpointError: if the file cannot be read, or holds the weights of another machine.
    """
    trained = load_weights(path, MACHINES[machine])
    measured: Any = trained.machine.double()  # a module that is a sequence machine
    settings = trained.settings
    if path != weights_path(path.parents[1], settings.machine, settings.task, settings.seed):
        raise CheckpointError(f"{path} holds the weights of {settings.machine} on {settings.task}.")
    for size in errors_by_size(measured, settings.task, sequences=sequences, slots=SLOTS, dtype=torch.float64):
        yield _row(
            machine,
            settings.task,
            size,
            slots=SLOTS if machine in MEMORIES else 0,
            seed=settings.seed,
            examples=trained.episodes,
            parameters=sum(parameter.numel() for parameter in trained.machine.parameters()),
            seconds=trained.seconds,
        )


def untrained_rows(machine: str, sequences: int = SEQUENCES) -> Iterator[ExperimentRow]:
    """Measure the shipped planner, or an estimator by its name."""
    if machine == PLANNER:
        planner, examples, seconds = shipped_planner()
        parameters = parameters_of(planner)
        for size in recall_by_size(planner, sequences=sequences):
            yield _row(PLANNER, RECALL, size, examples=examples, parameters=parameters, seconds=seconds)
        return
    for task in tasks_of(machine):
        for size in estimates_by_size(task, machine, sequences=sequences):
            yield _row(machine, task, size)


def _row(
    machine: str,
    task: str,
    size: SizeRow,
    *,
    slots: int = 0,
    seed: int = 0,
    examples: int = 0,
    parameters: int = 0,
    seconds: float = 0.0,
) -> ExperimentRow:
    return ExperimentRow(
        experiment="lengths",
        machine=machine,
        task=task,
        test=ALGORITHMIC_TASKS[task].name_of(size.size),
        slots=slots,
        accuracy=size.right,
        loss=None,
        seed=seed,
        examples=examples,
        parameters=parameters,
        seconds=seconds,
        wrong_bits=size.wrong_bits,
        cost_bits=None if machine == PLANNER else size.cost_bits,
    )


def _run(request: ExperimentRequest) -> Rows:
    place: AbstractContextManager[str | Path] = (
        nullcontext(request.folder) if request.folder else tempfile.TemporaryDirectory(prefix="graphmem-")
    )
    with place as folder:
        for task in request.tasks:
            for machine in request.machines:
                if machine in MACHINES:
                    yield from _train_and_measure(Path(folder), machine, task, request)
                elif task in tasks_of(machine):
                    yield from untrained_rows(machine)


def _train_and_measure(folder: Path, machine: str, task: str, request: ExperimentRequest) -> Rows:
    settings = settings_of(machine, task, request.seed, request.updates)

    def report(progress: Progress) -> None:
        request.report(progress.examples, settings.episodes)

    train(folder, settings, compiled=request.compiled, report=report)
    yield from trained_rows(weights_path(folder, machine, task, request.seed), machine)


def _reproduce(folder: Path, machines: Sequence[str], tasks: Sequence[str]) -> Rows:
    for task in tasks:
        for machine in machines:
            if machine in MACHINES:
                for seed in seeds_of(folder, machine, task):
                    yield from trained_rows(weights_path(folder, machine, task, seed), machine)
            elif task in tasks_of(machine):
                yield from untrained_rows(machine)


EXPERIMENT = Experiment(ALL, _run, _reproduce, tuple(ALGORITHMIC_TASKS))
