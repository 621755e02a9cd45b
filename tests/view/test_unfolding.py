"""Networks without coordinates, against graph distances and another drawing of the same graph."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from graphmem.view.unfolding import unfold


def drawn(graph: nx.Graph) -> np.ndarray:
    numbered = nx.convert_node_labels_to_integers(graph, ordering="sorted")
    return unfold(np.sort(np.array(numbered.edges), axis=1), len(numbered))


def stress(graph: nx.Graph, places: np.ndarray) -> float:
    """What is left of the differences from graph distances at the best scale, as a share."""
    hops = np.array(nx.floyd_warshall_numpy(graph, sorted(graph)))
    one, other = np.triu_indices(len(graph), 1)
    apart, want = np.hypot(*(places[one] - places[other]).T), hops[one, other]
    scale = (apart / want).sum() / ((apart / want) ** 2).sum()
    return float(((scale * apart / want - 1) ** 2).mean())


@pytest.mark.parametrize("graph", [nx.grid_2d_graph(6, 9), nx.balanced_tree(2, 4), nx.cycle_graph(20)], ids=str)
def test_it_is_as_good_as_kamada_and_kawai(graph: nx.Graph) -> None:
    other = nx.kamada_kawai_layout(graph)
    assert stress(graph, drawn(graph)) <= 1.1 * stress(graph, np.array([other[node] for node in sorted(graph)])) + 1e-4


def test_a_line_is_straight_and_lies_on_its_side() -> None:
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
