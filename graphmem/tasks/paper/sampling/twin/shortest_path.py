"""Questions for shortest paths, and walks that answer them, drawn one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .....encoding.paper import BLANK
from ..stages import PathStage
from .graphs import DrawnGraph, Edge, draw_graph
from .random import Stream
from .tables import NOTHING, EpisodeTables

_FAR = -1  # the distance of a station from which no path leads to the destination


class Question(NamedTuple):
    """Two stations, and how far each station is from the destination."""

    origin: int
    destination: int
    distance: list[int]


def draw_paths(random: Stream, stage: PathStage, lengths: Sequence[int], planning: int) -> EpisodeTables | None:
    """Shortest paths of so many edges, one after another, in a random graph; None if the graph lacks one.

    The destination is uniform among those that have an origin at that distance, then the origin.
    """
    graph = draw_graph(random, stage.graphs)
    if graph is None:
        return None
    questions = []
    for length in lengths:
        question = _draw_question(random, stage, graph, length)
        if question is None:
            return None
        questions.append(question)
    tables = EpisodeTables()
    tables.describe(graph)
    for question in questions:
        _walk(random, stage, graph, question, planning, tables)
    return tables


def _draw_question(random: Stream, stage: PathStage, graph: DrawnGraph, length: int) -> Question | None:
    destinations = list(range(len(graph.labels)))
    random.shuffle(destinations)
    for destination in destinations:
        distance = distances(graph, destination)
        origins = [station for station, steps in enumerate(distance) if steps == length]
        if stage.wrong_first:
            origins = [station for station in origins if _split(graph, distance, station)[1]]
        if origins:
            return Question(origins[random.below(len(origins))], destination, distance)
    return None


def distances(graph: DrawnGraph, destination: int) -> list[int]:
    """Fewest edges from each station to the destination, by breadth-first search; -1 where there is no path."""
    arriving: list[list[int]] = [[] for _ in graph.labels]
    for edge in graph.edges:
        arriving[edge.destination].append(edge.source)
    distance = [_FAR] * len(graph.labels)
    distance[destination] = 0
    waiting = [destination]
    for station in waiting:  # grows
        for source in arriving[station]:
            if distance[source] == _FAR:
                distance[source] = distance[station] + 1
                waiting.append(source)
    return distance


def _split(graph: DrawnGraph, distance: list[int], station: int) -> tuple[list[int], list[int]]:
    """The places, among the edges that leave a station, of those that begin a shortest path, and of the others."""
    nearer = [distance[edge.destination] == distance[station] - 1 for edge in graph.leaving[station]]
    return [place for place, right in enumerate(nearer) if right], [
        place for place, right in enumerate(nearer) if not right
    ]


def _walk(
    random: Stream, stage: PathStage, graph: DrawnGraph, question: Question, planning: int, tables: EpisodeTables
) -> None:
    origin, destination, distance = question
    length = distance[origin]
    tables.ask(length, (graph.labels[origin], BLANK, graph.labels[destination]), planning=planning)
    before: Edge | None = None
    station = origin
    for _ in range(length + stage.spare):
        if distance[station] <= 0:
            break
        right, wrong = _split(graph, distance, station)
        target = chosen = right[random.below(len(right))]
        if random.uniform() < stage.deviation and wrong:
            chosen = wrong[random.below(len(wrong))]
        edges = graph.leaving[station]
        options = [(*graph.row(edge), int(place in right)) for place, edge in enumerate(edges)]
        tables.choose(graph.row(edges[target]), graph.row(before) if before else NOTHING, options, chosen)
        before = edges[chosen]
        station = before.destination
