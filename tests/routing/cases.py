"""Networks and routes in a short notation, for cases worked out by hand."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from graphmem.graphs import Connection, Line, Network, Station, StoppingPattern, Walk
from graphmem.routing import By, Itinerary, build_itinerary
from graphmem.routing.constraints import Constraints
from graphmem.routing.exact_router import ExactRouter

Summary = tuple[list[str], float | None, int, int]


def make(
    *ways: str, services: Sequence[str] = (), walks: Sequence[str] = (), own: Mapping[str, float] | None = None
) -> Network:
    """A network whose stations are letters.

    Args:
        ways: a line, the stations along it and the minutes from each to the next: "red ABC 2"; "-" for no time, and
            "both" behind it for both directions.
        services: a line and the stations called at: "red ABC".
        walks: two stations and minutes: "AB 3".
        own: times to change trains.
    """
    connections = []
    for line, calls, minutes, *both in (way.split() for way in ways):
        hops = [*pairwise(calls), *(pairwise(reversed(calls)) if both else ())]
        connections += [Connection(a, b, line, "", None if minutes == "-" else float(minutes)) for a, b in hops]
    served = sorted({end for row in connections for end in (row.source, row.destination)})
    return Network(
        "made",
        tuple(Station(one, one, change_minutes=(own or {}).get(one)) for one in served),
        tuple(Line(name, name.title()) for name in dict.fromkeys(way.split()[0] for way in ways)),
        tuple(connections),
        tuple(StoppingPattern(text, line, tuple(calls)) for text in services for line, calls in [text.split()]),
        tuple(
            Walk(ends[0], ends[1], None if minutes == "-" else float(minutes))
            for ends, minutes in (text.split() for text in walks)
        ),
    )


def best(
    network: Network, by: By, ends: str, change_minutes: float = 5, constraints: Constraints | None = None
) -> Summary:
    """The exact route between two stations, in the notation of ``summary``."""
    problem = (constraints or Constraints()).problem(network, by, change_minutes)
    origin, destination = (network.station_index[end] for end in ends)
    exact = ExactRouter(problem).search(problem.destination_state(destination))
    return summary(build_itinerary(problem, exact.route(problem.origin_state(origin))))


def summary(route: Itinerary) -> Summary:
    """The legs, such as "Red ABC" and "walk CD", and minutes, changes and stops."""
    legs = [
        " ".join([leg.line.name if leg.line else "walk", "".join(station.id for station in leg.stations)])
        for leg in route.legs
    ]
    return legs, route.minutes, route.changes, route.stops
