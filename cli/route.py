"""``graphmem route``: the machine finds a route, exact search checks it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .completion import complete_line, complete_station
from .options import criterion, question_options, with_options

if TYPE_CHECKING:
    from ..routing import By

PATH = click.Path(path_type=Path)


@dataclass(frozen=True)
class Asked:
    """What was typed, whatever it is asked for: one pair, several routes, a table of pairs or a timetable."""

    origin: str | None
    destination: str | None
    via: tuple[str, ...]
    avoid_station: tuple[str, ...]
    avoid_line: tuple[str, ...]
    closed: Path | None
    alternatives: int | None
    map_path: Path | None
    pairs: Path | None
    out: Path | None
    depart: str | None
    horizon: float | None
    network_name: str
    by: By | None
    change_minutes: float
    as_json: bool
    seed: int
    checkpoint: Path | None


def _station_option(*names: str, **settings: Any) -> Any:
    return click.option(*names, metavar="STATION", shell_complete=complete_station, **settings)


@click.command("route")
@with_options(
    _station_option("--from", "origin", help="Where to start: a name, an alias, part of a name, or an id."),
    _station_option("--to", "destination", help="Where to go."),
    _station_option("--via", multiple=True, help="Where to pass, on a train or off; in this order, if several."),
    _station_option("--avoid-station", multiple=True, help="Where not to pass, not even on a train."),
    click.option("--avoid-line", multiple=True, metavar="LINE", shell_complete=complete_line, help="What not to ride."),
    click.option(
        "--closed",
        type=PATH,
        metavar="FILE",
        help="What is closed, and not even passed: a CSV file with columns among station, line, source, destination.",
    ),
    click.option(
        "--alternatives", type=click.IntRange(1, 20), metavar="K", help="Up to K routes that really differ, ranked."
    ),
    click.option("--map", "map_path", type=PATH, metavar="FILE", help="Draw the route on a map, .svg or .png."),
    click.option("--pairs", type=PATH, metavar="FILE", help="Many questions: a CSV file with columns from and to."),
    click.option(
        "--out", type=PATH, metavar="FILE", help="Their answers, one JSON object a line; goes on where it stopped."
    ),
    click.option(
        "--depart",
        metavar="TIME",
        help='Earliest arrival by the timetable of a GTFS feed for who sets out then: "2026-11-23 08:15".',
    ),
    click.option("--horizon", type=float, metavar="HOURS", help="How far to look ahead with --depart.  [default: 24]"),
    question_options,
)
def command(**typed: Any) -> None:
    """Find a route between two stations and check it against exact search.

    The machine reads the network under fresh labels and plans; if it errs, the exact route is shown instead.  A wish
    that cannot be met is said.

    Exit codes: 2 usage, 3 unknown or ambiguous station or line, 4 no route, 5 unusable network or file, 6 unusable
    checkpoint, 130 interrupted.
    """
    asked = Asked(**typed)
    if (asked.pairs is None) != (asked.out is None):
        raise UsageError("--pairs and --out belong together.")
    if asked.pairs is not None and asked.out is not None:
        _refuse(asked, "--pairs", "origin", "destination", "alternatives", "map_path", "depart", "horizon", "as_json")
        from .batch import answer_pairs

        answer_pairs(asked, asked.pairs, asked.out)
        return
    if asked.origin is None or asked.destination is None:
        raise UsageError("A route needs --from and --to, or a file of --pairs.")
    if asked.depart is not None:
        _refuse(asked, "--depart", "by", "alternatives", "map_path", "via")
        from .timetable import answer_departure

        answer_departure(asked)
        return
    _refuse(asked, "a route without --depart", "horizon")
    _answer(asked, asked.origin, asked.destination)


def _refuse(asked: Asked, what: str, *fields: str) -> None:
    option = {"origin": "from", "destination": "to", "map_path": "map", "as_json": "json"}
    for field in fields:
        if getattr(asked, field) not in (None, (), False):
            raise UsageError(f"--{option.get(field, field)} says nothing to {what}.")


def _answer(asked: Asked, origin: str, destination: str) -> None:
    from ..interpreter import load_planner
    from ..networks import load_described, load_network
    from ..routing import StationNames, ask, find_alternatives, find_constraints
    from ..seeding import generator
    from .wording import alternatives_text, answer_json, answer_text, title

    if asked.map_path is not None:
        from ..view import check_picture_path

        check_picture_path(asked.map_path)
        network, about = load_described(asked.network_name)
    else:
        network, about = load_network(asked.network_name), None
    names = StationNames(network)
    ends = names.find(origin), names.find(destination)
    constraints = find_constraints(
        network, asked.via, asked.avoid_station, asked.avoid_line, [asked.closed] if asked.closed else []
    )
    constraints.check(network, *ends)
    by, planner, rng = criterion(asked.by, network), load_planner(asked.checkpoint), generator(asked.seed, "labels")
    problem = constraints.problem(network, by, asked.change_minutes)
    if asked.alternatives is None:
        answers = [ask(planner, problem, *ends, rng)]
    else:
        answers = find_alternatives(
            planner, network, by, asked.change_minutes, constraints, ends, asked.alternatives, rng
        )
    if asked.map_path is not None:
        from ..view import write_map

        best, *others = (answer.route for answer in answers)
        write_map(network, asked.map_path, best, others, about=about)
    if asked.as_json:
        report = answer_json(problem, names, answers[0])
        if asked.alternatives is not None:
            report["alternatives_wanted"] = asked.alternatives
            report["alternatives"] = [answer_json(problem, names, answer) for answer in answers]
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return
    lines = [title(problem, names, answers[0]), ""]
    if asked.alternatives is None:
        lines += answer_text(problem, names, answers[0])
    else:
        lines += alternatives_text(problem, names, answers, asked.alternatives)
    if asked.by is None and not network.timed:
        lines.append("The network has no running times, so routes are compared by stops.")
    click.echo("\n".join(lines))
