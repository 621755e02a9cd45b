"""Best journeys on random timetables: the machine and exact search against an oracle that enumerates them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import NoRoute
from graphmem.interpreter import load_planner
from graphmem.routing.timetable import Merit, TimetableQuestion, ask_timetable, search
from graphmem.routing.timetable import ask as asking

from .drawn import closures, plains
from .plain import Oracle, timetable

PLANNER = load_planner()


@st.composite
def questions(draw: st.DrawFn) -> tuple[TimetableQuestion, Merit | None]:
    source = draw(plains())
    origin, destination = draw(st.permutations(range(source.stations)))[:2]
    closed = draw(closures(source, (origin, destination)))
    leave, change = draw(st.integers(0, 8)), draw(st.sampled_from([0, 1, 3]))
    until = leave + draw(st.sampled_from([6, 15, 40]))
    unit = draw(st.sampled_from([1, 60]))
    times = leave * unit, until * unit, change * unit
    question = TimetableQuestion(timetable(source, unit), origin, destination, *times, closed)
    return question, best_of(Oracle(source, change, closed, leave, until), origin, destination, unit)


def best_of(oracle: Oracle, origin: int, destination: int, unit: int) -> Merit | None:
    best = oracle.best(origin, destination)
    return best and Merit(best.arrival * unit, best.boardings, best.departure * unit)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(questions())
def test_exact_search_finds_what_the_oracle_finds(drawn: tuple[TimetableQuestion, Merit | None]) -> None:
    question, best = drawn
    rides = search(question)
    assert (None if rides is None else question.merit(rides)) == best


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(questions(), st.sampled_from([4, 4 * 60, 2 * 3600]))
def test_the_machine_finds_what_the_oracle_finds(drawn: tuple[TimetableQuestion, Merit | None], window: int) -> None:
    question, best = drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "FIRST_WINDOW", window)
        if best is None:
            with pytest.raises(NoRoute, match="also answers that there is none"):
                ask_timetable(PLANNER, question, np.random.default_rng(0))
            return
        answer = ask_timetable(PLANNER, question, np.random.default_rng(0))
    assert answer.optimal
    assert answer.journey is answer.machine_journey
    journey, start = answer.journey, question.timetable.time(0)
    assert (journey.arrival - start).total_seconds() == best.arrival
    assert (journey.departure - start).total_seconds() == best.departure
    assert sum(leg.line is not None and not leg.stays for leg in journey.legs) == best.boardings
    assert (journey.stations[0].id, journey.stations[-1].id) == tuple(
        question.timetable.stations[end].id for end in (question.origin, question.destination)
    )


@settings(max_examples=50, deadline=None, derandomize=True, database=None)
@given(questions())
def test_no_journey_with_a_later_departure_is_as_good(
    drawn: tuple[TimetableQuestion, Merit | None],
) -> None:
    """Leaving at the departure of the best journey finds an equal one, and leaving a second later a worse one."""
    question, _ = drawn
    rides = search(question)
    merit = None if rides is None else question.merit(rides)
    if merit is None or merit.departure == question.leave:
        return
    again = search(replace(question, leave=merit.departure))
    assert again is not None
    assert question.merit(again) == merit
    later = search(replace(question, leave=merit.departure + 1))
    worse = None if later is None else question.merit(later)
    assert worse is None or merit.beats(worse)
