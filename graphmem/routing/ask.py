"""One question put to a machine, and its answer judged by exact search."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from ..errors import NoRoute, UsageError
from ..graphs import Station
from ..graphs.triples import Ints
from .constraints import describe_constraints
from .criteria import By
from .exact_router import Exact, ExactRouter
from .names import StationNames
from .problem import Problem, route_problem
from .route import Route, build_route
from .solver import Follows, Planner

BYTES_A_STATE = 24  # of a plan and of the exact answers beside it


@dataclass(frozen=True)
class Answer:
    """What a machine answered to one question, and what exact search makes of it.

    Attributes:
        by: the criterion that comes first.
        solver: whose route ``route`` is: the machine's name, or "exact" where the machine erred.
        said: stations of the machine's walk, up to where it ends or first repeats itself.
        said_no_route: it answered at the origin that there is no route.
        valid: the walk is a route of the network that keeps every wish and ends at the destination.
        optimal: valid, and no route is better, nor equal by the first criterion and better by the others.
        found: the machine's route, or None if it is not valid.
        exact: a best route.
        route: the machine's route if optimal, else the exact one.
        worked: steps that it worked out; in the others it could only let time pass.
        seconds: taken by the machine to read the network, plan and walk.
    """

    by: By
    solver: str
    said: tuple[Station, ...]
    said_no_route: bool
    valid: bool
    optimal: bool
    found: Route | None
    exact: Route
    route: Route
    worked: int
    seconds: float


class _Thought(NamedTuple):
    """What is kept of a plan."""

    following: Ints  # (states,)
    worked: int

    def next_station(self, current: int) -> int | None:
        """The state to go to next, or None for "no route"."""
        state = int(self.following[current])
        return None if state == -1 else state


class Session:
    """A machine that has read one problem, and keeps its last plans: questions about one destination share one.

    Args:
        planner: the machine.
        problem: the network as the machine reads it.
        rng: draws the labels under which the machine reads it.
        memory: bytes for plans that are kept, where a plan is an answer for every state; at least one is.
    """

    def __init__(self, planner: Planner, problem: Problem, rng: np.random.Generator, memory: int = 0) -> None:
        began = time.perf_counter()
        described = planner.describe(problem.triples, rng)
        self._reading = time.perf_counter() - began
        self._planner, self.problem, self._judge = planner, problem, ExactRouter(problem)
        self._described = described
        self._keep = keep = max(1, memory // (BYTES_A_STATE * problem.triples.num_stations))
        self._plan = lru_cache(keep)(self._think)
        self._search = lru_cache(keep)(self._judge.search)

    def ask(self, origin: int, destination: int) -> Answer:
        """Put one question, stations by number, to the machine and judge the answer by exact search.

        Raises:
            UsageError: if both ends are the same station.
            NoRoute: if the destination cannot be reached, whatever the machine says.
        """
        problem = self.problem
        stations = problem.network.stations
        if origin == destination:
            raise UsageError(f"Origin and destination are the same station: {stations[origin].name}.")
        start, goal = problem.origin_state(origin), problem.destination_state(destination)
        began = time.perf_counter()
        plan = self._plan(goal)
        walk, said_no_route = follow(plan, start, goal, problem.triples.num_stations)
        seconds = time.perf_counter() - began + self._reading
        self._reading = 0.0  # the first question pays for it

        exact = self._search(goal)
        if not np.isfinite(exact.cost[start]):
            agreement = "says so too" if said_no_route else "answered with one that does not hold"
            names = StationNames(problem.network)
            question = f"from {names.label(origin)} to {names.label(destination)}"
            if constraints := describe_constraints(problem):
                possible = "is" if self._possible(origin, destination) else "is not, either"
                question += f" {constraints} (without these constraints there {possible})"
            raise NoRoute(f"There is no route {question}; the machine {agreement}.")
        cost = self._judge.cost(walk) if walk[-1] == goal else None
        found = None if cost is None else build_route(problem, walk)
        optimal = found is not None and bool(cost == exact.cost[start])
        best = build_route(problem, exact.route(start))
        passed = [problem.station(state) for state in walk]
        return Answer(
            by=problem.by,
            solver=self._planner.name if optimal else "exact",
            said=tuple(stations[here] for here, before in zip(passed, [None, *passed], strict=False) if here != before),
            said_no_route=said_no_route,
            valid=found is not None,
            optimal=optimal,
            found=found,
            exact=best,
            route=found if optimal and found is not None else best,
            worked=plan.worked,
            seconds=seconds,
        )

    def reachable(self, origin: int, destination: int) -> bool:
        """Whether exact search finds a route."""
        problem = self.problem
        cost = self._search(problem.destination_state(destination)).cost
        return bool(np.isfinite(cost[problem.origin_state(origin)]))

    def _possible(self, origin: int, destination: int) -> bool:
        """Whether there would be a route if the constraints were dropped."""
        plain, search = self._without_constraints
        cost = search(plain.destination_state(destination)).cost
        return bool(np.isfinite(cost[plain.origin_state(origin)]))

    @cached_property
    def _without_constraints(self) -> tuple[Problem, Callable[[int], Exact]]:
        plain = route_problem(self.problem.network, self.problem.by)
        return plain, lru_cache(self._keep)(ExactRouter(plain).search)

    def _think(self, goal: int) -> _Thought:
        plan = self._described.plan(goal)
        return _Thought(plan.next_stations(), plan.worked)


def ask(planner: Planner, problem: Problem, origin: int, destination: int, rng: np.random.Generator) -> Answer:
    """One question; see ``Session.ask``."""
    return Session(planner, problem, rng).ask(origin, destination)


def follow(plan: Follows, origin: int, destination: int, num_states: int) -> tuple[list[int], bool]:
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
