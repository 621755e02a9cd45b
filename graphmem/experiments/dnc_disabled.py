"""What each part of a trained DNC's memory is worth: it is disabled after training, and the weights stay.

The benchmark's ``dnc`` answers the first questions of an evaluation set: traversals and shortest paths in London's Zone
1, relations in families drawn at random.  With a part disabled it goes step by step, as in ``dnc_ablations``, which
trains without the part from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch

from ..benchmark.archive import Kept, kept_seeds, read_weights, trained_machine, weights_path
from ..benchmark.machines import MACHINES
from ..benchmark.sequence_adapter import SequenceAdapter
from ..errors import CheckpointError
from ..evaluation.paper_sets import evaluation_episodes
from ..models.dnc import DNC
from ..results.experiments import ExperimentRow
from ..results.folders import benchmark_beside, benchmark_folder, check_weights
from ..seeding import generator
from ..tasks.paper import PAPER_TASKS
from ..training.paper_registry import dnc_settings
from .copying import with_access
from .dnc_ablations import ABLATIONS
from .experiment import Experiment, ExperimentRequest, Rows

NAME, MACHINE = "dnc-disabled", "dnc"
TESTS = {"traversal": "zone1", "shortest_path": "zone1", "inference": "drawn_families"}
TESTED = 100  # episodes, always the same
_AT_ONCE = 25  # episodes

Report = Callable[[int, int], None]


def disabled_rows(
    machines: Sequence[str],
    tasks: Sequence[str],
    *,
    weights: Path | None = None,
    tested: int = TESTED,
    report: Report = lambda done, total: None,
) -> Iterator[ExperimentRow]:
    """The accuracy of trained weights with parts disabled, decoded as in the paper, for each seed.

    Args:
        machines: names in ``ABLATIONS``.
        tasks: names in ``TESTS``; those without weights are left out.
        weights: folder of the benchmark's weights; None for those of graphmem.
        tested: number of episodes.
        report: called with the number of measurements done and of all.

    Raises:
        CheckpointError: if there are no weights of any of the tasks, or they cannot be used.
    """
    with benchmark_folder(weights) as folder:
        check_weights(folder, shipped=weights is None)
        places = [(task, seed) for task in tasks for seed in kept_seeds(folder, MACHINE, task)]
        if not places:
            raise CheckpointError(f"There are no weights of {MACHINE} on {' or '.join(tasks)} in {folder}.")
        done = 0
        for task, seed in places:
            path = weights_path(folder, MACHINE, task, seed)
            kept = read_weights(path)
            trained = trained_machine(MACHINES[MACHINE], path, kept, torch.device("cpu")).module
            assert isinstance(trained, DNC)  # noqa: S101 - for the type checker
            for name in machines:
                yield _row(name, kept, with_access(trained, ABLATIONS[name]), tested)
                done += 1
                report(done, len(places) * len(machines))


def _row(name: str, kept: Kept, machine: DNC, tested: int) -> ExperimentRow:
    task, seed = kept.settings.task, kept.settings.seed
    answering = SequenceAdapter(machine, task, spare=dnc_settings(task).most_spare)
    episodes, rng = evaluation_episodes(task, TESTS[task])[:tested], generator(seed, "disabled", task)
    outcomes = [
        outcome
        for start in range(0, len(episodes), _AT_ONCE)
        for outcome in answering.evaluate(episodes[start : start + _AT_ONCE], rng)
    ]
    correct = [getattr(outcome, PAPER_TASKS[task].paper_decoding) for outcome in outcomes]
    return ExperimentRow(
        experiment=NAME,
        machine=name,
        task=task,
        test=f"{TESTS[task]}, {len(episodes)} episodes",
        slots=0,
        accuracy=sum(correct) / len(correct),
        loss=None,
        seed=seed,
        examples=kept.progress.examples,
        parameters=kept.parameters,
        seconds=round(kept.progress.seconds, 1),
    )


def _run(request: ExperimentRequest) -> Rows:
    yield from disabled_rows(request.machines, request.tasks, report=request.report)


def _reproduce(folder: Path, machines: Sequence[str], tasks: Sequence[str]) -> Rows:
    yield from disabled_rows(machines, tasks, weights=benchmark_beside(folder, MACHINE))


EXPERIMENT = Experiment(tuple(ABLATIONS), _run, _reproduce, tasks=tuple(TESTS))
