"""A generated graph as a network says the same as its rows."""

import numpy as np
import pytest

from graphmem.errors import UsageError
from graphmem.generators import GENERATORS, to_network


@pytest.mark.parametrize("name", GENERATORS)
def test_the_network_has_the_rows_of_the_graph(name: str) -> None:
    batch = GENERATORS[name](np.random.default_rng(0), 3, stations=(10, 20), minutes=(2, 5))
    for index in range(3):
        network = to_network(batch, index, "invented")
        graph = batch.triples.graph(index)
        assert network.name == "invented"
        assert [station.name for station in network.stations] == [f"S{i}" for i in range(graph.num_stations)]
        found = {(c.source, c.line, c.destination, c.minutes) for c in network.connections}
        assert found == {(f"S{s}", f"L{line}", f"S{d}", minutes) for s, line, d, minutes in graph}
        assert {line.id for line in network.lines} == {f"L{label}" for label in graph.line}
        assert all(line.colour.startswith("#") and len(line.colour) == 7 for line in network.lines)


def test_north_is_up_and_distances_keep_their_proportions() -> None:
    batch = GENERATORS["geometric"](np.random.default_rng(0), 2, stations=(10, 10))
    place, stations = batch.coordinates[10:], to_network(batch, 1, "invented").stations
    earth = np.array([[station.longitude, station.latitude] for station in stations], float)
    scale = earth[place > 0] / place[place > 0]
    assert scale == pytest.approx(np.full(20, scale[0]))
    assert abs(earth).max() < 1


def test_a_missing_graph_is_refused() -> None:
    batch = GENERATORS["sparse"](np.random.default_rng(0), 2, stations=(10, 10))
    for index in (-1, 2):
        with pytest.raises(UsageError, match=f"no graph {index}"):
            to_network(batch, index, "invented")
