"""The positions of stations with coordinates, some of them, or none; and trains that pass stations."""

import networkx as nx
import numpy as np
import pytest

from graphmem.networks import load_network
from graphmem.view.positions import along, find_passing, neighbours, station_shape

from .cases import Place, make


def places(coordinates: dict[str, Place], *lines: str, spread: float = 1.0) -> dict[str, np.ndarray]:
    network = make(coordinates, *lines)
    shape = station_shape(network, spread)
    return dict(zip(coordinates, shape.positions, strict=True))


def test_north_is_up_and_distances_are_kept() -> None:
    found = places({"a": (60, 10), "b": (61, 10), "c": (60, 12)}, "red bac")
    assert found["b"] - found["a"] == pytest.approx([0, 1], abs=0.01)
    assert found["c"] - found["a"] == pytest.approx([1, 0], abs=0.02), "a degree east is half as long there"


def test_the_underground_keeps_its_shape() -> None:
    network = load_network("london_underground")
    shape = station_shape(network)
    degrees = np.array([(station.longitude, station.latitude) for station in network.stations])
    middle = np.radians(degrees[:, 1].mean())
    kilometres = degrees * 111.2 * np.array([np.cos(middle), 1])
    pairs = neighbours(network)
    real = np.hypot(*(kilometres[pairs[:, 0]] - kilometres[pairs[:, 1]]).T)
    drawn = np.hypot(*(shape.positions[pairs[:, 0]] - shape.positions[pairs[:, 1]]).T)
    assert shape.surveyed
    assert np.ptp(drawn / real) < 1e-6 * drawn.max()


def test_a_map_may_cross_the_180th_meridian() -> None:
    lines = "red abcd", "blue ac"
    far = {"a": (-17.0, 178.9), "b": (-17.2, 179.6), "c": (-17.1, -179.8), "d": (-17.0, -179.1)}
    near = {"a": (-17.0, -1.1), "b": (-17.2, -0.4), "c": (-17.1, 0.2), "d": (-17.0, 0.9)}
    there, here = places(far, *lines), places(near, *lines)
    for one in "bcd":
        assert there[one] - there["a"] == pytest.approx(here[one] - here["a"])


def test_stations_at_one_position_are_drawn_apart() -> None:
    found = places({"a": (0, 0), "b": (0, 1), "c": (0, 1), "d": (0, 1), "e": (0, 2)}, "red abcde")
    one_place = [found[one] for one in "bcd"]
    apart = [np.hypot(*(one - other)) for number, one in enumerate(one_place) for other in one_place[:number]]
    assert min(apart) > 0.2
    assert max(apart) < 0.6
    assert np.mean(one_place, axis=0) == pytest.approx((found["a"] + found["e"]) / 2)


def test_stations_without_coordinates_stand_between_their_neighbours() -> None:
    found = places({"a": (0, 0), "b": None, "c": None, "d": (0, 3), "e": (1, 3), "f": (1, 4)}, "red abcdef")
    assert found["b"] == pytest.approx(found["a"] + (found["d"] - found["a"]) / 3, abs=1e-4)
    assert found["c"] == pytest.approx(found["a"] + (found["d"] - found["a"]) * 2 / 3, abs=1e-4)
    crossing = places({"a": (0, 0), "b": (0, 2), "c": (2, 0), "d": (2, 2), "x": None}, "red axd", "blue bxc")
    assert crossing["x"] == pytest.approx(np.mean([crossing[one] for one in "abcd"], axis=0), abs=1e-4)


def test_the_end_of_a_line_without_coordinates_continues_straight() -> None:
    found = places({"a": (0, 0), "b": (0, 1), "c": (0, 2), "d": None, "e": None}, "red abcde")
    assert found["d"] - found["c"] == pytest.approx(found["c"] - found["b"], abs=1e-4)
    assert found["e"] - found["d"] == pytest.approx(found["c"] - found["b"], abs=1e-4)
    alone = places({"a": None, "b": (0, 1), "c": None}, "red abc")
    assert np.hypot(*(alone["a"] - alone["b"])) == pytest.approx(1, abs=0.1)
    assert np.hypot(*(alone["a"] - alone["c"])) > 0.5


def test_a_part_without_coordinates_is_beside_the_map() -> None:
    found = places({"a": (0, 0), "b": (0, 1), "c": (1, 1), "x": None, "y": None}, "red abc", "blue xy")
    assert min(found["x"][0], found["y"][0]) > max(found[one][0] for one in "abc")


@pytest.mark.parametrize("place", [None, (51.5, 0.0)])
def test_without_different_coordinates_the_map_is_drawn_from_neighbours(place: Place) -> None:
    network = make(dict.fromkeys("abcdef", place), "red abcdef")
    shape = station_shape(network)
    assert not shape.surveyed
    apart = np.hypot(*(shape.positions[:, None] - shape.positions).T)
    stops = abs(np.arange(6)[:, None] - np.arange(6))
    assert np.allclose(apart, stops, atol=0.3)


def test_stations_at_the_poles_have_finite_positions_that_repeat() -> None:
    network = make({"a": (90, 0), "b": (89, 120), "c": (89, -120), "d": (-90, 0)}, "red abcd")
    once, again = station_shape(network, 0.4), station_shape(network, 0.4)
    assert np.isfinite(once.positions).all()
    assert np.array_equal(once.positions, again.positions)


def test_a_fast_train_passes_the_stations_on_its_way() -> None:
    places = np.array([(0, 0), (1, 0.1), (2, 0), (3, 0), (1.5, 1)])
    pairs = np.array([(0, 1), (0, 3), (0, 4), (1, 2), (1, 3), (2, 3), (3, 4)])
    passing = find_passing(pairs, places)
    assert passing == {(0, 3): (0, 1, 2, 3), (1, 3): (1, 2, 3)}, "the way over 4 is too long"
    assert along(passing, 3, 0) == (3, 2, 1, 0)
    assert along(passing, 0, 4) == (0, 4)


def test_passing_agrees_with_shortest_paths() -> None:
    rng = np.random.default_rng(4)
    places = rng.uniform(0, 10, (60, 2))
    pairs = np.unique(np.sort(rng.integers(0, 60, (420, 2)), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    length = {(int(a), int(b)): float(np.hypot(*(places[a] - places[b]))) for a, b in pairs}
    passing = find_passing(pairs, places)
    found = 0
    for pair, straight in length.items():
        shorter = nx.Graph()
        shorter.add_nodes_from(pair)
        shorter.add_weighted_edges_from((*other, piece) for other, piece in length.items() if piece < straight)
        passed = nx.has_path(shorter, *pair) and nx.dijkstra_path_length(shorter, *pair) <= 1.06 * straight
        assert passed == (pair in passing)
        if passed:
            pieces = [tuple(sorted(piece)) for piece in zip(passing[pair], passing[pair][1:], strict=False)]
            assert not [piece for piece in pieces if piece in passing]
            assert set(pieces) <= set(length)
            found += 1
    assert 5 < found < len(length) / 2


def test_the_metropolitan_runs_beside_the_jubilee() -> None:
    network = load_network("london_underground")
    passing = station_shape(network).passing
    stations = {tuple(network.stations[number].name for number in numbers) for numbers in passing.values()}
    whole = "Wembley Park", "Neasden", "Dollis Hill", "Willesden Green", "Kilburn", "West Hampstead", "Finchley Road"
    assert whole in stations or whole[::-1] in stations
