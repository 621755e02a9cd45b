"""Journeys worked out by hand, and machines that err on purpose."""

from typing import Any

import numpy as np
import pytest

from graphmem.errors import NoRoute, UsageError
from graphmem.interpreter import load_planner
from graphmem.routing import Closures
from graphmem.routing.timetable import TimedAnswer, TimedJourney, TimetableQuestion, ask_timetable
from graphmem.routing.timetable.events import find_events

from .plain import Call, Plain, plain, run, timetable

A, B, C, D = range(4)
PLANNER = load_planner()
HOUR = 60


def question(source: Plain, ends: tuple[int, int], leave: int = 0, **changes: Any) -> TimetableQuestion:
    settings = {"until": leave + 24 * HOUR, "change": 5} | changes
    closures = settings.get("closures", Closures())
    until, change = settings["until"] * 60, settings["change"] * 60
    return TimetableQuestion(timetable(source), *ends, leave * 60, until, change, closures)


def ask(source: Plain, ends: tuple[int, int], leave: int = 0, planner: Any = PLANNER, **changes: Any) -> TimedAnswer:
    return ask_timetable(planner, question(source, ends, leave, **changes), np.random.default_rng(0))


def summary(journey: TimedJourney) -> list[str]:
    return [
        f"{leg.trip or 'walk'} {''.join(s.name for s in leg.stations)} {leg.departure:%H:%M}-{leg.arrival:%H:%M}"
        + " seated" * leg.stays
        for leg in journey.legs
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (0, ["trip 0 AB 00:00-00:10", "trip 1 BC 00:10-00:20"]),
        (4, ["trip 0 AB 00:00-00:10", "trip 2 BC 00:14-00:24"]),
        (5, ["trip 0 AB 00:00-00:10", "trip 3 BC 00:30-00:40"]),
    ],
)
def test_a_change_takes_its_time(change: int, expected: list[str]) -> None:
    buses = [run(1, (B, start), (C, start + 10)) for start in (10, 14, 30)]
    source = plain(run(0, (A, 0), (B, 10)), *buses)
    answer = ask(source, (A, C), change=change)
    assert summary(answer.journey) == expected
    assert (answer.valid, answer.optimal, answer.solver) == (True, True, "planner")
    assert answer.journey.changes == 1
    assert answer.journey.waits == (answer.journey.legs[1].departure.minute - 10,)
    own = plain(run(0, (A, 0), (B, 10)), *buses, transfers={(B, B): 0})
    assert summary(ask(own, (A, C), change=change).journey)[1] == "trip 1 BC 00:10-00:20"


def test_an_impossible_change_is_not_made() -> None:
    source = plain(run(0, (A, 0), (B, 10)), run(1, (B, 30), (C, 40)))
    del source.transfers[B, B]
    with pytest.raises(NoRoute, match=r"from A to C within 24 hours of 2026-11-23 00:00; the machine also answers"):
        ask(source, (A, C))


def test_ties_go_to_fewer_vehicles_and_then_to_leaving_later() -> None:
    through = run(0, (A, 0), (B, 10), (C, 60))
    fast = run(1, (A, 20), (B, 30)), run(2, (B, 40), (C, 60))
    assert summary(ask(plain(through, *fast), (A, C)).journey) == ["trip 0 ABC 00:00-01:00"]
    later = run(3, (A, 5), (C, 60))
    answer = ask(plain(through, later, *fast), (A, C))
    assert summary(answer.journey) == ["trip 1 AC 00:05-01:00"]
    assert summary(answer.exact_journey) == summary(answer.journey)
    early = run(3, (A, 40), (C, 59)), run(3, (A, 50), (C, 58))
    assert summary(ask(plain(through, *early), (A, C)).journey) == ["trip 2 AC 00:50-00:58"]


def test_an_earlier_second_outweighs_any_number_of_vehicles() -> None:
    hops = [run(0, (station, 10 * station), (station + 1, 10 * station + 10)) for station in range(6)]
    source = timetable(plain(*hops, run(1, (A, 10), (6, 61))), unit=1)
    answer = ask_timetable(PLANNER, TimetableQuestion(source, A, 6, 0, 3600, 0), np.random.default_rng(0))
    assert (answer.optimal, answer.journey.changes, answer.journey.minutes) == (True, 5, 1)


