"""Stages of a curriculum: the ranges that graphs and questions are drawn from, closed and uniform.

    TraversalStage(NearestNeighbours(stations=(2, 4), out_degree=(1, 2)), length=(1, 6))

``curricula.PaperStage`` has what the paper varies from stage to stage; these have more.
"""

from __future__ import annotations

from dataclasses import dataclass

from ....errors import UsageError
from ..graphs import NUM_LABELS, NUM_RELATION_EDGES
from .words import NUM_WORDS

Range = tuple[int, int]
MOST_PLANNING = 1000  # steps


def _check(what: str, bounds: tuple[float, float], least: float, most: float) -> None:
    low, high = bounds
    if not least <= low <= high <= most:
        raise UsageError(
            f"The range of {what} must lie within {least} to {most}, lower end first, not {low} to {high}."
        )


def _check_chance(what: str, chance: float, most: float = 1) -> None:
    if not 0 <= chance <= most:
        raise UsageError(f"The chance of {what} must lie within 0 to {most}, not {chance}.")


@dataclass(frozen=True)
class NearestNeighbours:
    """Points in the unit square with edges to their nearest neighbours (Graves et al. 2016, Methods).

    A graph of N stations has N edge labels; those of the edges that leave one station differ.

    Attributes:
        stations: number of stations.
        out_degree: neighbours of a station, K; clipped to N - 1.
        parallel: chance that an edge has a parallel edge with another label, and that edge another, and so on; drawn
            for each graph.  A station has no more than N edges.
        similar_labels: chance that the labels of a graph are similar; drawn for each graph.  At each of their three
            places they then have but a few different digits, so that many differ by a single digit.
    """

    stations: Range
    out_degree: Range
    parallel: tuple[float, float] = (0.0, 0.0)
    similar_labels: float = 0.0

    def __post_init__(self) -> None:
        _check("stations", self.stations, 2, NUM_LABELS)
        _check("the out-degree", self.out_degree, 1, NUM_LABELS)
        _check("the chance of parallel edges", self.parallel, 0, 0.95)
        _check_chance("similar labels", self.similar_labels)


@dataclass(frozen=True)
class TransitLines:
    """Lines through stations in the unit square, as in a city: each direction of a line has a label of its own.

    A line goes from station to station, to one of the nearest that it has not yet called at, or along a track of
    another line.  All stations have a line.

    Attributes:
        stations: number of stations.
        triples: number of edges; even, since every edge has one in the other direction.
        stops: stations at which a line calls; fewer where it cannot go on or all edges have been drawn.
        shared: chance that the next edge of a line runs along a track of another line, if there is one.
        most_out_degree: most edges that may leave a station.
        similar_labels: chance that the labels of a graph are similar; drawn for each graph.  At each of their three
            places they then have but a few different digits, so that many differ by a single digit.
    """

    stations: Range
    triples: Range
    stops: Range = (3, 10)
    shared: float = 0.3
    most_out_degree: int = 10
    similar_labels: float = 0.0

    def __post_init__(self) -> None:
        _check("stations", self.stations, 2, NUM_LABELS)
        _check("triples", self.triples, 2, NUM_LABELS)
        if (self.triples[0] + 1) // 2 > self.triples[1] // 2:
            raise UsageError(f"The range of triples must include an even number: {self.triples[0]} does not.")
        _check("stops", self.stops, 2, NUM_LABELS)
        _check_chance("a shared track", self.shared)
        _check("the largest out-degree", (self.most_out_degree, self.most_out_degree), 1, NUM_LABELS)
        _check_chance("similar labels", self.similar_labels)


@dataclass(frozen=True)
class RelationGraphs:
    """Nearest neighbours, joined by edges labelled 0 to 9, for the task "inference".

    Attributes:
        stations: number of stations, N.
        out_degree: neighbours of a station, K; clipped to N - 1.
        similar_labels: chance that the labels of a graph's stations are similar, as in ``NearestNeighbours``.
    """

    stations: Range
    out_degree: Range
    similar_labels: float = 0.0

    def __post_init__(self) -> None:
        _check("stations", self.stations, 2, NUM_LABELS)
        _check("the out-degree", self.out_degree, 1, NUM_RELATION_EDGES)
        _check_chance("similar labels", self.similar_labels)


@dataclass(frozen=True)
class TraversalStage:
    """Walks along given edges.

    Attributes:
        graphs: the graphs.
        length: edges of the walk.
    """

    graphs: NearestNeighbours | TransitLines
    length: Range

    def __post_init__(self) -> None:
        _check("edges of a walk", self.length, 1, NUM_LABELS)


@dataclass(frozen=True)
class PathStage:
    """Shortest paths.

    Attributes:
        graphs: the graphs.
        length: edges of the shortest path.  The number is drawn first, then a graph that has such a path.
        planning: planning steps of an episode, the same for all its queries.
        deviation: chance that a step of the walk takes a wrong edge, if there is one, instead of the target.  The edge
            taken is fed back, and the walk is planned anew from where it leads.
        spare: edges that a walk with deviations may be longer than the shortest path.
        wrong_first: whether only such origins are asked that have an edge which begins no shortest path.
        queries: queries of an episode.
    """

    graphs: NearestNeighbours | TransitLines
    length: Range
    planning: Range = (10, 10)
    deviation: float = 0.0
    spare: int = 2
    wrong_first: bool = False
    queries: Range = (1, 1)

    def __post_init__(self) -> None:
        _check("edges of a path", self.length, 1, NUM_LABELS)
        _check("planning steps", self.planning, 0, MOST_PLANNING)
        _check("spare edges", (self.spare, self.spare), 0, NUM_LABELS)
        _check("queries", self.queries, 1, NUM_LABELS)
        _check_chance("a deviation", self.deviation)


@dataclass(frozen=True)
class InferenceStage:
    """Words for chains of edges.  The words are drawn first, then a graph in which they can be followed.

    Attributes:
        graphs: the graphs.
        words: labels of the words in use (see ``words``).  The number of edges is uniform among those of these words,
            then a word of that many edges is drawn by its weight.
        queries: queries of an episode.
        planning: planning steps of an episode, the same for all its queries.
        partial: whether a query with t planning steps asks where the first t edges of its word lead, or the whole word
            if that is shorter; then t is at least 1.
    """

    graphs: RelationGraphs
    words: tuple[int, ...]
    queries: Range = (3, 3)
    planning: Range = (10, 10)
    partial: bool = False

    def __post_init__(self) -> None:
        if not self.words or len(set(self.words)) < len(self.words):
            raise UsageError("The words of a stage must be one or more different labels.")
        _check("labels of words", (min(self.words), max(self.words)), 0, NUM_WORDS - 1)
        _check("queries", self.queries, 1, NUM_LABELS)
        _check("planning steps", self.planning, int(self.partial), MOST_PLANNING)


Stage = TraversalStage | PathStage | InferenceStage
