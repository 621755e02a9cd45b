"""Exact search and the cost of walks, against networkx on random networks."""

import networkx as nx
import numpy as np
import pytest

from graphmem.graphs import Connection, Line, Network, Station
from graphmem.routing import By, route_problem
from graphmem.routing.judge import Judge


def random_network(seed: int) -> Network:
    """Eight stations on a one-way ring, and chords on three lines, some of them twice."""
    rng = np.random.default_rng(seed)
    ends = [(i, (i + 1) % 8) for i in range(7)] + [tuple(rng.choice(8, 2, replace=False)) for _ in range(10)]
    connections = [Connection(f"s{a}", f"s{b}", f"l{rng.integers(3)}", "", int(rng.integers(1, 4))) for a, b in ends]
    connections += [Connection(c.source, c.destination, c.line, "", c.minutes + 1) for c in connections[::3]]
    stations, lines = (
        tuple(Station(f"s{i}", f"S{i}") for i in range(8)),
        tuple(Line(f"l{i}", f"L{i}") for i in range(3)),
    )
    return Network("random", stations, lines, tuple(connections))


@pytest.mark.parametrize("by", ["stops", "minutes"])
@pytest.mark.parametrize("seed", range(4))
def test_cost_stops_and_route_agree_with_networkx(by: By, seed: int) -> None:
    problem = route_problem(random_network(seed), by, change_minutes=1)
    judge = Judge(problem)
    graph = nx.DiGraph()
    rows = sorted(zip(problem.triples, problem.is_ride, strict=True), key=lambda row: -row[0].minutes)
    for (source, _, destination, minutes), ride in rows:  # the quickest of parallel rows is written last
        graph.add_edge(source, destination, minutes=minutes, ride=int(ride))
    for station in range(8):
        goal = problem.destination_state(station)
        exact = judge.search(goal)
        for origin in (problem.origin_state(s) for s in range(8) if s != station):
            route = exact.route(origin)
            if not nx.has_path(graph, origin, goal):
                assert (exact.cost[origin], exact.stops[origin], route) == (np.inf, np.inf, [origin])
                continue
            best = list(nx.all_shortest_paths(graph, origin, goal, weight="minutes"))
            assert exact.cost[origin] == nx.path_weight(graph, best[0], "minutes") == judge.cost(route)
            assert exact.stops[origin] == min(nx.path_weight(graph, path, "ride") for path in best)
            assert exact.stops[origin] == nx.path_weight(graph, route, "ride")
            assert route in best


def test_hops_take_the_quickest_row_and_none_leads_nowhere() -> None:
    problem = route_problem(random_network(0), "minutes")
    size, judge = problem.triples.num_stations, Judge(problem)
    quickest: dict[tuple[int, int], int] = {}
    for source, _, destination, minutes in problem.triples:
        quickest[source, destination] = min(minutes, quickest.get((source, destination), minutes))
    # Beyond both ends, where the number of a pair would be that of another.
    source, destination = np.divmod(np.arange(size * 3 * size), 3 * size)
    destination -= size
    expected = [quickest.get(pair, 0) for pair in zip(source.tolist(), destination.tolist(), strict=True)]
    assert judge.hop_ticks(source, destination).tolist() == expected
    assert judge.cost([problem.origin_state(0), problem.destination_state(0)]) is None
