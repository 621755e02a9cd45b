"""Alternatives worked out by hand, and their properties on random networks."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import NoRoute
from graphmem.graphs import Network
from graphmem.interpreter import load_planner
from graphmem.routing import By, Closures, Constraints, RouteAnswer, build_itinerary, find_alternatives, route_problem
from graphmem.routing.alternatives import differ

from .cases import make, summary
from .drawn import constraints, networks
from .oracle import Oracle
from .states import states

MakeStandIn = Callable[..., Any]
BUNDLE = ("red ABCD 1", "blue AEFD 2", "green AGHD 3")


def find(
    planner: Any, network: Network, ends: str, count: int, by: By = "minutes", constraints: Constraints | None = None
) -> list[RouteAnswer]:
    numbers = network.station_index[ends[0]], network.station_index[ends[1]]
    return find_alternatives(
        planner, network, by, 5, constraints or Constraints(), numbers, count, np.random.default_rng(0)
    )


def lines(answers: list[RouteAnswer]) -> list[list[str]]:
    return [summary(answer.route)[0] for answer in answers]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_there_are_at_most_as_many_as_exist_the_best_first(stand_in: MakeStandIn, count: int) -> None:
    answers = find(stand_in(), make(*BUNDLE), "AD", count)
    assert lines(answers) == [["Red ABCD"], ["Blue AEFD"], ["Green AGHD"]][:count]
    assert [answer.route.minutes for answer in answers] == [3, 6, 9][:count]
    assert all(answer.optimal and answer.solver == "stand-in" for answer in answers)


@pytest.mark.parametrize(
    ("by", "ranked"),
    [
        ("minutes", [["Blue AX", "Green XD"], ["Red ABCD"], ["Grey AFGHD"]]),
        ("changes", [["Red ABCD"], ["Grey AFGHD"], ["Blue AX", "Green XD"]]),
        ("stops", [["Blue AX", "Green XD"], ["Red ABCD"], ["Grey AFGHD"]]),
    ],
)
def test_they_are_ranked_by_the_chosen_criterion(stand_in: MakeStandIn, by: By, ranked: list[list[str]]) -> None:
    network = make("red ABCD 3", "blue AX 1", "green XD 1", "grey AFGHD 2.5")
    assert lines(find(stand_in(), network, "AD", 5, by)) == ranked


def test_ties_are_ranked_by_the_next_criterion(stand_in: MakeStandIn) -> None:
    network = make("red ABCD 2", "grey AEFGD 1.5", "blue AX 0.5", "green XD 0.5")
    answers = find(stand_in(), network, "AD", 5)
    assert [summary(answer.route)[1:] for answer in answers] == [(6, 0, 3), (6, 0, 4), (6, 1, 2)]
    # Without A to B and B to C, which is asked first, there is a change; without A to B alone there is none.
    network = make("red ABC 1", "grey AYB 4", "grey BC 1", "blue AX 2", "green XC 2")
    assert [summary(answer.route)[1:] for answer in find(stand_in(), network, "AC", 5)] == [
        (2, 0, 2),
        (9, 0, 3),
        (9, 1, 2),
    ]


def test_without_times(stand_in: MakeStandIn) -> None:
    network = make("red ABCD -", "blue AX -", "green XD -")
    assert lines(find(stand_in(), network, "AD", 3, "stops")) == [["Blue AX", "Green XD"], ["Red ABCD"]]
    assert lines(find(stand_in(), network, "AD", 3, "changes")) == [["Red ABCD"], ["Blue AX", "Green XD"]]


def test_another_line_between_the_same_stations_is_not_an_alternative(stand_in: MakeStandIn) -> None:
    network = make("red ABC 1", "blue ABC 2", walks=["AB 9"])
    assert lines(find(stand_in(), network, "AC", 4)) == [["Red ABC"]]


def test_a_detour_around_part_of_a_leg_is_found(stand_in: MakeStandIn) -> None:
    """Detours around the first half of a leg, and around its middle."""
    network = make("red ABCDE 1", "blue BXD 2", "grey AFC 2")
    routes = [["Red ABCDE"], ["Grey AFC", "Red CDE"], ["Red AB", "Blue BXD", "Red DE"]]
    assert lines(find(stand_in(), network, "AE", 4)) == routes
    # Also where there is a way round all of it.
    network = make("red ABCDE 1", "green AGHE 5", "grey AFC 2")
    assert lines(find(stand_in(), network, "AE", 4)) == [["Red ABCDE"], ["Grey AFC", "Red CDE"], ["Green AGHE"]]


def test_both_ends_may_be_on_branches_without_detours(stand_in: MakeStandIn) -> None:
    network = make("red ABCDEFGHIJ 1", "blue CXYZH 1")
    assert lines(find(stand_in(), network, "AJ", 3)) == [["Red ABCDEFGHIJ"], ["Red ABC", "Blue CXYZH", "Red HIJ"]]


@pytest.mark.parametrize(
    ("first", "last", "really"),
    [
        ("A", "B", True),
        ("ABC", "DEFG", True),
        ("ABCD", "EFGH", True),
        ("ABCD", "EFGHI", False),
        ("A", "BCDEFGHI", False),
    ],
)
def test_alternatives_may_share_three_quarters_of_the_shorter_one(first: str, last: str, really: bool) -> None:
    """Two hops over X or three over Y and Z; the hops before and after are shared, at most six of eight."""
    network = make(f"red {first}X{last} 1", f"red {first}YZ{last} 1")
    problem = route_problem(network, "minutes")
    routes = []
    for middle in ("X", "YZ"):
        rides = [f"red {a}-{b}" for a, b in itertools.pairwise(first + middle + last)]
        ends = f"platform {last[-1]}", f"leave {last[-1]}"
        routes.append(build_itinerary(problem, states(problem, f"enter {first[0]}", *rides, *ends)))
    assert differ(*routes) is differ(*reversed(routes)) is really


def test_all_alternatives_keep_the_constraints(stand_in: MakeStandIn) -> None:
    network = make(*BUNDLE, "red DI 1", "blue DJI 1", "grey AI 1")
    d = network.station_index["D"]
    answers = find(stand_in(), network, "AI", 9, constraints=Constraints((d,), Closures(lines=frozenset({1}))))
    assert lines(answers) == [["Red ABCDI"], ["Green AGHD", "Red DI"]]
    assert len(find(stand_in(), network, "AI", 9, constraints=Constraints((d,)))) > 2


def test_without_any_route_there_is_an_error(stand_in: MakeStandIn) -> None:
    with pytest.raises(NoRoute, match="from D to A"):
        find(stand_in(), make(*BUNDLE), "DA", 3)


def test_errors_of_the_machine_are_corrected_in_every_alternative(stand_in: MakeStandIn) -> None:
    class Silent(stand_in):  # type: ignore[misc, valid-type]
        def describe(self, triples: Any, rng: Any) -> Any:
            self.wrong = dict.fromkeys(range(triples.num_stations))
            return super().describe(triples, rng)

    answers = find(Silent(), make(*BUNDLE), "AD", 3)
    assert lines(answers) == [["Red ABCD"], ["Blue AEFD"], ["Green AGHD"]]
    assert all(answer.answered_no_route and answer.solver == "exact" for answer in answers)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Network, Constraints, By]:
    network = draw(networks())
    by: By = draw(st.sampled_from(["minutes", "changes", "stops"] if network.timed else ["changes", "stops"]))
    return network, draw(constraints(network)), by


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(questions())
def test_alternatives_of_random_networks_differ_are_ranked_and_are_routes(
    question: tuple[Network, Constraints, By],
) -> None:
    network, constraints, by = question
    planner = load_planner()
    oracle = Oracle(network, by, 5, constraints.closures, constraints.via)
    for origin, destination in [(0, len(network.stations) - 1), (len(network.stations) - 1, 0)]:
        ends = network.stations[origin].id, network.stations[destination].id
        best = oracle.from_(ends[0]).get(ends[1])
        if best is None:
            continue
        answers = find_alternatives(
            planner, network, by, 5, constraints, (origin, destination), 3, np.random.default_rng(0)
        )
        taken = [oracle.recount(answer.route) for answer in answers]
        assert 1 <= len(answers) <= 3
        assert taken[0] == best
        assert list(map(oracle.key, taken)) == sorted(map(oracle.key, taken))
        assert all(answer.optimal for answer in answers)
        for one, other in itertools.combinations(answers, 2):
            hops = [set(itertools.pairwise(answer.route.stations)) for answer in (one, other)]
            assert 3 * len(hops[0] & hops[1]) <= 2 * min(map(len, hops))
