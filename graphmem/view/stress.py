"""Positions by least squares, for networks with coordinates and without.

A spring between two stations asks for a certain vector or length between them.  ``stress_layout`` draws a network
without coordinates from the numbers of connections between its stations; ``even_out`` enlarges the crowded parts of
a map.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .canvas import Floats, Ints

PART_GAP = 2.0  # between the connected parts of a network, in units of the distance between neighbours
_NUM_PIVOTS, _ITERATIONS = 60, 100
_NEARBY_WEIGHT = 0.3  # of stations that are near each other but not connected, relative to connected ones
_MIN_LENGTH = 0.3  # of the median distance between neighbours: nearer neighbours are moved apart to this


def spring_solver(pairs: Ints, weights: Floats, targets: Floats, pull: Floats) -> Callable[[Floats], Floats]:
    """The positions x that minimise sum w |x_j - x_i - v|^2 + sum p |x - t|^2, as a function of the vectors v.

    Args:
        pairs: i and j, (P, 2).
        weights: w, (P,).
        targets: t, (S, 2).
        pull: p, (S,); positive for at least one station of each connected part.

    Returns:
        A function from v, (P, 2), to x, (S, 2).
    """
    from scipy.sparse import csr_array, diags_array
    from scipy.sparse.linalg import splu

    rows, signs = np.arange(len(pairs)).repeat(2), np.tile([-1.0, 1.0], len(pairs))
    incidence = csr_array((signs, (rows, pairs.ravel())), shape=(len(pairs), len(targets)))
    normal = incidence.T @ diags_array(weights) @ incidence + diags_array(pull)
    factors = splu(normal.tocsc(), permc_spec="MMD_AT_PLUS_A")

    def solve(vectors: Floats) -> Floats:
        positions: Floats = factors.solve(incidence.T @ (weights[:, None] * vectors) + pull[:, None] * targets)
        return positions

    return solve


def even_out(positions: Floats, pairs: Ints, spread: float) -> Floats:
    """Shorten long distances and lengthen short ones, and keep directions.

    The distances between neighbours, whether connected or only next to each other on the map (Delaunay), are raised to
    the power ``spread``.

    Args:
        positions: (S, 2), all different; the median distance of ``pairs`` is 1.
        pairs: connected stations, (P, 2).
        spread: from 0 to 1; 1 changes nothing.
    """
    if spread == 1 or len(positions) < 3:
        return positions
    nearby = _nearby(positions)
    ends = np.unique(np.sort(np.concatenate([pairs, nearby]), axis=1), axis=0)
    connected = np.isin(ends @ [len(positions), 1], np.sort(pairs, axis=1) @ [len(positions), 1])
    vectors = positions[ends[:, 1]] - positions[ends[:, 0]]
    lengths = np.maximum(np.hypot(*vectors.T), 1e-9)
    wanted = np.maximum(lengths**spread, _MIN_LENGTH)
    weights = np.where(connected, 1, _NEARBY_WEIGHT) / wanted**2
    solve = spring_solver(ends, weights, positions, np.full(len(positions), 1e-3))
    return solve(vectors * (wanted / lengths)[:, None])


def _nearby(positions: Floats) -> Ints:
    """Pairs of stations next to each other on the map, by Delaunay triangulation or, on a straight line, in order."""
    from scipy.spatial import Delaunay, QhullError

    centred = positions - positions.mean(0)
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    if sizes[1] > 1e-6 * sizes[0]:
        try:
            corners = Delaunay(positions).simplices
            return np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]).astype(np.int64)
        except QhullError:
            pass  # nearly straight
    order = np.argsort(centred @ axes[0], kind="stable")
    return np.stack([order[:-1], order[1:]], 1)


def stress_layout(pairs: Ints, count: int) -> Floats:
    """Positions of stations without coordinates; connected parts are arranged in rows, the tallest first.

    Args:
        pairs: connected stations, (P, 2); every station is in one.
        count: the number of stations, S.

    Returns:
        (S, 2), with neighbours about 1 apart.
    """
    part = connected_parts(pairs, count)
    members = [np.flatnonzero(part == number) for number in range(part.max() + 1)]
    within = [pairs[part[pairs[:, 0]] == number] for number in range(part.max() + 1)]
    layouts = [_part_layout(np.searchsorted(own, ends), len(own)) for own, ends in zip(members, within, strict=True)]
    sizes = np.array([np.ptp(one, axis=0) for one in layouts]) + PART_GAP
    width = max(sizes[:, 0].max(), 1.5 * np.sqrt(sizes.prod(1).sum()))
    positions, corner, height = np.zeros((count, 2)), np.zeros(2), 0.0
    for number in np.argsort(-sizes[:, 1], kind="stable"):
        if corner[0] > 0 and corner[0] + sizes[number, 0] > width:
            corner, height = np.array([0.0, corner[1] - height]), 0.0
        own = layouts[number]
        positions[members[number]] = corner + own - [own[:, 0].min(), own[:, 1].max()]
        corner[0] += sizes[number, 0]
        height = max(height, sizes[number, 1])
    return positions


def connected_parts(pairs: Ints, count: int) -> Ints:
    """The number of the connected part that each station belongs to, (S,)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    adjacency = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    part: Ints = connected_components(adjacency, directed=False)[1].astype(np.int64)
    return part


