"""Answers as text for people and as objects for programs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from ..routing import describe_constraints

if TYPE_CHECKING:
    from ..routing import Route, RouteAnswer, RouteProblem, StationNames


def answer_json(problem: RouteProblem, names: StationNames, answer: RouteAnswer) -> dict[str, Any]:
    """One answer; ``line`` is null and ``walk`` true for a leg on foot, minutes are null in a network without times.

    Names of stations are such that they find the station.
    """
    route, number = answer.route, problem.network.station_index
    called = {station: names.label(number[station.id]) for station in route.stations}
    return {
        "network": problem.network.name,
        "by": answer.by,
        "constraints": describe_constraints(problem),
        "from": called[route.stations[0]],
        "to": called[route.stations[-1]],
        "stations": [called[station] for station in route.stations],
        "station_ids": [station.id for station in route.stations],
        "legs": [
            {
                "line": None if leg.line is None else leg.line.name,
                "walk": leg.line is None,
                "direction": leg.direction,
                "stations": [called[station] for station in leg.stations],
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
        "steps": answer.planning_steps,
        "seconds": answer.seconds,
    }


def title(problem: RouteProblem, names: StationNames, answer: RouteAnswer) -> str:
    """What was asked."""
    number = problem.network.station_index
    ends = (answer.route.stations[0], answer.route.stations[-1])
    asked = [" to ".join(names.label(number[station.id]) for station in ends), describe_constraints(problem)]
    return f"{', '.join(filter(None, asked))}, on {problem.network.name}, by {answer.by}"


def answer_text(problem: RouteProblem, names: StationNames, answer: RouteAnswer) -> list[str]:
    """The route, what the machine said, and what exact search says."""
    number = problem.network.station_index
    said = " - ".join(names.label(number[station.id]) for station in answer.answered)
    said = "no route" if answer.answered_no_route else said
    best = measures(answer.exact_route)
    lines = [
        *route_text(problem, names, answer.route),
        "",
        "The machine answered: " + (said if not answer.answered_no_route else "no route"),
    ]
    if answer.optimal:
        lines.append(f"Valid: yes.  Optimal: yes; exact search also finds {best}.")
    else:
        erred = f"The machine erred: the route above is that of exact search, {best}."
        judged = (
            "no." if answer.machine_route is None else f"yes.  Optimal: no; it takes {measures(answer.machine_route)}."
        )
        lines.append(f"Valid: {judged}  {erred}")
    lines.append(f"It thought {count(answer.planning_steps, 'steps')} and took {answer.seconds:.2f} s.")
    return lines


def alternatives_text(
    problem: RouteProblem, names: StationNames, answers: Sequence[RouteAnswer], wanted: int
) -> list[str]:
    """The routes one after another, and whether they are fewer than wanted."""
    lines: list[str] = []
    for number, answer in enumerate(answers, start=1):
        best = "the best route" if number == 1 else "the best that avoids part of those above"
        checked = "found by the machine" if answer.optimal else "by exact search; the machine erred"
        legs = route_text(problem, names, answer.route)[:-1]
        lines += [f"{number}. {measures(answer.route)}: {best}, {checked}", *legs, ""]
    if len(answers) < wanted:
        lines.append("No other route was found that really differs.")
    return lines


def route_text(problem: RouteProblem, names: StationNames, route: Route) -> list[str]:
    """The legs, one a line, each headed by a swatch of its colour where the terminal has colours; then the sums."""
    number = problem.network.station_index
    lines, ridden = [], False
    for leg in route.legs:
        start, end = (names.label(number[station.id]) for station in (leg.stations[0], leg.stations[-1]))
        if leg.line is not None and ridden:
            lines.append(f"   change at {', '.join([start, *_minutes(leg.change_minutes)])}")
        ridden |= leg.line is not None
        if leg.line is None:
            head, train, measure = "··", "Walk", []
        else:
            train, measure = ", ".join(filter(None, (leg.line.name, leg.direction))), [count(leg.stops, "stops")]
            head = swatch(leg.line.colour)
        lines.append(f"{head} {train}: {', '.join([f'{start} to {end}', *measure, *_minutes(leg.minutes)])}")
    return [*lines, f"   {measures(route)}"]


def swatch(colour: str) -> str:
    """Two blanks on ``#rrggbb``, or without any colour where the terminal has none or is asked for none (NO_COLOR)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return "  "
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return click.style("  ", bg=(red, green, blue))


def measures(route: Route) -> str:
    """ "12 stops, 30 minutes, 1 change", without the minutes in a network that has no times."""
    return ", ".join([count(route.stops, "stops"), *_minutes(route.minutes), count(route.changes, "changes")])


def _minutes(minutes: float | None) -> list[str]:
    return [] if minutes is None else [count(minutes, "minutes")]


def count(number: float, plural: str) -> str:
    """A number to two decimals with its word, in the singular for 1."""
    shown = f"{number:.2f}".rstrip("0").rstrip(".")
    return f"{shown} {plural.removesuffix('s') if shown == '1' else plural}"
