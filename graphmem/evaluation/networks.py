"""A machine's answers counted over many pairs of stations, and over random walks."""

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
from ..routing.solver import Described, Planner

Progress = Callable[[int, int], None]


class Bucket(NamedTuple):
    """Pairs whose exact route has ``stops`` stops; None for pairs that no route joins."""

    stops: int | None
    pairs: int
    valid: int
    optimal: int


@dataclass(frozen=True)
class Evaluation:
    """Ordered pairs of stations, and how many the machine answered validly and optimally.

    For a pair that no route joins, "no route" is the valid and optimal answer, and any other is neither.
    Optimal counts ties: no route may be as good by the first criterion and better by the others.  ``table`` counts the
    stops of the best routes.
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
    """Random walks on which the machine was told a line at every hop and went by its own answers.

    Attributes:
        walks, hops: how many, and how long; a walk that meets a station nothing leaves ends there.
        right: walks with no wrong hop.
        right_after: for each hop, the walks with no wrong hop so far.
        seconds: wall-clock time.
    """

    walks: int
    hops: int
    right: int
    right_after: tuple[int, ...]
    seconds: float


def evaluate(
    planner: Planner,
    problem: RouteProblem,
    rng: np.random.Generator,
    pairs: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Evaluation:
    """Put ordered pairs of stations to the machine; it reads the network once and plans once for each destination.

    Args:
        planner: the machine.
        problem: the network as the machine reads it.
        rng: draws the labels and the sample.
        pairs: size of a sample without repetition; None, or more than there are, for all.
        progress: told (destinations done, destinations in all) after each.
    """
    began = time.perf_counter()
    labels, sample = rng.spawn(2)  # so that the sample does not depend on the machine
    described = planner.describe(problem.triples, labels)
    origins, destinations = _ordered_pairs(len(problem.network.stations), pairs, sample)
    judge = ExactRouter(problem)
    stops, valid, optimal = np.empty(len(origins)), np.zeros(len(origins), bool), np.zeros(len(origins), bool)
    wanted = np.unique(destinations)
    for done, destination in enumerate(wanted.tolist(), start=1):
        asked = np.flatnonzero(destinations == destination)
        starts, goal = problem.origin_state(0) + origins[asked], problem.destination_state(destination)
        exact = judge.search(goal)
        following = described.plan(goal).next_stations()
        reached = np.isfinite(exact.cost[starts])
        stops[asked] = np.inf
        stops[asked[reached]] = problem.counts(exact.cost[starts[reached]]).stops
        valid[asked], optimal[asked] = _score(judge, exact, following, starts, goal)
        progress(done, len(wanted))
    return Evaluation(
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
        raise UsageError(f"A sample has at least one pair, not {sample}.")
    total = num_stations * (num_stations - 1)
    numbers = np.arange(total) if sample is None or sample >= total else rng.choice(total, sample, replace=False)
    destinations, origins = np.divmod(numbers, num_stations - 1)
    return origins + (origins >= destinations), destinations


def _score(
    judge: ExactRouter, exact: ExactPaths, following: Ints, starts: Ints, goal: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the walks from ``starts`` along ``following`` are valid, and which optimal; all walk in step."""
    costs = judge.hop_cost(np.arange(len(following)), following)
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
    """Send the machine on random walks: it is told where it starts and which line to take at every hop.

    Args:
        described: the machine, having read ``triples``.
        triples: one graph in which a station and a line have one next station, as ``traversal_problem`` makes it.
        rng: draws starts and lines.
        walks, hops: how many walks, and how long.
    """
    if min(walks, hops) < 1:
        raise UsageError("Walks and hops must be at least 1.")
    began = time.perf_counter()
    order = np.argsort(triples.source, kind="stable")
    degree = np.bincount(triples.source, minlength=triples.num_stations)
    first = np.cumsum(degree) - degree
    answers: dict[tuple[int, int], int | None] = {}  # what it has read does not change, so one question is put once
    truth = rng.choice(np.flatnonzero(degree), walks)
    said = truth.copy()
    right, right_after = np.ones(walks, bool), []
    for _ in range(hops):
        rows = order[np.minimum(first[truth] + rng.integers(np.maximum(degree[truth], 1)), len(order) - 1)]
        going = degree[truth] > 0
        for walk in np.flatnonzero(going & right).tolist():
            question = int(said[walk]), int(triples.line[rows[walk]])
            if question not in answers:
                answers[question] = described.hop(*question)
            answer = answers[question]
            said[walk] = -1 if answer is None else answer
        truth = np.where(going, triples.destination[rows], truth)
        right &= said == truth
        right_after.append(int(right.sum()))
    return TraversalScore(walks, hops, right_after[-1], tuple(right_after), time.perf_counter() - began)
