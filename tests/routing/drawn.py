"""Random small networks and constraints: loops, branches, parallel lines, walks, one-way connections, fractions."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from graphmem.graphs import Connection, Line, Network, Station, StoppingPattern, Walk
from graphmem.routing import Closures
from graphmem.routing.constraints import Constraints

TIMES = [(1,), (1, 2), (0.5, 1, 1.5), (1 / 3, 1), (0.25, 0.2, 2), (1 / 60, 3)]


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Up to six stations and three lines, with stopping patterns or without, and few different times, for many ties."""
    ids = "abcdef"[: draw(st.integers(2, 6))]
    times = st.sampled_from(draw(st.sampled_from(TIMES))) if draw(st.integers(0, 3)) else st.none()
    connections: list[Connection] = []
    services: list[StoppingPattern] = []
    lines = tuple(Line(name.lower(), name) for name in ("Red", "Blue", "Green")[: draw(st.integers(1, 3))])
    for line in lines:
        ways = [draw(_ways(ids)) for _ in range(draw(st.integers(1, 3)))]
        ways += [way[::-1] for way in ways if draw(st.booleans())]
        hops = list(dict.fromkeys(hop for way in ways for hop in pairwise(way)))
        for source, end in hops + draw(st.lists(st.sampled_from(hops), max_size=1)):
            connections.append(Connection(source, end, line.id, draw(st.sampled_from(["", "Up"])), draw(times)))
        if draw(st.booleans()):
            services += [
                StoppingPattern(f"{line.id}{n}", line.id, way, "" if n else "End") for n, way in enumerate(ways)
            ]
    served = sorted({end for row in connections for end in (row.source, row.destination)})
    own = st.none() | times
    stations = tuple(Station(one, one.upper(), change_minutes=draw(own)) for one in served)
    ends = draw(st.lists(st.permutations(served), max_size=3))
    feet = [Walk(source, end, draw(times)) for source, end, *_ in ends]
    return Network("drawn", stations, lines, tuple(connections), tuple(services), tuple(feet))


@st.composite
def _ways(draw: st.DrawFn, ids: str) -> tuple[str, ...]:
    """Up to six hops, never from a station to itself."""
    place = draw(st.integers(0, len(ids) - 1))
    steps = draw(st.lists(st.integers(1, len(ids) - 1), min_size=1, max_size=6))
    places = [place := (place + step) % len(ids) for step in [0, *steps]]
    return tuple(ids[place] for place in places)


@st.composite
def constraints(draw: st.DrawFn, network: Network) -> Constraints:
    """Up to two stations to pass, and a few closures, so that some routes remain."""
    numbers = st.integers(0, len(network.stations) - 1)
    via = draw(st.lists(numbers, max_size=2, unique=True))
    rows = st.sampled_from(network.connections)
    ways = [
        (network.station_index[row.source], network.station_index[row.destination], draw(st.sampled_from([line, None])))
        for row in draw(st.lists(rows, max_size=2))
        for line in [network.line_index[row.line]]
    ]
    stations = draw(st.lists(numbers, max_size=1))
    lines = draw(st.lists(st.integers(0, len(network.lines) - 1), max_size=1)) if len(network.lines) > 2 else []
    return Constraints(tuple(via), Closures(frozenset(stations), frozenset(lines), frozenset(ways)))