def _part_layout(pairs: Ints, count: int) -> Floats:
    """The layout of one connected part, turned so that its longer axis is horizontal.

    Stress majorisation (Gansner, Koren and North 2004) over a sparse set of pairs (Ortmann, Klimenta and Brandes 2017):
    each station with some pivots that are far from each other, and with the stations at most two connections away.
    networkx.kamada_kawai_layout reaches the same stress, but it compares all pairs: 900 stations take it ten seconds
    instead of half a second.
    """
    from scipy.sparse import csr_array

    adjacency = csr_array((np.ones(2 * len(pairs)), (pairs.T.ravel(), pairs[:, ::-1].T.ravel())), shape=(count, count))
    pivots, hops = _pivots(adjacency)
    two = (adjacency @ adjacency).tocoo()
    close = np.stack([two.row, two.col], 1)[two.row < two.col]
    far = np.stack([pivots.repeat(count), np.tile(np.arange(count), len(pivots))], 1)
    ends = np.concatenate([pairs, close, far])
    lengths = np.concatenate([np.full(len(pairs), 1.0), np.full(len(close), 2.0), hops.ravel()])
    _, first = np.unique(np.sort(ends, axis=1) @ [count, 1], return_index=True)
    first = first[lengths[first] > 0]
    ends, lengths = ends[first], lengths[first]

    positions = _initial(hops)
    solve = spring_solver(ends, lengths**-2.0, np.zeros((count, 2)), np.full(count, 1e-6))
    for _ in range(_ITERATIONS):
        vectors = positions[ends[:, 1]] - positions[ends[:, 0]]
        positions = solve(vectors * (lengths / np.maximum(np.hypot(*vectors.T), 1e-9))[:, None])
    positions = positions - positions.mean(0)
    turned: Floats = positions @ np.linalg.svd(positions, full_matrices=False)[2].T
    return turned


def _pivots(adjacency: object) -> tuple[Ints, Floats]:
    """Up to 60 stations far from each other, (K,), and the number of connections from each to all stations, (K, S)."""
    from scipy.sparse.csgraph import dijkstra

    def distances(station: int) -> Floats:
        hops: Floats = dijkstra(adjacency, indices=station, unweighted=True)
        return hops

    pivots, hops = [int(distances(0).argmax())], list[Floats]()
    while True:
        hops.append(distances(pivots[-1]))
        nearest = np.min(hops, axis=0)
        if len(pivots) == _NUM_PIVOTS or nearest.max() == 0:
            return np.array(pivots), np.array(hops)
        pivots.append(int(nearest.argmax()))


def _initial(hops: Floats) -> Floats:
    """Initial positions: pivot multidimensional scaling (Brandes and Pich 2007) with a little noise."""
    squares = hops.T**2
    centred = squares - squares.mean(0) - squares.mean(1)[:, None] + squares.mean()
    _, axes = np.linalg.eigh(centred.T @ centred)
    positions = centred @ axes[:, -2:] if len(axes) > 1 else centred @ np.ones((1, 2))
    positions = positions * (hops.max() / 2 / max(np.abs(positions).max(), 1e-9))
    noisy: Floats = positions + np.random.default_rng(0).normal(0, 0.3, positions.shape)
    return noisy
