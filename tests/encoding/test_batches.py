"""Graphs as labels and memory words, and back."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given

from graphmem.encoding.batches import describe, draw_labels, read_description, read_words, words
from graphmem.encoding.labels import LabelScheme
from graphmem.encoding.specs import DESTINATION, LINE, SOURCE
from graphmem.errors import DataError, UsageError
from graphmem.generators import GENERATORS
from graphmem.graphs import Triples

from .graphs import any_graphs, by_hand, make, quick


def same(first: Triples, second: Triples) -> bool:
    pairs = zip(vars(first).values(), vars(second).values(), strict=True)
    return all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in pairs)


def test_a_description_by_hand() -> None:
    triples, labelling = by_hand()
    description = describe(triples, labelling)
    assert description.labels.tolist() == [[[3, 0], [2, 0], [0, 2]], [[0, 4], [3, 4], [1, 4]]]
    assert description.minutes.tolist() == [[5, 1], [2, 0]]
    assert words(description, labelling.scheme).tolist() == [
        [[0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 5], [1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1]],
        [[1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 2], [0] * 13],
    ]


@quick
@given(**any_graphs)
def test_a_description_is_read_back(name: str, graphs: int, seed: int, scheme: LabelScheme) -> None:
    triples = make(name, graphs, seed)
    labelling = draw_labels(np.random.default_rng(seed), triples, scheme)
    description = describe(triples, labelling)
    assert same(read_description(description, labelling), triples)

    channels = words(description, scheme)
    assert channels.shape == (graphs, np.diff(triples.row_offsets).max(), 3 * scheme.digits * scheme.base + 1)
    assert channels.dtype == np.float32
    back = read_words(channels, scheme)
    assert np.array_equal(back.labels, description.labels)
    assert np.array_equal(back.minutes, description.minutes)
    assert same(read_description(read_words(channels, scheme), labelling), triples)


@quick
@given(**any_graphs)
def test_rows_of_labels_and_rows_of_a_graph_are_the_same(
    name: str, graphs: int, seed: int, scheme: LabelScheme
) -> None:
    """Loops over dictionaries of labels, without the code under test."""
    triples = make(name, graphs, seed)
    labelling = draw_labels(np.random.default_rng(seed), triples, scheme)
    description = describe(triples, labelling)
    for number in range(graphs):
        first = int(triples.station_offsets[number])
        names = labelling.stations[first : triples.station_offsets[number + 1]].tolist()
        lines = labelling.lines[number].tolist()
        assert len(set(names)) == len(names)
        assert len(set(lines)) == len(lines)
        rows = list(triples.graph(number))
        for place, row in enumerate(rows):
            word = description.labels[number, :, place].tolist()
            assert word == [names[row.source], lines[row.line], names[row.destination]]
            assert description.minutes[number, place] == row.minutes
        assert (description.labels[number, :, len(rows) :] == scheme.size).all()
        assert not description.minutes[number, len(rows) :].any()


@pytest.mark.parametrize("name", GENERATORS)
def test_other_labels_describe_the_same_graph(name: str) -> None:
    triples = make(name, 4, 0)
    rng = np.random.default_rng(1)
    first, second = (draw_labels(rng, triples, LabelScheme()) for _ in range(2))
    one, other = describe(triples, first), describe(triples, second)
    assert not np.array_equal(one.labels, other.labels)
    assert np.array_equal(one.minutes, other.minutes)
    assert same(read_description(one, first), read_description(other, second))
    again = draw_labels(np.random.default_rng(1), triples, LabelScheme())
    assert np.array_equal(first.stations, again.stations)
    assert np.array_equal(first.lines, again.lines)


@pytest.mark.parametrize("field", [SOURCE, LINE, DESTINATION])
@pytest.mark.parametrize("label", [1, 4])
def test_a_label_that_names_nothing(field: int, label: int) -> None:
    triples, labelling = by_hand()
    description = describe(triples, labelling)
    description.labels[0, field, 0] = label
    with pytest.raises(DataError, match="names nothing"):
        read_description(description, labelling)


def test_too_few_labels_for_stations_or_lines() -> None:
    triples, _ = by_hand()
    rng = np.random.default_rng(0)
    with pytest.raises(UsageError, match="but 3 are needed"):
        draw_labels(rng, triples, LabelScheme(2, 1))
    with pytest.raises(UsageError, match="but 8 are needed"):
        draw_labels(rng, dataclasses.replace(triples, line=np.array([0, 7, 1])), LabelScheme(2, 2))


def test_a_label_of_another_graph() -> None:
    triples, labelling = by_hand()
    labelling = dataclasses.replace(labelling, scheme=LabelScheme(2, 3), stations=np.array([0, 1, 2, 5, 6]))
    description = describe(triples, labelling)
    assert same(read_description(description, labelling), triples)
    description.labels[0, DESTINATION, 1] = 5
    with pytest.raises(DataError, match="names nothing"):
        read_description(description, labelling)
