"""Constraints worked out by hand: routes that keep them, and sentences where none does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graphmem.errors import NoRoute, UnknownLine, UnknownStation, UsageError
from graphmem.graphs import Network
from graphmem.routing import Closures, Constraints, ask, describe_constraints, find_constraints

from .cases import Summary, best, make
from .trees import ASH, BIRCH, BLUE, CEDAR, DALE, NIGHT, RED, trees


def via(network: Network, passed: str) -> Constraints:
    return Constraints(tuple(network.station_index[station] for station in passed))


@pytest.mark.parametrize(
    ("ends", "passed", "route"),
    [
        # On the same train: not split, though blue would be quicker.
        ("AD", "C", (["Red ABCD"], 6, 0, 3)),
        ("AD", "BC", (["Red ABCD"], 6, 0, 3)),
        ("AD", "", (["Blue AXD"], 2, 0, 2)),
        # In their order: to C, back to B, which is a change as every turn is, and on from there.
        ("AD", "CB", (["Red ABC", "Red CB", "Red BCD"], 6 + 2 + 2 + 10, 2, 5)),
        # Beyond the destination and back.
        ("AC", "D", (["Blue AXD", "Red DC"], 2 + 2 + 5, 1, 3)),
        ("BC", "A", (["Red BA", "Red ABC"], 2 + 4 + 5, 1, 3)),
        # Where one boards again or walks to, and past where one began.
        ("AX", "D", (["Blue AXD", "walk DX"], 3, 0, 3)),
        ("BD", "AX", (["Red BA", "Blue AXD"], 2 + 2 + 5, 1, 3)),
        ("XB", "DX", (["walk XD", "walk DX", "walk XD", "Red DCB"], 3 + 4, 0, 5)),
    ],
)
def test_the_route_passes_stations_in_order(ends: str, passed: str, route: Summary) -> None:
    network = make("red ABCD 2 both", "blue AXD 1", walks=["DX 1", "XD 1"])
    assert best(network, "minutes", ends, constraints=via(network, passed)) == route


def test_a_loop_is_ridden_to_pass_a_station() -> None:
    network = make("red ABCDA 1", services=["red ABCDABC"])
    assert best(network, "changes", "AB", constraints=via(network, "D")) == (["Red ABCDAB"], 5, 0, 5)
    assert best(network, "changes", "CB", constraints=via(network, "D")) == (["Red CDAB"], 3, 0, 3)
    # From D the train goes no further than C, and there is not yet A after B.
    assert best(network, "changes", "DC", constraints=via(network, "BA"))[1:] == (7 + 5, 1, 7)


def test_routes_avoid_closures() -> None:
    network = make("red ABCD 1 both", "blue AXD 5 both", services=["red ABCD", "red DCBA"], walks=["AB 9"])
    a, b, red = network.station_index["A"], network.station_index["B"], network.line_index["red"]

    def without(ends: str, **closed: Any) -> Summary:
        return best(network, "minutes", ends, constraints=Constraints(closures=Closures(**closed)))

    assert without("AD") == (["Red ABCD"], 3, 0, 3)
    station = {"stations": frozenset({b})}
    assert without("AD", **station) == (["Blue AXD"], 10, 0, 2)
    assert without("AC", **station) == (["Blue AXD", "Red DC"], 16, 1, 3)
    assert without("DA", lines=frozenset({red})) == (["Blue DXA"], 10, 0, 2)
    # One way, for one line: on foot to B, where the pattern that is cut runs on; the way back is open.
    way = {"ways": frozenset({(a, b, red)})}
    assert without("AC", **way) == (["walk AB", "Red BC"], 10, 0, 2)
    assert without("CA", **way) == (["Red CBA"], 2, 0, 2)
    # For every line and on foot.
    assert without("AB", ways=frozenset({(a, b, None)})) == (["Blue AXD", "Red DCB"], 17, 1, 4)


@pytest.mark.parametrize(
    ("constraints", "ends", "sentence"),
    [
        (Constraints(closures=Closures(frozenset({ASH}))), (ASH, DALE), "Ash is closed or to be avoided"),
        (Constraints(closures=Closures(frozenset({DALE}))), (ASH, DALE), "Dale is closed or to be avoided"),
        (Constraints((CEDAR,), Closures(frozenset({CEDAR}))), (ASH, DALE), "Cedar is closed or to be avoided"),
        (Constraints((ASH,)), (ASH, DALE), "to pass Ash, but it is already there"),
        (Constraints((DALE,)), (ASH, DALE), "to pass Dale, but it is already there"),
        (Constraints((CEDAR, CEDAR)), (ASH, DALE), "to pass Cedar, but it is already there"),
    ],
)
def test_constraints_that_contradict_the_question_are_refused(
    constraints: Constraints, ends: tuple[int, int], sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        constraints.check(trees(), *ends)


def test_consistent_constraints_are_accepted() -> None:
    Constraints().check(trees(), ASH, DALE)
    Constraints().check(trees(), ASH, ASH)  # not the fault of the constraints; ``ask`` refuses the question
    Constraints((CEDAR, BIRCH, CEDAR), Closures(lines=frozenset({RED}))).check(trees(), ASH, DALE)


def test_names_of_constraints_are_looked_up(tmp_path: Path) -> None:
    tables = [tmp_path / "stations.csv", tmp_path / "lines.csv"]
    tables[0].write_text("station\ndale\n")
    tables[1].write_text("line\nnight\n")
    constraints = find_constraints(trees(), ["bouleau", "c"], ["ASH"], ["red"], tables)
    assert constraints == Constraints((BIRCH, CEDAR), Closures(frozenset({ASH, DALE}), frozenset({RED, NIGHT})))
    assert find_constraints(trees(), [], [], []) == Constraints()
    with pytest.raises(UnknownStation):
        find_constraints(trees(), ["Elm"], [], [])
    with pytest.raises(UnknownLine):
        find_constraints(trees(), [], [], ["Violet"])


@pytest.mark.parametrize(
    ("constraints", "words"),
    [
        (Constraints(), ""),
        (Constraints((CEDAR,)), "via Cedar"),
        (Constraints((CEDAR, BIRCH, CEDAR)), "via Cedar, Birch and Cedar"),
        (
            Constraints(closures=Closures(frozenset({BIRCH}), frozenset({BLUE, RED}))),
            "without the Red line, the Blue line and Birch",
        ),
        (Constraints((BIRCH,), Closures(frozenset({ASH}))), "via Birch, without Ash"),
        (
            Constraints(closures=Closures(ways=frozenset({(ASH, BIRCH, RED), (CEDAR, DALE, None)}))),
            "without Ash to Birch on the Red line and Cedar to Dale",
        ),
        (
            Constraints(closures=Closures(frozenset({0, 1, 2, 3}), frozenset({RED}))),
            "without the Red line, Ash, Birch and 2 more",
        ),
    ],
)
def test_constraints_in_words(constraints: Constraints, words: str) -> None:
    assert describe_constraints(constraints.problem(trees(), "minutes", 5)) == words


@pytest.mark.parametrize(
    ("constraints", "ends", "sentence"),
    [
        (
            Constraints((BIRCH,)),
            (CEDAR, ASH),
            None,
        ),
        (
            Constraints(closures=Closures(frozenset({CEDAR}))),
            (ASH, DALE),
            "There is no route from Ash to Dale without Cedar (without these constraints there is)",
        ),
        (
            Constraints((DALE,), Closures(lines=frozenset({BLUE, NIGHT}))),
            (ASH, BIRCH),
            "There is no route from Ash to Birch via Dale, without the Blue line and the Night line "
            "(without these constraints there is)",
        ),
    ],
)
def test_constraints_that_leave_no_route_are_named(
    stand_in: Callable[..., Any], constraints: Constraints, ends: tuple[int, int], sentence: str | None
) -> None:
    problem = constraints.problem(trees(), "minutes", 5)
    if sentence is None:
        assert ask(stand_in(), problem, *ends, np.random.default_rng(0)).optimal
        return
    with pytest.raises(NoRoute) as caught:
        ask(stand_in(), problem, *ends, np.random.default_rng(0))
    assert str(caught.value) == f"{sentence}; the machine also answers that there is none."


def test_the_sentence_says_if_there_is_no_route_without_constraints_either(stand_in: Callable[..., Any]) -> None:
    network = make("red ABC 1")
    problem = via(network, "A").problem(network, "minutes", 5)
    with pytest.raises(
        NoRoute, match=r"from C to B via A \(without these constraints there is not, either\); the machine"
    ):
        ask(stand_in(), problem, 2, 1, np.random.default_rng(0))


def test_one_way_lines_may_not_allow_the_order_of_stations(stand_in: Callable[..., Any]) -> None:
    network = make("red ABCD 1")
    with pytest.raises(NoRoute, match="from A to D via C and B"):
        ask(stand_in(), via(network, "CB").problem(network, "stops", 5), 0, 3, np.random.default_rng(0))
