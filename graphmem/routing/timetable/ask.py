"""One question about a timetable put to a machine, and its answer judged by exact search."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ...errors import NoRoute, UsageError
from ...graphs import Station
from ..ask import follow
from ..solver import Planner
from .connection_scan import search
from .events import find_events
from .journey import TimedJourney, build_journey
from .question import Question

FIRST_WINDOW = 2 * 3600


@dataclass(frozen=True)
class TimedAnswer:
    """What a machine answered to one question about a timetable, and what exact search makes of it.

    Attributes:
        question: what was asked.
        solver: whose journey ``journey`` is: the machine's name, or "exact" where the machine erred.
        said: stations where the machine's walk over events is, up to where it ends or first repeats itself.
        said_no_route: it answered that there is no journey.
        valid: the machine's journey keeps every rule, and what it rides runs.
        optimal: valid, and none is better: by arrival, then by vehicles boarded, then by departure.
        found: the machine's journey, or None if it is not valid.
        exact: a best journey.
        journey: the machine's if optimal, else the exact one.
        window: seconds after ``leave`` that the machine read to answer.
        rows: rows that it read in the end.
        worked: steps that it worked out; in the others it could only let time pass.
        seconds: taken by the machine to read the timetable, plan and walk.
    """

    question: Question
    solver: str
    said: tuple[Station, ...]
    said_no_route: bool
    valid: bool
    optimal: bool
    found: TimedJourney | None
    exact: TimedJourney
    journey: TimedJourney
    window: int
    rows: int
    worked: int
    seconds: float


def ask_timetable(planner: Planner, question: Question, rng: np.random.Generator) -> TimedAnswer:
    """Put one question to the machine and judge the answer by exact search.

    The machine first reads two hours from the departure on; where it finds no journey that arrives in them, twice as
    many, and so on up to the end of the question.  A journey that arrives within a window takes nothing from outside
    it, so the earliest of a window is the earliest of all.

    Args:
        planner: the machine.
        question: what is asked.
        rng: draws the labels under which the machine reads.

    Raises:
        UsageError: if both ends are the same station.
        NoRoute: if there is no journey, whatever the machine says.
    """
    timetable = question.timetable
    origin, destination = timetable.stations[question.origin], timetable.stations[question.destination]
    if question.origin == question.destination:
        raise UsageError(f"Origin and destination are the same station: {origin.name}.")
    began, worked = time.perf_counter(), 0
    for window in _windows(question.until - question.leave):
        events = find_events(replace(question, until=question.leave + window))
        plan = planner.describe(events.triples, rng).plan(events.goal)
        states, said_no_route = follow(plan, events.start, events.goal, events.triples.num_stations)
        worked += plan.worked
        if not said_no_route:
            break
    seconds = time.perf_counter() - began

    best = search(question)
    if best is None:
        hours = (question.until - question.leave) / 3600
        agreement = "says so too" if said_no_route else "answered with one that does not hold"
        raise NoRoute(
            f"Nothing gets from {origin.name} to {destination.name} within {hours:g} hours of "
            f"{timetable.time(question.leave):%Y-%m-%d %H:%M}; the machine {agreement}."
        )
    rides = events.rides(states)
    merit = None if rides is None else question.merit(rides)
    found = build_journey(question, rides) if rides is not None and merit is not None else None
    exact, exact_merit = build_journey(question, best), question.merit(best)
    optimal = merit is not None and exact_merit is not None and not exact_merit.beats(merit)
    return TimedAnswer(
        question=question,
        solver=planner.name if optimal else "exact",
        said=tuple(timetable.stations[number] for number in events.stations(states)),
        said_no_route=said_no_route,
        valid=found is not None,
        optimal=optimal,
        found=found,
        exact=exact,
        journey=found if found is not None and optimal else exact,
        window=window,
        rows=len(events.triples),
        worked=worked,
        seconds=seconds,
    )


def _windows(longest: int) -> Iterator[int]:
    """Seconds: each twice the one before, and at last all."""
    window = FIRST_WINDOW
    while window < longest:
        yield window
        window *= 2
    yield longest
