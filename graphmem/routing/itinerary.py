"""Itineraries, the routes that a traveller reads: legs, changes, stops and minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..common.text import count
from ..graphs import Line, Network, Station
from .problem import RouteProblem


@dataclass(frozen=True)
class Leg:
    """A ride on one train without changing, or a walk.

    Attributes:
        line: the line of the train; None for a walk.
        direction: the direction that the trains display, several joined by " / "; for a line without stopping
            patterns, that of the first connection, which may differ further on.
        stations: all stations from the first to the last, with those between.
        minutes: running or walking time; None in a network without times.
        change_minutes: time to change to this train; 0 for the first train and for a walk; None in a network without
            times.
    """

    line: Line | None
    direction: str
    stations: tuple[Station, ...]
    minutes: float | None
    change_minutes: float | None = None

    @property
    def stops(self) -> int:
        """Stations after the first."""
        return len(self.stations) - 1

    def __repr__(self) -> str:
        ride = ", ".join(filter(None, (self.line.name, self.direction))) if self.line else "Walk"
        taken = "" if self.minutes is None else f", {self.minutes:g} minutes"
        ends = f"{self.stations[0].name} to {self.stations[-1].name}"
        return f"<Leg {ride}: {ends}, {count(self.stops, 'stop')}{taken}>"


@dataclass(frozen=True)
class Itinerary:
    """Legs in order.

    Attributes:
        legs: rides and walks.
        minutes: total time, changes included; None in a network without times.
    """

    legs: tuple[Leg, ...]
    minutes: float | None

    @property
    def stations(self) -> tuple[Station, ...]:
        """All stations in order; a station at which one changes appears once."""
        return self.legs[0].stations[:1] + tuple(station for leg in self.legs for station in leg.stations[1:])

    @property
    def stops(self) -> int:
        """Stations after the origin."""
        return sum(leg.stops for leg in self.legs)

    @property
    def rides(self) -> tuple[Leg, ...]:
        """The legs on trains."""
        return tuple(leg for leg in self.legs if leg.line is not None)

    @property
    def changes(self) -> int:
        """Trains after the first one."""
        return max(0, len(self.rides) - 1)


def build_itinerary(problem: RouteProblem, states: Sequence[int]) -> Itinerary:
    """The itinerary of a walk over states, which leads from an entrance to an exit along rows of the problem."""
    network = problem.network
    rides: list[list[int]] = []  # states of each leg; those of a walk begin with a state off trains
    for state, following in pairwise(states):
        segment = problem.segment(following)
        if segment is not None:
            if problem.segment(state) is None:
                rides.append([])
            rides[-1].append(following)
        elif problem.segment(state) is None and problem.station(state) != problem.station(following):
            rides.append([state, following])

    legs, ticks, ridden = [], 0, False
    for leg_states in rides:
        segments = list(filter(None, map(problem.segment, leg_states)))
        passed = [problem.station(state) for state in leg_states]
        line, direction, change = None, "", 0
        if segments:
            line, direction = network.lines[segments[0].line], segments[0].direction
            passed.insert(0, segments[0].source)
            direction = " / ".join(_directions(network, line, passed)) or direction
            taken = sum(map(problem.ride_ticks, segments))
            change = problem.change_ticks[passed[0]] if ridden else 0
            ridden = True
        else:
            taken = problem.walk_ticks[passed[0], passed[-1]]
        ticks += change + taken
        stations = tuple(network.stations[number] for number in passed)
        legs.append(Leg(line, direction, stations, problem.minutes(taken), problem.minutes(change)))
    return Itinerary(tuple(legs), problem.minutes(ticks))


def _directions(network: Network, line: Line, passed: Sequence[int]) -> Iterable[str]:
    """The directions of the stopping patterns of a line that make all these calls one after another."""
    wanted = tuple(network.stations[number].id for number in passed)
    return dict.fromkeys(
        pattern.direction
        for pattern in network.stopping_patterns
        if pattern.line == line.id and pattern.direction and _runs(pattern.stations, wanted)
    )


def _runs(calls: Sequence[str], wanted: Sequence[str]) -> bool:
    starts = range(len(calls) - len(wanted) + 1)
    return any(calls[start : start + len(wanted)] == wanted for start in starts)
