"""Chains: sequences of plain stations between two hubs or attached to one, and the trains that run over them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..graphs.triples import Ints
from .batch import Floats, starts, within


class Uses(NamedTuple):
    """Which line runs over which chain: (U,) columns.

    ``there`` is the label of trains from the first hub of the chain to its far end, ``back`` of those that return.
    """

    chain: Ints
    there: Ints
    back: Ints


class Chains(NamedTuple):
    """(C,) first and last hub of each chain, as stations, -1 where it has no last; whether it is an end; its heading.

    ``heading`` (radians) matters for ends alone: the way in which they leave their hub.
    """

    first: Ints
    last: Ints
    is_end: NDArray[np.bool_]
    heading: Floats


def deal(rng: np.random.Generator, groups: Ints, num_groups: int, wanted: Ints) -> Ints:
    """For each group in ``wanted``, a uniform member: an index into ``groups``."""
    members, count = np.argsort(groups, kind="stable"), np.bincount(groups, minlength=num_groups)
    dealt: Ints = members[starts(count)[wanted] + rng.integers(count[wanted])]
    return dealt


def place_plain(
    rng: np.random.Generator, place: Floats, chains: Chains, held: Ints, loop: NDArray[np.bool_], num_hubs: Ints
) -> Floats:
    """(P, 2) coordinates of the plain stations, chain by chain: along tracks, straight out along ends, round loops.

    Args:
        rng: source of randomness.
        place: (stations, 2), right for the hubs.
        chains: C of them.
        held, loop: (C,) how many plain stations each has, and whether it is an end that comes back to its hub.
        num_hubs: (C,) hubs in the graph of each chain, which sets the spacing.
    """
    chain = np.repeat(np.arange(len(held)), held)
    spacing = (0.25 / np.sqrt(num_hubs))[chain, None]
    first, last = place[chains.first[chain]], place[chains.last[chain]]
    share = ((within(held) + 1) / (held[chain] + 1))[:, None]
    heading = chains.heading[chain, None]
    ahead = np.hstack([np.cos(heading), np.sin(heading)])
    round_trip = heading + np.pi + 2 * np.pi * share
    around = first + spacing * (ahead + np.hstack([np.cos(round_trip), np.sin(round_trip)]))
    straight = first + spacing * (within(held) + 1)[:, None] * ahead
    found = np.where(
        loop[chain, None], around, np.where(chains.is_end[chain, None], straight, first + (last - first) * share)
    )
    found = found + rng.normal(0, 0.1, found.shape) * spacing
    # Coordinates outside the unit square are reflected into it.
    folded: Floats = 1 - np.abs(1 - np.abs(found) % 2)
    return folded


def run(
    first: Ints, last: Ints, plain: Ints, held: Ints, loop: NDArray[np.bool_], uses: Uses
) -> tuple[Ints, Ints, Ints]:
    """Source, line and destination of every train: each use of a chain, link by link, both ways unless a loop.

    Args:
        first, last: (C,) station at either end of each chain, -1 where it has no last.
        plain: (P,) the stations between, chain by chain.
        held, loop: (C,) how many of them each chain has, and whether trains run one way.
        uses: which line runs over which chain.
    """
    links = held + (last >= 0)
    chain, position = np.repeat(np.arange(len(links)), links), within(links)
    beyond = np.append(plain, -1)[starts(held)[chain] + position]
    left = np.where(position == 0, first[chain], np.roll(beyond, 1))
    right = np.where(position == held[chain], last[chain], beyond)

    use = np.repeat(np.arange(len(uses.chain)), links[uses.chain])
    link = starts(links)[uses.chain][use] + within(links[uses.chain])
    returns = ~loop[uses.chain[use]]
    source = np.concatenate([left[link], right[link][returns]])
    destination = np.concatenate([right[link], left[link][returns]])
    line = np.concatenate([uses.there[use], uses.back[use][returns]])
    return source, line, destination
