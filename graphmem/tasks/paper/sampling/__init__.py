"""Episodes for training, drawn as fast as a machine learns from them.

    stages ---> sampler ---> native (C++) or twin (Python) ---> pool ---> batch
    what to draw             the same numbers                   labels    channels

Evaluation sets are drawn by ``task`` instead.
"""

from .batch import Asked, Choices, EncodedBatch
from .pool import Pool
from .rebuild import rebuild_episode
from .sampler import Sampler
from .stages import (
    InferenceStage,
    NearestNeighbours,
    PathStage,
    RelationGraphs,
    Stage,
    TransitLines,
    TraversalStage,
)
from .words import EDGES_ALONE, NUM_WORDS, practice_words, relation_words, word_chains

__all__ = [
    "EDGES_ALONE",
    "NUM_WORDS",
    "Asked",
    "Choices",
    "EncodedBatch",
    "InferenceStage",
    "NearestNeighbours",
    "PathStage",
    "Pool",
    "RelationGraphs",
    "Sampler",
    "Stage",
    "TransitLines",
    "TraversalStage",
    "practice_words",
    "rebuild_episode",
    "relation_words",
    "word_chains",
]
