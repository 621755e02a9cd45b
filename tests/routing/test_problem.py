"""Rows of a routing problem, written out by hand."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from graphmem.errors import DataError, UsageError
from graphmem.graphs import Connection, Line, Network, Station, Walk
from graphmem.routing import By, Closures, RouteProblem, route_problem

from .states import Named, named_rows, state, state_names, states

A, B, C, D = range(4)
RED, BLUE = range(2)


def small(**changed: Any) -> Network:
    """Red runs from A over B to C, blue from B to D, and from C one may walk to D; changing at B takes 3 minutes."""
    parts: dict[str, Any] = {
        "stations": tuple(Station(one, one, change_minutes=3 if one == "B" else None) for one in "ABCD"),
        "lines": (Line("red", "Red"), Line("blue", "Blue")),
        "connections": (
            Connection("A", "B", "red", "", 1.5),
            Connection("B", "C", "red", "", 2),
            Connection("B", "D", "blue", "", 1),
        ),
        "walks": (Walk("C", "D", 4), Walk("C", "D", 7)),
    }
    return Network("small", **(parts | changed))


def priced(problem: RouteProblem, *rows: tuple[str, str, str, float, int, int, int]) -> set[Named]:
    """Rows of minutes, changes, stops and an offset, with the costs of a problem."""
    worth, rate = problem.scale, problem.ticks_per_minute
    return {
        (*ends, int(minutes * rate) * worth.minutes + changes * worth.changes + stops * worth.stops + extra)
        for *ends, minutes, changes, stops, extra in rows
    }


@pytest.mark.parametrize("by", ["minutes", "changes", "stops"])
def test_rows_of_a_small_network(by: By) -> None:
    problem = route_problem(small(), by)
    rows = named_rows(problem)
    assert problem.ticks_per_minute == 2
    assert len(set(rows)) == len(rows)
    assert set(rows) == priced(
        problem,
        ("enter A", "red", "red A-B", 1.5, 0, 1, 0),
        ("platform A", "red", "red A-B", 1.5 + 5, 1, 1, -1),
        ("red A-B", "leave", "platform B", 0, 0, 0, 1),
        ("red A-B", "red", "red B-C", 2, 0, 1, 0),
        ("enter B", "red", "red B-C", 2, 0, 1, 0),
        ("platform B", "red", "red B-C", 2 + 3, 1, 1, -1),
        ("red B-C", "leave", "platform C", 0, 0, 0, 1),
        ("enter B", "blue", "blue B-D", 1, 0, 1, 0),
        ("platform B", "blue", "blue B-D", 1 + 3, 1, 1, -1),
        ("blue B-D", "leave", "platform D", 0, 0, 0, 1),
        ("enter C", "walk", "enter D", 4, 0, 1, 0),
        ("platform C", "walk", "platform D", 4, 0, 1, 0),
        *((f"enter {one}", "leave", f"leave {one}", 0, 0, 0, 2) for one in "ABCD"),
        *((f"platform {one}", "leave", f"leave {one}", 0, 0, 0, 1) for one in "ABCD"),
    )


@pytest.mark.parametrize(
    ("route", "minutes", "changes", "stops"),
    [
        (("enter A", "red A-B", "platform B", "leave B"), 1.5, 0, 1),
        (("enter A", "red A-B", "red B-C", "platform C", "leave C"), 3.5, 0, 2),
        (("enter A", "red A-B", "platform B", "blue B-D", "platform D", "leave D"), 5.5, 1, 2),
        (("enter A", "red A-B", "red B-C", "platform C", "platform D", "leave D"), 7.5, 0, 3),
        (("enter C", "enter D", "leave D"), 4, 0, 1),
    ],
)
@pytest.mark.parametrize("by", ["minutes", "changes", "stops"])
def test_counts_of_a_route_are_decoded_from_its_cost(
    by: By, route: tuple[str, ...], minutes: float, changes: int, stops: int
) -> None:
    problem = route_problem(small(), by)
    price = {(source, end): number for source, _, end, number in named_rows(problem)}
    number = sum(price[hop] for hop in pairwise(route))
    assert [int(count) for count in problem.counts(np.array(number))] == [2 * minutes, changes, stops]


def test_states_have_a_station_and_a_segment(network: Network) -> None:
    problem = route_problem(network, "minutes", via=(2, 3))
    names, ids = state_names(problem), [station.name for station in network.stations]
    # 7 segments on red, 2 on blue and 2 on green, entrances and platforms, in three layers, and exits.
    assert len(names) == problem.triples.num_stations == 3 * (11 + 6 + 6) + 6
    for number, name in enumerate(names):
        on_train = name.split()[0] in {"red", "blue", "green"}
        where = name.split()[1].rstrip("-")
        assert ids[problem.station(number)] == (where.split("-")[1] if on_train else where)
        assert (problem.segment(number) is not None) == on_train
    red = problem.segment(state(problem, "red Gamma-Delta--"))
    assert red == (2, 3, 0, "Eastbound", 2)
    assert [problem.origin_state(3), problem.destination_state(3)] == states(problem, "enter Delta", "leave Delta")


def test_the_number_of_rows_is_as_counted_by_hand(network: Network) -> None:
    # Each of 11 segments is boarded from 2 places and left; red runs on at Beta, Gamma and from Beta to Omega, 5 ways
    # in all; 12 places lead to exits.
    assert len(route_problem(network, "minutes").triples) == 22 + 11 + 5 + 12
    # Once more for each station still to be passed, but exits are there once.
    assert len(route_problem(network, "minutes", via=(2, 3)).triples) == 3 * (22 + 11 + 5) + 12


def test_calling_at_the_next_via_station_leads_down_a_layer() -> None:
    problem = route_problem(small(), "stops", via=(B, D))
    rows = {row[:3] for row in named_rows(problem)}
    assert {row for row in rows if row[0] == "enter A"} == {("enter A", "red", "red A-B-")}
    assert ("red A-B-", "red", "red B-C-") in rows
    assert ("red A-B-", "leave", "platform B-") in rows
    assert ("platform B", "blue", "blue B-D") in rows  # B was not passed, so D is not the next
    assert ("platform B-", "blue", "blue B-D--") in rows
    assert ("enter C-", "walk", "enter D--") in rows
    assert ("platform C-", "walk", "platform D--") in rows
    assert {row[0] for row in rows if row[2].startswith("leave")} == {
        f"{place} {one}--" for place in ("enter", "platform") for one in "ABCD"
    }


def test_closures_have_no_rows() -> None:
    def left(closures: Closures) -> set[str]:
        rows = named_rows(route_problem(small(), "stops", closures=closures))
        return {end for source, _, end, _ in rows if source.startswith("enter") and not end.startswith("leave")}

    assert left(Closures()) == {"red A-B", "red B-C", "blue B-D", "enter D"}
    assert left(Closures(stations=frozenset({D}))) == {"red A-B", "red B-C"}
    assert left(Closures(lines=frozenset({RED}))) == {"blue B-D", "enter D"}
    assert left(Closures(ways=frozenset({(C, D, None), (B, D, RED)}))) == {"red A-B", "red B-C", "blue B-D"}
    assert left(Closures(ways=frozenset({(B, D, BLUE), (D, C, None)}))) == {"red A-B", "red B-C", "enter D"}
    assert left(Closures(stations=frozenset({A, B, C, D}))) == set()


def test_in_a_network_without_times_minutes_have_no_weight() -> None:
    network = small(
        connections=tuple(Connection(a, b, "red", "", None) for a, b in ("AB", "BC", "CD")), walks=(Walk("C", "D"),)
    )
    problem = route_problem(network, "stops")
    assert problem.scale.minutes == 0
    assert problem.minutes(7) is None
    price = {row[:3]: row[3] for row in named_rows(problem)}
    assert price["enter A", "red", "red A-B"] == price["enter C", "walk", "enter D"] == problem.scale.stops
    assert price["platform B", "red", "red B-C"] == problem.scale.stops + problem.scale.changes - 1
    with pytest.raises(UsageError, match="small has no running times; choose changes or stops instead of minutes"):
        route_problem(network, "minutes")


def test_times_without_a_common_tick_are_rounded_to_seconds() -> None:
    problem = route_problem(
        small(connections=(Connection("A", "B", "red", "", 1.33), *small().connections[1:])), "stops"
    )
    assert problem.ticks_per_minute == 60
    assert [problem.ride_ticks(one) for one in problem.trains.segments] == [80, 120, 60]
    assert problem.change_ticks == (300, 180, 300, 300)
    assert problem.walk_ticks == {(C, D): 240}
    assert problem.minutes(80) == 80 / 60


@pytest.mark.parametrize("minutes", [0, -1, float("nan"), float("inf"), 100_001])
def test_the_time_of_a_change_must_be_in_range(minutes: float) -> None:
    with pytest.raises(UsageError, match="A change must take more than 0 and at most 100,000 minutes"):
        route_problem(small(), "stops", minutes)


def test_times_that_are_too_long_are_refused() -> None:
    station = Station("A", "A", change_minutes=100_001)
    for network in (
        small(connections=(Connection("A", "B", "red", "", 1e300), *small().connections[1:])),
        small(walks=(Walk("C", "D", 1e300),)),
        small(stations=(station, *small().stations[1:])),
    ):
        with pytest.raises(DataError, match=r"^small: (1e\+300|100,001) minutes are more than 100,000"):
            route_problem(network, "changes")
