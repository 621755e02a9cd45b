"""The experiment "planner-ablations": the ablations of the planner and those of the reasoner, its counterpart."""

from __future__ import annotations

import dataclasses

from . import planner_ablations as planner
from . import reasoner_ablations as reasoner
from .experiment import Experiment, ExperimentRequest, Rows


def _run(request: ExperimentRequest) -> Rows:
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


EXPERIMENT = Experiment(
    tuple(planner.PLANNER_ABLATIONS | reasoner.REASONER_ABLATIONS),
    _run,
    tasks=(*planner.TASKS, reasoner.TASK),
)
