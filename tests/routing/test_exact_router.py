"""Exact search and the costs of walks, compared with networkx on random problems."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import DataError
from graphmem.graphs import Network
from graphmem.routing import route_problem
from graphmem.routing.exact_router import ExactRouter

from .cases import make
from .drawn import networks
from .states import states

few = settings(max_examples=25, deadline=None, derandomize=True, database=None)


@few
@given(networks(), st.sampled_from(["changes", "stops"]))
def test_costs_and_routes_agree_with_networkx(network: Network, by: str) -> None:
    problem = route_problem(network, by)
    router = ExactRouter(problem)
    graph = nx.DiGraph()
    for source, _, destination, minutes in sorted(problem.triples, key=lambda row: -row.minutes):
        graph.add_edge(source, destination, minutes=minutes)
    for station in range(len(network.stations)):
        goal = problem.destination_state(station)
        exact = router.search(goal)
        costs = nx.single_source_dijkstra_path_length(graph.reverse(copy=False), goal, weight="minutes")
        assert {state: costs.get(state, np.inf) for state in range(len(exact.cost))} == dict(enumerate(exact.cost))
        for state, cost in enumerate(exact.cost):
            route = exact.route(state)
            assert route[0] == state
            if np.isfinite(cost):
                assert route[-1] == goal
                assert router.cost(route) == nx.path_weight(graph, route, "minutes") == cost
            else:
                assert route == [state]


def test_the_cost_of_a_hop_is_that_of_its_row_or_0(network: Network) -> None:
    problem = route_problem(network, "minutes")
    size, router = problem.triples.num_stations, ExactRouter(problem)
    rows = {(source, destination): minutes for source, _, destination, minutes in problem.triples}
    # Beyond both ends, where the number of a pair would be that of another.
    source, destination = np.divmod(np.arange(size * 3 * size), 3 * size)
    destination -= size
    expected = [rows.get(pair, 0) for pair in zip(source.tolist(), destination.tolist(), strict=True)]
    assert router.hop_cost(source, destination).tolist() == expected


def test_a_walk_with_a_missing_row_has_no_cost(network: Network) -> None:
    problem = route_problem(network, "minutes")
    router = ExactRouter(problem)
    whole = states(problem, "enter Alpha", "blue Alpha-Chi", "platform Chi", "leave Chi")
    minutes, changes, stops = problem.counts(np.array(router.cost(whole)))
    assert (minutes, changes, stops) == (1 * 2, 0, 1)
    assert router.cost(states(problem, "enter Alpha", "platform Alpha")) is None
    assert router.cost(states(problem, "enter Alpha", "blue Alpha-Chi", "leave Chi")) is None
    assert router.cost(states(problem, "blue Alpha-Chi", "blue Chi-Alpha")) is None  # straight back


def test_costs_that_may_not_be_exact_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = route_problem(make("red A-B 1", "red B-C 1"), "minutes")
    goal = problem.destination_state(2)
    cost = ExactRouter(problem).search(goal).cost
    longest = cost[np.isfinite(cost)].max()
    monkeypatch.setattr("graphmem.routing.exact_router.MOST", longest + 1)
    assert (ExactRouter(problem).search(goal).cost == cost).all()
    monkeypatch.setattr("graphmem.routing.exact_router.MOST", longest)
    with pytest.raises(DataError, match="too large to compare routes exactly"):
        ExactRouter(problem).search(goal)
