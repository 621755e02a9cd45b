"""Answers checked by exact search, of machines that err on purpose too."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from graphmem.errors import NoRoute, UsageError
from graphmem.graphs import Network
from graphmem.routing import By, RouteAnswer, RoutingSession, ask, route_problem
from graphmem.routing.ask import BYTES_PER_STATE, follow

from .cases import make, summary
from .states import state, states

ALPHA, BETA, GAMMA, DELTA, CHI, OMEGA = range(6)
MakeStandIn = Callable[..., Any]


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def question(network: Network, planner: Any, origin: int, destination: int, by: By = "stops") -> RouteAnswer:
    return ask(planner, route_problem(network, by), origin, destination, rng())


@pytest.mark.parametrize(
    ("by", "route"),
    [
        ("stops", (["Blue ac", "Green cd"], 7, 1, 2)),
        ("minutes", (["Red abgd"], 6, 0, 3)),
        ("changes", (["Red abgd"], 6, 0, 3)),
    ],
)
def test_a_right_answer(network: Network, stand_in: MakeStandIn, by: By, route: object) -> None:
    answer = question(network, stand_in(), ALPHA, DELTA, by)
    assert summary(answer.route) == route
    assert (answer.by, answer.solver) == (by, "stand-in")
    assert (answer.valid, answer.optimal, answer.answered_no_route) == (True, True, False)
    assert answer.route == answer.machine_route == answer.exact_route
    assert answer.answered == answer.route.stations
    assert answer.planning_steps == 5
    assert answer.seconds > 0


@pytest.mark.parametrize(
    ("wrong", "answered"),
    [
        ({"red Alpha-Beta": "platform Delta"}, "abd"),  # no such way
        (
            {
                "red Alpha-Beta": "red Beta-Alpha",
                "red Beta-Alpha": "platform Alpha",
                "platform Alpha": "blue Alpha-Chi",
            },
            "abacd",
        ),  # straight back
        ({"red Alpha-Beta": "platform Beta", "platform Beta": "red Alpha-Beta"}, "ab"),  # for ever
        ({"red Alpha-Beta": "leave Beta"}, "ab"),  # off a train without a platform, at the wrong place
        ({"enter Alpha": "leave Delta"}, "ad"),  # out where it should, but by no way
        ({"enter Alpha": "leave Alpha"}, "a"),
        ({"red Beta-Gamma": None}, "abg"),  # gives up on the way
        ({"red Beta-Gamma": 99}, "abg"),  # no state at all
        ({"red Beta-Gamma": -1}, "abg"),
    ],
)
@pytest.mark.parametrize("by", ["minutes", "stops"])
def test_a_walk_that_is_not_a_route_is_replaced_by_the_exact_route(
    network: Network, stand_in: MakeStandIn, by: By, wrong: dict[str, str | int | None], answered: str
) -> None:
    problem = route_problem(network, by)
    numbers = {
        state(problem, here): state(problem, there) if isinstance(there, str) else there
        for here, there in {"enter Alpha": "red Alpha-Beta", **wrong}.items()
    }
    answer = ask(stand_in(numbers), problem, ALPHA, DELTA, rng())
    assert "".join(station.id for station in answer.answered) == answered
    assert (answer.valid, answer.optimal, answer.answered_no_route) == (False, False, False)
    assert (answer.solver, answer.machine_route) == ("exact", None)
    assert answer.route == answer.exact_route == question(network, stand_in(), ALPHA, DELTA, by).route


@pytest.mark.parametrize("by", ["minutes", "stops"])
def test_a_false_no_route_is_caught(network: Network, stand_in: MakeStandIn, by: By) -> None:
    origin = route_problem(network, by).origin_state(ALPHA)
    answer = question(network, stand_in({origin: None}), ALPHA, DELTA, by)
    assert answer.answered_no_route
    assert [station.id for station in answer.answered] == ["a"]
    assert (answer.valid, answer.solver) == (False, "exact")
    assert answer.route == answer.exact_route


@pytest.mark.parametrize(
    ("by", "names", "route"),
    [
        # A stop more; a false change; a change that could have been spared.
        ("stops", ("enter Alpha", "red Alpha-Beta"), (["Red abgd"], 6, 0, 3)),
        ("minutes", ("enter Alpha", "blue Alpha-Chi"), (["Blue ac", "Green cd"], 7, 1, 2)),
        ("changes", ("red Beta-Gamma", "platform Gamma", "red Gamma-Delta"), (["Red abg", "Red gd"], 11, 1, 3)),
    ],
)
def test_a_worse_route_is_valid_but_not_optimal(
    network: Network, stand_in: MakeStandIn, by: By, names: tuple[str, ...], route: object
) -> None:
    problem = route_problem(network, by)
    wrong = states(problem, *names)
    answer = ask(stand_in(dict(pairwise(wrong))), problem, ALPHA, DELTA, rng())
    assert (answer.valid, answer.optimal, answer.solver) == (True, False, "exact")
    assert answer.machine_route is not None
    assert summary(answer.machine_route) == route
    assert answer.route == answer.exact_route == question(network, stand_in(), ALPHA, DELTA, by).exact_route


def test_a_route_that_is_best_by_the_first_criterion_only_is_not_optimal(stand_in: MakeStandIn) -> None:
    network = make("red ABC 1", "blue AC 2")
    problem = route_problem(network, "minutes")
    longer = {state(problem, "enter A"): state(problem, "red A-B")}
    answer = ask(stand_in(longer), problem, 0, 2, rng())
    assert (answer.valid, answer.optimal) == (True, False)
    assert answer.machine_route is not None
    assert (
        answer.machine_route.minutes,
        answer.machine_route.stops,
        answer.exact_route.minutes,
        answer.exact_route.stops,
    ) == (2, 2, 2, 1)


def test_any_of_several_best_routes_is_optimal(stand_in: MakeStandIn) -> None:
    problem = route_problem(make("red ABC 1", "blue ADC 1"), "minutes")
    for way in ("red A-B", "blue A-D"):
        answer = ask(stand_in({state(problem, "enter A"): state(problem, way)}), problem, 0, 2, rng())
        assert answer.optimal
        assert answer.route is answer.machine_route
        assert answer.route.stations[1].id == way[-1]


def test_no_route_is_an_error_with_the_answer_of_the_machine(network: Network, stand_in: MakeStandIn) -> None:
    with pytest.raises(NoRoute, match=r"^There is no route from Omega to Alpha; the machine also answers that"):
        question(network, stand_in(), OMEGA, ALPHA)
    problem = route_problem(network, "stops")
    wrong = dict([states(problem, "enter Omega", "leave Alpha")])
    with pytest.raises(NoRoute, match=r"from Omega to Alpha; the machine wrongly answers with one\.$"):
        ask(stand_in(wrong), problem, OMEGA, ALPHA, rng())


def test_origin_and_destination_must_differ(network: Network, stand_in: MakeStandIn) -> None:
    with pytest.raises(UsageError, match="Alpha"):
        question(network, stand_in(), ALPHA, ALPHA)


def test_a_session_reads_once_and_keeps_its_latest_plans(network: Network, stand_in: MakeStandIn) -> None:
    planned: list[int] = []

    class Counting(stand_in):  # type: ignore[misc, valid-type]
        def describe(self, *args: Any) -> Any:
            described = super().describe(*args)
            plan = described.plan
            described.plan = lambda destination: planned.append(destination) or plan(destination)
            return described

    planner, problem = Counting(), route_problem(network, "minutes")
    session = RoutingSession(planner, problem, rng(), memory=2 * BYTES_PER_STATE * problem.triples.num_stations)
    ends = [(ALPHA, DELTA), (BETA, DELTA), (ALPHA, CHI), (GAMMA, DELTA), (ALPHA, OMEGA), (BETA, CHI)]
    answers = [session.ask(*pair) for pair in ends]
    assert planner.described == 1
    # Delta, Chi, and Omega, for which Chi had to go, as Delta was asked for later.
    assert planned == [problem.destination_state(end) for end in (DELTA, CHI, OMEGA, CHI)]
    for pair, answer in zip(ends, answers, strict=True):
        alone = question(network, stand_in(), *pair, "minutes")
        assert (answer.route, answer.exact_route, answer.answered) == (alone.route, alone.exact_route, alone.answered)


class Arrows:
    """A plan that is a table of next states."""

    steps = computed_steps = 1

    def __init__(self, **following: int | None) -> None:
        self.following = {int(name[1:]): state for name, state in following.items()}

    def next_station(self, current: int) -> int | None:
        return self.following[current]

    def next_stations(self) -> Any:
        raise AssertionError


@pytest.mark.parametrize(
    ("plan", "walk", "no_route"),
    [
        (Arrows(s0=1, s1=2), [0, 1, 2], False),
        (Arrows(s0=None), [0], True),
        (Arrows(s0=1, s1=None), [0, 1], False),
        (Arrows(s0=1, s1=3, s3=1), [0, 1, 3, 1], False),
        (Arrows(s0=0), [0, 0], False),
        (Arrows(s0=1, s1=4), [0, 1], False),  # there are four states
        (Arrows(s0=-1), [0], False),
    ],
)
def test_a_walk_ends_at_the_destination_or_where_it_cannot_go_on(plan: Arrows, walk: list[int], no_route: bool) -> None:
    assert follow(plan, 0, 2, num_states=4) == (walk, no_route)
