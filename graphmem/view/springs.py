"""Places by least squares: springs between stations, each of which would like to be a certain vector or length."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pairs = NDArray[np.int64]

_NEAR = 0.3  # of the weight of tracks: that of keeping apart, and in place, those who merely lie near
_SHORTEST = 0.3  # of the median distance: what nearer neighbours are moved apart to
_PIVOTS, _ROUNDS = 60, 100


def springs(pairs: Pairs, weights: Floats, towards: Floats, pull: Floats) -> Callable[[Floats], Floats]:
    """What minimises sum w |x_j - x_i - v|^2 + sum p |x - t|^2, as a function of the vectors v.

    Args:
        pairs: (P, 2) i and j.
        weights: (P,) w.
        towards: (S, 2) t.
        pull: (S,) p; above 0 somewhere in each part that hangs together.

    Returns:
        From (P, 2) to (S, 2).
    """
    from scipy.sparse import csr_array, diags_array
    from scipy.sparse.linalg import splu

    rows, signs = np.arange(len(pairs)).repeat(2), np.tile([-1.0, 1.0], len(pairs))
    ends = csr_array((signs, (rows, pairs.ravel())), shape=(len(pairs), len(towards)))
    normal = ends.T @ diags_array(weights) @ ends + diags_array(pull)
    solve = splu(normal.tocsc(), permc_spec="MMD_AT_PLUS_A").solve

    def settle(vectors: Floats) -> Floats:
        places: Floats = solve(ends.T @ (weights[:, None] * vectors) + pull[:, None] * towards)
        return places

    return settle


def even_out(places: Floats, pairs: Pairs, spread: float) -> Floats:
    """Draw near what is far and move apart what is crowded, and leave directions as they are.

    Distances between neighbours, on a track or merely on the map (Delaunay), are raised to the power ``spread``.

    Args:
        places: (S, 2), no two the same; the median distance of ``pairs`` is 1.
        pairs: (P, 2) neighbours on a track.
        spread: from 0 to 1, which changes nothing.
    """
    if spread == 1 or len(places) < 3:
        return places
    near = _near(places)
    ends = np.unique(np.sort(np.concatenate([pairs, near]), axis=1), axis=0)
    on_track = np.isin(ends @ [len(places), 1], np.sort(pairs, axis=1) @ [len(places), 1])
    vectors = places[ends[:, 1]] - places[ends[:, 0]]
    lengths = np.maximum(np.hypot(*vectors.T), 1e-9)
    wanted = np.maximum(lengths**spread, _SHORTEST)
    weights = np.where(on_track, 1, _NEAR) / wanted**2
    settle = springs(ends, weights, places, np.full(len(places), 1e-3))
    return settle(vectors * (wanted / lengths)[:, None])


def _near(places: Floats) -> Pairs:
    """Neighbours on the map; on a straight line, those that follow each other."""
    from scipy.spatial import Delaunay, QhullError

    centred = places - places.mean(0)
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    if sizes[1] > 1e-6 * sizes[0]:
        try:
            corners = Delaunay(places).simplices
            return np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]).astype(np.int64)
        except QhullError:
            pass  # as good as straight
    order = np.argsort(centred @ axes[0], kind="stable")
    return np.stack([order[:-1], order[1:]], 1)


def unfold(pairs: Pairs, count: int) -> Floats:
    """A drawing of a graph that hangs together: distances as numbers of tracks, as far as the plane allows.

    Stress majorisation (Gansner, Koren and North 2004) over a sparse choice of pairs (Ortmann, Klimenta and Brandes
    2017): everyone's distance to some pivots far from each other, and to those at most two tracks away.

    Args:
        pairs: (P, 2) neighbours.
        count: of stations.

    Returns:
        (S, 2), the longer way of the drawing from left to right.
    """
    from scipy.sparse import csr_array

    tracks = csr_array((np.ones(2 * len(pairs)), (pairs.T.ravel(), pairs[:, ::-1].T.ravel())), shape=(count, count))
    pivots, hops = _pivots(tracks)
    two = (tracks @ tracks).tocoo()
    close = np.stack([two.row, two.col], 1)[two.row < two.col]
    far = np.stack([pivots.repeat(count), np.tile(np.arange(count), len(pivots))], 1)
    ends = np.concatenate([pairs, close, far])
    lengths = np.concatenate([np.full(len(pairs), 1.0), np.full(len(close), 2.0), hops.ravel()])
    _, first = np.unique(np.sort(ends, axis=1) @ [count, 1], return_index=True)
    first = first[lengths[first] > 0]
    ends, lengths = ends[first], lengths[first]

    places = _scaled(hops)
    settle = springs(ends, lengths**-2.0, np.zeros((count, 2)), np.full(count, 1e-6))
    for _ in range(_ROUNDS):
        vectors = places[ends[:, 1]] - places[ends[:, 0]]
        places = settle(vectors * (lengths / np.maximum(np.hypot(*vectors.T), 1e-9))[:, None])
    places = places - places.mean(0)
    turned: Floats = places @ np.linalg.svd(places, full_matrices=False)[2].T
    return turned


def _pivots(tracks: object) -> tuple[Pairs, Floats]:
    """Stations far from each other, (K,), and everyone's distance to them in tracks, (K, S)."""
    from scipy.sparse.csgraph import dijkstra

    def away(station: int) -> Floats:
        hops: Floats = dijkstra(tracks, indices=station, unweighted=True)
        return hops

    pivots, hops = [int(away(0).argmax())], list[Floats]()
    while True:
        hops.append(away(pivots[-1]))
        nearest = np.min(hops, axis=0)
        if len(pivots) == _PIVOTS or nearest.max() == 0:
            return np.array(pivots), np.array(hops)
        pivots.append(int(nearest.argmax()))


def _scaled(hops: Floats) -> Floats:
    """Where to start: classical scaling by the distances to pivots (Brandes and Pich 2007), shaken a little."""
    squares = hops.T**2
    centred = squares - squares.mean(0) - squares.mean(1)[:, None] + squares.mean()
    _, axes = np.linalg.eigh(centred.T @ centred)
    places = centred @ axes[:, -2:] if len(axes) > 1 else centred @ np.ones((1, 2))
    places = places * (hops.max() / 2 / max(np.abs(places).max(), 1e-9))
    shaken: Floats = places + np.random.default_rng(0).normal(0, 0.3, places.shape)
    return shaken
