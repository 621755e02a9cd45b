"""Words first, then a graph in which they can be followed, drawn one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from .....encoding.paper import BLANK
from .....graphs.triples import Ints
from ...graphs import NUM_RELATION_EDGES
from ..stages import InferenceStage
from ..words import word_chains
from .graphs import Edge, draw_labels, draw_nearest, draw_similar, finish
from .random import Stream
from .tables import EpisodeTables

FREE = -1  # an edge that has no label yet


def draw_words(random: Stream, groups: Sequence[Ints], count: int) -> list[int]:
    """Words for ``count`` queries: the number of edges is uniform, then the word."""
    words = []
    for _ in range(count):
        labels = groups[random.below(len(groups))]
        # Not by ``below``, so that the episodes of published seeds stay as they are.
        words.append(int(labels[int(random.uniform() * len(labels))]))
    return words


def draw_relations(random: Stream, stage: InferenceStage, words: list[int], planning: int) -> EpisodeTables | None:
    """An episode that asks these words of a random graph; None if they cannot be followed in it.

    The stations and their neighbours are drawn first, then the words are followed from random stations (see
    ``follow``), which labels the edges that they need.  The other edges get random labels.
    """
    count = random.between(stage.graphs.stations)
    labels = draw_labels(random, count, draw_similar(random, stage.graphs.similar_labels))
    neighbours = draw_nearest(random, count)
    for nearest in neighbours:
        del nearest[min(random.between(stage.graphs.out_degree), count - 1) :]
    edge_labels = [[FREE] * len(nearest) for nearest in neighbours]
    asked: list[tuple[int, int]] = []
    for word in words:
        stations = list(range(count))
        random.shuffle(stations)
        for station in stations:
            passed = follow(random, word_chains()[word], station, neighbours, edge_labels)
            if passed is not None:
                asked.append((station, passed[: planning + 1][-1] if stage.partial else passed[-1]))
                break
        else:
            return None
    label_the_rest(random, edge_labels)
    edges = [
        Edge(station, label, other)
        for station, nearest in enumerate(neighbours)
        for label, other in zip(edge_labels[station], nearest, strict=True)
    ]
    graph = finish(random, labels, edges)
    tables = EpisodeTables()
    tables.describe(graph)
    for word, (station, destination) in zip(words, asked, strict=True):
        length = len(word_chains()[word])
        tables.ask(length, (labels[station], word, BLANK), word=word, planning=planning)
        tables.answer((labels[station], word, labels[destination]))
    return tables


def follow(
    random: Stream, chain: tuple[int, ...], station: int, neighbours: list[list[int]], edge_labels: list[list[int]]
) -> list[int] | None:
    """Follow a chain from a station; where no edge has the right label, one without a label gets it.

    Returns:
        All stations from the first to the last; None, and the labels as they were, if one has neither.
    """
    stations = [station]
    labelled: list[tuple[int, int]] = []
    for edge in chain:
        here = edge_labels[station]
        if edge in here:
            place = here.index(edge)
        else:
            free = [number for number, label in enumerate(here) if label == FREE]
            if not free:
                for left, number in labelled:
                    edge_labels[left][number] = FREE
                return None
            place = free[random.below(len(free))]
            here[place] = edge
            labelled.append((station, place))
        station = neighbours[station][place]
        stations.append(station)
    return stations


def label_the_rest(random: Stream, edge_labels: list[list[int]]) -> None:
    """Label the other edges; a label is uniform among those that no edge of the station has."""
    free = [
        (station, place)
        for station, here in enumerate(edge_labels)
        for place, label in enumerate(here)
        if label == FREE
    ]
    random.shuffle(free)
    for station, place in free:
        options = [label for label in range(NUM_RELATION_EDGES) if label not in edge_labels[station]]
        edge_labels[station][place] = options[random.below(len(options))]
