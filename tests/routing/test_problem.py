"""Rows put to the machine, counted and added up by hand."""

import networkx as nx
import numpy as np
import pytest

from graphmem.errors import DataError, UsageError
from graphmem.graphs import Connection, Line, Network, Station, distances_to
from graphmem.networks import load_network
from graphmem.routing import route_problem, traversal_problem

NAMES = ("Alpha", "Beta", "Gamma", "Delta", "Chi", "Omega")
RED, BLUE, GREEN, LEAVE = range(4)


def test_by_stops_every_connection_is_a_row_of_one_tick(network: Network) -> None:
    problem = route_problem(network, "stops")
    rows = [(NAMES[s][0].lower(), network.lines[line].id, NAMES[d][0].lower()) for s, line, d, _ in problem.triples]
    assert rows == [(c.source, c.line, c.destination) for c in network.connections]
    assert set(problem.triples.minutes) == {1}
    assert problem.triples.num_stations == 6
    assert (problem.origin_state(3), problem.destination_state(3), problem.offset) == (3, 3, 0)


def test_by_minutes_states_and_rows_are_as_many_as_counted_by_hand(network: Network) -> None:
    problem = route_problem(network, "minutes")
    # Alpha red blue, Beta red, Gamma red, Delta red green, Chi blue green, Omega red; entrances; exits.
    assert problem.triples.num_stations == 9 + 6 + 6
    # Rides; changes at Alpha, Delta and Chi, two ways each; entrances and exits of 9 states.
    assert len(problem.triples) == 11 + 6 + 9 + 9
    assert problem.is_ride.sum() == 11
    assert problem.ticks_per_minute == 2  # 1.5 minutes to Omega


def test_a_row_by_minutes_is_on_the_line_that_one_takes(network: Network) -> None:
    problem = route_problem(network, "minutes")
    name = {problem.origin_state(s): f"enter {NAMES[s]}" for s in range(6)}
    name |= {problem.destination_state(s): f"leave {NAMES[s]}" for s in range(6)}
    name |= {state: f"{NAMES[s]} {network.lines[line].id}" for state, (s, line) in enumerate(problem.pairs)}
    rows = {(name[s], line, name[d], minutes) for s, line, d, minutes in problem.triples}
    assert {row for row in rows if "Chi" in row[0]} == {
        ("enter Chi", BLUE, "Chi blue", 1),
        ("enter Chi", GREEN, "Chi green", 1),
        ("Chi blue", BLUE, "Alpha blue", 2),
        ("Chi green", GREEN, "Delta green", 2),
        ("Chi blue", GREEN, "Chi green", 10),
        ("Chi green", BLUE, "Chi blue", 10),
        ("Chi blue", LEAVE, "leave Chi", 1),
        ("Chi green", LEAVE, "leave Chi", 1),
    }
    assert ("Alpha red", RED, "Omega red", 3) in rows


@pytest.mark.parametrize(
    ("change_minutes", "minutes"),
    [(5, 6), (4.5, 6), (3.5, 5.5)],  # red all the way is 6; over Chi it is 2 and a change
)
def test_exact_minutes_weigh_a_change_against_a_detour(network: Network, change_minutes: float, minutes: float) -> None:
    problem = route_problem(network, "minutes", change_minutes)
    distances = distances_to(problem.triples, np.array([problem.destination_state(3)]))
    assert (distances[problem.origin_state(0)] - problem.offset) / problem.ticks_per_minute == minutes


def test_exact_minutes_agree_with_every_simple_path(network: Network) -> None:
    graph = nx.MultiDiGraph()
    for c in network.connections:
        graph.add_edge(network.station_index[c.source], network.station_index[c.destination], c.line, minutes=c.minutes)
    problem = route_problem(network, "minutes")
    for destination in range(6):
        distances = distances_to(problem.triples, np.array([problem.destination_state(destination)]))
        for origin in set(range(6)) - {destination}:
            totals = [
                sum(graph.edges[edge]["minutes"] for edge in path)
                + 5 * sum(path[i][2] != path[i + 1][2] for i in range(len(path) - 1))
                for path in nx.all_simple_edge_paths(graph, origin, destination)
            ]
            assert (distances[problem.origin_state(origin)] - 2) / 2 == min(totals, default=np.inf)


def test_journey_leaves_out_entrances_changes_and_exits(network: Network) -> None:
    problem = route_problem(network, "minutes")
    state = {pair: number for number, pair in enumerate(problem.pairs)}
    walk = [
        problem.origin_state(0),
        state[0, BLUE],
        state[4, BLUE],
        state[4, GREEN],
        state[3, GREEN],
        problem.destination_state(3),
    ]
    assert problem.journey(walk) == ((0, 4, 3), (BLUE, GREEN))
    assert route_problem(network, "stops").journey([0, 4, 3]) == ((0, 4, 3), (None, None))


def test_times_that_cannot_be_counted_are_refused(network: Network) -> None:
    with pytest.raises(UsageError, match="change must take"):
        route_problem(network, "minutes", change_minutes=0)
    slow = Network("slow", network.stations[:2], network.lines, (Connection("a", "b", "red", minutes=1e300),))
    with pytest.raises(DataError, match=r"slow: a connection takes 1e\+300 minutes"):
        route_problem(slow, "stops")


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
    network = Network("branch", stations, (Line("red", "Red"), Line("blue", "Blue")), connections)
    triples, words = traversal_problem(network)
    assert [(source, words[line], destination) for source, line, destination, _ in triples] == [
        (0, "Red Westbound to B [b]", 1),
        (0, "Red Westbound to C [c]", 2),
        (1, "Red Westbound", 0),
        (0, "Red Eastbound", 1),
        (2, "Blue", 0),
    ]


@pytest.mark.parametrize("name", ["london_underground", "london_zone1_interchanges"])
def test_labels_of_a_shipped_network_tell_every_hop_apart(name: str) -> None:
    network = load_network(name)
    triples, words = traversal_problem(network)
    questions = set(zip(triples.source.tolist(), triples.line.tolist(), strict=True))
    assert len(questions) == len(triples)
    ends = {(network.station_index[c.source], network.station_index[c.destination]) for c in network.connections}
    assert set(zip(triples.source.tolist(), triples.destination.tolist(), strict=True)) == ends
    assert set(triples.line.tolist()) == set(range(len(words)))
