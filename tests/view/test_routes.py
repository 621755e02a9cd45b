"""Routes other than the best one are numbered where they leave it."""

from itertools import combinations

import numpy as np
from matplotlib.axes import Axes

from graphmem.networks import load_network
from graphmem.view.routes import NUMBER_RADIUS

from .cases import Place, drawn, make, route, words
from .test_legible import check_legible

# a to e along the middle, by c above, by d below.
FORK: dict[str, Place] = {"a": (0, 0), "b": (0, 0.1), "c": (0.1, 0.2), "d": (-0.1, 0.2), "e": (0, 0.3), "f": (0, 0.4)}


def circles(axes: Axes) -> dict[str, list[np.ndarray]]:
    """The centres of each number's circles, by number."""
    found: dict[str, list[np.ndarray]] = {}
    for dots in axes.collections:
        gid = str(dots.get_gid())
        if gid.startswith("route-number-"):
            found.setdefault(gid.removeprefix("route-number-"), []).append(np.asarray(dots.get_offsets())[0])
    return found


def ends(axes: Axes, gid: str) -> np.ndarray:
    """The points of the lines with this group id."""
    return np.concatenate([np.asarray(line.get_xydata()) for line in axes.lines if line.get_gid() == gid])


def test_each_number_is_half_way_between_two_stops_of_its_own_stretch() -> None:
    network = make(FORK, "red abef", "blue bce", "green bde")
    axes = drawn(
        network,
        route(network, "red abef"),
        route(network, "red ab", "blue bce", "red ef"),
        route(network, "red ab", "green bde", "red ef"),
    )
    found = circles(axes)
    assert {number: len(places) for number, places in found.items()} == {"2": 1, "3": 1}
    for number, line in (("2", "blue"), ("3", "green")):
        points = ends(axes, f"other-route-{line}")
        halves = [(points[0] + points[1]) / 2, (points[-2] + points[-1]) / 2]
        assert min(np.linalg.norm(found[number][0] - half) for half in halves) < 1e-6
    assert [text for text in words(axes) if text in {"1", "2", "3"}] == ["2", "3"]
    assert {"route 2: 8 minutes, 2 changes", "route 3: 8 minutes, 2 changes"} <= set(words(axes))


def test_shared_stretches_show_both_numbers_side_by_side() -> None:
    network = make(FORK, "red abef", "blue bce", "green ce", "red bd")
    axes = drawn(
        network,
        route(network, "red abef"),
        route(network, "red ab", "blue bce", "red ef"),
        route(network, "red ab", "blue bc", "green ce", "red ef"),
    )
    found = circles(axes)
    assert {number: len(places) for number, places in found.items()} == {"2": 2, "3": 2}
    gaps = [np.abs(one - other) for one in found["2"] for other in found["3"]]
    beside = min(gaps, key=lambda gap: float(gap[1]))
    assert beside[1] < 1e-6, "side by side"
    places = [place for several in found.values() for place in several]
    assert min(np.linalg.norm(one - other) for one, other in combinations(places, 2)) > 2 * NUMBER_RADIUS - 1e-6


def test_the_best_route_and_copies_of_it_have_no_number() -> None:
    network = make(FORK, "red abef", "blue bce", "green bde")
    axes = drawn(network, route(network, "red abef"))
    assert not circles(axes)
    assert not [text for text in words(axes) if text.startswith("route ")]
    same = drawn(network, route(network, "red abef"), route(network, "red abef"))
    assert not circles(same), "it is hidden by the first"


def test_numbers_on_a_real_map_are_legible() -> None:
    network = load_network("london_zone1_interchanges")
    axes = drawn(
        network,
        route(network, "waterloo-city waterloo,bank"),
        route(network, "jubilee waterloo,london-bridge", "northern london-bridge,bank"),
    )
    check_legible(axes)
    assert {number: len(places) for number, places in circles(axes).items()} == {"2": 1}
    calls = sum(len(dots.get_offsets()) for dots in axes.collections if dots.get_gid() == "other-route-stations")
    assert calls == 4
