"""Ablations of the reasoner: each undoes one of its differences from the DNC of 2016.

The reasoner is the planner's counterpart for inference.  A difference that both machines share has the same name as in
``planner_ablations.py``.  Some differences of the planner do not exist in the reasoner:

    marks, ages, waiting, read modes     the letters of the word decide when to move and when to rest
    bits that are discretised            its control sees only the kind of token
    heads                                it has one
    discretised batches and noise        it is trained with soft gates and without noise
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from torch import Tensor

from ..evaluation.reasoner_set import (
    RelationBatch,
    is_right,
    make_relation_batch,
    reasoner_evaluation_set,
    run_reasoner,
)
from ..memory.gating import SOFT, Gating
from ..models.digit_sets import similar_labels
from ..models.reasoner import Reasoner
from ..models.reasoner_variants import (
    RecurrentReasoner,
    blurred_words,
    one_network,
    one_way,
    shared_labels,
    shared_stations,
)
from ..results.experiments import ExperimentRow
from ..seeding import generator
from ..tasks.paper import family_questions
from ..training.reasoner import MakeReasoner, ReasonerSettings, reasoner_plan
from ..training.trainer import Trainer
from .ablation import CPU, WAYS, Ablation, first_row, train_best

TASK = "inference"
_NEVER = 10**6  # more questions than any training asks about a word


# The reasoner's own rates are those of single layers and of tables: networks hardly learn at them.
REASONER_ABLATIONS: dict[str, Ablation[MakeReasoner]] = {
    "planner": Ablation(Reasoner),
    "planner, recurrent controller": Ablation(RecurrentReasoner, {"control_rate": 0.003}),
    "planner, reads sum to one": Ablation(partial(Reasoner, known=shared_labels, move=shared_stations)),
    "planner, cosine of digits": Ablation(partial(Reasoner, match_field=similar_labels), gating=SOFT),
    "planner, learnt words": Ablation(blurred_words, gating=SOFT),
    "planner, softmax over paths": Ablation(partial(Reasoner, gates=one_way)),
    "planner, meanings in one network": Ablation(one_network, {"lexicon_rate": 0.003, "word_patience": _NEVER}),
    "planner, words not restarted": Ablation(Reasoner, {"word_patience": _NEVER}),
    "planner, words learn no faster": Ablation(Reasoner, {"lexicon_rate": 0.05}),
}


@dataclass(frozen=True)
class ReasonerAblationSettings:
    """How an ablation is trained.

    Attributes:
        seed: seed of weights, training and tests.
        updates: the most updates; training ends when the evaluation is passed.
        training: settings of all ablations, where they are not the reasoner's own.
    """

    seed: int = 0
    updates: int = 2500
    training: dict[str, Any] = field(default_factory=dict)


@torch.no_grad()
def score(machine: Reasoner, batch: RelationBatch, gating: Gating) -> float:
    """Share of correct answers.

    The strongest label of each field counts; of a discretised machine everything that it answers must be correct.
    """
    answers = run_reasoner(machine, batch, gating)
    correct = is_right(answers, batch.right) if gating.discrete else is_strongest(answers, batch.right)
    return float(correct.double().mean())


def is_strongest(answers: Tensor, right: Tensor) -> Tensor:
    """(G, Q) whether in every field the correct label is answered as far as any; arguments as of ``is_right``."""
    return (answers[..., :-1].argmax(-1) == right).all(-1)


def family(seed: int) -> RelationBatch:
    """Every person and every relation of four edges that lead to anyone in the family tree."""
    return make_relation_batch(family_questions(generator(seed, "departures", "family")), torch.device("cpu"))


def train(name: str, settings: ReasonerAblationSettings, batch: RelationBatch) -> Trainer[Any]:
    """Train an ablation until the evaluation is passed or its updates are used up; its weights are then the best.

    Args:
        name: name in ``REASONER_ABLATIONS``.
        settings: settings of all ablations.
        batch: the evaluation set.
    """
    ablation = REASONER_ABLATIONS[name]
    plan = reasoner_plan(
        ReasonerSettings(**{**settings.training, **ablation.settings, "seed": settings.seed}),
        CPU,
        make=ablation.make,
        score=lambda machine, batch: score(machine, batch, ablation.gating),
        evaluation_set=batch,
    )
    return train_best(plan, settings.updates)


def reasoner_ablation_rows(name: str, settings: ReasonerAblationSettings) -> list[ExperimentRow]:
    """Train an ablation; score its best weights on the evaluation set and on the family tree, discretised and soft."""
    batch = reasoner_evaluation_set(CPU)
    trainer = train(name, settings, batch)
    machine: Any = trainer.module
    row = dataclasses.replace(first_row(name, settings.seed, trainer), task=TASK)
    tests = {"evaluation set": batch, "family": family(settings.seed)}
    return [
        dataclasses.replace(row, test=f"{test}, {way}", accuracy=score(machine, asked, gating))
        for way, gating in WAYS
        for test, asked in tests.items()
    ]
