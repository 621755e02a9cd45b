"""``graphmem route --machine dnc``: the DNC finds a route in the encoding of its paper, and exact search checks it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..common.tables import terminal_width, wrapped
from ..errors import UsageError
from .options import dnc_network, was_typed
from .route_request import RouteRequest
from .wording import hanging, planned, route_text

if TYPE_CHECKING:
    from ..routing import RouteAnswer, RouteProblem, StationNames

# What the machine cannot take into account: its encoding has triples of labels, and no more.
REFUSED = ("via", "avoid_station", "avoid_line", "closed", "alternatives", "depart", "horizon", "change_minutes")


def answer_by_dnc(request: RouteRequest, origin: str, destination: str, map_path: Path | None, as_json: bool) -> None:
    """Ask the DNC and print its answer.

    Args:
        request: the constraints must be those of an empty command line.
        origin, destination: as typed.
        map_path: a file for a map; None for none.
        as_json: whether to print an object.

    Raises:
        UsageError: if the request has options that the machine cannot take into account.
    """
    _check_options(request)
    from ..dnc import load_dnc
    from ..dnc.route import ask_route
    from ..networks import load_described
    from ..routing import StationNames
    from ..routing.wording import answer_report, answer_title

    if map_path is not None:
        from ..view import check_picture_path

        check_picture_path(map_path)
    network, about = load_described(dnc_network(request.network_name))
    names = StationNames(network)
    ends = names.find(origin), names.find(destination)
    dnc = load_dnc("shortest_path", request.checkpoint)
    problem, answer = ask_route(dnc, network, *ends, request.label_rng())
    if map_path is not None:
        from ..view import write_map

        write_map(network, map_path, answer.route, [], about=about)
    if as_json:
        click.echo(json.dumps(answer_report(problem, names, answer), indent=2, ensure_ascii=False))
        return
    width = terminal_width()
    lines = [*wrapped(answer_title(problem, names, answer), width), "", *answer_lines(problem, names, answer, width)]
    if map_path is not None:
        lines += wrapped(f"Map: {map_path}", width, indent="  ")
    click.echo("\n".join(lines))


def answer_lines(problem: RouteProblem, names: StationNames, answer: RouteAnswer, width: int | None) -> list[str]:
    """The route, the machine's own answer, and the result of exact search."""
    number = problem.network.station_index
    walk = " - ".join(names.label(number[station.id]) for station in answer.answered)
    return [
        *hanging(route_text(problem, names, answer.route), width),
        "",
        *wrapped(f"The DNC answered: {walk}", width, indent="  "),
        *wrapped(_verdict(answer), width, indent="  "),
        planned(answer.planning_steps, answer.seconds),
    ]


def _verdict(answer: RouteAnswer) -> str:
    from ..routing.wording import amount

    best, machine = amount(answer.exact_route.stops, "stops"), answer.machine_route
    if answer.optimal:
        return f"Valid: yes.  Optimal: yes; exact search also needs {best}."
    if machine is None:
        of_machine = "no; it does not lead to the destination."
    else:
        of_machine = f"yes.  Optimal: no; it takes {amount(machine.stops, 'stops')}."
    return f"Valid: {of_machine}  The DNC erred: the route above comes from exact search, {best}."


def _check_options(request: RouteRequest) -> None:
    typed = [option for option in REFUSED if was_typed(option)]
    if request.by not in (None, "stops"):
        raise UsageError(
            f"--by {request.by} cannot be combined with --machine dnc, which finds paths of the fewest stops."
        )
    if typed:
        option = typed[0].replace("_", "-")
        raise UsageError(f"--{option} cannot be combined with --machine dnc, which reads connections and no more.")
