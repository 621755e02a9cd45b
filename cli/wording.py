"""Answers as text for people and as objects for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..routing import Answer, Problem, Route


def answer_json(problem: Problem, answer: Answer) -> dict[str, Any]:
    """One answer; ``line`` is null and ``walk`` true for a leg on foot, minutes are null in a network without times."""
    route = answer.route
    return {
        "network": problem.network.name,
        "by": answer.by,
        "from": route.stations[0].name,
        "to": route.stations[-1].name,
        "stations": [station.name for station in route.stations],
        "legs": [
            {
                "line": None if leg.line is None else leg.line.name,
                "walk": leg.line is None,
                "direction": leg.direction,
                "stations": [station.name for station in leg.stations],
                "stops": leg.stops,
                "minutes": leg.minutes,
            }
            for leg in route.legs
        ],
        "stops": route.stops,
        "minutes": route.minutes,
        "changes": route.changes,
        "solver": answer.solver,
        "valid": answer.valid,
        "optimal": answer.optimal,
        "exact_stops": answer.exact.stops,
        "exact_minutes": answer.exact.minutes,
        "exact_changes": answer.exact.changes,
        "steps": answer.worked,
        "seconds": answer.seconds,
    }


def title(problem: Problem, answer: Answer, wishes: str) -> str:
    """What was asked."""
    ends = " to ".join(station.name for station in (answer.route.stations[0], answer.route.stations[-1]))
    return f"{', '.join(filter(None, [ends, wishes]))}, on {problem.network.name}, by {answer.by}"


def answer_text(answer: Answer) -> list[str]:
    """The route, what the machine said, and what exact search says."""
    said = "no route" if answer.said_no_route else " - ".join(station.name for station in answer.said)
    best = measures(answer.exact)
    lines = [*route_text(answer.route), "", f"The machine answered: {said}"]
    if answer.optimal:
        lines.append(f"Valid: yes.  Optimal: yes; exact search also finds {best}.")
    else:
        erred = f"The machine erred: the route above is that of exact search, {best}."
        judged = "no." if answer.found is None else f"yes.  Optimal: no; it takes {measures(answer.found)}."
        lines.append(f"Valid: {judged}  {erred}")
    lines.append(f"It thought {count(answer.worked, 'steps')} and took {answer.seconds:.2f} s.")
    return lines


def alternatives_text(answers: Sequence[Answer], wanted: int) -> list[str]:
    """The routes one after another, and whether they are fewer than wanted."""
    lines: list[str] = []
    for number, answer in enumerate(answers, start=1):
        best = "the best route" if number == 1 else "the best that avoids part of those above"
        checked = "found by the machine" if answer.optimal else "by exact search; the machine erred"
        lines += [f"{number}. {measures(answer.route)}: {best}, {checked}", *route_text(answer.route)[:-1], ""]
    if len(answers) < wanted:
        lines.append("No other route was found that really differs.")
    return lines


def route_text(route: Route) -> list[str]:
    """The legs, one a line, each headed by a swatch of its colour where the terminal has colours; then the sums."""
    lines = []
    for leg in route.legs:
        ride = f"{leg.stations[0].name} to {leg.stations[-1].name}"
        if leg.line is None:
            swatch, train, measure = click.style("··", dim=True), "Walk", []
        else:
            red, green, blue = bytes.fromhex(leg.line.colour.removeprefix("#"))
            swatch = click.style("  ", bg=(red, green, blue))
            train, measure = ", ".join(filter(None, (leg.line.name, leg.direction))), [count(leg.stops, "stops")]
        if leg.minutes is not None:
            measure.append(count(leg.minutes, "minutes"))
        lines.append(f"{swatch} {train}: {', '.join([ride, *measure])}")
    return [*lines, f"   {measures(route)}"]


def measures(route: Route) -> str:
    """ "12 stops, 30 minutes, 1 change", without the minutes in a network that has no times."""
    minutes = [] if route.minutes is None else [count(route.minutes, "minutes")]
    return ", ".join([count(route.stops, "stops"), *minutes, count(route.changes, "changes")])


def count(number: float, plural: str) -> str:
    """A number to two decimals with its word, in the singular for 1."""
    shown = f"{round(number, 2):g}"
    return f"{shown} {plural.removesuffix('s') if shown == '1' else plural}"
