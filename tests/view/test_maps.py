"""What stands on a map, by the group ids of its parts."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_hex

from graphmem.errors import DataError
from graphmem.graphs import Connection, Line, Network, Station
from graphmem.networks import load_network
from graphmem.routing import route_problem
from graphmem.routing.problem import Journey
from graphmem.routing.route import build_route
from graphmem.view import draw_network, new_figure
from graphmem.view.layout import lay_tracks, place_stations
from graphmem.view.maps import enlarged, paler


def square(latitude: float | None = 0.0) -> Network:
    """a --red, blue-- b, b --red-- c, c -blue, one way-> d, d -red, one way-> a."""
    stations = (
        Station("a", "Alpha", latitude, 0.0),
        Station("b", "Beta", 0.0, 0.1),
        Station("c", "Gamma", -0.1, 0.1),
        Station("d", "Delta", -0.1, 0.0),
    )
    both = [("a", "b", "red"), ("a", "b", "blue"), ("b", "c", "red")]
    ways = [*both, *((there, here, line) for here, there, line in both), ("c", "d", "blue"), ("d", "a", "red")]
    lines = (Line("red", "Red", "#ff0000"), Line("blue", "Blue", "#0000ff"))
    return Network("square", stations, lines, tuple(Connection(s, d, line) for s, d, line in ways))


def part(axes: Axes, gid: str) -> Collection:
    (found,) = (child for child in axes.get_children() if isinstance(child, Collection) and child.get_gid() == gid)
    return found


def written(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_every_station_and_line_is_drawn() -> None:
    axes = draw_network(square(), names=True)
    rings, plain = part(axes, "interchanges"), part(axes, "stations")
    assert isinstance(rings, PathCollection)
    assert len(rings.get_offsets()) + len(plain.get_offsets()) == 4
    assert len(rings.get_offsets()) == 4
    assert sorted(written(axes)) == ["Alpha", "Beta", "Delta", "Gamma"]
    for line, colour, tracks in (("red", "#ff0000", 3), ("blue", "#0000ff", 2)):
        drawn = part(axes, f"line-{line}")
        assert isinstance(drawn, LineCollection)
        assert len(drawn.get_segments()) == tracks
        assert {to_hex(one) for one in drawn.get_colors()} == {colour}


def test_the_underground_is_drawn() -> None:
    network = load_network("london_underground")
    axes = draw_network(network, legend=True)
    assert sum(len(part(axes, kind).get_offsets()) for kind in ("stations", "interchanges")) == len(network.stations)
    colours = [to_hex(part(axes, f"line-{line.id}").get_colors()[0]) for line in network.lines]
    assert colours == [line.colour for line in network.lines]
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [line.name for line in network.lines]


def test_one_way_tracks_have_arrowheads_that_point_ahead() -> None:
    axes = draw_network(square())
    places = place_stations(square(), axes)
    for line, source, destination in (("blue", 2, 3), ("red", 3, 0)):
        heads = part(axes, f"one-way-{line}")
        assert isinstance(heads, PolyCollection)
        (head,) = (path.vertices[:3] for path in heads.get_paths())
        ahead = places[destination] - places[source]
        tip, left, right = head
        assert np.dot(tip - (left + right) / 2, ahead) > 0


def test_tracks_of_one_pair_run_side_by_side() -> None:
    axes = new_figure(4, 4).add_axes((0, 0, 1, 1))
    places = place_stations(square(), axes)
    red, blue = (
        track.ends for track in lay_tracks(square(), places, 3.0) if {track.source, track.destination} == {0, 1}
    )
    assert np.allclose(np.hypot(*(red - blue).T), 3)
    assert np.allclose((red + blue) / 2, places[:2])


def test_places_fill_the_axes_and_keep_shape() -> None:
    axes = new_figure(4, 8).add_axes((0, 0, 1, 0.5))
    places = place_stations(square(), axes, margin=20)
    assert axes.get_xlim() == axes.get_ylim() == (0, 288)
    low, high = places.min(0), places.max(0)
    assert high - low == pytest.approx([248, 248], rel=1e-5)
    assert (low + high) / 2 == pytest.approx([144, 144])
    assert places[0, 1] > places[3, 1], "north is up"
    assert places[1, 0] > places[0, 0], "east is right"


def test_spread_enlarges_the_middle() -> None:
    network = load_network("london_underground")
    share = []
    for spread in (1.0, 0.6):
        places = place_stations(network, new_figure(4, 4).add_axes((0, 0, 1, 1)), spread)
        distance = np.hypot(*(places - np.median(places, 0)).T)
        share.append(np.median(distance) / distance.max())
    assert share[1] > 1.2 * share[0]


def test_a_route_stands_on_top() -> None:
    network = square()
    problem = route_problem(network, "stops")
    route = build_route(problem, Journey((2, 3, 0, 1), (None, None, None)))
    axes = draw_network(network, route=route)
    drawn = {str(line.get_gid()): line for line in axes.lines}
    assert set(drawn) == {"route-under", "route-blue", "route-red"}
    assert to_hex(drawn["route-red"].get_color()) == "#ff0000"
    assert min(line.get_zorder() for line in axes.lines) > part(axes, "interchanges").get_zorder()
    assert drawn["route-under"].get_linewidth() > drawn["route-red"].get_linewidth()
    assert drawn["route-under"].get_zorder() < drawn["route-red"].get_zorder()
    assert written(axes) == ["Gamma", "Beta", "Delta"], "both ends, then the change"
    assert len(part(axes, "route-stations").get_offsets()) == 4
    assert to_hex(part(axes, "line-red").get_colors()[0]) == "#ff8080"


def test_names_do_not_cover_each_other() -> None:
    axes = draw_network(square(), names=True)
    axes.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert not any(one.overlaps(other) for number, one in enumerate(boxes) for other in boxes[:number])


def test_small_networks_are_drawn_larger() -> None:
    assert enlarged(square()) == 2
    assert enlarged(load_network("london_underground")) == 1


def test_paler() -> None:
    assert paler("#000000", 0.4) == "#999999"
    assert paler("#12ab9f", 1) == "#12ab9f"
    assert paler("#12ab9f", 0) == "#ffffff"


def test_a_station_without_coordinates_cannot_be_drawn() -> None:
    with pytest.raises(DataError, match=r"Network square: station a \(Alpha\) has no coordinates\."):
        draw_network(square(None))
