"""All weights of a folder are examined, or those of one row again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import torch

from ..errors import UsageError
from ..evaluation.outcomes import Evaluable
from ..evaluation.paper_sets import EXAMS, breakdown, count, counted, sit
from ..results.benchmark import EVERYTHING, Benchmark, Part, Score, Wanted
from ..results.benchmark_tables import RESULTS, read_benchmark, write_benchmark
from .archive import Entry, digest, kept_seeds, load_learner, read_weights, untaught, weights_path

SEEDS = (0, 1, 2)  # of what has no weights

Report = Callable[[int, int], None]  # episodes done, of how many in this test


def examine(
    folder: Path,
    entry: Entry,
    machine: str,
    task: str,
    seed: int,
    test: str,
    *,
    device: torch.device,
    report: Report = lambda done, total: None,
) -> Benchmark:
    """The figures of one machine with one seed in one test.

    Raises:
        CheckpointError: if its weights cannot be used.
    """
    run: tuple[str, int, int, float] = "", entry.counted, 0, 0.0
    if entry.weights_of:
        path = weights_path(folder, entry.weights_of, task, seed)
        kept = read_weights(path)
        examinee: Evaluable = load_learner(entry, path, kept, device)
        run = kept.digest, kept.progress.examples, kept.parameters, round(kept.progress.seconds, 1)
    else:
        examinee = untaught(entry, task, seed)
    outcomes = sit(examinee, task, test, seed, report)
    weights, examples, parameters, seconds = run
    asked, free, valid = count(counted(task, test, outcomes))
    return Benchmark(
        (Score(machine, task, test, seed, weights, asked, free, valid, examples, parameters, seconds),),
        tuple(
            Part(machine, task, test, seed, *place, *some) for place, some in breakdown(task, test, outcomes).items()
        ),
    )


def examine_folder(
    folder: Path,
    machines: Mapping[str, Entry],
    wanted: Wanted = EVERYTHING,
    *,
    device: torch.device,
    report: Report = lambda done, total: None,
) -> Benchmark:
    """Examine the weights in a folder, and what needs none; its tables are written after every test.

    Weights that have sat a test, and have not changed since, do not sit it again.  Figures of weights that have changed
    are left out, of tests that are not sat now too.

    Args:
        folder: of weights; the tables stand there too.
        machines: by name.
        wanted: which machine, task and test.
        device: where to run.
        report: told of progress.

    Returns:
        All figures in the folder.

    Raises:
        UsageError: if there is nothing to examine, or the tables cannot be written.
        CheckpointError: if weights cannot be used.
    """
    benchmark = read_benchmark(folder) if (folder / RESULTS).exists() else Benchmark()
    found = False
    for machine, entry in machines.items():
        for task in entry.tasks:
            tests = [test for test in EXAMS[task] if wanted(machine, task, test)]
            owner = entry.weights_of
            for seed in (kept_seeds(folder, owner, task) if owner else SEEDS) if tests else ():
                found = True
                weights = digest(weights_path(folder, owner, task, seed)) if owner else ""
                own = [one for one in benchmark.scores if (one.machine, one.task, one.seed) == (machine, task, seed)]
                benchmark = benchmark.without(one for one in own if one.weights != weights)
                sat = {one.test for one in own if one.weights == weights and owner}
                for test in tests:
                    if test not in sat:
                        new = examine(folder, entry, machine, task, seed, test, device=device, report=report)
                        benchmark = benchmark.updated(new)
                        write_benchmark(folder, benchmark)
    if not found:
        raise UsageError(f"There are no such weights in {folder}.")
    return benchmark


def retest(
    folder: Path, entry: Entry, told: Benchmark, *, device: torch.device, report: Report = lambda done, total: None
) -> Benchmark:
    """Examine again what a row is made of; ``differences`` compares.

    Args:
        folder: of the weights.
        entry: the machine.
        told: its figures of one task, as the benchmark has them.
        device: where to run.
        report: told of progress.

    Returns:
        What is found now.

    Raises:
        CheckpointError: if weights cannot be used.
    """
    told, found = Benchmark().updated(told), Benchmark()
    for score in told.scores:
        place = score.machine, score.task, score.seed, score.test
        found = found.updated(examine(folder, entry, *place, device=device, report=report))
    return found
