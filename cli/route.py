"""``graphmem route``: the machine finds a route, exact search checks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from ..graphs import Station
    from ..routing import Answer, By, Route

F = TypeVar("F", bound=Callable[..., Any])


def question_options(function: F) -> F:
    """The options of every command that puts questions about a network to the machine."""
    options = [
        click.option(
            "--network",
            "network_name",
            default="london_underground",
            show_default=True,
            metavar="NAME|PATH",
            help="A shipped network, or a folder of tables.",
        ),
        click.option(
            "--by",
            type=click.Choice(["stops", "minutes"]),
            default="stops",
            show_default=True,
            help="What a route should have few of; minutes count 5 for each change of line.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            default=0,
            show_default=True,
            help="Draws the labels under which the machine reads the network.",
        ),
        click.option(
            "--checkpoint",
            type=click.Path(path_type=Path),
            help="Weights of the machine.  [default: those that ship with graphmem]",
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@click.command("route")
@click.option(
    "--from", "origin", required=True, metavar="STATION", help="Where to start: a name, part of one, or an id."
)
@click.option("--to", "destination", required=True, metavar="STATION", help="Where to go.")
@question_options
def command(
    origin: str, destination: str, network_name: str, by: By, as_json: bool, seed: int, checkpoint: Path | None
) -> None:
    """Find a route between two stations and check it against exact search.

    The machine reads the network under fresh labels and plans; if it errs, the exact route is shown instead.

    Exit codes: 2 usage, 3 unknown or ambiguous station, 4 no route, 5 unusable network, 6 unusable checkpoint.
    """
    from ..networks import load_network
    from ..rounded import load_planner
    from ..routing import StationNames, ask, route_problem
    from ..seeding import generator

    network = load_network(network_name)
    names = StationNames(network)
    start, end = names.find(origin), names.find(destination)
    problem = route_problem(network, by)
    answer = ask(load_planner(checkpoint), problem, start, end, generator(seed, "labels"))
    ends = network.stations[start], network.stations[end]
    if as_json:
        click.echo(json.dumps(_as_json(network.name, *ends, answer), indent=2))
    else:
        click.echo("\n".join(_as_text(network.name, *ends, answer)))


def _as_json(network: str, origin: Station, destination: Station, answer: Answer) -> dict[str, Any]:
    route = answer.route
    return {
        "network": network,
        "from": origin.name,
        "to": destination.name,
        "stations": [station.name for station in route.stations],
        "legs": [
            {
                "line": leg.line.name,
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
        "steps": answer.steps,
        "seconds": answer.seconds,
    }


def _as_text(network: str, origin: Station, destination: Station, answer: Answer) -> list[str]:
    said = "no route" if answer.said_no_route else " - ".join(station.name for station in answer.said)
    lines = [f"{origin.name} to {destination.name} on {network}, by {answer.by}", ""]
    lines += [*_route_text(answer.route), "", f"The machine answered: {said}"]
    best = _count(answer.exact_cost, answer.by)
    if answer.optimal:
        lines.append(f"Valid: yes.  Optimal: yes; exact search also finds {best}.")
    elif answer.cost is not None:
        mine = _count(answer.cost, answer.by)
        erred = "The machine erred: the route above is that of exact search"
        lines.append(f"Valid: yes.  Optimal: no; it takes {mine}.  {erred}, {best}.")
    else:
        lines.append(f"Valid: no.  The machine erred: the route above is that of exact search, {best}.")
    lines.append(f"It thought {_count(answer.steps, 'steps')} and took {answer.seconds:.2f} s.")
    return lines


def _route_text(route: Route) -> list[str]:
    """The legs, one a line, each headed by a swatch of its colour where the terminal has colours."""
    lines = []
    for leg in route.legs:
        red, green, blue = bytes.fromhex(leg.line.colour.removeprefix("#"))
        train = ", ".join(filter(None, (leg.line.name, leg.direction)))
        ride = f"{leg.stations[0].name} to {leg.stations[-1].name}"
        measure = f"{_count(leg.stops, 'stops')}, {_count(leg.minutes, 'minutes')}"
        lines.append(f"{click.style('  ', bg=(red, green, blue))} {train}: {ride}, {measure}")
    total = [_count(route.stops, "stops"), _count(route.minutes, "minutes"), _count(route.changes, "changes")]
    return [*lines, f"   {', '.join(total)}"]


def _count(number: float, plural: str) -> str:
    """A number to two decimals with its word, in the singular for 1."""
    shown = f"{round(number, 2):g}"
    return f"{shown} {plural.removesuffix('s') if shown == '1' else plural}"
