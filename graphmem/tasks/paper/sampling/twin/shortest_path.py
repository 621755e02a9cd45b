"""Questions for shortest paths, and walks that answer them, drawn one at a time."""

from __future__ import annotations

from .....encoding.paper import BLANK
from ..stages import PathStage
from .graphs import DrawnGraph, Edge, draw_graph
from .random import Stream
from .tables import NOTHING, EpisodeTables

_FAR = -1  # the distance of a station from which no path leads to the destination


def draw_path(random: Stream, stage: PathStage, length: int, planning: int) -> EpisodeTables | None:
    """A shortest path of ``length`` edges in a random graph; None if the graph has none.

    The destination is uniform among those that have an origin at that distance, then the origin.
    """
    graph = draw_graph(random, stage.graphs)
    if graph is None:
        return None
    destinations = list(range(len(graph.labels)))
    random.shuffle(destinations)
    for destination in destinations:
        distance = distances(graph, destination)
        origins = [station for station, steps in enumerate(distance) if steps == length]
        if stage.wrong_first:
            origins = [station for station in origins if _split(graph, distance, station)[1]]
        if origins:
            origin = origins[random.below(len(origins))]
            return _walk(random, stage, graph, distance, origin, destination, planning)
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
    random: Stream,
    stage: PathStage,
    graph: DrawnGraph,
    distance: list[int],
    origin: int,
    destination: int,
    planning: int,
) -> EpisodeTables:
    tables = EpisodeTables()
    tables.describe(graph)
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
    return tables
