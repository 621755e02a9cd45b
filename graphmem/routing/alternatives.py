"""Several routes for one question that really differ, the best first.

Each route found is taken apart: one of its legs, or half of one, is closed, and the machine is asked again.  That never
makes a route better, so taking the best of all routes found so far, time and again, gives them in order (the tree of
deviations is that of Yen, 1971; here it is pruned to legs and their halves).  Every route is a best one for its
closures, checked as any answer is; that no other would fit in between is not claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from ..errors import NoRoute
from ..graphs import Network
from .ask import Answer, ask
from .criteria import By, order
from .route import Leg, Route
from .solver import Planner
from .trains import Closures
from .wishes import Wishes

MOST_SHARED = 2 / 3  # of the stops of the shorter of two routes that really differ
ASKED_FOR_EACH = 20  # questions put to the machine for each route wanted


def find_alternatives(
    planner: Planner,
    network: Network,
    by: By,
    change_minutes: float,
    wishes: Wishes,
    ends: tuple[int, int],
    count: int,
    rng: np.random.Generator,
) -> list[Answer]:
    """Up to ``count`` answers; of two, no more than two thirds of the shorter one's stops are also on the other.

    Args:
        planner: the machine.
        network, by, change_minutes, wishes: the problem, see ``route_problem``.
        ends: origin and destination by number.
        count: routes wanted, the best included.
        rng: draws the labels under which the machine reads the network, anew for each question.

    Raises:
        NoRoute: if there is none at all.
    """
    ranking = order(by, network.timed)
    waiting: list[tuple[tuple[float, ...], int, Answer, Wishes]] = []
    tried = {wishes.closures}

    def put(wishes: Wishes) -> None:
        answer = ask(planner, wishes.problem(network, by, change_minutes), *ends, rng)
        key = tuple(float(getattr(answer.route, name)) for name in ranking)
        heappush(waiting, (key, len(tried), answer, wishes))

    put(wishes)
    found: list[Answer] = []
    while waiting:
        _, _, answer, wishes = heappop(waiting)
        if all(differ(answer.route, other.route) for other in found):
            found.append(answer)
            if len(found) == count:
                break
        for ways in _parts(network, answer.route):
            closures = wishes.closures | Closures(ways=ways)
            if closures in tried or len(tried) > count * ASKED_FOR_EACH:
                continue
            tried.add(closures)
            try:
                put(replace(wishes, closures=closures))
            except NoRoute:
                continue
    return found


def differ(one: Route, other: Route) -> bool:
    """Whether enough of the stops of the shorter route are its own, whichever line is ridden to them."""
    hops, others = (set(pairwise(station.id for station in route.stations)) for route in (one, other))
    return len(hops & others) <= MOST_SHARED * min(len(hops), len(others))


def _parts(network: Network, route: Route) -> Iterator[frozenset[tuple[int, int, None]]]:
    """What is closed of a route, a part at a time: each leg, and each half of a leg."""
    for leg in route.legs:
        hops = _hops(network, leg)
        middle = (len(hops) + 1) // 2
        for part in dict.fromkeys(map(frozenset, (hops, hops[:middle], hops[middle:]))):
            if part:
                yield part


def _hops(network: Network, leg: Leg) -> Sequence[tuple[int, int, None]]:
    numbers = [network.station_index[station.id] for station in leg.stations]
    return [(source, destination, None) for source, destination in pairwise(numbers)]
