"""Graphs as the columns of labels that a machine reads, as memory words, and back again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ..graphs import Triples
from ..graphs.triples import Ints
from .labels import LabelScheme
from .specs import DESTINATION, FIELDS, LINE, SOURCE


@dataclass(frozen=True)
class Labelling:
    """Labels for the stations and lines of G graphs.

    Attributes:
        scheme: how labels are written.
        stations: (stations,) label of each station of the table; different within a graph.
        lines: (G, lines) label of each line of each graph.
        station_offsets: (G + 1,) first station of each graph, as in the table.
    """

    scheme: LabelScheme
    stations: Ints
    lines: Ints
    station_offsets: Ints


@dataclass(frozen=True)
class Descriptions:
    """G graphs as rows of labels; row t is what a machine reads at step t, and shorter graphs end in blank rows.

    Attributes:
        labels: (G, 3, N) labels of source, line and destination; blanks after the last row of a graph.
        minutes: (G, N) minutes of each row, 0 for blank rows.
    """

    labels: Ints
    minutes: NDArray[np.float32]


def draw_labels(rng: np.random.Generator, triples: Triples, scheme: LabelScheme) -> Labelling:
    """Fresh random labels for every graph.

    Raises:
        UsageError: if the scheme has too few labels for a graph's stations or lines.
    """
    offsets, sizes = triples.station_offsets, np.diff(triples.station_offsets)
    stations = scheme.draw(rng, int(sizes.max()), triples.num_graphs)
    lines = scheme.draw(rng, int(triples.line.max(initial=0)) + 1, triples.num_graphs)
    graph = np.repeat(np.arange(len(sizes)), sizes)
    return Labelling(scheme, stations[graph, np.arange(len(graph)) - offsets[graph]], lines, offsets)


def describe(triples: Triples, labelling: Labelling) -> Descriptions:
    """The rows of each graph as labels, in their order."""
    lengths = np.diff(triples.row_offsets)
    graph = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(len(triples)) - triples.row_offsets[graph]
    labels = np.full((len(lengths), len(FIELDS), int(lengths.max())), labelling.scheme.size)
    minutes = np.zeros((len(lengths), labels.shape[2]), np.float32)
    labels[graph, SOURCE, place] = labelling.stations[triples.source]
    labels[graph, LINE, place] = labelling.lines[graph, triples.line]
    labels[graph, DESTINATION, place] = labelling.stations[triples.destination]
    minutes[graph, place] = triples.minutes
    return Descriptions(labels, minutes)


def read_description(descriptions: Descriptions, labelling: Labelling) -> Triples:
    """The table whose rows these labels stand for; the inverse of ``describe``.

    Raises:
        DataError: if a label belongs to no station or line of its graph.
    """
    graph, place = np.nonzero((descriptions.labels != labelling.scheme.size).any(1))
    sizes, (num_graphs, num_lines) = np.diff(labelling.station_offsets), labelling.lines.shape
    owner = np.repeat(np.arange(num_graphs), sizes)
    source, line, destination = descriptions.labels[graph, :, place].T
    lines = _find(labelling.lines.ravel(), np.repeat(np.arange(num_graphs), num_lines), line, graph)
    return Triples(
        _find(labelling.stations, owner, source, graph),
        lines - graph * num_lines,
        _find(labelling.stations, owner, destination, graph),
        np.rint(descriptions.minutes[graph, place]).astype(np.int64),
        labelling.station_offsets,
        np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(graph, minlength=num_graphs))]),
    )


def words(descriptions: Descriptions, scheme: LabelScheme) -> NDArray[np.float32]:
    """(G, N, 3 * digits * base + 1) channels of each memory word: source, line, destination, minutes."""
    channels = scheme.one_hot(descriptions.labels.swapaxes(1, 2))
    return np.concatenate([channels.reshape(*channels.shape[:2], -1), descriptions.minutes[..., None]], 2)


def read_words(channels: NDArray[np.float32], scheme: LabelScheme) -> Descriptions:
    """The descriptions that ``words`` turned into channels; its inverse."""
    labels = scheme.read(channels[..., :-1].reshape(*channels.shape[:2], len(FIELDS), -1))
    return Descriptions(labels.swapaxes(1, 2), channels[..., -1])


def _find(names: Ints, owner: Ints, labels: Ints, graph: Ints) -> Ints:
    """The place of each label among the ``names`` of its graph.

    Args:
        names: (M,) labels.
        owner: (M,) the graph that each name belongs to.
        labels: (K,) labels to look up.
        graph: (K,) the graph that each label belongs to.
    """
    order = np.lexsort((names, owner))
    most = 1 + max(names.max(initial=0), labels.max(initial=0))
    place = np.searchsorted(owner[order] * most + names[order], graph * most + labels)
    found: Ints = order[np.minimum(place, len(order) - 1)]
    if not ((names[found] == labels) & (owner[found] == graph)).all():
        raise DataError("A description has a label that names nothing in its graph.")
    return found
