"""One question about a timetable to a machine, and its answer checked by exact search."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ...errors import NoRoute, UsageError
from ..ask import CheckedAnswer, follow, machine_verdict
from ..solver import RoutePlanner
from .connection_scan import search
from .events import find_events
from .journey import TimedJourney, build_journey
from .question import TimetableQuestion

FIRST_WINDOW = 2 * 3600


@dataclass(frozen=True, kw_only=True)
class TimedAnswer(CheckedAnswer):
    """A machine's answer to one question about a timetable, checked by exact search.

    The machine walks over events.  Its journey is valid if it rides only what runs, and optimal if no journey is better
    by arrival, then vehicles boarded, then departure.

    Attributes:
        question: the question.
        machine_journey: the machine's journey, or None if it is not valid.
        exact_journey: a best journey, found by exact search.
        journey: the machine's journey if it is optimal, else the exact one.
        window: seconds after ``question.leave`` that the machine read in the end.
        rows: number of rows that it read in the end.
    """

    question: TimetableQuestion
    machine_journey: TimedJourney | None
    exact_journey: TimedJourney
    journey: TimedJourney
    window: int
    rows: int


def ask_timetable(planner: RoutePlanner, question: TimetableQuestion, rng: np.random.Generator) -> TimedAnswer:
    """Ask the machine one question and check its answer by exact search.

    The machine first reads the first two hours after the departure.  If it finds no journey that arrives in them, it
    reads twice as many, and so on up to the end of the question.  A journey that arrives within a window uses nothing
    outside it, so the earliest arrival in a window is the earliest of all.

    Args:
        planner: the machine.
        question: the question.
        rng: draws the labels under which the machine reads.

    Raises:
        UsageError: if origin and destination are the same station.
        NoRoute: if there is no journey, whatever the machine answers.
    """
    timetable = question.timetable
    origin, destination = timetable.stations[question.origin], timetable.stations[question.destination]
    if question.origin == question.destination:
        raise UsageError(f"Origin and destination are the same station: {origin.name}.")
    began, steps = time.perf_counter(), 0
    for window in _windows(question.until - question.leave):
        events = find_events(replace(question, until=question.leave + window))
        plan = planner.describe(events.triples, rng).plan(events.goal)
        states, answered_no_route = follow(plan, events.start, events.goal, events.triples.num_stations)
        steps += plan.computed_steps
        if not answered_no_route:
            break
    seconds = time.perf_counter() - began

    best = search(question)
    if best is None:
        hours = (question.until - question.leave) / 3600
        raise NoRoute(
            f"There is no journey from {origin.name} to {destination.name} within {hours:g} hours of "
            f"{timetable.time(question.leave):%Y-%m-%d %H:%M}; the machine {machine_verdict(answered_no_route)}."
        )
    rides = events.rides(states)
    merit = None if rides is None else question.merit(rides)
    machine_journey = build_journey(question, rides) if rides is not None and merit is not None else None
    exact_journey, exact_merit = build_journey(question, best), question.merit(best)
    optimal = merit is not None and exact_merit is not None and not exact_merit.beats(merit)
    return TimedAnswer(
        question=question,
        solver=planner.name if optimal else "exact",
        answered=tuple(timetable.stations[number] for number in events.stations(states)),
        answered_no_route=answered_no_route,
        valid=machine_journey is not None,
        optimal=optimal,
        machine_journey=machine_journey,
        exact_journey=exact_journey,
        journey=machine_journey if machine_journey is not None and optimal else exact_journey,
        window=window,
        rows=len(events.triples),
        planning_steps=steps,
        seconds=seconds,
    )


def _windows(longest: int) -> Iterator[int]:
    """Windows in seconds: each twice as long as the one before, and the longest at last."""
    window = FIRST_WINDOW
    while window < longest:
        yield window
        window *= 2
    yield longest
