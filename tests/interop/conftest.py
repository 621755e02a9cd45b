"""Networks of every kind that there may be, for round trips."""

from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import strategies as st

from graphmem.graphs import Connection, Line, Network, Station, StoppingPattern, Triples, Walk

texts = st.text(max_size=8).map(str.strip)
words = texts.filter(bool)
colours = st.integers(0, 2**24 - 1).map("#{:06x}".format)
times = st.floats(min_value=0, exclude_min=True, allow_infinity=False, allow_nan=False)


@st.composite
def some_network(draw: st.DrawFn) -> Network:
    ids = draw(st.lists(words, min_size=2, max_size=5, unique=True))
    timed = draw(st.booleans())
    minutes = times if timed else st.none()
    pair = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)
    stations = tuple(
        Station(
            *(identity, draw(words), draw(st.none() | st.floats(-90, 90)), draw(st.none() | st.floats(-180, 180))),
            *(draw(texts), tuple(draw(st.lists(words, max_size=2))), draw(st.none() | times)),
        )
        for identity in ids
    )
    line_ids = draw(st.lists(words, min_size=2, max_size=4, unique=True))
    lines = tuple(Line(identity, draw(words), draw(colours)) for identity in line_ids)
    free, *served = line_ids
    ways = [(*ends, free) for ends in (*pairwise([*ids, ids[0]]), *draw(st.lists(pair, max_size=4)))]
    services = []
    for identity in draw(st.lists(words, max_size=3, unique=True)):
        calls = [call for call, _ in groupby(draw(st.lists(st.sampled_from(ids), max_size=4)))]
        if len(calls) > 1:
            services.append(StoppingPattern(identity, draw(st.sampled_from(served)), tuple(calls), draw(texts)))
            ways += [(*ends, services[-1].line) for ends in pairwise(calls)]
    # Two trains of one line between the same two stations are two connections.
    connections = tuple(Connection(*way, draw(texts), draw(minutes)) for way in draw(st.permutations(ways)))
    walks = tuple(Walk(*ends, draw(minutes)) for ends in draw(st.lists(pair, max_size=3)))
    return Network(draw(texts), stations, lines, connections, tuple(services), walks)


@st.composite
def some_triples(draw: st.DrawFn) -> Triples:
    """Graphs of any size, with stations and whole graphs that no row names."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    counts = [draw(st.integers(0, 5)) for _ in sizes]
    station_offsets, row_offsets = (np.cumsum([0, *several]) for several in (sizes, counts))
    rows = [
        (first + draw(st.integers(0, size - 1)), draw(st.integers(0, 2**40)), first + draw(st.integers(0, size - 1)))
        for first, size, count in zip(station_offsets.tolist(), sizes, counts, strict=False)
        for _ in range(count)
    ]
    source, line, destination = np.array(rows, np.int64).reshape(-1, 3).T
    minutes = [draw(st.integers(1, 2**40)) for _ in rows]
    return Triples(source, line, destination, np.array(minutes, np.int64), station_offsets, row_offsets)


@pytest.fixture(scope="session")
def networks() -> st.SearchStrategy[Network]:
    return some_network()


@pytest.fixture(scope="session")
def tables_of_triples() -> st.SearchStrategy[Triples]:
    return some_triples()


@pytest.fixture
def town() -> Network:
    """A small network with one of everything.

    a --red--> b --red--> c, as one service and back as another; c --blue--> a; b on foot to c
    """
    return Network(
        "town",
        (
            Station("a", "Ash", 51.5, -0.25, "1", ("Old Ash", "Esche"), 3.0),
            Station("b", "Birch", zone="1/2"),
            Station("c", "Cedar", 51.625, 0.5),
        ),
        (Line("red", "Red", "#ff0000"), Line("blue", "Blue")),
        (
            Connection("c", "a", "blue", "", 2.1),
            Connection("a", "b", "red", "North", 2.5),
            Connection("b", "c", "red", "North", 1.0),
            Connection("c", "b", "red", "South", 1.25),
            Connection("b", "a", "red", "South", 2.5),
        ),
        (StoppingPattern("r1", "red", ("a", "b", "c"), "Cedar"), StoppingPattern("r2", "red", ("c", "b", "a"))),
        (Walk("b", "c", 7.0),),
    )
