"""Layouts without coordinates, against graph distances and networkx; least squares, against a dense solver."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from graphmem.networks import load_network
from graphmem.view.positions import neighbours, station_shape
from graphmem.view.stress import even_out, spring_solver, stress_layout


def drawn(graph: nx.Graph) -> np.ndarray:
    numbered = nx.convert_node_labels_to_integers(graph, ordering="sorted")
    return stress_layout(np.sort(np.array(numbered.edges), axis=1), len(numbered))


def stress(graph: nx.Graph, places: np.ndarray) -> float:
    """The mean squared relative difference from graph distances, at the best scale."""
    hops = np.array(nx.floyd_warshall_numpy(graph, sorted(graph)))
    one, other = np.triu_indices(len(graph), 1)
    apart, want = np.hypot(*(places[one] - places[other]).T), hops[one, other]
    scale = (apart / want).sum() / ((apart / want) ** 2).sum()
    return float(((scale * apart / want - 1) ** 2).mean())


@pytest.mark.parametrize("graph", [nx.grid_2d_graph(6, 9), nx.balanced_tree(2, 4), nx.cycle_graph(20)], ids=str)
def test_the_stress_is_as_low_as_that_of_kamada_and_kawai(graph: nx.Graph) -> None:
    other = nx.kamada_kawai_layout(graph)
    assert stress(graph, drawn(graph)) <= 1.1 * stress(graph, np.array([other[node] for node in sorted(graph)])) + 1e-4


def test_a_line_is_drawn_straight_and_horizontal() -> None:
    places = drawn(nx.path_graph(80))
    assert np.abs(np.diff(places[:, 0])) == pytest.approx(1, abs=0.15)
    assert np.ptp(places[:, 1]) < 0.1 * np.ptp(places[:, 0])


def test_parts_do_not_overlap() -> None:
    sizes = [9, 2, 5, 2, 2]
    places = drawn(nx.disjoint_union_all([nx.path_graph(size) for size in sizes]))
    ends = np.cumsum([0, *sizes])
    corners = [(places[a:b].min(0), places[a:b].max(0)) for a, b in pairwise(ends)]
    for number, (low, high) in enumerate(corners):
        for other_low, other_high in corners[:number]:
            assert ((other_high + 1 < low) | (high + 1 < other_low)).any()


def test_the_same_graph_gives_the_same_drawing() -> None:
    graph = nx.grid_2d_graph(12, 12)
    assert np.array_equal(drawn(graph), drawn(graph))


def test_springs_agree_with_a_dense_solver() -> None:
    rng = np.random.default_rng(1)
    pairs = np.array([(0, 1), (1, 2), (2, 3), (3, 0), (1, 3)])
    weights, pull = rng.uniform(0.5, 2, 5), np.array([0.1, 0.0, 0.7, 0.0])
    towards, vectors = rng.normal(size=(4, 2)), rng.normal(size=(5, 2))
    rows = np.zeros((9, 4))
    for number, (one, other) in enumerate(pairs):
        rows[number, [one, other]] = np.sqrt(weights[number]) * np.array([-1, 1])
    rows[5:] = np.diag(np.sqrt(pull))
    aims = np.concatenate([np.sqrt(weights)[:, None] * vectors, np.sqrt(pull)[:, None] * towards])
    expected = np.linalg.lstsq(rows, aims, rcond=None)[0]
    assert np.allclose(spring_solver(pairs, weights, towards, pull)(vectors), expected)


def test_long_distances_shrink_and_short_ones_grow() -> None:
    places = np.array([(0, 0), (1, 0), (5, 0), (5.25, 0)], float)
    even = even_out(places, np.array([(0, 1), (1, 2), (2, 3)]), 0.5)
    assert np.diff(even[:, 0]) == pytest.approx([1, 2, 0.5], abs=0.02)
    assert even[:, 1] == pytest.approx(0)
    assert even_out(places, np.array([(0, 1), (1, 2), (2, 3)]), 1.0) is places


def test_the_centre_of_london_is_enlarged_and_directions_are_kept() -> None:
    network = load_network("london_underground")
    pairs = neighbours(network)
    plain, even = station_shape(network), station_shape(network, 0.4)
    share = []
    for shape in (plain, even):
        distance = np.hypot(*(shape.positions - np.median(shape.positions, 0)).T)
        share.append(np.median(distance) / distance.max())
    assert share[1] > 1.2 * share[0]
    before, after = (shape.positions[pairs[:, 1]] - shape.positions[pairs[:, 0]] for shape in (plain, even))
    turned = (before * after).sum(1) / np.hypot(*before.T) / np.hypot(*after.T)
    assert np.quantile(turned, 0.05) > np.cos(np.radians(30))
