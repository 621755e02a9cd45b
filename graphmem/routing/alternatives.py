"""Several routes for one question that really differ, the best first.

Each route found is taken apart: one of its legs, or half of one, is closed, and the machine is asked again; a part
without which there is no route is halved, down to the pieces between junctions.  That never makes a route better, so
taking the best of all routes found so far, time and again, gives them in order (the tree of deviations is that of Yen,
1971; here it is pruned).  Every route is a best one for its closures, checked as any answer is; that no other would fit
in between is not claimed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from ..graphs import Connection, Network, Station, Walk
from .ask import Answer, Session
from .closures import Closures
from .constraints import Constraints
from .criteria import By, order
from .route import Leg, Route
from .solver import Planner

Hop = tuple[int, int, None]  # what a closure takes for the way between neighbours, on every line and on foot
Piece = tuple[Hop, ...]

MOST_SHARED = 3 / 4  # of the stops of the shorter of two routes that really differ
ASKED_FOR_EACH = 10  # questions put to the machine for each route wanted


def find_alternatives(
    planner: Planner,
    network: Network,
    by: By,
    change_minutes: float,
    constraints: Constraints,
    ends: tuple[int, int],
    count: int,
    rng: np.random.Generator,
) -> list[Answer]:
    """Up to ``count`` answers; of two, no more than three quarters of the shorter one's stops are also on the other.

    Args:
        planner: the machine.
        network, by, change_minutes, constraints: the problem, see ``route_problem``.
        ends: origin and destination by number.
        count: routes wanted, the best included.
        rng: draws the labels under which the machine reads the network, anew for each question.

    Raises:
        NoRoute: if there is none at all.
    """
    ranking = order(by, network.timed)
    waiting: list[tuple[tuple[float, ...], int, Answer, Constraints]] = []
    tried = {constraints.closures}

    def put(session: Session, constraints: Constraints) -> None:
        answer = session.ask(*ends)
        key = tuple(float(getattr(answer.route, name)) for name in ranking)
        heappush(waiting, (key, len(tried), answer, constraints))

    def session(constraints: Constraints) -> Session:
        return Session(planner, constraints.problem(network, by, change_minutes), rng)

    put(session(constraints), constraints)
    found: list[Answer] = []
    junctions, taken_apart = _junctions(network), set[tuple[Station, ...]]()
    while waiting:
        _, _, answer, constraints = heappop(waiting)
        if all(differ(answer.route, other.route) for other in found):
            found.append(answer)
            if len(found) == count:
                break
        if answer.route.stations in taken_apart:
            continue
        taken_apart.add(answer.route.stations)
        legs = [_pieces(network, leg, junctions) for leg in answer.route.legs]
        parts = deque(legs)
        while parts and len(tried) <= count * ASKED_FOR_EACH:
            part = parts.popleft()
            closures = constraints.closures | Closures(ways=frozenset(hop for piece in part for hop in piece))
            possible = True
            if closures not in tried:
                tried.add(closures)
                closed = replace(constraints, closures=closures)
                asked = session(closed)
                possible = asked.reachable(*ends)
                if possible:
                    put(asked, closed)
            if len(part) > 1 and (not possible or part in legs):
                parts += part[: len(part) // 2], part[len(part) // 2 :]
    return found


def differ(one: Route, other: Route) -> bool:
    """Whether enough of the stops of the shorter route are its own, whichever line is ridden to them."""
    hops, others = (set(pairwise(station.id for station in route.stations)) for route in (one, other))
    return len(hops & others) <= MOST_SHARED * min(len(hops), len(others))


def _junctions(network: Network) -> frozenset[str]:
    """Stations from where there are more than two ways, on any line or on foot."""
    beside: defaultdict[str, set[str]] = defaultdict(set)
    ways: tuple[Connection | Walk, ...] = (*network.connections, *network.walks)
    for way in ways:
        beside[way.source].add(way.destination)
        beside[way.destination].add(way.source)
    return frozenset(station for station, others in beside.items() if len(others) > 2)


def _pieces(network: Network, leg: Leg, junctions: Container[str]) -> Sequence[Piece]:
    """The hops of a leg, cut at junctions."""
    pieces: list[Piece] = []
    for source, destination in pairwise(leg.stations):
        hop = network.station_index[source.id], network.station_index[destination.id], None
        if not pieces or source.id in junctions:
            pieces.append(())
        pieces[-1] += (hop,)
    return pieces
