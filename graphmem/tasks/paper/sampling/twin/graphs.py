"""Graphs for traversal and shortest paths, drawn one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import NamedTuple

from ...graphs import NUM_LABELS
from ..stages import NearestNeighbours, TransitLines
from .random import Stream

NEAR = 3  # a line goes to one of so many nearest stations


class Edge(NamedTuple):
    """An edge between two stations, by their numbers, and its label."""

    source: int
    label: int
    destination: int


@dataclass(frozen=True)
class DrawnGraph:
    """A graph.

    Attributes:
        labels: label of each station.
        edges: in the order in which a machine reads them.
        leaving: the edges that leave each station, in the same order.
    """

    labels: list[int]
    edges: list[Edge]
    leaving: list[list[Edge]]

    def row(self, edge: Edge) -> tuple[int, int, int]:
        """The three labels of an edge."""
        return self.labels[edge.source], edge.label, self.labels[edge.destination]


def finish(random: Stream, labels: list[int], edges: list[Edge]) -> DrawnGraph:
    """The graph with its edges in random order."""
    random.shuffle(edges)
    leaving: list[list[Edge]] = [[] for _ in labels]
    for edge in edges:
        leaving[edge.source].append(edge)
    return DrawnGraph(labels, edges, leaving)


def draw_similar(random: Stream, chance: float) -> bool:
    """Whether the labels of a graph are similar."""
    return chance > 0 and random.uniform() < chance


def draw_labels(random: Stream, count: int, similar: bool) -> list[int]:
    """Different labels; similar ones have few different digits at each of their three places."""
    labels = _similar_labels(random, count) if similar else list(range(NUM_LABELS))
    return [random.deal(labels, place) for place in range(count)]


def _similar_labels(random: Stream, count: int) -> list[int]:
    """At least ``count`` labels, with the fewest digits at each place that allow it, or with one more."""
    size = 2
    while size**3 < count:
        size += 1
    size = min(size + random.below(2), 10)
    digits = []
    for _ in range(3):
        order = list(range(10))
        digits.append([random.deal(order, place) for place in range(size)])
    return [100 * first + 10 * second + third for first, second, third in product(*digits)]


def draw_nearest(random: Stream, count: int) -> list[list[int]]:
    """For each of ``count`` random points, the others, nearest first."""
    points = [(random.uniform(), random.uniform()) for _ in range(count)]
    found = []
    for number, (x, y) in enumerate(points):
        away = [((a - x) * (a - x) + (b - y) * (b - y), other) for other, (a, b) in enumerate(points)]
        found.append([other for _, other in sorted(away) if other != number])
    return found


def draw_graph(random: Stream, kind: NearestNeighbours | TransitLines) -> DrawnGraph | None:
    """A graph; None if an attempt at drawing one has failed."""
    if isinstance(kind, NearestNeighbours):
        return _draw_neighbours(random, kind)
    return _draw_lines(random, kind)


def _draw_neighbours(random: Stream, kind: NearestNeighbours) -> DrawnGraph:
    count = random.between(kind.stations)
    similar = draw_similar(random, kind.similar_labels)
    labels, edge_labels = draw_labels(random, count, similar), draw_labels(random, count, similar)
    nearest = draw_nearest(random, count)
    low, high = kind.parallel
    chance = low + (high - low) * random.uniform()
    edges: list[Edge] = []
    for station in range(count):
        degree = min(random.between(kind.out_degree), count - 1)
        used = 0
        for other in nearest[station][:degree]:
            edges.append(Edge(station, random.deal(edge_labels, used), other))
            used += 1
        for other in nearest[station][:degree]:
            while used < count and random.uniform() < chance:
                edges.append(Edge(station, random.deal(edge_labels, used), other))
                used += 1
    return finish(random, labels, edges)


def _draw_lines(random: Stream, kind: TransitLines) -> DrawnGraph | None:
    count = random.between(kind.stations)
    tracks = random.between(((kind.triples[0] + 1) // 2, kind.triples[1] // 2))
    similar = draw_similar(random, kind.similar_labels)
    labels = draw_labels(random, count, similar)
    nearest = draw_nearest(random, count)
    line_labels = draw_labels(random, 2 * tracks, similar)  # no line has less than one track
    degree = [0] * count
    joined: list[list[int]] = [[] for _ in range(count)]
    edges: list[Edge] = []
    lines = 0
    for _ in range(2 * tracks):  # attempts; a line that cannot leave its first station is none
        left = tracks - len(edges) // 2
        if not left:
            break
        alone = [station for station in range(count) if not degree[station]]
        line = [alone[random.below(len(alone))] if alone else random.below(count)]
        stops = min(random.between(kind.stops), left + 1)
        while len(line) < stops:
            following = _next_stop(random, kind, line, nearest, joined, degree)
            if following is None:
                break
            here = line[-1]
            for one, other in ((here, following), (following, here)):
                degree[one] += 1
                if other not in joined[one]:
                    joined[one].append(other)
            line.append(following)
        for here, following in pairwise(line):
            edges.append(Edge(here, line_labels[2 * lines], following))
            edges.append(Edge(following, line_labels[2 * lines + 1], here))
        lines += len(line) > 1
    if len(edges) < 2 * tracks or 0 in degree:
        return None
    return finish(random, labels, edges)


def _next_stop(
    random: Stream,
    kind: TransitLines,
    line: list[int],
    nearest: list[list[int]],
    joined: list[list[int]],
    degree: list[int],
) -> int | None:
    def free(station: int) -> bool:
        return degree[station] < kind.most_out_degree and station not in line

    here = line[-1]
    if degree[here] >= kind.most_out_degree:
        return None
    options: list[int] = []
    if random.uniform() < kind.shared:
        options = [station for station in joined[here] if free(station)]
    if not options:
        options = [station for station in nearest[here] if free(station)][:NEAR]
    return options[random.below(len(options))] if options else None
