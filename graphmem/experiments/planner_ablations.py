"""Ablations of the planner: each undoes one of its differences from the DNC of 2016; all are trained alike.

For the machine that does inference, see ``reasoner_ablations.py``.

Some differences cannot be undone without changing more than themselves, so they are left out:

    keys and answers emitted by the controller   its weights would fix the set of labels, and those of the Underground
                                                 have one digit more than those of training
    labels shown to the controller               the same
    heads that read while they write             a description could no longer be written in parallel, which takes ten
                                                 times as long, so that budgets could not be the same
    questions that change the state              a stage asks many questions of one state, in no order
    slots that are freed and used again          every triple of a description is needed until the end
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from torch import Tensor

from ..encoding.labels import LabelScheme
from ..evaluation.network_scores import score_hops, score_paths
from ..evaluation.planner_batches import PlannerBatch, accuracy, run_planner, strict_accuracy
from ..evaluation.planner_set import planner_evaluation_set
from ..graphs import traversal_problem
from ..memory.gating import SOFT, Gating
from ..models.digit_sets import similar_labels
from ..models.planner import Planner
from ..models.planner_variants import (
    ageless_read,
    learnt_words,
    no_marks,
    one_path,
    readable_at_once,
    shared_reads,
    soft_bits,
    unbounded_modes,
)
from ..models.recurrent_planner import RecurrentPlanner
from ..networks import load_network
from ..results.experiments import ExperimentRow
from ..seeding import generator
from ..training.planner import MakePlanner, PlannerSettings, planner_plan
from ..training.trainer import Trainer
from .ablation import CPU, WAYS, Ablation, first_row, train_best

TASKS = ("shortest_path", "traversal")
NETWORKS = {"zone1": "london_zone1_interchanges", "underground": "london_underground"}
SPELLED = LabelScheme(10, 3)  # how the networks' labels are written, as in the paper


PLANNER_ABLATIONS: dict[str, Ablation[MakePlanner]] = {
    "planner": Ablation(Planner),
    "planner, recurrent controller": Ablation(RecurrentPlanner),
    "planner, reads sum to one": Ablation(partial(Planner, read=shared_reads), gating=SOFT),
    "planner, cosine of digits": Ablation(partial(Planner, match_field=similar_labels), gating=SOFT),
    "planner, learnt words": Ablation(learnt_words, gating=SOFT),
    "planner, no ages": Ablation(partial(Planner, read=ageless_read)),
    "planner, no marks": Ablation(partial(Planner, mark=no_marks)),
    "planner, no waiting": Ablation(partial(Planner, readable=readable_at_once)),
    "planner, softmax over paths": Ablation(partial(Planner, interface=one_path)),
    "planner, unbounded modes": Ablation(partial(Planner, interface=unbounded_modes)),
    "planner, soft bits": Ablation(partial(Planner, interface=soft_bits)),
    "planner, never discretised in training": Ablation(Planner, {"discrete_share": 0.0}),
    "planner, no noise": Ablation(Planner, {"match_noise": 0.0, "mode_noise": 0.0}),
    "planner, four heads": Ablation(Planner, {"num_heads": 4}),
}


@dataclass(frozen=True)
class PlannerAblationSettings:
    """How an ablation is trained and tested.

    Attributes:
        seed: seed of weights, training and tests.
        updates: the most updates; training ends when the evaluation is passed.
        destinations: number of destinations on each network, each asked for from all stations.
        walks: number of walks of seven hops on each network.
        training: settings of all ablations, where they are not the planner's own.
    """

    seed: int = 0
    updates: int = 500
    destinations: int = 32
    walks: int = 200
    training: dict[str, Any] = field(default_factory=dict)


@torch.no_grad()
def score(machine: Planner, batches: Sequence[PlannerBatch], gating: Gating) -> tuple[float, float]:
    """Shares of correct answers on shortest paths and on hops.

    The strongest answer counts; of a discretised machine everything that it answers must be correct.
    """
    mark: Callable[[Tensor, Any], Tensor] = strict_accuracy if gating.discrete else accuracy
    paths = hops = 0.0
    for batch in batches:
        answers = run_planner(machine, batch, gating)
        paths += float(mark(answers.paths, batch.paths)) / len(batches)
        hops += float(mark(answers.hops, batch.hops)) / len(batches)
    return paths, hops


def planner_settings(name: str, settings: PlannerAblationSettings) -> PlannerSettings:
    """The settings of the training of an ablation by its name in ``PLANNER_ABLATIONS``."""
    return PlannerSettings(**{**settings.training, **PLANNER_ABLATIONS[name].settings, "seed": settings.seed})


def train(name: str, settings: PlannerAblationSettings, batches: Sequence[PlannerBatch]) -> Trainer[Any]:
    """Train an ablation until the evaluation is passed or its updates are used up; its weights are then the best.

    Args:
        name: name in ``PLANNER_ABLATIONS``.
        settings: settings of all ablations.
        batches: the evaluation set.
    """
    ablation = PLANNER_ABLATIONS[name]
    plan = planner_plan(
        planner_settings(name, settings),
        CPU,
        make=ablation.make,
        score=lambda machine, batches: sum(score(machine, batches, ablation.gating)) / 2,
        evaluation_set=batches,
    )
    return train_best(plan, settings.updates)


def planner_ablation_rows(name: str, settings: PlannerAblationSettings) -> list[ExperimentRow]:
    """Train an ablation; score its best weights on the evaluation set and on two networks, discretised and soft."""
    batches = planner_evaluation_set(planner_settings(name, settings).scheme, CPU)
    trainer = train(name, settings, batches)
    machine: Any = trainer.module
    rows = []
    row = first_row(name, settings.seed, trainer)
    for way, gating in WAYS:
        scores = {"evaluation set": score(machine, batches, gating)}
        for test, network in NETWORKS.items():
            scores[test] = _on_network(machine, network, gating, settings)
        for test, both in scores.items():
            for task, share in zip(TASKS, both, strict=True):
                rows.append(dataclasses.replace(row, task=task, test=f"{test}, {way}", accuracy=share))
    return rows


def _on_network(machine: Planner, name: str, gating: Gating, settings: PlannerAblationSettings) -> tuple[float, float]:
    triples, _ = traversal_problem(load_network(name))
    rng = generator(settings.seed, "departures", name)
    return (
        score_paths(machine, triples, SPELLED, gating, rng, settings.destinations),
        score_hops(machine, triples, SPELLED, gating, rng, settings.walks),
    )
