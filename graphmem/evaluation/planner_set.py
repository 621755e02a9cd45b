"""The evaluation set that decides which weights of a planner are kept: fixed random graphs, larger than in training.

The planner is run discretised on them.  No real network is among them.  Queries name no origin, as in routing,
where all origins share one plan.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..common.extras import missing

try:
    import torch
except ModuleNotFoundError as error:
    raise missing("torch", "The evaluation set of a planner") from error

from ..encoding.labels import LabelScheme
from ..generators import GENERATORS
from ..graphs import all_distances
from ..memory.gating import DISCRETE
from ..models.planner import Planner
from ..seeding import generator
from .planner_batches import PlannerBatch, make_batch, run_planner, strict_accuracy

_GRAPHS, _QUESTIONS = 8, 16
_STATIONS = (30, 60)
_SEED = 20161012
_SUBJECTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("geometric", {"connected": False, "degree": (1, 3)}),
    ("sparse", {"one_way": 0.2, "connected": False}),
    ("sparse", {}),
    ("transit", {"connected": False}),
)


def planner_evaluation_set(scheme: LabelScheme, device: torch.device) -> list[PlannerBatch]:
    """Batches of each kind of graph, by stops and by minutes, with just enough planning steps and with eight more."""
    batches = []
    for number, (name, options) in enumerate(_SUBJECTS):
        for most in (1, 9):
            rng = generator(_SEED, name, number, most)
            triples = GENERATORS[name](rng, _GRAPHS, stations=_STATIONS, minutes=(1, most), **options).triples
            distances = all_distances(triples)
            longest = int(distances[np.isfinite(distances)].max())
            for extra in (0, 8):
                batch = make_batch(rng, triples, _QUESTIONS, scheme, device, longest, longest - 1 + extra)
                origin, destination = batch.query
                batches.append(batch._replace(query=(torch.full_like(origin, scheme.size), destination)))
    return batches


@torch.no_grad()
def score_planner(machine: Planner, batches: Sequence[PlannerBatch]) -> float:
    """Mean share of correct answers over all batches; 1.0 means that every answer is correct.

    A machine that fails at most of the first two batches is not evaluated further; all other batches then count as
    failed.
    """
    total = 0.0
    for number, batch in enumerate(batches):
        answers = run_planner(machine, batch, DISCRETE)
        both = strict_accuracy(answers.paths, batch.paths), strict_accuracy(answers.hops, batch.hops)
        total += float(both[0] + both[1]) / 2
        if number == 1 and total < 1.5:
            break
    return total / len(batches)
