"""Stages of every kind, and batches of them."""

import numpy as np

from graphmem.tasks.paper import Episode
from graphmem.tasks.paper.sampling import (
    EDGES_ALONE,
    EncodedBatch,
    InferenceStage,
    NearestNeighbours,
    PathStage,
    RelationGraphs,
    Sampler,
    Stage,
    TransitLines,
    TraversalStage,
    practice_words,
    relation_words,
)

STAGES: dict[str, Stage] = {
    "tiny walks": TraversalStage(NearestNeighbours((2, 4), (1, 2)), (1, 6)),
    "long walks": TraversalStage(NearestNeighbours((10, 40), (2, 6)), (1, 20)),
    "walks on lines": TraversalStage(TransitLines((20, 44), (100, 214)), (1, 9)),
    "one edge": PathStage(NearestNeighbours((3, 5), (1, 2)), (1, 1), (0, 2), wrong_first=True),
    "paths": PathStage(NearestNeighbours((10, 20), (2, 4)), (2, 5)),
    "paths with deviations": PathStage(
        NearestNeighbours((8, 16), (2, 5), parallel=(0.0, 0.6)), (2, 4), (3, 8), deviation=0.4, wrong_first=True
    ),
    "paths on lines": PathStage(TransitLines((10, 30), (60, 120), shared=0.6), (1, 4), deviation=0.1, spare=0),
    "edges": InferenceStage(RelationGraphs((3, 5), (1, 3)), EDGES_ALONE, (1, 3), (1, 4)),
    "practice": InferenceStage(RelationGraphs((6, 10), (3, 5)), practice_words((1, 2, 3, 4, 5)), (2, 2), (3, 6)),
    "relations": InferenceStage(RelationGraphs((6, 12), (2, 4)), relation_words(per_length=30)),
    "large relations": InferenceStage(RelationGraphs((20, 40), (1, 4)), relation_words(), (1, 1)),
    "similar labels": TraversalStage(NearestNeighbours((3, 12), (1, 3), similar_labels=0.5), (1, 4)),
    "lines with similar labels": TraversalStage(TransitLines((5, 10), (10, 30), similar_labels=0.7), (1, 4)),
    "relations, similar labels": InferenceStage(RelationGraphs((6, 9), (2, 4), 0.5), relation_words((2, 3))),
    "parts of relations": InferenceStage(RelationGraphs((6, 12), (2, 4)), relation_words(), (1, 4), (1, 6), True),
    "several paths": PathStage(
        NearestNeighbours((8, 16), (2, 4)), (1, 3), (1, 5), 0.3, wrong_first=True, queries=(1, 5)
    ),
}
NUMBER = {name: number for number, name in enumerate(STAGES)}


def draw_one(sampler: Sampler, name: str, count: int, seed: int = 0) -> EncodedBatch:
    """One batch of one stage."""
    (batch,) = sampler.draw(seed, np.full(count, NUMBER[name]), count)
    return batch


def draw(stage: Stage, count: int, seed: int = 0) -> list[Episode]:
    """Episodes of one stage."""
    (batch,) = Sampler([stage]).draw(seed, np.zeros(count, int), count)
    return batch.episodes()
