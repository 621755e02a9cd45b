"""``graphmem route``: the machine finds a route, and exact search checks it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ..errors import UsageError
from .options import question_options, with_options
from .route_request import PATH, RouteRequest, constraint_options, station_option


@click.command("route")
@with_options(
    station_option("--from", "origin", required=True, help="Origin: a name, an alias, part of a name, or an id."),
    station_option("--to", "destination", required=True, help="Destination."),
    constraint_options,
    click.option(
        "--alternatives", type=click.IntRange(1, 20), metavar="K", help="Up to K clearly different routes, ranked."
    ),
    click.option("--map", "map_path", type=PATH, metavar="FILE", help="Draw the route on a map, .svg or .png."),
    click.option(
        "--depart",
        metavar="TIME",
        help='Find the earliest arrival by the timetable of a GTFS feed, leaving at this time: "2026-11-23 08:15".',
    ),
    click.option("--horizon", type=float, metavar="HOURS", help="How far to look ahead with --depart.  [default: 24]"),
    click.option(
        "--machine",
        type=click.Choice(["planner", "dnc"]),
        default="planner",
        show_default=True,
        help="The planner, or the DNC, which answers in the encoding of its paper: by stops, with none of the other "
        "options of a route, on london_zone1_interchanges if no network is named.",
    ),
    question_options,
)
def command(
    machine: str,
    origin: str,
    destination: str,
    alternatives: int | None,
    map_path: Path | None,
    depart: str | None,
    horizon: float | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Find a route between two stations and check it against exact search.

    The machine reads the network under fresh labels and plans.  If it is wrong, the exact route is shown instead.

    The DNC is the machine of the paper itself (Graves et al. 2016).  It finds paths of as few stops as possible, and
    is right less often than the planner.

    Exit codes: 2 usage, 3 unknown or ambiguous station or line, 4 no route, 5 unusable network or file, 6 unusable
    checkpoint, 130 interrupted.
    """
    request = RouteRequest(**options)
    if machine == "dnc":
        from .route_dnc import answer_by_dnc

        answer_by_dnc(request, origin, destination, map_path, as_json)
        return
    if depart is not None:
        single = {"--by": request.by, "--alternatives": alternatives, "--map": map_path, "--via": request.via}
        for option, value in single.items():
            if value not in (None, ()):
                raise UsageError(f"{option} cannot be combined with --depart.")
        from .timetable import answer_departure

        answer_departure(request, origin, destination, depart, horizon, as_json)
        return
    if horizon is not None:
        raise UsageError("--horizon needs --depart.")
    _answer(request, origin, destination, alternatives, map_path, as_json)


def _answer(
    request: RouteRequest,
    origin: str,
    destination: str,
    alternatives: int | None,
    map_path: Path | None,
    as_json: bool,
) -> None:
    from ..networks import load_described, load_network
    from ..routing import StationNames, ask, find_alternatives
    from ..routing.wording import answer_report

    if map_path is None:
        network, about = load_network(request.network_name), None
    else:
        from ..view import check_picture_path

        check_picture_path(map_path)
        network, about = load_described(request.network_name)
    names = StationNames(network)
    ends = names.find(origin), names.find(destination)
    constraints = request.constraints(network)
    constraints.check(network, *ends)
    problem, planner, rng = request.problem(network, constraints), request.planner(), request.label_rng()
    if alternatives is None:
        answers = [ask(planner, problem, *ends, rng)]
    else:
        answers = find_alternatives(
            planner, network, problem.by, request.change_minutes, constraints, ends, alternatives, rng
        )
    if map_path is not None:
        from ..view import write_map

        best, *others = (answer.route for answer in answers)
        write_map(network, map_path, best, others, about=about)
    if as_json:
        report = answer_report(problem, names, answers[0])
        if alternatives is not None:
            report["alternatives_wanted"] = alternatives
            report["alternatives"] = [answer_report(problem, names, answer) for answer in answers]
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return
    from ..common.tables import terminal_width, wrapped
    from ..routing.wording import answer_title
    from .wording import alternatives_text, answer_text

    width = terminal_width()
    lines = [*wrapped(answer_title(problem, names, answers[0]), width), ""]
    if alternatives is None:
        lines += answer_text(problem, names, answers[0], width)
    else:
        lines += alternatives_text(problem, names, answers, alternatives, width)
    if request.by is None and not network.timed:
        lines += wrapped("The network has no running times, so routes are compared by stops.", width)
    if map_path is not None:
        lines += wrapped(f"Map: {map_path}", width, indent="  ")
    click.echo("\n".join(lines))
