"""Several clearly different routes for one question, the best first.

For each route found, the search closes one of its legs, or half of a leg, and asks the machine again; a part without
which there is no route is halved again, down to the pieces between junctions.  A closure never makes the best route
better, so always expanding the best route that is still waiting yields the routes in order (a pruned version of Yen's
tree of deviations, 1971).  Every route is a best one under its closures and is checked like any other answer, but the
list need not contain every route of its range.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from ..graphs import Connection, Network, Station, Walk
from .ask import RouteAnswer, RoutingSession
from .closures import Closures
from .constraints import Constraints
from .criteria import By, order
from .itinerary import Itinerary, Leg
from .solver import RoutePlanner

Hop = tuple[int, int, None]  # a connection between neighbours, on every line and on foot, as ``Closures`` takes it
Piece = tuple[Hop, ...]

MOST_SHARED = 3 / 4  # share of the hops of the shorter of two routes that the other may have too
QUESTIONS_PER_ROUTE = 10  # at most, for each route wanted


def find_alternatives(
    planner: RoutePlanner,
    network: Network,
    by: By,
    change_minutes: float,
    constraints: Constraints,
    ends: tuple[int, int],
    count: int,
    rng: np.random.Generator,
) -> list[RouteAnswer]:
    """Find up to ``count`` routes, of which no two share more than ``MOST_SHARED`` of the shorter one's hops.

    Args:
        planner: the machine.
        network, by, change_minutes, constraints: the question, see ``route_problem``.
        ends: numbers of origin and destination.
        count: number of routes wanted, the best one included.
        rng: draws the labels under which the machine reads the network, new ones for each question.

    Raises:
        NoRoute: if there is no route at all.
    """
    ranking = order(by, network.timed)
    waiting: list[tuple[tuple[float, ...], int, RouteAnswer, Constraints]] = []
    tried = {constraints.closures}

    def put(session: RoutingSession, constraints: Constraints) -> None:
        answer = session.ask(*ends)
        key = tuple(float(getattr(answer.route, name)) for name in ranking)
        heappush(waiting, (key, len(tried), answer, constraints))

    def session(constraints: Constraints) -> RoutingSession:
        return RoutingSession(planner, constraints.problem(network, by, change_minutes), rng)

    put(session(constraints), constraints)
    found: list[RouteAnswer] = []
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
        while parts and len(tried) <= count * QUESTIONS_PER_ROUTE:
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


def differ(one: Itinerary, other: Itinerary) -> bool:
    """Whether the shorter route shares at most ``MOST_SHARED`` of its hops, on whatever line, with the other."""
    hops, others = (set(pairwise(station.id for station in route.stations)) for route in (one, other))
    return len(hops & others) <= MOST_SHARED * min(len(hops), len(others))


def _junctions(network: Network) -> frozenset[str]:
    """Stations with more than two neighbours, by train or on foot."""
    beside: defaultdict[str, set[str]] = defaultdict(set)
    ways: tuple[Connection | Walk, ...] = (*network.connections, *network.walks)
    for way in ways:
        beside[way.source].add(way.destination)
        beside[way.destination].add(way.source)
    return frozenset(station for station, others in beside.items() if len(others) > 2)


def _pieces(network: Network, leg: Leg, junctions: Container[str]) -> Sequence[Piece]:
    """The hops of a leg, divided at junctions."""
    pieces: list[Piece] = []
    for source, destination in pairwise(leg.stations):
        hop = network.station_index[source.id], network.station_index[destination.id], None
        if not pieces or source.id in junctions:
            pieces.append(())
        pieces[-1] += (hop,)
    return pieces
