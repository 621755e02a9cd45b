"""Questions and their right answers as labels, by hand and against networkx."""

import networkx as nx
import numpy as np
from hypothesis import given

from graphmem.encoding.batches import describe, draw_labels
from graphmem.encoding.labels import LabelScheme
from graphmem.encoding.specs import SOURCE
from graphmem.tasks import NO_ROUTE, NO_STATION, Questions, label_questions, shortest_path, traversal

from ..encoding.graphs import any_graphs, by_hand, make, quick


def test_questions_by_hand() -> None:
    _, labelling = by_hand()
    station, answered = np.array([[0, NO_STATION], [4, 3]]), np.array([0, 0, 2, 3])
    line, destination = np.array([[1, 0], [0, 1]]), np.array([2, 4])
    along = label_questions(Questions(station, line, None, answered, np.array([1, 2, 3, 4])), labelling)
    assert along.labels.tolist() == [[[3, 0, 4], [4, 2, 4]], [[1, 1, 4], [0, 3, 4]]]
    assert along.destination is None
    assert along.weight.tolist() == [[1, 0], [1, 1]]
    assert along.right.tolist() == [[[1, 0, 1, 0, 0], [0] * 5], [[1, 0, 0, 0, 0], [0, 1, 0, 0, 0]]]
    way = label_questions(Questions(station, None, destination, answered, np.array([1, 2, NO_ROUTE, 4])), labelling)
    assert way.labels.tolist() == [[[3, 4, 4], [4, 4, 4]], [[1, 4, 4], [0, 4, 4]]]
    assert way.destination is not None
    assert way.destination.tolist() == [2, 1]
    assert way.right[1].tolist() == [[0, 0, 0, 0, 1], [0, 1, 0, 0, 0]]


@quick
@given(**any_graphs)
def test_right_answers(name: str, graphs: int, seed: int, scheme: LabelScheme) -> None:
    """Read the labels, answer with networkx, write labels."""
    triples = make(name, graphs, seed)
    rng = np.random.default_rng(seed)
    labelling = draw_labels(rng, triples, scheme)
    description = describe(triples, labelling)
    ways, hops = (
        label_questions(shortest_path(rng, triples, 6), labelling),
        label_questions(traversal(rng, triples, 6), labelling),
    )
    blank = scheme.size
    assert ways.destination is not None
    for number in range(graphs):
        rows = [word for word in description.labels[number].T.tolist() if blank not in word]
        graph = nx.MultiDiGraph()
        for (source, _, destination), minutes in zip(rows, description.minutes[number].tolist(), strict=False):
            graph.add_edge(source, destination, minutes=minutes)
        goal = int(ways.destination[number])
        for token, right, weight in zip(
            ways.labels[number].tolist(), ways.right[number], ways.weight[number], strict=True
        ):
            expected = set()
            if weight:
                here = token[SOURCE]
                assert token == [here, blank, blank]
                reachable = nx.has_path(graph, here, goal)
                paths = nx.all_shortest_paths(graph, here, goal, weight="minutes") if reachable else []
                expected = {path[1] for path in paths} or {blank}
            else:
                assert token == [blank] * 3
            assert set(np.flatnonzero(right).tolist()) == expected
            assert set(right.tolist()) <= {0, 1}
        for token, right in zip(hops.labels[number].tolist(), hops.right[number], strict=True):
            expected = {end for start, line, end in rows if [start, line, blank] == token}
            assert set(np.flatnonzero(right).tolist()) == expected
            assert expected
        assert hops.weight[number].all()
