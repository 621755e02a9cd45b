"""Best routes on random networks: exact search and the shipped machine against an independent oracle."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import NoRoute
from graphmem.graphs import Network
from graphmem.interpreter import load_planner
from graphmem.routing import By, RouteProblem, RoutingSession, build_itinerary
from graphmem.routing.constraints import Constraints
from graphmem.routing.exact_router import ExactRouter

from .drawn import constraints, networks
from .oracle import ORDER, Oracle, Taken

PLANNER = load_planner()


@st.composite
def questions(draw: st.DrawFn) -> tuple[Network, Constraints, float]:
    network = draw(networks())
    return (
        network,
        draw(constraints(network)) if draw(st.booleans()) else Constraints(),
        draw(st.sampled_from([0.5, 1, 5])),
    )


def criteria(network: Network) -> list[By]:
    return [by for by, timed in ORDER if timed == network.timed]


def counted(problem: RouteProblem, cost: float) -> Taken:
    minutes, changes, stops = (int(number) for number in problem.counts(np.array(cost)))
    return Fraction(minutes, problem.ticks_per_minute), changes, stops


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(questions())
def test_exact_search_finds_what_the_oracle_finds(question: tuple[Network, Constraints, float]) -> None:
    network, constraints, change_minutes = question
    for by in criteria(network):
        oracle = Oracle(network, by, change_minutes, constraints.closures, constraints.via)
        problem = constraints.problem(network, by, change_minutes)
        router = ExactRouter(problem)
        exact = [router.search(problem.destination_state(number)) for number in range(len(network.stations))]
        for origin, start in enumerate(network.stations):
            best, state = oracle.from_(start.id), problem.origin_state(origin)
            for destination, end in enumerate(network.stations):
                cost = exact[destination].cost[state]
                if origin == destination:
                    continue
                assert np.isfinite(cost) == (end.id in best)
                if end.id in best:
                    route = build_itinerary(problem, exact[destination].route(state))
                    assert counted(problem, cost) == oracle.recount(route) == best[end.id]
                    assert (route.changes, route.stops) == best[end.id][1:]
                    assert route.minutes is None or abs(route.minutes - best[end.id][0]) < 1e-9


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(questions(), st.integers(0, 2**32))
def test_the_machine_finds_a_best_route_between_all_stations(
    question: tuple[Network, Constraints, float], seed: int
) -> None:
    network, constraints, change_minutes = question
    for by in criteria(network):
        oracle = Oracle(network, by, change_minutes, constraints.closures, constraints.via)
        session = RoutingSession(PLANNER, constraints.problem(network, by, change_minutes), np.random.default_rng(seed))
        best = [oracle.from_(station.id) for station in network.stations]
        for destination, end in enumerate(network.stations):
            for origin in set(range(len(network.stations))) - {destination}:
                if end.id not in best[origin]:
                    with pytest.raises(NoRoute, match="the machine also answers that there is none"):
                        session.ask(origin, destination)
                    continue
                answer = session.ask(origin, destination)
                assert answer.valid
                assert answer.optimal
                assert answer.machine_route is not None
                assert oracle.recount(answer.machine_route) == best[origin][end.id]
                stations = answer.machine_route.stations
                assert (stations[0], stations[-1], answer.answered) == (network.stations[origin], end, stations)
