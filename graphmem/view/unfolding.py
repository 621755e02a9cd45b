"""Networks without coordinates: drawn by the numbers of tracks between stations, as far as the plane allows."""

from __future__ import annotations

import numpy as np

from .springs import Floats, Pairs, springs

BETWEEN = 2.0  # tracks, between parts that do not hang together
_PIVOTS, _ROUNDS = 60, 100


def unfold(pairs: Pairs, count: int) -> Floats:
    """Places of stations; parts that do not hang together stand in rows, the tallest first.

    Args:
        pairs: (P, 2) neighbours; every station has one.
        count: of stations.

    Returns:
        (S, 2), where neighbours are about 1 apart.
    """
    part = parts(pairs, count)
    members = [np.flatnonzero(part == number) for number in range(part.max() + 1)]
    within = [pairs[part[pairs[:, 0]] == number] for number in range(part.max() + 1)]
    drawn = [_unfold_part(np.searchsorted(own, ends), len(own)) for own, ends in zip(members, within, strict=True)]
    sizes = np.array([np.ptp(one, axis=0) for one in drawn]) + BETWEEN
    width = max(sizes[:, 0].max(), 1.5 * np.sqrt(sizes.prod(1).sum()))
    places, corner, height = np.zeros((count, 2)), np.zeros(2), 0.0
    for number in np.argsort(-sizes[:, 1], kind="stable"):
        if corner[0] > 0 and corner[0] + sizes[number, 0] > width:
            corner, height = np.array([0.0, corner[1] - height]), 0.0
        own = drawn[number]
        places[members[number]] = corner + own - [own[:, 0].min(), own[:, 1].max()]
        corner[0] += sizes[number, 0]
        height = max(height, sizes[number, 1])
    return places


def parts(pairs: Pairs, count: int) -> Pairs:
    """(S,) the number of the part, of those that do not hang together, that each station is in."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    tracks = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    part: Pairs = connected_components(tracks, directed=False)[1].astype(np.int64)
    return part


def _unfold_part(pairs: Pairs, count: int) -> Floats:
    """One that hangs together, the longer way of the drawing from left to right.

    Stress majorisation (Gansner, Koren and North 2004) over a sparse choice of pairs (Ortmann, Klimenta and Brandes
    2017): everyone's distance to some pivots far from each other, and to those at most two tracks away.
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
