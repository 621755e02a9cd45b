"""The accuracy of each relation of the task "inference": which words fail tells why.

Every relation is asked equally often, each time on a graph of its own from the last stage of the paper's curriculum.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..errors import UsageError
from ..seeding import generator, integer_seed
from ..tasks.paper import PAPER_TASKS
from ..tasks.paper.sampling import InferenceStage, RelationGraphs, Sampler, relation_words
from .outcomes import Evaluable
from .paper_sets import Count

TASK = "inference"
TIMES = 20  # that each relation is asked
_SEED = 2016
_AT_ONCE = 50  # episodes


def score_relations(
    machine: Evaluable,
    times: int = TIMES,
    seed: int = 0,
    relations: tuple[int, ...] = (),
    report: Callable[[int, int], None] = lambda done, total: None,
) -> dict[int, Count]:
    """Ask every relation; the questions are the same for every machine.

    Args:
        machine: a trained machine, or a baseline.
        times: how often each relation is asked, once a graph.
        seed: seed for a machine that answers at random.
        relations: labels of relations; none for all 400.
        report: called with the number of episodes done and of all episodes.

    Returns:
        For each relation, by its label, the number of questions and of right answers.

    Raises:
        UsageError: if ``times`` is less than 1.
    """
    if times < 1:
        raise UsageError(f"A relation must be asked at least once, not {times} times.")
    last = PAPER_TASKS[TASK].curriculum.stages[-1]
    graphs = RelationGraphs(last.nodes, last.out_degree)
    labels = sorted(relations or relation_words())
    sampler = Sampler([InferenceStage(graphs, (label,), queries=(1, 1)) for label in labels])
    counts = dict.fromkeys(labels, Count(0, 0, 0))
    rng, done, total = generator(seed, "relations", TASK), 0, len(labels) * times
    numbers = np.repeat(np.arange(len(labels)), times)
    for part in range(0, total, _AT_ONCE):
        some = numbers[part : part + _AT_ONCE]
        (batch,) = sampler.draw(integer_seed(_SEED, "relations", part), some, len(some))
        for label, outcome in zip(batch.queries.word.tolist(), machine.evaluate(batch.episodes(), rng), strict=True):
            asked, free, valid = counts[label]
            counts[label] = Count(asked + 1, free + outcome.free, valid + outcome.valid)
        done += len(some)
        report(done, total)
    return counts