def test_hops_that_take_no_time() -> None:
    meets_earlier_trip = plain(run(0, (C, 0), (B, 5), (D, 10)), run(1, (A, 5), (B, 5)))
    assert summary(ask(meets_earlier_trip, (A, D), change=0).journey) == [
        "trip 1 AB 00:05-00:05",
        "trip 0 BD 00:05-00:10",
    ]
    ends_in_one = plain(run(0, (A, 2), (B, 5)), run(1, (B, 5), (D, 10)), run(2, (A, 0), (C, 10), (D, 10)))
    answer = ask(ends_in_one, (A, D), change=0)
    assert summary(answer.exact_journey) == summary(answer.journey) == ["trip 2 ACD 00:00-00:10"]


def test_boarding_and_alighting_only_where_allowed() -> None:
    calls = (A, 0), Call(B, 10, 10, boards=False), Call(C, 20, 20, alights=False), (D, 30)
    source = plain(run(0, *calls))
    assert summary(ask(source, (A, B)).journey) == ["trip 0 AB 00:00-00:10"]
    assert summary(ask(source, (C, D)).journey) == ["trip 0 CD 00:20-00:30"]
    for ends in ((A, C), (B, D)):
        with pytest.raises(NoRoute):
            ask(source, ends)


def test_a_vehicle_may_call_twice_at_a_station() -> None:
    source = plain(run(0, (A, 0), (B, 5), (C, 10), (B, 15), (D, 20)), run(1, (C, 12), (D, 30)))
    assert summary(ask(source, (A, D)).journey) == ["trip 0 ABCBD 00:00-00:20"]
    assert summary(ask(source, (B, D)).journey) == ["trip 0 BD 00:15-00:20"]
    assert summary(ask(source, (C, B)).journey) == ["trip 0 CB 00:10-00:15"]


def test_passengers_stay_in_a_vehicle_that_begins_another_trip() -> None:
    source = plain(run(0, (A, 0), (B, 10), following=1), run(1, (B, 11), (C, 20)), run(1, (B, 30), (C, 40)))
    answer = ask(source, (A, C), change=15)
    assert summary(answer.journey) == ["trip 0 AB 00:00-00:10", "trip 1 BC 00:11-00:20 seated"]
    assert answer.journey.changes == 0
    alone = plain(*(one._replace(following=-1) for one in source.runs))
    assert summary(ask(alone, (A, C), change=15).journey)[1] == "trip 2 BC 00:30-00:40"


def test_walks_before_between_and_after() -> None:
    source = plain(
        run(0, (B, 10), (C, 20)), run(1, (D, 26), (A, 30)), run(0, (B, 12), (C, 23)), transfers={(A, B): 3, (C, D): 6}
    )
    before = ask(source, (A, C)).journey
    assert summary(before) == ["walk AB 00:07-00:10", "trip 0 BC 00:10-00:20"]
    assert summary(ask(source, (B, A)).journey) == [
        "trip 0 BC 00:10-00:20", "walk CD 00:20-00:26", "trip 1 DA 00:26-00:30",
    ]  # fmt: skip
    after = ask(source, (B, D), leave=11).journey
    assert summary(after) == ["trip 2 BC 00:12-00:23", "walk CD 00:23-00:29"]
    assert (after.minutes, after.changes) == (17, 0)
    whole = ask(source, (A, B), leave=7).journey
    assert (summary(whole), whole.changes) == (["walk AB 00:07-00:10"], 0)


def test_two_consecutive_calls_at_one_station_are_shown_as_one() -> None:
    source = plain(run(0, (A, 0), (B, 10), (B, 12), (C, 20)))
    (leg,) = ask(source, (A, C)).journey.legs
    assert [station.name for station in leg.stations] == ["A", "B", "C"]
    assert [time.minute for time in leg.arrivals] == [10, 20]
    assert [time.minute for time in leg.departures] == [0, 12]
    source = plain(run(0, (A, 0), Call(A, 2, 3, boards=False), Call(B, 10, 10, alights=False), (B, 12)))
    assert summary(ask(source, (A, B)).journey) == ["trip 0 AB 00:00-00:12"]


