"""Episodes of a pool as objects."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from ....graphs.triples import Ints
from ..episodes import Episode, Query
from ..graphs import Fact, LabelledGraph
from ..shortest_path import plan
from .pool import PLANNING, QUERY, Pool


def rebuild_episode(pool: Pool, place: int) -> Episode:
    """One episode of a pool.

    The answer of a walk that deviates is completed without deviations: it has the targets up to the first deviation,
    and from there on some shortest path, since an ``Episode`` asks for right answers only.
    """
    _, rows = pool.rows(0, np.array([place]))
    steps = pool.tables.steps[rows].astype(np.int64)
    phases = [(phase, np.array(list(group))) for phase, group in groupby(steps, key=lambda step: int(step[0]))]
    facts = _facts(phases[0][1][:, 1:4])
    nodes = dict.fromkeys(node for fact in facts for node in (fact.source, fact.destination))
    graph = LabelledGraph(tuple(nodes), facts)
    queries: list[Query] = []
    asked: tuple[Fact, ...] = ()
    planning = 0
    for phase, table in phases[1:]:
        if phase == QUERY:
            asked, planning = _facts(table[:, 1:4]), 0
        elif phase == PLANNING:
            planning = len(table)
        else:
            targets = _facts(table[:, 4:7])
            fed_back = bool(table[0, 7])
            answer = _without_deviations(graph, asked[0], targets, _facts(table[1:, 1:4])) if fed_back else targets
            queries.append(Query(asked, planning, answer, fed_back))
    return Episode(graph, tuple(queries))


def _facts(labels: Ints) -> tuple[Fact, ...]:
    return tuple(Fact(*row) for row in labels.tolist())


def _without_deviations(
    graph: LabelledGraph, asked: Fact, targets: tuple[Fact, ...], fed_back: tuple[Fact, ...]
) -> tuple[Fact, ...]:
    """The targets up to the first that was not taken, and a shortest path from there.

    The last choice of a walk is not fed back; where all others were right, the last target arrives.
    """
    goal = plan(graph, asked.destination)
    path = [targets[0]]
    for target, taken in zip(targets[1:], fed_back, strict=True):
        if taken != path[-1]:
            break
        path.append(target)
    while steps := goal.first_steps(path[-1].destination):
        path.append(steps[0])
    return tuple(path)
