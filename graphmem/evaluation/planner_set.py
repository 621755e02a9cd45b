"""The exam that decides which weights are kept: fixed synthetic graphs, larger than any stage's, run rounded.

No real network takes part in it.  Queries name no origin, as in use, where all origins share one plan.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from ..encoding.labels import LabelScheme
from ..generators import GENERATORS
from ..graphs import all_distances
from ..memory.gating import DISCRETE
from ..models.planner import Planner
from ..seeding import generator
from ..training.batches import Batch, make_batch, run, strict_accuracy

_GRAPHS, _QUESTIONS = 8, 16
_STATIONS = (30, 60)
_SEED = 20161012
_SUBJECTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("geometric", {"connected": False, "degree": (1, 3)}),
    ("sparse", {"one_way": 0.2, "connected": False}),
    ("sparse", {}),
    ("transit", {"connected": False}),
)


def write_exam(scheme: LabelScheme, device: torch.device) -> list[Batch]:
    """Every subject by stops and by minutes, with just enough planning steps and with eight more."""
    exam = []
    for number, (name, options) in enumerate(_SUBJECTS):
        for most in (1, 9):
            rng = generator(_SEED, name, number, most)
            triples = GENERATORS[name](rng, _GRAPHS, stations=_STATIONS, minutes=(1, most), **options).triples
            distances = all_distances(triples)
            longest = int(distances[np.isfinite(distances)].max())
            for extra in (0, 8):
                batch = make_batch(rng, triples, _QUESTIONS, scheme, device, longest, longest - 1 + extra)
                origin, destination = batch.query
                exam.append(batch._replace(query=(torch.full_like(origin, scheme.size), destination)))
    return exam


@torch.no_grad()
def sit(machine: Planner, exam: Sequence[Batch]) -> float:
    """Mean share of right answers over all papers; 1.0 means every one is right.

    A machine that fails at most of the first two papers is not examined further, and scores what it got on them over
    all.
    """
    total = 0.0
    for number, batch in enumerate(exam):
        answers = run(machine, batch, DISCRETE)
        both = strict_accuracy(answers.paths, batch.paths), strict_accuracy(answers.hops, batch.hops)
        total += float(both[0] + both[1]) / 2
        if number == 1 and total < 1.5:
            break
    return total / len(exam)