def test_closures() -> None:
    source = plain(run(0, (A, 0), (B, 10), (C, 20)), run(1, (A, 0), (D, 10), (C, 30)), run(2, (A, 0), (C, 50)))
    for closures, trip in (
        (Closures(), 0),
        (Closures(stations=frozenset({B})), 1),
        (Closures(lines=frozenset({0})), 1),
        (Closures(ways=frozenset({(B, C, 0)})), 1),
        (Closures(ways=frozenset({(B, C, 1), (C, B, None)})), 0),
        (Closures(lines=frozenset({0}), ways=frozenset({(A, D, None)})), 2),
    ):
        answer = ask(source, (A, C), closures=closures)
        assert summary(answer.journey)[0].startswith(f"trip {trip} ")
        assert answer.optimal


def test_the_machine_reads_no_more_than_it_needs() -> None:
    source = plain(*(run(0, (A, hour * HOUR), (B, hour * HOUR + 30)) for hour in range(24)), run(1, (B, 660), (C, 675)))
    near, far = ask(source, (A, B), leave=5), ask(source, (A, C), leave=5)
    assert (near.window, far.window) == (2 * 3600, 16 * 3600)
    assert near.rows < far.rows
    assert far.journey.arrival.hour == 11
    assert summary(far.journey) == ["trip 10 AB 10:00-10:30", "trip 24 BC 11:00-11:15"]
    with pytest.raises(NoRoute, match="within 3 hours"):
        ask(source, (A, C), leave=5, until=5 + 3 * HOUR)


def test_origin_and_destination_must_differ() -> None:
    with pytest.raises(UsageError, match="same station: B"):
        ask(plain(run(0, (A, 0), (B, 10))), (B, B))


class Erring:
    """The shipped machine with some next states replaced by ``wrong``."""

    name = "erring"

    def __init__(self, wrong: dict[int, int | None]) -> None:
        self.wrong = wrong

    def describe(self, *arguments: Any) -> "Erring":
        self.described = PLANNER.describe(*arguments)
        return self

    def plan(self, destination: int) -> "Erring":
        self.made = self.described.plan(destination)
        self.computed_steps = self.made.computed_steps
        return self

    def next_station(self, current: int) -> int | None:
        return self.wrong[current] if current in self.wrong else self.made.next_station(current)


LINE = plain(run(0, (A, 0), (B, 10), (C, 20)), run(1, (A, 30), (B, 40), (C, 45)))


def test_a_false_no_route_is_caught() -> None:
    start = find_events(question(LINE, (A, C), until=2 * HOUR)).start
    answer = ask(LINE, (A, C), planner=Erring({start: None}), until=2 * HOUR)
    assert (answer.answered_no_route, answer.valid, answer.optimal, answer.solver) == (True, False, False, "exact")
    assert answer.machine_journey is None
    assert summary(answer.journey) == ["trip 0 ABC 00:00-00:20"]


def test_a_later_journey_is_valid_but_not_optimal() -> None:
    events = find_events(question(LINE, (A, C), until=2 * HOUR))
    assert events.hops.tolist() == [0, 1, 2, 3]
    answer = ask(LINE, (A, C), planner=Erring({events.start: 2}))
    assert (answer.valid, answer.optimal, answer.solver) == (True, False, "exact")
    assert answer.machine_journey is not None
    assert summary(answer.machine_journey) == ["trip 1 ABC 00:30-00:45"]
    assert summary(answer.journey) == ["trip 0 ABC 00:00-00:20"]
    assert "".join(station.name for station in answer.answered) == "ABC"


@pytest.mark.parametrize("wrong", [{0: 3}, {1: 0}, {0: None}, {1: 99}, {1: 4}])
def test_a_walk_that_is_not_a_journey_is_replaced(wrong: dict[int, int | None]) -> None:
    """Into another vehicle, round in a loop, to an end on the way, to no state, and to a moment in the past."""
    answer = ask(LINE, (A, C), planner=Erring(wrong))
    assert (answer.valid, answer.solver) == (False, "exact")
    assert summary(answer.journey) == ["trip 0 ABC 00:00-00:20"]
