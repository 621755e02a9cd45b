"""The shared steps against networkx and loops."""

import itertools
from collections import Counter

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.generators.batch import assemble, distinct_labels, missing_arcs, nearest, pair_minutes, starts, within


@st.composite
def batches_of_arcs(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int]], int]:
    """Sizes of a few graphs, arcs inside them, and a seed for the coordinates."""
    sizes = draw(st.lists(st.integers(2, 6), min_size=1, max_size=4))
    first, possible = 0, []
    for size in sizes:
        possible += list(itertools.permutations(range(first, first + size), 2))
        first += size
    arcs = draw(st.lists(st.sampled_from(possible), max_size=25, unique=True))
    return sizes, arcs, draw(st.integers(0, 1000))


@settings(deadline=None, max_examples=150)
@given(batches_of_arcs())
def test_missing_arcs_connect_each_graph_with_the_promised_number(
    case: tuple[list[int], list[tuple[int, int]], int],
) -> None:
    sizes, arcs, seed = case
    offsets = starts(np.array(sizes))
    table = np.array(arcs, np.int64).reshape(-1, 2)
    coordinates = np.random.default_rng(seed).random((sum(sizes), 2))
    source, destination = missing_arcs(offsets, coordinates, table[:, 0], table[:, 1])
    added = list(zip(source.tolist(), destination.tolist(), strict=True))

    graph = nx.DiGraph(arcs)
    graph.add_nodes_from(range(sum(sizes)))
    strong, weak = nx.number_strongly_connected_components(graph), nx.number_weakly_connected_components(graph)
    assert len(added) == strong - weak + 2 * (weak - len(sizes))
    assert not set(added) & set(arcs)
    assert len(set(added)) == len(added)
    graph.add_edges_from(added)
    for first, end in itertools.pairwise(offsets.tolist()):
        assert nx.is_strongly_connected(graph.subgraph(range(first, end)))
    assert nx.number_weakly_connected_components(graph) == len(sizes)


def test_missing_arcs_link_neighbours() -> None:
    # Two pairs far apart: the link must join the inner two, not cross the square twice.
    coordinates = np.array([[0.1, 0.1], [0.1, 0.3], [0.1, 0.7], [0.1, 0.9]])
    arcs = np.array([[0, 1], [1, 0], [2, 3], [3, 2]])
    source, destination = missing_arcs(np.array([0, 4]), coordinates, arcs[:, 0], arcs[:, 1])
    assert set(zip(source.tolist(), destination.tolist(), strict=True)) == {(1, 2), (2, 1)}


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=12), st.integers(0, 1000))
def test_labels_that_leave_one_station_differ(stations: list[tuple[int, int]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    degree = np.array([rows for rows, _ in stations])
    num_labels = degree + [spare for _, spare in stations]
    source = rng.permutation(np.repeat(np.arange(len(stations)), degree))
    labels = distinct_labels(rng, source, np.maximum(num_labels, 1))
    for station in range(len(stations)):
        mine = labels[source == station].tolist()
        assert len(set(mine)) == len(mine)
        assert all(0 <= label < num_labels[station] for label in mine)


def test_labels_are_uniform_over_ordered_choices() -> None:
    # 3 rows a station, 4 labels: 24 ordered choices, 6,000 stations.
    source = np.repeat(np.arange(6000), 3)
    labels = distinct_labels(np.random.default_rng(0), source, np.full(6000, 4)).reshape(-1, 3)
    counts = Counter(map(tuple, labels.tolist()))
    assert set(counts) == set(itertools.permutations(range(4), 3))
    assert max(abs(count - 250) for count in counts.values()) < 5 * np.sqrt(250)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 6), st.integers(0, 1000))
def test_nearest_agrees_with_sorting(sizes: list[int], k: int, seed: int) -> None:
    owner = np.repeat(np.arange(len(sizes)), sizes)
    place = np.random.default_rng(seed).random((len(owner), 2))
    found = nearest(place, owner, k)
    for i in range(len(owner)):
        others = [j for j in range(len(owner)) if j != i and owner[j] == owner[i]]
        others.sort(key=lambda j: float(np.hypot(*(place[j] - place[i]))))
        assert found[i].tolist() == (others + [-1] * k)[:k]


def test_pair_minutes_by_hand() -> None:
    source, destination = np.array([0, 1, 0, 2, 1, 1]), np.array([1, 0, 2, 0, 2, 0])
    minutes = pair_minutes(np.random.default_rng(3), source, destination, (1, 1_000_000))
    assert minutes[0] == minutes[1] == minutes[5]
    assert minutes[2] == minutes[3]
    assert len(set(minutes.tolist())) == 3


def test_starts_and_within_by_hand() -> None:
    counts = np.array([2, 0, 3])
    assert starts(counts).tolist() == [0, 2, 2, 5]
    assert within(counts).tolist() == [0, 1, 0, 1, 2]


def test_assemble_keeps_the_graphs_and_tries_every_order() -> None:
    # Graphs of 3 and 2 stations, rows of both mixed; the place of a station and the minutes of a row tell which it was.
    offsets, place = np.array([0, 3, 5]), np.column_stack([np.arange(5) / 8, np.zeros(5)])
    source, destination = np.array([4, 0, 1, 3, 2]), np.array([3, 1, 2, 4, 0])
    columns = (source, np.array([0, 1, 2, 1, 0]), destination, np.arange(1, 6))
    rng, row_orders, station_orders = np.random.default_rng(0), set(), set()
    for _ in range(300):
        batch = assemble(rng, offsets, place, columns, np.array([3, 2]))
        triples = batch.triples
        assert triples.row_offsets.tolist() == [0, 3, 5]
        old = (8 * batch.coordinates[:, 0]).astype(int)
        assert set(old[:3].tolist()) == {0, 1, 2}
        rows = triples.minutes - 1
        assert set(rows[:3].tolist()) == {1, 2, 4}
        assert np.array_equal(old[triples.source], source[rows])
        assert np.array_equal(old[triples.destination], destination[rows])
        assert np.array_equal(triples.line, columns[1][rows])
        row_orders.add(tuple(rows.tolist()))
        station_orders.add(tuple(old.tolist()))
    assert len(row_orders) == len(station_orders) == 6 * 2
