"""Evaluation of trained weights: all new weights in a folder, or one published row for a second time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import torch

from ..errors import UsageError
from ..evaluation.outcomes import Evaluable
from ..evaluation.paper_sets import breakdown, count_outcomes, counted, evaluate_on
from ..results.benchmark import EVERYTHING, BenchmarkFigures, BreakdownResult, SeedResult, Selection
from ..results.benchmark_tables import RESULTS, read_benchmark, write_benchmark
from ..tasks.paper import PAPER_TASKS
from .archive import (
    Kept,
    MachineEntry,
    initial_machine,
    kept_seeds,
    read_weights,
    trained_machine,
    weights_digest,
    weights_path,
)

SEEDS = (0, 1, 2)  # of machines without weights

ReportEpisodes = Callable[[int, int], None]  # episodes done, and all episodes of the current test


class Training(NamedTuple):
    """What ``SeedResult`` says of a training; the defaults are those of a machine that is not trained."""

    examples: int
    parameters: int = 0
    seconds: float = 0.0
    fresh_starts: int = 0
    stage: int = 0
    stages: int = 0
    score: float | None = None


def training_of(kept: Kept) -> Training:
    """What the file of some weights says of their training."""
    done = kept.progress
    score = round(done.best, 4) if done.best >= 0 else None
    seconds = round(done.seconds, 1)
    return Training(done.examples, kept.parameters, seconds, done.start, done.stage + 1, done.stages, score)


def evaluate_seed(
    folder: Path,
    entry: MachineEntry,
    machine: str,
    task: str,
    seed: int,
    test: str,
    *,
    device: torch.device,
    report: ReportEpisodes = lambda done, total: None,
) -> BenchmarkFigures:
    """The figures of one machine with one seed in one test.

    Raises:
        CheckpointError: if its weights cannot be used.
    """
    weights, training = "", Training(entry.examples_seen)
    if entry.weights_of:
        path = weights_path(folder, entry.weights_of, task, seed)
        kept = read_weights(path)
        evaluable: Evaluable = trained_machine(entry, path, kept, device)
        weights, training = kept.digest, training_of(kept)
    else:
        evaluable = initial_machine(entry.build, task, seed)
    outcomes = evaluate_on(evaluable, task, test, seed, report)
    whole = count_outcomes(counted(task, test, outcomes))
    return BenchmarkFigures(
        (SeedResult(machine, task, test, seed, weights, *whole, **training._asdict()),),
        tuple(
            BreakdownResult(machine, task, test, seed, *part, *counts)
            for part, counts in breakdown(task, test, outcomes).items()
        ),
    )


def evaluate_folder(
    folder: Path,
    machines: Mapping[str, MachineEntry],
    selection: Selection = EVERYTHING,
    *,
    device: torch.device,
    report: ReportEpisodes = lambda done, total: None,
) -> BenchmarkFigures:
    """Evaluate the selected weights of a folder; its tables are written after every test.

    Machines without weights, the baselines, are evaluated only if the selection names them.  Weights that have been
    evaluated in a test, and have not changed since, are not evaluated again.  Figures of weights that have changed are
    removed, those of tests that are not selected too.

    Args:
        folder: folder of weights and tables.
        machines: machines by name.
        selection: machines, tasks and tests.
        device: where to run.
        report: called with the number of episodes done and of all episodes of a test.

    Returns:
        The selected figures, measured now or before.

    Raises:
        UsageError: if there is nothing to evaluate.
        DataError: if the tables cannot be read or written.
        CheckpointError: if weights cannot be used.
    """
    figures = read_benchmark(folder) if (folder / RESULTS).exists() else BenchmarkFigures()
    found = False
    for machine, entry in machines.items():
        owner = entry.weights_of
        if not owner and machine not in selection.machines:
            continue
        for task in entry.tasks:
            tests = [test for test in PAPER_TASKS[task].evaluation_sets if selection(machine, task, test)]
            for seed in (kept_seeds(folder, owner, task) if owner else SEEDS) if tests else ():
                found = True
                weights = weights_digest(weights_path(folder, owner, task, seed)) if owner else ""
                own = [one for one in figures.results if (one.machine, one.task, one.seed) == (machine, task, seed)]
                figures = figures.without(one for one in own if one.weights != weights)
                done = {one.test for one in own if one.weights == weights and owner}
                for test in tests:
                    if test not in done:
                        new = evaluate_seed(folder, entry, machine, task, seed, test, device=device, report=report)
                        figures = figures.updated(new)
                        write_benchmark(folder, figures)
    if not found:
        raise UsageError(f"There are no such weights in {folder}.")
    return figures.only(selection)


def reproduce(
    folder: Path,
    entry: MachineEntry,
    published: BenchmarkFigures,
    *,
    device: torch.device,
    report: ReportEpisodes = lambda done, total: None,
) -> BenchmarkFigures:
    """Measure the figures of one machine in one task again, for ``differences`` to compare.

    Args:
        folder: folder of the weights.
        entry: the machine.
        published: its figures from the tables.
        device: where to run.
        report: called with the number of episodes done and of all episodes of a test.

    Raises:
        CheckpointError: if weights cannot be used.
    """
    measured = BenchmarkFigures()
    for result in BenchmarkFigures().updated(published).results:
        place = result.machine, result.task, result.seed, result.test
        measured = measured.updated(evaluate_seed(folder, entry, *place, device=device, report=report))
    return measured
