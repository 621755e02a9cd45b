"""Answers as text for people and as plain objects for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..graphs import Line
from .ask import RouteAnswer
from .constraints import describe_constraints
from .itinerary import Itinerary
from .names import StationNames
from .problem import RouteProblem


def amount(number: float, plural: str) -> str:
    """A number to at most two decimals with its word, in the singular for 1.

    >>> amount(1543, "steps"), amount(20.5, "minutes"), amount(1, "stops")
    ('1,543 steps', '20.5 minutes', '1 stop')
    """
    shown = f"{number:,.2f}".rstrip("0").rstrip(".")
    return f"{shown} {plural.removesuffix('s') if shown == '1' else plural}"


def measures(route: Itinerary) -> str:
    """Stops, minutes and changes: "12 stops, 30 minutes, 1 change"; no minutes in a network without times."""
    return ", ".join([amount(route.stops, "stops"), *_minutes(route.minutes), amount(route.changes, "changes")])


def answer_title(problem: RouteProblem, names: StationNames, answer: RouteAnswer) -> str:
    """The question: "Bank to Oval, via Angel, on london_underground, by minutes"."""
    ends = " to ".join(_labels(problem, names, answer.route, (0, -1)))
    return (
        f"{', '.join(filter(None, (ends, describe_constraints(problem))))}, on {problem.network.name}, by {answer.by}"
    )


def leg_lines(
    problem: RouteProblem, names: StationNames, route: Itinerary, mark: Callable[[Line | None], str] | None = None
) -> list[str]:
    """The legs and changes, one a line.

    Args:
        problem, names: the problem of the route and the names of its network.
        route: the route.
        mark: the first two characters of a leg, from its line, or from None for a walk; None leaves them blank.
    """
    number = problem.network.station_index
    lines, ridden = [], False
    for leg in route.legs:
        start, end = (names.label(number[station.id]) for station in (leg.stations[0], leg.stations[-1]))
        if leg.line is not None and ridden:
            lines.append(f"   change at {', '.join([start, *_minutes(leg.change_minutes)])}")
        ridden |= leg.line is not None
        ride = "Walk" if leg.line is None else ", ".join(filter(None, (leg.line.name, leg.direction)))
        stops = [] if leg.line is None else [amount(leg.stops, "stops")]
        head = mark(leg.line) if mark else "  "
        lines.append(f"{head} {ride}: {', '.join([f'{start} to {end}', *stops, *_minutes(leg.minutes)])}")
    return lines


def answer_report(problem: RouteProblem, names: StationNames, answer: RouteAnswer) -> dict[str, Any]:
    """An answer as an object that JSON can hold; ``cli/schemas/route.json`` describes it.

    Names of stations are the shortest texts that find them.  ``line`` is None for a walk, and minutes are None in a
    network without times.
    """
    route = answer.route
    number = problem.network.station_index
    label = {station: names.label(number[station.id]) for station in route.stations}
    return {
        "network": problem.network.name,
        "by": answer.by,
        "constraints": describe_constraints(problem),
        "from": label[route.stations[0]],
        "to": label[route.stations[-1]],
        "stations": [label[station] for station in route.stations],
        "station_ids": [station.id for station in route.stations],
        "legs": [
            {
                "line": None if leg.line is None else leg.line.name,
                "walk": leg.line is None,
                "direction": leg.direction,
                "stations": [label[station] for station in leg.stations],
                "stops": leg.stops,
                "minutes": leg.minutes,
                "change_minutes": leg.change_minutes,
            }
            for leg in route.legs
        ],
        "stops": route.stops,
        "minutes": route.minutes,
        "changes": route.changes,
        "solver": answer.solver,
        "valid": answer.valid,
        "optimal": answer.optimal,
        "exact_stops": answer.exact_route.stops,
        "exact_minutes": answer.exact_route.minutes,
        "exact_changes": answer.exact_route.changes,
        "planning_steps": answer.planning_steps,
        "seconds": answer.seconds,
    }


def _labels(problem: RouteProblem, names: StationNames, route: Itinerary, places: tuple[int, ...]) -> list[str]:
    number = problem.network.station_index
    return [names.label(number[route.stations[place].id]) for place in places]


def _minutes(minutes: float | None) -> list[str]:
    return [] if minutes is None else [amount(minutes, "minutes")]
