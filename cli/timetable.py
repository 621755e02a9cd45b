"""``graphmem route --depart``: the earliest arrival by the timetable of a GTFS feed."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .wording import count

if TYPE_CHECKING:
    from ..graphs import Network
    from ..networks.gtfs import Feed
    from ..routing.timetable import TimedAnswer, TimedJourney, TimedLeg
    from .route import Asked

HORIZON_HOURS = 24.0
MOST_HOURS = 168.0


def answer_departure(asked: Asked) -> None:
    """Find the earliest arrival for who sets out at ``asked.depart``, and print it.

    Raises:
        UsageError: if the request contradicts itself, the calendar or the network.
        StationError: if a name is unknown or ambiguous.
        NoRoute: if nothing arrives within the horizon.
        DataError: if the feed is unusable.
    """
    depart = parse_departure(asked.depart or "")
    hours = HORIZON_HOURS if asked.horizon is None else asked.horizon
    if not 0 < hours <= MOST_HOURS:
        raise UsageError(f"--horizon is more than 0 and at most {MOST_HOURS:g} hours, not {hours:g}.")
    if not 0 <= asked.change_minutes <= MOST_HOURS * 60:
        raise UsageError(f"A change takes 0 minutes or more, and a week at most, not {asked.change_minutes:g}.")
    feed, network = _read_feed(Path(asked.network_name))

    from ..interpreter import load_planner
    from ..networks.gtfs.departures import feed_timetable
    from ..routing import StationNames
    from ..routing.constraints import find_constraints
    from ..routing.timetable import TimetableQuestion, ask_timetable
    from ..seeding import generator

    names = StationNames(network)
    ends = names.find(asked.origin or ""), names.find(asked.destination or "")
    constraints = find_constraints(
        network, (), asked.avoid_station, asked.avoid_line, [asked.closed] if asked.closed else []
    )
    constraints.check(network, *ends)
    timetable = feed_timetable(feed, network, depart, hours)
    leave = timetable.seconds(depart)
    until, change = leave + round(hours * 3600), round(asked.change_minutes * 60)
    question = TimetableQuestion(timetable, *ends, leave, until, change, constraints.closures)
    answer = ask_timetable(load_planner(asked.checkpoint), question, generator(asked.seed, "labels"))
    if asked.as_json:
        click.echo(json.dumps(journey_json(answer), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(journey_text(answer)))


def parse_departure(text: str) -> datetime:
    """A date and a time, such as 2026-11-23 08:15, without a zone, since it is the feed's.

    Raises:
        UsageError: if it is written otherwise.
    """
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"):
        try:
            return datetime.strptime(text.strip(), form)
        except ValueError:
            continue
    raise UsageError(f'A departure is written "2026-11-23 08:15", in local time, and not {text!r}.')


def _read_feed(path: Path) -> tuple[Feed, Network]:
    """A feed and the network that its trips run on."""
    timed = path.is_file() or any(path.glob("stop_times.txt")) or any(path.glob("*/stop_times.txt"))
    if not timed:
        raise UsageError(f"--depart needs a timetable, which a GTFS feed has; {path} is no feed.")
    from ..networks.gtfs import read_feed
    from ..networks.gtfs.network import feed_network

    feed = read_feed(path)
    network, made = feed_network(feed)
    if faults := len(feed.notes.faults) + len(made.faults):
        click.echo(f"graphmem: {count(faults, 'faults')} in the feed; `graphmem import` names them.", err=True)
    if not any(feed.agency["agency_timezone"]):
        click.echo("graphmem: The feed tells no agency_timezone; its times are taken for UTC.", err=True)
    return feed, network


def journey_json(answer: TimedAnswer) -> dict[str, Any]:
    """The answer for programs; times are ISO 8601 with their offset from UTC."""
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
        "steps": answer.planning_steps,
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


def journey_text(answer: TimedAnswer) -> list[str]:
    """The answer for people."""
    question, day = answer.question, answer.question.timetable.time(answer.question.leave)
    stations = question.timetable.stations
    ends = f"{stations[question.origin].name} to {stations[question.destination].name}"
    said = "no route" if answer.answered_no_route else " - ".join(station.name for station in answer.answered)
    lines = [f"{ends}, on {question.timetable.name}, from {day:%A %Y-%m-%d %H:%M} on", ""]
    lines += [*_legs_text(answer.journey, day), "", f"The machine answered: {said}"]
    best = _measures(answer.exact_journey, day)
    if answer.optimal:
        lines.append(f"Valid: yes.  Optimal: yes; exact search also finds {best}.")
    else:
        erred = f"The machine erred: the journey above is that of exact search, {best}."
        judged = (
            "no."
            if answer.machine_journey is None
            else f"yes.  Optimal: no; it finds {_measures(answer.machine_journey, day)}."
        )
        lines.append(f"Valid: {judged}  {erred}")
    read = f"It read {count(answer.window / 3600, 'hours')} of the timetable, {answer.rows} rows"
    return [*lines, f"{read}, thought {count(answer.planning_steps, 'steps')} and took {answer.seconds:.2f} s."]


def _legs_text(journey: TimedJourney, day: datetime) -> list[str]:
    """The legs, one a line, each headed by a swatch of its colour where the terminal has colours; then the sums."""
    lines = [_leg_text(journey.legs[0], day)]
    for (before, leg), minutes in zip(pairwise(journey.legs), journey.waits, strict=True):
        here = leg.stations[0].name
        if leg.stays:
            lines.append(f"   stay seated at {here}")
        elif leg.line is not None:
            lines.append(f"   {'wait' if before.line is None else 'change'} at {here}, {count(minutes, 'minutes')}")
        lines.append(_leg_text(leg, day))
    return [*lines, f"   {_measures(journey, day)}"]


def _leg_text(leg: TimedLeg, day: datetime) -> str:
    times = f"{_clock(leg.departure, day)} to {_clock(leg.arrival, day)}"
    ride = f"{leg.stations[0].name} to {leg.stations[-1].name}"
    if leg.line is None:
        return f"{click.style('··', dim=True)} {times}  Walk: {ride}"
    red, green, blue = bytes.fromhex(leg.line.colour.removeprefix("#"))
    train = ", ".join(filter(None, (leg.line.name, leg.headsign)))
    swatch, stops = click.style("  ", bg=(red, green, blue)), count(len(leg.arrivals), "stops")
    return f"{swatch} {times}  {train}: {ride}, {stops} (trip {leg.trip})"


def _measures(journey: TimedJourney, day: datetime) -> str:
    times = f"{_clock(journey.departure, day)} to {_clock(journey.arrival, day)}"
    return f"{times}, {count(journey.minutes, 'minutes')}, {count(journey.changes, 'changes')}"


def _clock(time: datetime, day: datetime) -> str:
    """The time, with its seconds if it has any, and the days after ``day``."""
    later = (time.date() - day.date()).days
    return f"{time:%H:%M:%S}".removesuffix(":00") + (f" (+{later})" if later else "")
