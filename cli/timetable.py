"""``graphmem route --depart``: the earliest arrival by the timetable of a GTFS feed."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..common.tables import terminal_width, wrapped
from ..common.text import one_line
from ..errors import UsageError
from ..routing.wording import amount
from .wording import WALK, hanging, planned, swatch

if TYPE_CHECKING:
    from ..graphs import Network
    from ..networks.gtfs import Feed
    from ..routing.timetable import TimedAnswer, TimedJourney, TimedLeg
    from .route_request import RouteRequest

HORIZON_HOURS = 24.0
MOST_HOURS = 168.0


def answer_departure(
    request: RouteRequest, origin: str, destination: str, depart: str, horizon: float | None, as_json: bool
) -> None:
    """Find the earliest arrival of a journey that leaves at ``depart`` or later, and print it.

    Raises:
        UsageError: if the request contradicts itself, the calendar or the network.
        StationError: if a name is unknown or ambiguous.
        NoRoute: if nothing arrives within the horizon.
        DataError: if the feed is unusable.
    """
    leave_at = parse_departure(depart)
    hours = HORIZON_HOURS if horizon is None else horizon
    if not 0 < hours <= MOST_HOURS:
        raise UsageError(f"--horizon must be more than 0 and at most {MOST_HOURS:g} hours, not {hours:g}.")
    if not 0 <= request.change_minutes <= MOST_HOURS * 60:
        limits = f"at least 0 and at most {MOST_HOURS * 60:,g} minutes"
        raise UsageError(f"--change-minutes must be {limits}, not {request.change_minutes:g}.")
    feed, network = _read_feed(Path(request.network_name))

    from ..networks.gtfs.departures import feed_timetable
    from ..routing import StationNames
    from ..routing.timetable import TimetableQuestion, ask_timetable

    names = StationNames(network)
    ends = names.find(origin), names.find(destination)
    constraints = request.constraints(network)
    constraints.check(network, *ends)
    timetable = feed_timetable(feed, network, leave_at, hours)
    leave = timetable.seconds(leave_at)
    until, change = leave + round(hours * 3600), round(request.change_minutes * 60)
    question = TimetableQuestion(timetable, *ends, leave, until, change, constraints.closures)
    answer = ask_timetable(request.planner(), question, request.label_rng())
    if as_json:
        click.echo(json.dumps(journey_report(answer), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(journey_text(answer, terminal_width())))


def parse_departure(text: str) -> datetime:
    """Read a date and a time, such as 2026-11-23 08:15, in the time zone of the feed.

    Raises:
        UsageError: if the text has another form.
    """
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"):
        try:
            return datetime.strptime(text.strip(), form)
        except ValueError:
            continue
    raise UsageError(f'--depart must be a local time such as "2026-11-23 08:15", not "{one_line(text)}".')


def _read_feed(path: Path) -> tuple[Feed, Network]:
    """Read a feed and the network of its trips."""
    timed = path.is_file() or any(path.glob("stop_times.txt")) or any(path.glob("*/stop_times.txt"))
    if not timed:
        raise UsageError(f"--depart needs the timetable of a GTFS feed, and {path} is not a feed.")
    from ..networks.gtfs import read_feed
    from ..networks.gtfs.network import feed_network

    feed = read_feed(path)
    network, made = feed_network(feed)
    if faults := len(feed.notes.faults) + len(made.faults):
        click.echo(f"graphmem: {amount(faults, 'faults')} in the feed; `graphmem import` lists them.", err=True)
    if not any(feed.agency["agency_timezone"]):
        click.echo("graphmem: The feed has no agency_timezone; its times are read as UTC.", err=True)
    return feed, network


def journey_report(answer: TimedAnswer) -> dict[str, Any]:
    """The answer for programs; times are ISO 8601 with their offset from UTC.  See ``schemas/route_depart.json``."""
    question, journey = answer.question, answer.journey
    stations = question.timetable.stations
    return {
        "network": question.timetable.name,
        "from": stations[question.origin].name,
        "to": stations[question.destination].name,
        "depart": question.timetable.time(question.leave).isoformat(),
        "departure": journey.departure.isoformat(),
        "arrival": journey.arrival.isoformat(),
        "stations": [station.name for station in journey.stations],
        "legs": [_leg_json(leg) for leg in journey.legs],
        "minutes": journey.minutes,
        "changes": journey.changes,
        "solver": answer.solver,
        "valid": answer.valid,
        "optimal": answer.optimal,
        "exact_departure": answer.exact_journey.departure.isoformat(),
        "exact_arrival": answer.exact_journey.arrival.isoformat(),
        "exact_changes": answer.exact_journey.changes,
        "horizon_hours": (question.until - question.leave) / 3600,
        "read_hours": answer.window / 3600,
        "rows": answer.rows,
        "planning_steps": answer.planning_steps,
        "seconds": answer.seconds,
    }


def _leg_json(leg: TimedLeg) -> dict[str, Any]:
    return {
        "line": None if leg.line is None else leg.line.name,
        "walk": leg.line is None,
        "direction": leg.headsign,
        "trip": leg.trip,
        "stays_seated": leg.stays,
        "stations": [station.name for station in leg.stations],
        "departures": [time.isoformat() for time in leg.departures],
        "arrivals": [time.isoformat() for time in leg.arrivals],
    }


def journey_text(answer: TimedAnswer, width: int | None) -> list[str]:
    """The answer for people."""
    question, day = answer.question, answer.question.timetable.time(answer.question.leave)
    stations = question.timetable.stations
    ends = f"{stations[question.origin].name} to {stations[question.destination].name}"
    walk = "no route" if answer.answered_no_route else " - ".join(station.name for station in answer.answered)
    read = f"{amount(answer.window / 3600, 'hours')} of the timetable, {amount(answer.rows, 'rows')}"
    return [
        *wrapped(f"{ends}, on {question.timetable.name}, leaving {day:%A %Y-%m-%d %H:%M} or later", width),
        "",
        *hanging(_legs_text(answer.journey, day), width),
        "",
        *wrapped(f"The machine answered: {walk}", width, indent="  "),
        *wrapped(_verdict(answer, day), width, indent="  "),
        *wrapped(f"Read {read}.  {planned(answer.planning_steps, answer.seconds)}", width, indent="  "),
    ]


def _verdict(answer: TimedAnswer, day: datetime) -> str:
    best, machine = _measures(answer.exact_journey, day), answer.machine_journey
    if answer.optimal:
        return f"Valid: yes.  Optimal: yes; exact search also finds {best}."
    of_machine = "no." if machine is None else f"yes.  Optimal: no; it finds {_measures(machine, day)}."
    return f"Valid: {of_machine}  The machine erred: the journey above comes from exact search, {best}."


def _legs_text(journey: TimedJourney, day: datetime) -> list[str]:
    """The legs and changes, one a line, and then the sums."""
    lines = [_leg_text(journey.legs[0], day)]
    for (before, leg), minutes in zip(pairwise(journey.legs), journey.waits, strict=True):
        here = leg.stations[0].name
        if leg.stays:
            lines.append(f"   stay seated at {here}")
        elif leg.line is not None:
            lines.append(f"   {'wait' if before.line is None else 'change'} at {here}, {amount(minutes, 'minutes')}")
        lines.append(_leg_text(leg, day))
    return [*lines, f"   {_measures(journey, day)}"]


def _leg_text(leg: TimedLeg, day: datetime) -> str:
    times = f"{_clock(leg.departure, day)} to {_clock(leg.arrival, day)}"
    ride = f"{leg.stations[0].name} to {leg.stations[-1].name}"
    if leg.line is None:
        return f"{WALK} {times}  Walk: {ride}"
    train = ", ".join(filter(None, (leg.line.name, leg.headsign)))
    stops = amount(len(leg.arrivals), "stops")
    return f"{swatch(leg.line.colour)} {times}  {train}: {ride}, {stops} (trip {leg.trip})"


def _measures(journey: TimedJourney, day: datetime) -> str:
    times = f"{_clock(journey.departure, day)} to {_clock(journey.arrival, day)}"
    return f"{times}, {amount(journey.minutes, 'minutes')}, {amount(journey.changes, 'changes')}"


def _clock(time: datetime, day: datetime) -> str:
    """A time of day, with seconds if it has any, and the number of days after ``day``."""
    later = (time.date() - day.date()).days
    return f"{time:%H:%M:%S}".removesuffix(":00") + (f" (+{later})" if later else "")
