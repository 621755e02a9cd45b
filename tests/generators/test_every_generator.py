"""What holds for every generator, whatever it makes."""

import dataclasses
from typing import Any

import networkx as nx
import numpy as np
import pytest

from graphmem.errors import UsageError
from graphmem.generators import GENERATORS, GeneratedBatch

every_generator = pytest.mark.parametrize("name", GENERATORS)


def make(name: str, seed: int = 0, num_graphs: int = 12, **options: Any) -> GeneratedBatch:
    options = {"stations": (2, 25), "minutes": (1, 9)} | options
    return GENERATORS[name](np.random.default_rng(seed), num_graphs, **options)


def arrays(batch: GeneratedBatch) -> list[np.ndarray]:
    columns = [getattr(batch.triples, field.name) for field in dataclasses.fields(batch.triples)]
    return [*columns, batch.coordinates, batch.num_lines]


def as_networkx(batch: GeneratedBatch, index: int) -> nx.MultiDiGraph:
    triples = batch.triples.graph(index)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(triples.num_stations))
    graph.add_edges_from((row.source, row.destination) for row in triples)
    return graph


@every_generator
def test_same_seed_same_batch(name: str) -> None:
    first, again, other = arrays(make(name, 1)), arrays(make(name, 1)), arrays(make(name, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])
    assert not np.array_equal(first[-2], other[-2])


@every_generator
def test_columns_agree(name: str) -> None:
    batch = make(name, num_graphs=30)
    triples = batch.triples
    assert triples.num_graphs == len(batch.num_lines) == 30
    assert batch.coordinates.shape == (triples.num_stations, 2)
    assert batch.coordinates.dtype == np.float64
    assert batch.coordinates.min() >= 0
    assert batch.coordinates.max() <= 1
    assert len(np.unique(batch.coordinates, axis=0)) > 0.95 * triples.num_stations
    for column in arrays(batch):
        assert column.dtype in (np.int64, np.float64)
    for graph in range(30):
        alone = triples.graph(graph)
        assert 2 <= alone.num_stations <= 25
        seen = set()
        for row in alone:
            assert 0 <= row.source < alone.num_stations
            assert 0 <= row.destination < alone.num_stations
            assert row.source != row.destination
            assert 0 <= row.line < batch.num_lines[graph]
            assert 1 <= row.minutes <= 9
            seen.add(row[:3])
        assert len(seen) == len(alone)


@every_generator
def test_sizes_fill_their_range(name: str) -> None:
    sizes = np.diff(make(name, num_graphs=200, stations=(4, 8)).triples.station_offsets)
    assert set(sizes.tolist()) == {4, 5, 6, 7, 8}


@every_generator
@pytest.mark.parametrize("stations", [(2, 2), (3, 9), (30, 60)])
def test_every_station_can_reach_every_other(name: str, stations: tuple[int, int]) -> None:
    batch = make(name, stations=stations, num_graphs=25)
    assert all(nx.is_strongly_connected(as_networkx(batch, graph)) for graph in range(25))


@every_generator
def test_every_station_has_a_row_even_if_unconnected(name: str) -> None:
    batch = make(name, connected=False, num_graphs=40)
    for graph in range(40):
        assert min(degree for _, degree in as_networkx(batch, graph).degree) >= 1


@every_generator
def test_large_graph_is_connected(name: str) -> None:
    batch = make(name, num_graphs=1, stations=(20_000, 20_000))
    assert nx.is_strongly_connected(nx.DiGraph(as_networkx(batch, 0)))


@every_generator
def test_minutes_fill_their_range(name: str) -> None:
    assert set(make(name, minutes=(3, 6)).triples.minutes.tolist()) == {3, 4, 5, 6}
    assert set(make(name, minutes=(1, 1)).triples.minutes.tolist()) == {1}


@pytest.mark.parametrize("name", ["sparse", "transit"])
def test_minutes_are_the_same_for_all_rows_of_a_pair(name: str) -> None:
    triples = make(name, stations=(40, 60)).triples
    minutes: dict[frozenset[int], set[int]] = {}
    for row in triples:
        minutes.setdefault(frozenset(row[::2]), set()).add(row.minutes)
    assert all(len(values) == 1 for values in minutes.values())


@every_generator
@pytest.mark.parametrize(
    "options",
    [
        {"stations": (1, 5)},
        {"stations": (9, 5)},
        {"minutes": (0, 5)},
        {"minutes": (5, 2)},
        {"num_graphs": 0},
    ],
    ids=str,
)
def test_bad_ranges_are_refused(name: str, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^[A-Z].*\.$"):
        make(name, **options)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("geometric", {"degree": (0, 2)}),
        ("geometric", {"degree": (4, 2)}),
        ("sparse", {"recency": (0.0, 1.0)}),
        ("sparse", {"recency": (0.5, 1.5)}),
        ("sparse", {"extra": (-1.0, 0.0)}),
        ("transit", {"hubs": (0.5, 0.1)}),
        ("transit", {"calls": (1, 3)}),
        ("transit", {"loops": 1.5}),
        ("transit", {"branches": -0.5}),
        ("transit", {"circles": float("nan")}),
    ],
    ids=str,
)
def test_bad_options_are_refused(name: str, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=next(iter(options))):
        make(name, **options)
