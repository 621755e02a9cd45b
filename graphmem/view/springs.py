"""Places by least squares: springs between stations, each of which would like to be a certain vector or length."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pairs = NDArray[np.int64]

_NEAR = 0.3  # of the weight of tracks: that of keeping apart, and in place, those who merely lie near
_SHORTEST = 0.3  # of the median distance: what nearer neighbours are moved apart to


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
