"""Networks like those of cities: lines that run through hubs, share tracks, branch and loop.

A graph is made of chains, sequences of plain stations between two hubs (tracks) or attached to one hub (ends):

    hub --- s --- s --- hub --- hub --- s --- s
     |___________________|       |             a track with two plain stations, one with none, an end with two
           each is a chain       `-> s -> s -. a loop: an end that comes back to its hub, one way, as Heathrow's
                                 ^___________|
A line walks from hub to hub.  It uses the tracks between them, which it may share with other lines, and has ends of its
own.  All graphs of a batch share one table for each kind of object, so there are no loops over stations or graphs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..graphs.triples import Ints
from .batch import (
    Floats,
    GeneratedBatch,
    assemble,
    check_range,
    draw_offsets,
    missing_arcs,
    nearest,
    owners,
    pair_minutes,
    starts,
    within,
)
from .chains import Chains, Uses, deal, place_plain, run

HUB_NEIGHBOURS = 6  # nearby hubs among which a line chooses the next
VISITS = 2.5  # lines that call at a hub, on average


def transit(
    rng: np.random.Generator,
    num_graphs: int,
    *,
    stations: tuple[int, int],
    hubs: tuple[float, float] = (0.15, 0.35),
    calls: tuple[int, int] = (3, 6),
    circles: float = 0.1,
    branches: float = 0.3,
    loops: float = 0.3,
    minutes: tuple[int, int] = (1, 1),
    connected: bool = True,
) -> GeneratedBatch:
    """Lines through hubs, with branches, circles and one-way loops.

    A line walks from a random hub to hubs nearby, as straight as possible and never to the same one twice.  Line l has
    labels 2 l outward and 2 l + 1 inward: label and station determine the next station, except where a line branches,
    as the outward label leads both along the line and into the branch.  A row always states the station that it
    leads to.  Where several lines walk between the same two hubs they call at the same stations.

    Args:
        rng: source of randomness.
        num_graphs: G.
        stations: closed range of the number of stations.
        hubs: closed range of the share of stations that are hubs, uniform per graph; at least two are.
        calls: closed range of the hubs that a line calls at, uniform per line; fewer if its walk reaches a dead end.
        circles: probability that a line curves round and runs from its last hub straight to its first.
        branches: probability that a line branches at a hub in its middle.
        loops: probability that an end or branch of two stations or more is a one-way loop.
        minutes: closed range of whole minutes, uniform per pair of neighbours.
        connected: join the parts that no line joins by shuttles between nearby stations, each with a label of its own
            per direction (see ``batch.missing_arcs``); False leaves them apart.

    Raises:
        UsageError: for a range that is empty or out of bounds, or a probability outside 0 to 1.
    """
    check_range("hubs", hubs, 0, 1)
    check_range("calls", calls, 2)
    check_range("minutes", minutes, 1)
    for what, chance in (("circles", circles), ("branches", branches), ("loops", loops)):
        if not 0 <= chance <= 1:
            raise UsageError(f"The chance of {what} must lie between 0 and 1, not {chance}.")
    offsets = draw_offsets(rng, num_graphs, stations)
    size, owner = np.diff(offsets), owners(offsets)
    coordinates = rng.random((len(owner), 2))
    wanted = np.rint(size * rng.uniform(*hubs, size=num_graphs)).astype(np.int64)
    num_hubs = np.clip(wanted, 2, size)
    hub = np.repeat(offsets[:-1], num_hubs) + within(num_hubs)

    num_lines = np.maximum(1, np.rint(VISITS * num_hubs / np.mean(calls))).astype(np.int64)
    graph = np.repeat(np.arange(num_graphs), num_lines)
    label = 2 * within(num_lines)
    circle = rng.random(len(graph)) < circles
    length = np.minimum(rng.integers(calls[0], calls[1], size=len(graph), endpoint=True), num_hubs[graph])
    walks = _walk(rng, coordinates[hub], owner[hub], starts(num_hubs)[graph], num_hubs[graph], length, circle)
    walks = np.where(walks >= 0, hub[walks], -1)
    chains, uses = _lay(rng, coordinates, walks, label, circle, branches)

    # Hubs where no line calls become plain stations; each plain station goes to a chain of its graph.
    is_plain = np.ones(len(owner), bool)
    is_plain[walks[walks >= 0]] = False
    plain = np.flatnonzero(is_plain)
    home = deal(rng, owner[chains.first], num_graphs, owner[plain])
    order = np.argsort(home, kind="stable")
    plain, held = plain[order], np.bincount(home, minlength=len(chains.first))
    loop = chains.is_end & (held >= 2) & (rng.random(len(held)) < loops)
    last = np.where(loop, chains.first, chains.last)

    coordinates[plain] = place_plain(rng, coordinates, chains, held, loop, num_hubs[owner[chains.first]])
    source, line, destination = run(chains.first, last, plain, held, loop, uses)
    num_labels = 2 * num_lines
    if connected:
        tail, head = missing_arcs(offsets, coordinates, source, destination)
        order = np.argsort(owner[tail], kind="stable")
        added = np.bincount(owner[tail], minlength=num_graphs)
        shuttle = np.repeat(num_labels, added) + within(added)
        num_labels = num_labels + added
        source, destination = np.concatenate([source, tail[order]]), np.concatenate([destination, head[order]])
        line = np.concatenate([line, shuttle])
    time = pair_minutes(rng, source, destination, minutes)
    return assemble(rng, offsets, coordinates, (source, line, destination, time), num_labels)


def _walk(
    rng: np.random.Generator,
    place: Floats,
    owner: Ints,
    first: Ints,
    count: Ints,
    length: Ints,
    circle: NDArray[np.bool_],
) -> Ints:
    """(L, longest) the hubs that each line calls at, then -1; all lines advance one step at a time.

    Args:
        rng: source of randomness.
        place, owner: (H, 2) and (H,) coordinates and graph of every hub.
        first, count: (L,) first hub of the graph of each line, and how many it has.
        length, circle: (L,) calls at most, and whether the line bends round.
    """
    neighbours = nearest(place, owner, HUB_NEIGHBOURS)
    walks = np.full((len(length), int(length.max())), -1, np.int64)
    walks[:, 0] = first + rng.integers(count)
    heading = rng.uniform(-np.pi, np.pi, len(length))
    turn = np.where(circle, 2 * np.pi / length, 0.0)
    going = np.arange(len(length))
    for step in range(1, walks.shape[1]):
        going = going[length[going] > step]
        here = walks[going, step - 1]
        options = neighbours[here]
        way = place[options] - place[here, None]
        angle = np.arctan2(way[..., 1], way[..., 0])
        straight = np.cos(angle - heading[going, None])
        seen = (options[:, :, None] == walks[going, None, :step]).any(axis=2)
        # The first step may lead anywhere; later ones do not turn back.
        straight[(options < 0) | seen | ((straight < 0) & (step > 1))] = -np.inf
        choice = straight.argmax(axis=1)
        each = np.arange(len(going))
        on = np.isfinite(straight[each, choice])
        going, each, choice = going[on], each[on], choice[on]
        walks[going, step] = options[each, choice]
        heading[going] = angle[each, choice] + turn[going]
    return walks


def _lay(
    rng: np.random.Generator, place: Floats, walks: Ints, label: Ints, circle: NDArray[np.bool_], branches: float
) -> tuple[Chains, Uses]:
    """The chains of the walks: a track for every two hubs that some line joins, and ends for each line."""
    called = (walks >= 0).sum(axis=1)
    lines = np.arange(len(walks))
    first, last = walks[:, 0], walks[lines, called - 1]
    closed = circle & (called > 2)
    line, step = np.nonzero(walks[:, 1:] >= 0)
    here = np.concatenate([walks[line, step], last[closed]])
    there = np.concatenate([walks[line, step + 1], first[closed]])
    out = label[np.concatenate([line, lines[closed]])]
    low, high = np.minimum(here, there), np.maximum(here, there)
    pairs, track = np.unique(low * len(place) + high, return_inverse=True)
    forward = here == low
    track_first, track_last = np.divmod(pairs, len(place))

    # A line ends beyond its first hub (trains inward) and its last (outward) unless it is closed, and may branch.
    middle = 1 + rng.integers(np.maximum(called - 2, 1))
    branching = np.flatnonzero((called > 2) & (rng.random(len(walks)) < branches))
    through, at = lines[~closed], middle[branching]
    end_hub = np.concatenate([first[through], last[through], walks[branching, at]])
    before = np.concatenate([walks[through, 1], walks[through, called[through] - 2], walks[branching, at - 1]])
    inward = np.arange(len(end_hub)) < len(through)
    end_label = label[np.concatenate([through, through, branching])]
    way = place[end_hub] - place[before]
    heading = np.arctan2(way[:, 1], way[:, 0]) + rng.normal(0, 0.6, len(way))

    chains = Chains(
        np.concatenate([track_first, end_hub]),
        np.concatenate([track_last, np.full(len(end_hub), -1)]),
        np.arange(len(pairs) + len(end_hub)) >= len(pairs),
        np.concatenate([np.zeros(len(pairs)), heading]),
    )
    uses = Uses(
        np.concatenate([track, len(pairs) + np.arange(len(end_hub))]),
        np.concatenate([np.where(forward, out, out + 1), end_label + inward]),
        np.concatenate([np.where(forward, out + 1, out), end_label + ~inward]),
    )
    return chains, uses
