"""A machine's answer as a route: legs, stops, minutes, changes, and whether exact search agrees."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from ..errors import NoRoute, UsageError
from ..graphs import Line, Station
from .judge import Judge
from .problem import By, Journey, Problem
from .solver import Plan, Planner


@dataclass(frozen=True)
class Leg:
    """One train, from boarding to leaving it.

    Attributes:
        line: what one rides.
        direction: of the first connection ridden; a train may be called otherwise further on.
        stations: boarded at, passed and left at.
        minutes: running time.
    """

    line: Line
    direction: str
    stations: tuple[Station, ...]
    minutes: float

    @property
    def stops(self) -> int:
        """Stations after the one boarded at."""
        return len(self.stations) - 1


@dataclass(frozen=True)
class Route:
    """Legs in order; ``minutes`` counts the changes between them."""

    legs: tuple[Leg, ...]
    minutes: float

    @property
    def stations(self) -> tuple[Station, ...]:
        """All stations in order, each change once."""
        return self.legs[0].stations[:1] + tuple(station for leg in self.legs for station in leg.stations[1:])

    @property
    def stops(self) -> int:
        """Stations after the origin."""
        return sum(leg.stops for leg in self.legs)

    @property
    def changes(self) -> int:
        """Changes of line."""
        return len(self.legs) - 1


@dataclass(frozen=True)
class Answer:
    """What a machine answered to one question, and what exact search makes of it.

    Attributes:
        by: the criterion.
        solver: whose route ``route`` is: the machine's name, or "exact" where the machine erred.
        said: stations of the machine's walk, up to where it ends or first repeats itself.
        said_no_route: it answered at the origin that there is no route.
        valid: the walk uses connections of the network and ends at the destination.
        optimal: valid, and no route is better.
        cost: stops or minutes of the machine's walk, or None if it is not valid.
        exact_cost: stops or minutes of the best routes.
        route: the machine's route if optimal, else the exact one.
        exact: an exact route; of those that are equally good, one with the fewest stops.
        steps: steps that the machine thought, those passed over because nothing could change in them included.
        seconds: taken by the machine to read the network, plan and walk.
    """

    by: By
    solver: str
    said: tuple[Station, ...]
    said_no_route: bool
    valid: bool
    optimal: bool
    cost: float | None
    exact_cost: float
    route: Route
    exact: Route
    steps: int
    seconds: float


def ask(planner: Planner, problem: Problem, origin: int, destination: int, rng: np.random.Generator) -> Answer:
    """Put one question to the machine and judge the answer by exact search.

    Args:
        planner: the machine.
        problem: the network as the machine reads it.
        origin, destination: stations by number.
        rng: draws the labels under which the machine reads the network.

    Raises:
        UsageError: if both ends are the same station.
        NoRoute: if the destination cannot be reached, whatever the machine says.
    """
    stations = problem.network.stations
    if origin == destination:
        raise UsageError(f"Origin and destination are the same station: {stations[origin].name}.")
    start, goal = problem.origin_state(origin), problem.destination_state(destination)
    began = time.perf_counter()
    plan = planner.describe(problem.triples, rng).plan(goal)
    walk, said_no_route = follow(plan, start, goal, problem.triples.num_stations)
    seconds = time.perf_counter() - began

    judge = Judge(problem)
    exact = judge.search(goal)
    if not np.isfinite(exact.cost[start]):
        agreement = "says so too" if said_no_route else "answered with one that does not hold"
        ends = f"from {stations[origin].name} to {stations[destination].name}"
        raise NoRoute(f"There is no route {ends}; the machine {agreement}.")
    ticks = judge.cost(walk) if walk[-1] == goal else None
    unit = problem.ticks_per_minute if problem.by == "minutes" else 1
    exact_route = build_route(problem, problem.journey(exact.route(start)))
    optimal = bool(ticks == exact.cost[start])
    return Answer(
        by=problem.by,
        solver=planner.name if optimal else "exact",
        said=tuple(stations[number] for number in problem.journey(walk).stations),
        said_no_route=said_no_route,
        valid=ticks is not None,
        optimal=optimal,
        cost=None if ticks is None else (ticks - problem.offset) / unit,
        exact_cost=float(exact.cost[start] - problem.offset) / unit,
        route=build_route(problem, problem.journey(walk)) if optimal else exact_route,
        exact=exact_route,
        steps=plan.steps,
        seconds=seconds,
    )


def follow(plan: Plan, origin: int, destination: int, num_states: int) -> tuple[list[int], bool]:
    """Walk along a plan, and tell whether it said "no route" at the origin.

    The walk ends at the destination, at "no route", before something that is no state, or at a state seen before, from
    where the plan would send it round for ever.
    """
    following = plan.next_station(origin)
    said_no_route = following is None
    walk, seen = [origin], {origin}
    while following is not None and 0 <= following < num_states:
        walk.append(int(following))
        if following == destination or following in seen:
            break
        seen.add(int(following))
        following = plan.next_station(int(following))
    return walk, said_no_route


def build_route(problem: Problem, journey: Journey) -> Route:
    """The journey in legs; where lines are free, those with the fewest changes, then the fewest minutes.

    The journey must use connections of the network.
    """
    network = problem.network
    hops = list(zip(journey.stations, journey.stations[1:], strict=False))
    # The best way to have ridden each line on the last hop: (changes, ticks, lines).
    best: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    for hop, required in zip(hops, journey.lines, strict=True):
        best = [
            min((c + (ridden[-1:] not in ((), (line,))), t + ride.ticks, (*ridden, line)) for c, t, ridden in best)
            for line, ride in problem.rides[hop].items()
            if required in (None, line)
        ]
    changes, ticks, lines = min(best)

    legs = []
    for line, group in groupby(range(len(hops)), key=lines.__getitem__):
        ridden = list(group)
        rides = [problem.rides[hops[number]][line] for number in ridden]
        passed = journey.stations[ridden[0] : ridden[-1] + 2]
        minutes = sum(ride.ticks for ride in rides) / problem.ticks_per_minute
        legs.append(
            Leg(network.lines[line], rides[0].direction, tuple(network.stations[number] for number in passed), minutes)
        )
    return Route(tuple(legs), (ticks + changes * problem.change_ticks) / problem.ticks_per_minute)
