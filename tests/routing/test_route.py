"""Routes by hand, and machines that err on purpose."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from graphmem.errors import NoRoute, UsageError
from graphmem.graphs import Connection, Line, Network, Station
from graphmem.routing import Answer, By, ask, route_problem
from graphmem.routing.problem import Journey
from graphmem.routing.route import Route, build_route

ALPHA, BETA, GAMMA, DELTA, CHI, OMEGA = range(6)
MakeStandIn = Callable[..., Any]


def question(network: Network, planner: Any, origin: int, destination: int, by: By = "stops") -> Answer:
    return ask(planner, route_problem(network, by), origin, destination, np.random.default_rng(0))


def summary(route: Route) -> list[tuple[str, str, str, float]]:
    return [(leg.line.name, leg.direction, "".join(s.name[0] for s in leg.stations), leg.minutes) for leg in route.legs]


def test_fewest_stops_and_fewest_minutes_disagree(network: Network, stand_in: MakeStandIn) -> None:
    by_stops = question(network, stand_in(), ALPHA, DELTA)
    assert summary(by_stops.route) == [("Blue", "Eastbound", "AC", 1), ("Green", "Eastbound", "CD", 1)]
    assert (by_stops.route.stops, by_stops.route.changes, by_stops.route.minutes) == (2, 1, 7)
    assert (by_stops.cost, by_stops.exact_cost, by_stops.solver) == (2, 2, "stand-in")

    by_minutes = question(network, stand_in(), ALPHA, DELTA, "minutes")
    assert summary(by_minutes.route) == [("Red", "Eastbound", "ABGD", 6)]
    assert (by_minutes.route.stops, by_minutes.route.changes, by_minutes.route.minutes) == (3, 0, 6)
    assert (by_minutes.cost, by_minutes.exact_cost) == (6, 6)
    for answer in (by_stops, by_minutes):
        assert answer.valid
        assert answer.optimal
        assert answer.route == answer.exact
        assert answer.said == answer.route.stations
        assert answer.steps == 7
        assert answer.seconds > 0


def test_fractional_minutes_are_added_exactly(network: Network, stand_in: MakeStandIn) -> None:
    answer = question(network, stand_in(), DELTA, OMEGA, "minutes")
    assert summary(answer.route) == [("Red", "Westbound", "DGBAO", 7.5)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({BETA: DELTA}, "ABD"),  # no such connection
        ({BETA: ALPHA}, "ABA"),  # a loop
        ({BETA: OMEGA}, "ABO"),
        ({ALPHA: OMEGA}, "AO"),  # nothing leaves Omega
        ({GAMMA: None}, "ABG"),  # gives up on the way
        ({GAMMA: 99}, "ABG"),  # no station at all
    ],
)
def test_a_walk_that_is_no_route_is_replaced_by_the_exact_one(
    network: Network, stand_in: MakeStandIn, wrong: dict[int, int | None], said: str
) -> None:
    answer = question(network, stand_in({ALPHA: BETA, **wrong}), ALPHA, DELTA)
    assert "".join(station.name[0] for station in answer.said) == said
    assert (answer.valid, answer.optimal, answer.said_no_route) == (False, False, False)
    assert (answer.cost, answer.exact_cost, answer.solver) == (None, 2, "exact")
    assert "".join(station.name[0] for station in answer.route.stations) == "ACD"


def test_a_false_no_route_is_caught(network: Network, stand_in: MakeStandIn) -> None:
    for by in ("stops", "minutes"):
        origin = route_problem(network, by).origin_state(ALPHA)
        answer = question(network, stand_in({origin: None}), ALPHA, DELTA, by)
        assert answer.said_no_route
        assert not answer.valid
        assert answer.solver == "exact"
        assert answer.route == answer.exact


def test_a_longer_way_is_valid_but_not_optimal(network: Network, stand_in: MakeStandIn) -> None:
    answer = question(network, stand_in({ALPHA: BETA, BETA: GAMMA, GAMMA: DELTA}), ALPHA, DELTA)
    assert answer.valid
    assert not answer.optimal
    assert (answer.cost, answer.exact_cost, answer.solver) == (3, 2, "exact")
    assert answer.route == answer.exact
    assert answer.route.stops == 2


def test_a_false_change_costs_its_minutes(network: Network, stand_in: MakeStandIn) -> None:
    problem = route_problem(network, "minutes")
    red, green = problem.pairs.index((DELTA, 0)), problem.pairs.index((DELTA, 2))
    answer = question(network, stand_in({red: green}), ALPHA, DELTA, "minutes")
    assert (answer.valid, answer.optimal, answer.cost) == (True, False, 11)


def test_no_route_is_an_error_that_tells_what_the_machine_said(network: Network, stand_in: MakeStandIn) -> None:
    with pytest.raises(NoRoute, match="from Omega to Alpha; the machine says so too"):
        question(network, stand_in(), OMEGA, ALPHA)
    with pytest.raises(NoRoute, match="answered with one that does not hold"):
        question(network, stand_in({OMEGA: ALPHA}), OMEGA, ALPHA)


def test_a_route_to_where_one_is_is_refused(network: Network, stand_in: MakeStandIn) -> None:
    with pytest.raises(UsageError, match="Alpha"):
        question(network, stand_in(), ALPHA, ALPHA)


def parallel_lines() -> Network:
    """One way A B C D E; red runs A to C and D to E, blue B to E, green everywhere but slowly, and red twice A to B."""
    connections = [Connection(s, d, "red", "North", 1) for s, d in ("bc", "de")]
    connections += [Connection("a", "b", "red", "North", 3), Connection("a", "b", "red", "Fast North", 1)]
    connections += [
        Connection(s, d, "blue", way, 1) for s, d, way in (("b", "c", "Up"), ("c", "d", "Up"), ("d", "e", "On"))
    ]
    connections += [Connection(s, d, "green", "", 9) for s, d in ("ab", "bc", "cd")]
    stations = tuple(Station(letter, letter.upper()) for letter in "abcde")
    lines = tuple(Line(name.lower(), name) for name in ("Red", "Green", "Blue"))
    return Network("parallel", stations, lines, tuple(connections))


def test_lines_have_the_fewest_changes_then_the_fewest_minutes() -> None:
    problem = route_problem(parallel_lines(), "stops")
    everywhere = build_route(problem, Journey((0, 1, 2, 3, 4), (None,) * 4))
    # One change at B or at C; A to C on red and then blue takes as long as changing at B, and red comes first.
    assert summary(everywhere) == [("Red", "Fast North", "ABC", 2), ("Blue", "Up", "CDE", 2)]
    assert everywhere.minutes == 9
    # Green needs no change, however slow it is.
    assert summary(build_route(problem, Journey((0, 1, 2, 3), (None,) * 3))) == [("Green", "", "ABCD", 27)]
    # Two lines without a change: the quicker.
    assert summary(build_route(problem, Journey((0, 1, 2), (None,) * 2))) == [("Red", "Fast North", "ABC", 2)]


def test_lines_that_the_machine_chose_are_kept() -> None:
    problem = route_problem(parallel_lines(), "minutes")
    route = build_route(problem, Journey((0, 1, 2, 3), (0, 2, 2)))
    assert summary(route) == [("Red", "Fast North", "AB", 1), ("Blue", "Up", "BCD", 2)]


def test_among_equally_quick_routes_the_exact_one_has_the_fewest_stops() -> None:
    """A to C takes 2 minutes either way; over B it has a stop more, and its rows stand first."""
    connections = [Connection(s, d, "red", "", m) for s, d, m in (("a", "b", 1), ("b", "c", 1), ("a", "c", 2))]
    network = Network("tie", tuple(Station(c, c) for c in "abc"), (Line("red", "Red"),), tuple(connections))

    class NoIdea:
        name, steps = "no idea", 0

        def describe(self, *_: Any) -> "NoIdea":
            return self

        plan = describe

        def next_station(self, _: int) -> None:
            return None

    answer = ask(NoIdea(), route_problem(network, "minutes"), 0, 2, np.random.default_rng(0))
    assert (answer.exact.stops, answer.exact_cost) == (1, 2)
