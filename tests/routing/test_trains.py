"""Segments and those that follow them, written out by hand."""

import pytest

from graphmem.graphs import Connection, Line, Network, Station, StoppingPattern
from graphmem.routing import Closures
from graphmem.routing.closures import OPEN
from graphmem.routing.trains import Trains, find_trains

A, B, C, D = range(4)
RED, BLUE = range(2)


def build(connections: str, **services: str) -> Network:
    """A network of two lines from connections such as "red ab, blue bc" and stopping patterns of the red line."""
    rows = [tuple(text.split()) for text in connections.split(", ")]
    served = sorted({station for _, ends in rows for station in ends})
    return Network(
        "made",
        tuple(Station(one, one.upper()) for one in served),
        (Line("red", "Red"), Line("blue", "Blue")),
        tuple(Connection(ends[0], ends[1], line, f"to {ends[1]}", 1) for line, ends in rows),
        tuple(StoppingPattern(name, "red", tuple(calls)) for name, calls in services.items()),
    )


def shown(trains: Trains) -> list[tuple[str, str]]:
    """Each segment with those that its train runs next: ("red a-b", "red b-c")."""
    names = [f"{('red', 'blue')[one.line]} {'abcd'[one.source]}-{'abcd'[one.destination]}" for one in trains.segments]
    return [(name, ", ".join(names[k] for k in after)) for name, after in zip(names, trains.following, strict=True)]


def test_a_stopping_pattern_runs_from_call_to_call_and_not_into_another() -> None:
    network = build("red ab, red bc, red bd", long="abc", branch="abd")
    assert shown(find_trains(network, OPEN)) == [
        ("red a-b", "red b-c"),
        ("red b-c", ""),
        ("red a-b", "red b-d"),
        ("red b-d", ""),
    ]


def test_a_stopping_pattern_may_turn_back_and_go_round() -> None:
    network = build("red ab, red ba, red bc, red ca", back="abab", round="abcab")
    trains = find_trains(network, OPEN)
    back, ring = shown(trains)[:3], shown(trains)[3:]
    assert back == [("red a-b", "red b-a"), ("red b-a", "red a-b"), ("red a-b", "")]
    assert ring == [("red a-b", "red b-c"), ("red b-c", "red c-a"), ("red c-a", "red a-b"), ("red a-b", "")]
    assert trains.following == [[1], [2], [], [4], [5], [6], []]


def test_a_line_without_stopping_patterns_runs_through_except_straight_back() -> None:
    network = build("red ab, red ba, red bc, red bd, red cb, blue bc")
    assert shown(find_trains(network, OPEN)) == [
        ("red a-b", "red b-c, red b-d"),
        ("red b-a", ""),
        ("red b-c", ""),
        ("red b-d", ""),
        ("red c-b", "red b-a, red b-d"),
        ("blue b-c", ""),
    ]


def test_the_quickest_of_several_connections_is_ridden() -> None:
    stations = tuple(Station(one, one) for one in "ab")
    rows = [Connection("a", "b", "red", way, minutes) for way, minutes in (("slow", 3), ("fast", 1), ("as fast", 1))]
    network = Network("parallel", stations, (Line("red", "Red"),), tuple(rows))
    assert find_trains(network, OPEN).segments == [(A, B, RED, "fast", 1)]
    untimed = Network(
        "untimed", stations, network.lines, tuple(Connection("a", "b", "red", way, None) for way in ("one", "two"))
    )
    assert find_trains(untimed, OPEN).segments == [(A, B, RED, "one", None)]


def test_the_direction_comes_from_the_stopping_pattern_or_the_connection() -> None:
    network = build("red ab, red bc")
    services = (StoppingPattern("1", "red", ("a", "b", "c"), "Cedar"), StoppingPattern("2", "red", ("a", "b", "c")))
    with_words = Network("made", network.stations, network.lines, network.connections, services)
    assert [one.direction for one in find_trains(with_words, OPEN).segments] == ["Cedar", "Cedar", "to b", "to c"]


@pytest.mark.parametrize(
    ("closures", "left"),
    [
        (Closures(lines=frozenset({RED})), [("blue b-c", "")]),
        (Closures(stations=frozenset({C})), [("red a-b", ""), ("red d-a", "red a-b"), ("red a-b", "")]),
        (
            Closures(ways=frozenset({(B, C, RED)})),
            [("red a-b", ""), ("red c-d", "red d-a"), ("red d-a", "red a-b"), ("red a-b", ""), ("blue b-c", "")],
        ),
        (
            Closures(ways=frozenset({(B, C, None), (C, B, None)})),
            [("red a-b", ""), ("red c-d", "red d-a"), ("red d-a", "red a-b"), ("red a-b", "")],
        ),
        (Closures(stations=frozenset({A}), ways=frozenset({(B, C, BLUE)})), [("red b-c", "red c-d"), ("red c-d", "")]),
    ],
)
def test_a_pattern_that_a_closure_cuts_runs_on_both_sides(closures: Closures, left: list[tuple[str, str]]) -> None:
    network = build("red ab, red bc, red cd, red da, blue bc", loop="abcdab")
    assert shown(find_trains(network, closures)) == left


def test_the_union_of_closures_closes_what_either_closes() -> None:
    one = Closures(frozenset({A}), frozenset({RED}), frozenset({(B, C, None)}))
    other = Closures(frozenset({B}), frozenset(), frozenset({(C, D, BLUE)}))
    both = one | other
    assert both == Closures(frozenset({A, B}), frozenset({RED}), frozenset({(B, C, None), (C, D, BLUE)}))
    assert one | OPEN == one


@pytest.mark.parametrize(
    ("source", "destination", "line", "closed"),
    [
        (A, D, BLUE, True),  # the station
        (D, A, None, True),  # the station, on foot
        (C, D, RED, True),  # the line
        (B, C, BLUE, True),  # the way, for every line
        (B, C, None, True),  # and on foot
        (C, B, BLUE, False),  # but not back
        (D, B, BLUE, True),  # the way, for one line
        (D, B, None, False),  # not on foot
        (C, D, None, False),  # closing a line does not close walks
    ],
)
def test_closed_connections(source: int, destination: int, line: int | None, closed: bool) -> None:
    ways = frozenset({(B, C, None), (D, B, BLUE)})
    assert Closures(frozenset({A}), frozenset({RED}), ways).closes(source, destination, line) is closed
