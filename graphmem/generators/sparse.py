"""Sparse graphs whose shortest paths are long."""

from __future__ import annotations

import numpy as np

from ..graphs.triples import Ints
from .batch import (
    Floats,
    GeneratedBatch,
    assemble,
    check_range,
    distinct_labels,
    draw_offsets,
    missing_arcs,
    owners,
    pair_minutes,
)


def sparse(
    rng: np.random.Generator,
    num_graphs: int,
    *,
    stations: tuple[int, int],
    recency: tuple[float, float] = (0.4, 1.0),
    extra: tuple[float, float] = (0.0, 0.3),
    one_way: float = 0.0,
    minutes: tuple[int, int] = (1, 1),
    connected: bool = True,
) -> GeneratedBatch:
    """Trees that mostly grow at their newest leaf, with a few extra edges; by default every edge leads both ways.

    Station i is joined to station i - gap, where the gap is geometric with probability ``recency`` (1 gives one long
    path), so a tree of n stations is about ``n * recency`` deep, while a tree that grows evenly is only log n deep.
    Extra edges join stations of about the same age: they close loops but hardly shorten paths.  Labels are those of
    ``geometric``: as many as stations, different on the edges that leave one station.

    Args:
        rng: source of randomness.
        num_graphs: G.
        stations: closed range of the number of stations.
        recency: closed range, above 0 up to 1, uniform per graph.
        extra: closed range of the mean number of extra edges per station, uniform per graph (Poisson per station);
            edges that exist already, or would reach before the first station, are left out.
        one_way: probability that an edge leads one way only, in either direction.
        minutes: closed range of whole minutes, uniform per pair of neighbours.
        connected: add ways back until every station can reach every other; without effect where no edge is one-way.

    Raises:
        UsageError: for a range that is empty or out of bounds.
    """
    check_range("recency", recency, 0.01, 1)
    check_range("extra", extra, 0)
    check_range("one_way", (one_way, one_way), 0, 1)
    offsets = draw_offsets(rng, num_graphs, stations)
    size = np.diff(offsets)
    owner = owners(offsets)
    age = np.arange(len(owner)) - offsets[owner]
    newest = rng.uniform(*recency, size=num_graphs)

    parent = np.arange(len(owner)) - np.minimum(age, rng.geometric(newest[owner]))
    child = np.flatnonzero(age)
    many = rng.poisson(rng.uniform(*extra, size=num_graphs)[owner])
    end = np.repeat(np.arange(len(owner)), many)
    gap = 1 + rng.geometric(newest[owner[end]] / 2)
    end, gap = end[gap <= age[end]], gap[gap <= age[end]]
    pairs = np.unique(np.concatenate([child * len(owner) + parent[child], end * len(owner) + end - gap]))
    here, there = np.divmod(pairs, len(owner))

    single, outward = rng.random(len(pairs)) < one_way, rng.random(len(pairs)) < 0.5
    forth, back = ~single | outward, ~single | ~outward
    source = np.concatenate([here[forth], there[back]])
    destination = np.concatenate([there[forth], here[back]])
    coordinates = _grow(rng, offsets, parent)
    if connected and one_way:
        more = missing_arcs(offsets, coordinates, source, destination)
        source, destination = np.concatenate([source, more[0]]), np.concatenate([destination, more[1]])
    line = distinct_labels(rng, source, size[owner])
    time = pair_minutes(rng, source, destination, minutes)
    return assemble(rng, offsets, coordinates, (source, line, destination, time), size)


def _grow(rng: np.random.Generator, offsets: Ints, parent: Ints) -> Floats:
    """(stations, 2) each station a step from its parent, in about the parent's direction; scaled to the unit square."""
    heading = _along_tree(parent, rng.normal(0, 0.5, len(parent)))
    step = np.column_stack([np.cos(heading), np.sin(heading)]) * rng.uniform(0.5, 1.5, (len(parent), 1))
    place = _along_tree(parent, step)
    low, high = np.minimum.reduceat(place, offsets[:-1]), np.maximum.reduceat(place, offsets[:-1])
    owner = owners(offsets)
    side = (high - low).max(axis=1)[owner, None]
    square: Floats = np.clip(0.5 + (place - (low + high)[owner] / 2) / side, 0, 1)
    return square


def _along_tree(parent: Ints, value: Floats) -> Floats:
    """The sum of ``value`` from each station up to below its root, in as many rounds as its depth has binary digits."""
    roots = parent == np.arange(len(parent))
    total = value.copy()
    total[roots] = 0
    ancestor = parent
    while not roots[ancestor].all():
        total = total + total[ancestor]
        ancestor = ancestor[ancestor]
    return total
