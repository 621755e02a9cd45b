"""A route between two stations, by a DNC in the encoding of its paper, and checked by exact search.

The machine reads every connection as a triple of labels, then the question, and plans for ten steps.  Its output is
renormalised over the connections that leave a station (Graves et al. 2016, Methods, "Structured prediction"); the
likeliest is chosen, shown to the machine, and so on until the destination.  A shortest path has the fewest connections,
so routes are compared by stops.
"""

from __future__ import annotations

import time

import numpy as np
import torch

from ..errors import NoRoute, UsageError
from ..graphs import Network
from ..routing import RouteAnswer, RouteProblem, StationNames, route_problem
from ..tasks.paper import Fact, Goal, plan
from ..tasks.paper.shortest_path import ask_path
from ..tasks.paper.walks import walk
from .itinerary import path_itinerary
from .labelled import label_network
from .trained import TrainedDNC

SPARE = 10  # edges after which a walk ends that is longer than a shortest path


def ask_route(
    dnc: TrainedDNC, network: Network, origin: int, destination: int, rng: np.random.Generator
) -> tuple[RouteProblem, RouteAnswer]:
    """Ask for a route, and check the answer.

    Args:
        dnc: trained on shortest paths.
        network: a network; its walks between stations are not used.
        origin, destination: stations by number.
        rng: draws the labels under which the machine reads the network.

    Returns:
        The problem and the answer, as ``routing.ask`` gives them; both the machine's route and the exact one have as
        few changes as their connections allow.

    Raises:
        UsageError: if both stations are the same, or the network has more stations or lines than there are labels.
        NoRoute: if no connections lead to the destination; the machine has no such answer.
    """
    names = StationNames(network)
    if origin == destination:
        raise UsageError(f"Origin and destination are the same station: {names.label(origin)}.")
    problem = route_problem(network, "stops")
    began = time.perf_counter()
    labelled = label_network(rng, network)
    start, end = (labelled.graph.nodes[number] for number in (origin, destination))
    goal = plan(labelled.graph, end)
    if start not in goal.left:
        raise NoRoute(f"No connections lead from {names.label(origin)} to {names.label(destination)}.")
    path, planning = _walk(dnc, goal, start, rng)
    seconds = time.perf_counter() - began

    machine_route = path_itinerary(problem, labelled, path) if path[-1].destination == end else None
    optimal = machine_route is not None and goal.accepts(start, path)
    exact_route = path_itinerary(problem, labelled, _straight_path(goal, start))
    passed = [origin, *(labelled.stations[fact.destination] for fact in path)]
    if machine_route is None:
        passed = _to_repetition(passed)
    answer = RouteAnswer(
        by=problem.by,
        solver=dnc.machine.kind if optimal else "exact",
        answered=tuple(network.stations[number] for number in passed),
        answered_no_route=False,
        valid=machine_route is not None,
        optimal=optimal,
        machine_route=machine_route,
        exact_route=exact_route,
        route=machine_route if optimal and machine_route is not None else exact_route,
        planning_steps=planning,
        seconds=seconds,
    )
    return problem, answer


@torch.no_grad()
def _walk(dnc: TrainedDNC, goal: Goal, start: int, rng: np.random.Generator) -> tuple[tuple[Fact, ...], int]:
    """The connections that the machine chooses one after another, and the number of its planning steps."""
    episode = ask_path(rng, goal, start)
    run, state, device = dnc.started([episode])
    walked = walk(dnc.task, run, state, [episode], rng, beta=0, spare=SPARE, device=device)
    return walked.paths[0], episode.queries[0].planning


def _straight_path(goal: Goal, start: int) -> tuple[Fact, ...]:
    """A shortest path that stays on a line where it can."""
    path: list[Fact] = []
    while steps := goal.first_steps(path[-1].destination if path else start):
        same = [fact for fact in steps if path and fact.edge == path[-1].edge]
        path.append((same or list(steps))[0])
    return tuple(path)


def _to_repetition(passed: list[int]) -> list[int]:
    """The stations up to the first that was passed before, or all."""
    for place, number in enumerate(passed):
        if number in passed[:place]:
            return passed[: place + 1]
    return passed
