"""Stations without coordinates in a network where others have some."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .springs import Floats, Pairs, springs
from .unfolding import BETWEEN, parts, unfold

Mask = NDArray[np.bool_]
Tails = list[tuple[int, int]]


def complete(places: Floats, pairs: Pairs, known: Mask) -> Floats:
    """Places for all: between the neighbours that have one, and straight on past the last of them.

    Parts of the network in which nobody has a place are drawn to the right of the others.

    Args:
        places: (S, 2), in units of the distance between neighbours; of those not known, anything.
        pairs: (P, 2) neighbours.
        known: (S,) at least one.
    """
    if known.all():
        return places
    part = parts(pairs, len(places))
    lost = ~np.isin(part, part[known])
    beside: list[set[int]] = [set() for _ in places]
    for one, other in pairs.tolist():
        beside[one].add(other)
        beside[other].add(one)
    tails = _tails(beside, known | lost)
    loose = np.isin(np.arange(len(places)), [station for station, _ in tails])
    done = _between(np.where(known[:, None], places, 0), pairs, known, ~loose & ~lost)
    for station, neighbour in reversed(tails):
        around = [other for other in beside[neighbour] if other != station and not loose[other]]
        ahead = done[neighbour] - done[around].mean(0) if around else np.array([1.0, 0.0])
        length = np.hypot(*ahead)
        done[station] = done[neighbour] + (ahead / length if length > 1e-6 else [0.0, -1.0])
        loose[station] = False
    if lost.any():
        own = np.flatnonzero(lost)
        drawing = unfold(np.searchsorted(own, pairs[lost[pairs[:, 0]]]), len(own))
        corner = np.array([done[~lost, 0].max() + BETWEEN, done[~lost, 1].max()])
        done[lost] = corner + drawing - [drawing[:, 0].min(), drawing[:, 1].max()]
    return done


def _tails(beside: list[set[int]], kept: Mask) -> Tails:
    """Stations past the last one that is kept, each with the neighbour it hangs on, from the ends inwards."""
    left = [set(around) for around in beside]
    ends = [station for station, around in enumerate(left) if not kept[station] and len(around) == 1]
    tails: Tails = []
    while ends:
        station = ends.pop()
        (neighbour,) = left[station]
        tails.append((station, neighbour))
        left[neighbour].discard(station)
        if not kept[neighbour] and len(left[neighbour]) == 1:
            ends.append(neighbour)
    return tails


def _between(places: Floats, pairs: Pairs, known: Mask, inner: Mask) -> Floats:
    """Those inner stations that are not known in the middle of their inner neighbours."""
    kept = pairs[inner[pairs].all(1)]
    pull = np.where(known, 1e6, np.where(inner, 0.0, 1.0))
    settled = springs(kept, np.ones(len(kept)), places, pull)(np.zeros((len(kept), 2)))
    return np.where(known[:, None], places, settled)
