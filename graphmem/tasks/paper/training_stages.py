"""The curricula by which machines learn the tasks; the paper's own are in ``curricula``.

A walk takes two abilities, each of which a machine acquires suddenly, after a long time without progress: to look up
where an edge leads and to look up again from there; and to keep the edges of the query in order.  Walks of two and
three edges on graphs in which one edge leaves each station need the first alone, so they come first.  Then the whole
task comes on tiny graphs, where an episode costs little; larger ones need little more training.

Shortest paths begin with one edge; then come up to two, three and four, on graphs in which one or two edges leave a
station, so that a search has few stations to keep in mind.  There are about as many planning steps as edges.  Ten
planning steps and wide graphs with parallel edges follow.  Every graph is asked for several paths, since on a large one
reading it takes most of the time.

A word of inference is a chain of edges that a machine has to learn by heart.  A query with t planning steps asks where
the first t edges lead, so that one edge is learned after the other.  A machine must count edges, and keep its answer
when a chain has ended: it learns that first, from words for one edge repeated up to five times.  Graphs grow last; by
then, larger ones need little more training.

Where a stage is learned slowly, its length is limited; the learning rate falls in it, which raises the accuracy.
"""

from __future__ import annotations

from dataclasses import dataclass

from .sampling import (
    InferenceStage,
    NearestNeighbours,
    PathStage,
    RelationGraphs,
    Stage,
    TraversalStage,
    practice_words,
    relation_words,
)

Range = tuple[int, int]

_SIMILAR = 0.5  # share of graphs with labels that are easily mistaken for each other


@dataclass(frozen=True)
class TrainingStage:
    """One stage of a training.

    Attributes:
        episodes: what is drawn.
        rate: factor of the learning rate.
        patience: factor of the patience after which weights are given up; None where they never are.
        most: number of episodes, at least 1, over which the learning rate falls as a cosine, and after which the next
            stage begins, whether this one is passed or not; None for no such end, as in the last stage.
    """

    episodes: Stage
    rate: float = 1.0
    patience: float | None = None
    most: int | None = None


def _walks(
    stations: Range, out_degree: Range, length: Range, similar_labels: float = 0.0, patience: float | None = None
) -> TrainingStage:
    graphs = NearestNeighbours(stations, out_degree, similar_labels=similar_labels)
    return TrainingStage(TraversalStage(graphs, length), patience=patience)


def _paths(
    stations: Range,
    out_degree: Range,
    length: Range,
    planning: Range,
    queries: int,
    parallel: tuple[float, float] = (0.0, 0.0),
    most: int | None = None,
) -> TrainingStage:
    graphs = NearestNeighbours(stations, out_degree, parallel)
    episodes = PathStage(graphs, length, planning, deviation=0.1, wrong_first=True, queries=(queries, queries))
    return TrainingStage(episodes, most=most)


def _words(
    stations: Range, out_degree: Range, words: tuple[int, ...], queries: int, planning: Range, rate: float = 1.0
) -> TrainingStage:
    graphs = RelationGraphs(stations, out_degree)
    return TrainingStage(InferenceStage(graphs, words, (queries, queries), planning, partial=True), rate)


TRAINING_STAGES: dict[str, tuple[TrainingStage, ...]] = {
    "traversal": (
        _walks((2, 3), (1, 1), (1, 1), patience=1.0),
        _walks((3, 6), (1, 1), (2, 3), patience=0.9),
        _walks((2, 4), (1, 2), (1, 6), patience=0.6),
        _walks((3, 5), (1, 2), (1, 8), patience=0.75),
        _walks((3, 6), (1, 3), (1, 8), _SIMILAR, patience=1.0),
        _walks((5, 8), (2, 3), (1, 8), _SIMILAR, patience=1.0),
        _walks((6, 12), (2, 3), (1, 8), _SIMILAR),
        _walks((8, 16), (2, 4), (1, 9), _SIMILAR),
        _walks((8, 20), (2, 5), (1, 10), _SIMILAR),
        _walks((10, 36), (2, 6), (1, 20), _SIMILAR),
    ),
    "shortest_path": (
        _paths((3, 5), (1, 2), (1, 1), (1, 3), 2),
        _paths((4, 7), (1, 2), (1, 2), (2, 4), 2),
        _paths((5, 9), (1, 2), (1, 3), (3, 6), 2, most=400_000),
        _paths((6, 12), (1, 3), (1, 4), (4, 10), 3, most=250_000),
        _paths((10, 24), (1, 4), (1, 4), (10, 10), 6, (0.0, 0.4), most=60_000),
        _paths((8, 44), (1, 5), (1, 4), (10, 10), 8, (0.0, 0.6)),
    ),
    "inference": (
        _words((3, 5), (1, 2), practice_words((1,)), 2, (1, 1)),
        _words((6, 12), (2, 4), practice_words((1,)), 4, (1, 1)),
        _words((6, 10), (2, 4), practice_words((1, 2, 3, 4, 5)), 8, (1, 2)),
        _words((6, 10), (2, 4), practice_words((1, 2, 3, 4, 5)), 8, (2, 3)),
        _words((6, 10), (2, 4), practice_words((1, 2, 3, 4, 5)), 8, (3, 6)),
        _words((6, 10), (2, 4), relation_words(), 8, (1, 1)),
        _words((6, 10), (2, 4), relation_words(), 8, (2, 2), rate=0.7),
        _words((6, 10), (2, 4), relation_words(), 8, (3, 3), rate=0.7),
        _words((6, 10), (2, 4), relation_words(), 8, (4, 6), rate=0.5),
        _words((12, 24), (2, 5), relation_words(), 6, (5, 10), rate=0.5),
        _words((10, 40), (2, 6), relation_words(), 6, (10, 10), rate=0.6),
    ),
}
