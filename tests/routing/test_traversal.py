"""Labels of hops for directions, on a network with branches, homonyms and both directions."""

import numpy as np
import pytest

from graphmem.evaluation.networks import evaluate_traversal
from graphmem.graphs import Connection, Line, Network, Station
from graphmem.interpreter import load_planner
from graphmem.networks import load_network, shipped_networks
from graphmem.routing import traversal_problem


def summary(network: Network) -> list[tuple[str, str, str]]:
    triples, words = traversal_problem(network)
    ids = [station.id for station in network.stations]
    assert set(triples.minutes) == {1}
    assert len(set(words)) == len(words)
    return [(ids[source], words[line], ids[destination]) for source, line, destination, _ in triples]


def test_labels_of_a_branch_name_the_next_station() -> None:
    stations = tuple(Station(letter, letter.upper()) for letter in "abc")
    connections = (
        Connection("a", "b", "red", "Westbound", 1),
        Connection("a", "c", "red", "Westbound", 1),
        Connection("b", "a", "red", "Westbound", 1),
        Connection("a", "b", "red", "Eastbound", 1),
        Connection("a", "b", "red", "Eastbound", 2),
        Connection("c", "a", "blue", "", 1),
    )
    assert summary(Network("branch", stations, (Line("red", "Red"), Line("blue", "Blue")), connections)) == [
        ("a", "Red Westbound to B [b]", "b"),
        ("a", "Red Westbound to C [c]", "c"),
        ("b", "Red Westbound", "a"),
        ("a", "Red Eastbound", "b"),
        ("c", "Blue", "a"),
    ]


def test_lines_that_share_a_name_are_told_apart_by_the_next_station() -> None:
    """Two operators have a line 1 each, and one line is called like another with its direction."""
    stations = tuple(Station(letter, letter.upper()) for letter in "abcd")
    lines = (Line("x", "1"), Line("y", "1"), Line("z", "1 Up"))
    connections = (
        Connection("a", "b", "x", "", None),
        Connection("a", "c", "y", "", None),
        Connection("b", "c", "x", "Up", None),
        Connection("b", "d", "z", "", None),
        Connection("c", "d", "x", "", None),
        Connection("c", "d", "y", "", None),
    )
    assert summary(Network("homonyms", stations, lines, connections)) == [
        ("a", "1 to B [b]", "b"),
        ("a", "1 to C [c]", "c"),
        ("b", "1 Up to C [c]", "c"),
        ("b", "1 Up to D [d]", "d"),
        ("c", "1", "d"),
    ]


@pytest.mark.parametrize("name", shipped_networks())
def test_labels_of_a_shipped_network_identify_every_hop_and_the_machine_follows_them(name: str) -> None:
    network = load_network(name)
    triples, words = traversal_problem(network)
    questions = set(zip(triples.source.tolist(), triples.line.tolist(), strict=True))
    assert len(questions) == len(triples)
    ends = {(network.station_index[c.source], network.station_index[c.destination]) for c in network.connections}
    assert set(zip(triples.source.tolist(), triples.destination.tolist(), strict=True)) == ends
    assert set(triples.line.tolist()) == set(range(len(words)))
    described = load_planner().describe(triples, np.random.default_rng(0))
    assert evaluate_traversal(described, triples, np.random.default_rng(1), walks=50, hops=20).right == 50
