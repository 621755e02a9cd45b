"""The accuracy of a machine on a network: over pairs of stations, and over random walks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..graphs import Triples
from ..graphs.triples import Ints
from ..routing.criteria import By
from ..routing.exact_router import ExactPaths, ExactRouter
from ..routing.problem import RouteProblem
from ..routing.solver import Described, RoutePlanner


class Bucket(NamedTuple):
    """Pairs whose best route has ``stops`` stops; None for pairs without a route."""

    stops: int | None
    pairs: int
    valid: int
    optimal: int


@dataclass(frozen=True)
class NetworkEvaluation:
    """Ordered pairs of stations, and how many of them the machine answered validly and optimally.

    For a pair without a route, "no route" is the only valid and optimal answer.  An answer is optimal if no route is
    better by the first criterion, or equal by it and better by the next.

    Attributes:
        network: name of the network.
        by: first criterion.
        pairs, valid, optimal: numbers of pairs.
        seconds: wall-clock time.
        table: the pairs by the stops of their best route.
    """

    network: str
    by: By
    pairs: int
    valid: int
    optimal: int
    seconds: float
    table: tuple[Bucket, ...]


@dataclass(frozen=True)
class TraversalScore:
    """Random walks in which the machine is given a line at every hop and continues from its own answers.

    Attributes:
        walks: number of walks.
        hops: hops of each walk; a walk ends early at a station that no connection leaves.
        right: walks without a wrong hop.
        right_after: for each hop, the walks without a wrong hop so far.
        seconds: wall-clock time.
    """

    walks: int
    hops: int
    right: int
    right_after: tuple[int, ...]
    seconds: float


def evaluate(
    planner: RoutePlanner,
    problem: RouteProblem,
    rng: np.random.Generator,
    pairs: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> NetworkEvaluation:
    """Ask the machine for routes between ordered pairs of stations.

    It reads the network once and plans once for each destination.

    Args:
        planner: the machine.
        problem: the network as the machine reads it.
        rng: draws the labels and the sample.
        pairs: size of a sample without replacement; None, or a larger number than there are, for all pairs.
        progress: called with the number of destinations done and of all destinations.
    """
    began = time.perf_counter()
    labels, sample = rng.spawn(2)  # so that the sample does not depend on the machine
    described = planner.describe(problem.triples, labels)
    origins, destinations = _ordered_pairs(len(problem.network.stations), pairs, sample)
    router = ExactRouter(problem)
    stops, valid, optimal = np.empty(len(origins)), np.zeros(len(origins), bool), np.zeros(len(origins), bool)
    wanted = np.unique(destinations)
    for done, destination in enumerate(wanted.tolist(), start=1):
        asked = np.flatnonzero(destinations == destination)
        starts, goal = problem.origin_state(0) + origins[asked], problem.destination_state(destination)
        exact = router.search(goal)
        following = described.plan(goal).next_stations()
        reached = np.isfinite(exact.cost[starts])
        stops[asked] = np.inf
        stops[asked[reached]] = problem.counts(exact.cost[starts[reached]]).stops
        valid[asked], optimal[asked] = _score(router, exact, following, starts, goal)
        progress(done, len(wanted))
    return NetworkEvaluation(
        network=problem.network.name,
        by=problem.by,
        pairs=len(origins),
        valid=int(valid.sum()),
        optimal=int(optimal.sum()),
        seconds=time.perf_counter() - began,
        table=tuple(
            Bucket(
                stops=int(value) if np.isfinite(value) else None,
                pairs=int((stops == value).sum()),
                valid=int(valid[stops == value].sum()),
                optimal=int(optimal[stops == value].sum()),
            )
            for value in np.unique(stops)
        ),
    )


def _ordered_pairs(num_stations: int, sample: int | None, rng: np.random.Generator) -> tuple[Ints, Ints]:
    if sample is not None and sample < 1:
        raise UsageError(f"A sample must have at least one pair, not {sample}.")
    total = num_stations * (num_stations - 1)
    numbers = np.arange(total) if sample is None or sample >= total else rng.choice(total, sample, replace=False)
    destinations, origins = np.divmod(numbers, num_stations - 1)
    return origins + (origins >= destinations), destinations


def _score(
    router: ExactRouter, exact: ExactPaths, following: Ints, starts: Ints, goal: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the walks from ``starts`` along ``following`` are valid, and which are optimal."""
    costs = router.hop_cost(np.arange(len(following)), following)
    current, cost = starts.copy(), np.zeros(len(starts), np.int64)
    for _ in range(len(following)):
        walking = np.flatnonzero((current != goal) & (costs[current] > 0))
        if not len(walking):
            break
        cost[walking] += costs[current[walking]]
        current[walking] = following[current[walking]]
    reachable = np.isfinite(exact.cost[starts])
    valid = np.where(reachable, current == goal, following[starts] == -1)
    return valid, valid & (~reachable | (cost == exact.cost[starts]))


def evaluate_traversal(
    described: Described, triples: Triples, rng: np.random.Generator, walks: int = 10_000, hops: int = 20
) -> TraversalScore:
    """Random walks of the machine, which is given a first station and a line at every hop.

    Args:
        described: the machine after it has read ``triples``.
        triples: one graph in which a station and a line have one next station, as ``traversal_problem`` makes it.
        rng: draws first stations and lines.
        walks: number of walks.
        hops: hops of each walk.

    Raises:
        UsageError: if ``walks`` or ``hops`` is less than 1.
    """
    if min(walks, hops) < 1:
        raise UsageError("Walks and hops must be at least 1.")
    began = time.perf_counter()
    order = np.argsort(triples.source, kind="stable")
    degree = np.bincount(triples.source, minlength=triples.num_stations)
    first = np.cumsum(degree) - degree
    answers: dict[tuple[int, int], int | None] = {}  # the machine does not change, so each question is asked once
    truth = rng.choice(np.flatnonzero(degree), walks)
    answered = truth.copy()
    right, right_after = np.ones(walks, bool), []
    for _ in range(hops):
        rows = order[np.minimum(first[truth] + rng.integers(np.maximum(degree[truth], 1)), len(order) - 1)]
        going = degree[truth] > 0
        for walk in np.flatnonzero(going & right).tolist():
            question = int(answered[walk]), int(triples.line[rows[walk]])
            if question not in answers:
                answers[question] = described.hop(*question)
            answer = answers[question]
            answered[walk] = -1 if answer is None else answer
        truth = np.where(going, triples.destination[rows], truth)
        right &= answered == truth
        right_after.append(int(right.sum()))
    return TraversalScore(walks, hops, right_after[-1], tuple(right_after), time.perf_counter() - began)
