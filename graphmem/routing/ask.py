"""One question to a machine, and its answer checked by exact search."""

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
from .exact_router import ExactPaths, ExactRouter
from .itinerary import Itinerary, build_itinerary
from .names import StationNames
from .problem import RouteProblem, route_problem
from .solver import Follows, RoutePlanner

BYTES_PER_STATE = 24  # of a plan and of the exact paths beside it


@dataclass(frozen=True, kw_only=True)
class CheckedAnswer:
    """What the answers to questions about a network and about a timetable have in common.

    Attributes:
        solver: where the best answer comes from: the machine's name, or "exact" if the machine erred.
        answered: stations of the machine's walk, up to its end or to the first repetition.
        answered_no_route: whether the machine answered at the origin that there is no way to the destination.
        valid: whether the machine's answer keeps every rule and ends at the destination.
        optimal: whether it is valid and nothing is better.
        planning_steps: steps of planning, not counting those in which the machine only lets time pass.
        seconds: time that the machine took to read, plan and walk.
    """

    solver: str
    answered: tuple[Station, ...]
    answered_no_route: bool
    valid: bool
    optimal: bool
    planning_steps: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class RouteAnswer(CheckedAnswer):
    """A machine's answer to one question, checked by exact search.

    It is optimal if no route is better by the first criterion or, if equal there, by the others.

    Attributes:
        by: the first criterion.
        machine_route: the machine's route, or None if it is not valid.
        exact_route: a best route, found by exact search.
        route: the machine's route if it is optimal, else the exact one.
    """

    by: By
    machine_route: Itinerary | None
    exact_route: Itinerary
    route: Itinerary


class _KeptPlan(NamedTuple):
    """The part of a plan that later questions need."""

    following: Ints  # (states,)
    steps: int

    def next_station(self, current: int) -> int | None:
        """The state to go to next, or None for "no route"."""
        state = int(self.following[current])
        return None if state == -1 else state


class RoutingSession:
    """A machine that has read one problem.  It keeps its latest plans, and questions about one destination share one.

    Args:
        planner: the machine.
        problem: the network as the machine reads it.
        rng: draws the labels under which the machine reads it.
        memory: bytes for the plans that are kept, each an answer for every state; at least one is kept.
    """

    def __init__(self, planner: RoutePlanner, problem: RouteProblem, rng: np.random.Generator, memory: int = 0) -> None:
        began = time.perf_counter()
        self._described = planner.describe(problem.triples, rng)
        self._reading_seconds = time.perf_counter() - began
        self._planner, self.problem, self._exact_router = planner, problem, ExactRouter(problem)
        self._kept_plans = max(1, memory // (BYTES_PER_STATE * problem.triples.num_stations))
        self._plan = lru_cache(self._kept_plans)(self._make_plan)
        self._search = lru_cache(self._kept_plans)(self._exact_router.search)

    def ask(self, origin: int, destination: int) -> RouteAnswer:
        """Ask the machine one question, stations by number, and check its answer by exact search.

        Raises:
            UsageError: if origin and destination are the same station.
            NoRoute: if the destination cannot be reached, whatever the machine answers.
        """
        problem = self.problem
        stations = problem.network.stations
        if origin == destination:
            raise UsageError(f"Origin and destination are the same station: {stations[origin].name}.")
        start, goal = problem.origin_state(origin), problem.destination_state(destination)
        began = time.perf_counter()
        plan = self._plan(goal)
        walk, answered_no_route = follow(plan, start, goal, problem.triples.num_stations)
        seconds = time.perf_counter() - began + self._reading_seconds
        self._reading_seconds = 0.0  # only the first question includes the reading

        exact = self._search(goal)
        if not np.isfinite(exact.cost[start]):
            raise NoRoute(self._no_route(origin, destination, answered_no_route))
        cost = self._exact_router.cost(walk) if walk[-1] == goal else None
        machine_route = None if cost is None else build_itinerary(problem, walk)
        optimal = machine_route is not None and bool(cost == exact.cost[start])
        exact_route = build_itinerary(problem, exact.route(start))
        passed = [problem.station(state) for state in walk]
        return RouteAnswer(
            by=problem.by,
            solver=self._planner.name if optimal else "exact",
            answered=tuple(
                stations[here] for here, before in zip(passed, [None, *passed], strict=False) if here != before
            ),
            answered_no_route=answered_no_route,
            valid=machine_route is not None,
            optimal=optimal,
            machine_route=machine_route,
            exact_route=exact_route,
            route=machine_route if optimal and machine_route is not None else exact_route,
            planning_steps=plan.steps,
            seconds=seconds,
        )

    def reachable(self, origin: int, destination: int) -> bool:
        """Whether exact search finds a route."""
        return _is_reached(self.problem, self._search, origin, destination)

    def _no_route(self, origin: int, destination: int, answered_no_route: bool) -> str:
        """The sentence for a destination that cannot be reached."""
        names = StationNames(self.problem.network)
        question = f"from {names.label(origin)} to {names.label(destination)}"
        if constraints := describe_constraints(self.problem):
            there_is = "is" if _is_reached(*self._without_constraints, origin, destination) else "is not, either"
            question += f" {constraints} (without these constraints there {there_is})"
        return f"There is no route {question}; the machine {machine_verdict(answered_no_route)}."

    @cached_property
    def _without_constraints(self) -> tuple[RouteProblem, Callable[[int], ExactPaths]]:
        plain = route_problem(self.problem.network, self.problem.by)
        return plain, lru_cache(self._kept_plans)(ExactRouter(plain).search)

    def _make_plan(self, goal: int) -> _KeptPlan:
        plan = self._described.plan(goal)
        return _KeptPlan(plan.next_stations(), plan.computed_steps)


def ask(
    planner: RoutePlanner, problem: RouteProblem, origin: int, destination: int, rng: np.random.Generator
) -> RouteAnswer:
    """Ask one question; see ``RoutingSession.ask``."""
    return RoutingSession(planner, problem, rng).ask(origin, destination)


def machine_verdict(answered_no_route: bool) -> str:
    """What the machine answered where there is no route, for the end of a sentence."""
    return "also answers that there is none" if answered_no_route else "wrongly answers with one"


def follow(plan: Follows, origin: int, destination: int, num_states: int) -> tuple[list[int], bool]:
    """Walk along a plan.

    The walk ends at the destination, at "no route", before a number that is not a state, or at a state visited before,
    from which the plan would go round for ever.

    Returns:
        The states of the walk, and whether the plan answers "no route" at the origin.
    """
    following = plan.next_station(origin)
    answered_no_route = following is None
    walk, seen = [origin], {origin}
    while following is not None and 0 <= following < num_states:
        walk.append(int(following))
        if following == destination or following in seen:
            break
        seen.add(int(following))
        following = plan.next_station(int(following))
    return walk, answered_no_route


def _is_reached(problem: RouteProblem, search: Callable[[int], ExactPaths], origin: int, destination: int) -> bool:
    cost = search(problem.destination_state(destination)).cost
    return bool(np.isfinite(cost[problem.origin_state(origin)]))
