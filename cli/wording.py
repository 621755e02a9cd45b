"""What ``graphmem route`` prints for people."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ..common.tables import wrapped
from ..routing.wording import amount, leg_lines, measures

if TYPE_CHECKING:
    from ..graphs import Line
    from ..routing import Itinerary, RouteAnswer, RouteProblem, StationNames

WALK = "··"


def answer_text(problem: RouteProblem, names: StationNames, answer: RouteAnswer, width: int | None = None) -> list[str]:
    """The route, the machine's own answer, and the result of exact search.

    Args:
        problem, names, answer: the answer, its problem and the names of the network.
        width: characters of a line of running text; None for no limit.
    """
    number = problem.network.station_index
    walk = " - ".join(names.label(number[station.id]) for station in answer.answered)
    return [
        *hanging(route_text(problem, names, answer.route), width),
        "",
        *wrapped(f"The machine answered: {'no route' if answer.answered_no_route else walk}", width, indent="  "),
        *wrapped(_verdict(answer), width, indent="  "),
        planned(answer.planning_steps, answer.seconds),
    ]


def hanging(lines: Sequence[str], width: int | None) -> list[str]:
    """Lines of legs and changes, wrapped between words; only the first two characters of a line may have a colour."""
    shown = []
    for line in lines:
        plain = click.unstyle(line)
        first, *rest = wrapped(plain, width, indent=" " * 6) or [""]
        shown += [line.removesuffix(plain[2:]) + first[2:], *rest]
    return shown


def _verdict(answer: RouteAnswer) -> str:
    best, machine = measures(answer.exact_route), answer.machine_route
    if answer.optimal:
        return f"Valid: yes.  Optimal: yes; exact search also finds {best}."
    of_machine = "no." if machine is None else f"yes.  Optimal: no; it takes {measures(machine)}."
    return f"Valid: {of_machine}  The machine erred: the route above comes from exact search, {best}."


def planned(steps: int, seconds: float) -> str:
    """How long the machine planned: "Planned in 1,543 steps, 0.04 s."."""
    return f"Planned in {amount(steps, 'steps')}, {seconds:.2f} s."


def alternatives_text(
    problem: RouteProblem, names: StationNames, answers: Sequence[RouteAnswer], wanted: int, width: int | None = None
) -> list[str]:
    """The routes one after another, and a note if there are fewer than wanted."""
    lines: list[str] = []
    for number, answer in enumerate(answers, start=1):
        best = "the best route" if number == 1 else "the best that avoids part of those above"
        source = "found by the machine" if answer.optimal else "from exact search; the machine erred"
        legs = leg_lines(problem, names, answer.route, mark)
        lines += [f"{number}. {measures(answer.route)}: {best}, {source}", *legs, ""]
    if len(answers) < wanted:
        lines.append("There is no other route that is clearly different.")
    return hanging(lines, width)


def route_text(problem: RouteProblem, names: StationNames, route: Itinerary) -> list[str]:
    """The legs, one a line, and then the sums."""
    return [*leg_lines(problem, names, route, mark), f"   {measures(route)}"]


def mark(line: Line | None) -> str:
    """The first two characters of a leg: a swatch in the colour of its line, or dots for a walk."""
    return WALK if line is None else swatch(line.colour)


def swatch(colour: str) -> str:
    """Two blanks on the colour ``#rrggbb``; without colour if the terminal is dumb or NO_COLOR is set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return "  "
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return click.style("  ", bg=(red, green, blue))
