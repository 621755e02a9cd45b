"""Trains that pass stations, against shortest paths by networkx."""

import networkx as nx
import numpy as np

from graphmem.networks import load_network
from graphmem.view.passing import along, find_passing
from graphmem.view.shape import station_shape


def test_a_fast_train_passes_what_lies_on_its_way() -> None:
    places = np.array([(0, 0), (1, 0.1), (2, 0), (3, 0), (1.5, 1)])
    pairs = np.array([(0, 1), (0, 3), (0, 4), (1, 2), (1, 3), (2, 3), (3, 4)])
    passing = find_passing(pairs, places)
    assert passing == {(0, 3): (0, 1, 2, 3), (1, 3): (1, 2, 3)}, "over 4 it is too far"
    assert along(passing, 3, 0) == (3, 2, 1, 0)
    assert along(passing, 0, 4) == (0, 4)


def test_shortest_ways_agree() -> None:
    rng = np.random.default_rng(4)
    places = rng.uniform(0, 10, (60, 2))
    pairs = np.unique(np.sort(rng.integers(0, 60, (420, 2)), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    length = {(int(a), int(b)): float(np.hypot(*(places[a] - places[b]))) for a, b in pairs}
    passing = find_passing(pairs, places)
    found = 0
    for pair, straight in length.items():
        shorter = nx.Graph()
        shorter.add_nodes_from(pair)
        shorter.add_weighted_edges_from((*other, piece) for other, piece in length.items() if piece < straight)
        passed = nx.has_path(shorter, *pair) and nx.dijkstra_path_length(shorter, *pair) <= 1.06 * straight
        assert passed == (pair in passing)
        if passed:
            pieces = [tuple(sorted(piece)) for piece in zip(passing[pair], passing[pair][1:], strict=False)]
            assert not [piece for piece in pieces if piece in passing]
            assert set(pieces) <= set(length)
            found += 1
    assert 5 < found < len(length) / 2


def test_the_metropolitan_runs_beside_the_jubilee() -> None:
    network = load_network("london_underground")
    passing = station_shape(network).passing
    stations = {tuple(network.stations[number].name for number in numbers) for numbers in passing.values()}
    whole = "Wembley Park", "Neasden", "Dollis Hill", "Willesden Green", "Kilburn", "West Hampstead", "Finchley Road"
    assert whole in stations or whole[::-1] in stations
