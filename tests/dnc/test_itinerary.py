"""Itineraries of paths over labelled connections."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from graphmem.dnc.itinerary import _fewest_changes, path_itinerary
from graphmem.dnc.labelled import label_network
from graphmem.networks import load_network, shipped_networks
from graphmem.routing import route_problem


def test_trains_are_chosen_so_that_changes_are_few() -> None:
    following = [[2], [3], [], [4], []]
    assert _fewest_changes(following, [[0, 1], [2, 3], [4]]) == [1, 3, 4]
    assert _fewest_changes(following, [[0, 1], [2]]) == [0, 2]
    assert _fewest_changes(following, [[2]]) == [2]


@pytest.mark.parametrize("name", shipped_networks())
def test_a_path_becomes_a_ride_over_the_same_stations(name: str) -> None:
    network = load_network(name)
    rng = np.random.default_rng(0)
    problem, labelled = route_problem(network, "stops"), label_network(rng, network)
    paths = nx.DiGraph((fact.source, fact.destination) for fact in labelled.graph.facts)
    facts = {(fact.source, fact.destination): fact for fact in labelled.graph.facts}
    ends = [labelled.graph.nodes[number] for number in rng.choice(len(network.stations), 2, replace=False)]
    nodes = nx.shortest_path(paths, *ends)
    path = [facts[pair] for pair in pairwise(nodes)]
    itinerary = path_itinerary(problem, labelled, path)
    assert [station.id for station in itinerary.stations] == [
        network.stations[labelled.stations[node]].id for node in nodes
    ]
    words = [labelled.words(fact) for fact in path]
    rides = [leg for leg in itinerary.legs for _ in range(leg.stops)]
    for (_, label, _), leg in zip(words, rides, strict=True):
        assert label is not None
        assert leg.line is not None
        assert label.startswith(leg.line.name)
