"""The experiments by name: trained from scratch, or measured again from saved weights."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from ..errors import CheckpointError, UsageError
from ..results.experiments import ExperimentRow
from . import dnc_ablations, dnc_departures, dnc_disabled, lengths, planner_family_ablations, resize, reuse
from .experiment import Experiment, ExperimentRequest, Rows

EXPERIMENTS: dict[str, Experiment] = {
    "lengths": lengths.EXPERIMENT,
    "reuse": reuse.EXPERIMENT,
    "resize": resize.EXPERIMENT,
    "dnc-ablations": dnc_ablations.EXPERIMENT,
    "dnc-departures": dnc_departures.EXPERIMENT,
    "dnc-disabled": dnc_disabled.EXPERIMENT,
    "planner-ablations": planner_family_ablations.EXPERIMENT,
}


def run_experiment(name: str, request: ExperimentRequest) -> Rows:
    """Train and measure; rows come one by one.

    Raises:
        UsageError: if a machine or a task that is requested does not take part.
        CheckpointError: at the end, if there was no row.
    """
    experiment = EXPERIMENTS[name]
    _check(experiment, request.machines, request.tasks)
    machines, tasks = request.machines or experiment.machines, request.tasks or experiment.tasks
    return _some(name, experiment.run(dataclasses.replace(request, machines=machines, tasks=tasks)))


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


def _some(name: str, rows: Rows) -> Rows:
    found = False
    for row in rows:
        found = True
        yield row
    if not found:
        raise CheckpointError(f"The experiment {name!r} has no such row, or the weights that it needs are missing.")


def _check(experiment: Experiment, machines: Sequence[str], tasks: Sequence[str]) -> None:
    for requested, known in ((machines, experiment.machines), (tasks, experiment.tasks)):
        for one in requested:
            if one not in known:
                there = f"there are {', '.join(map(repr, known))}" if known else "there are none to choose from"
                raise UsageError(f"{one!r} does not take part; {there}.")
