"""What is drawn on a map, by the group ids of its parts."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex

from graphmem.networks import load_network
from graphmem.view import draw_network, new_figure
from graphmem.view.drawing import enlargement, is_light, lay_out, paler
from graphmem.view.maps import fit_stations

from .cases import Place, make, part, route, words

PLACES: dict[str, Place] = {"a": (0.0, 0.0), "b": (0.0, 0.1), "c": (-0.1, 0.1), "d": (-0.1, 0.0)}
# a --red, blue-- b, b --red-- c, c -blue, one way-> d, d -red, one way-> a.
SQUARE = make(PLACES, "red abc", "red> da", "blue ab", "blue> cd")


def test_every_station_and_line_is_drawn() -> None:
    axes = draw_network(SQUARE, names=True)
    rings, plain = part(axes, "interchanges"), part(axes, "stations")
    assert isinstance(rings, PathCollection)
    assert (len(rings.get_offsets()), len(plain.get_offsets())) == (4, 0)
    assert sorted(words(axes)) == ["A", "B", "C", "D"]
    for line, colour, tracks in (("red", "#ff0000", 3), ("blue", "#0000ff", 2)):
        drawn = part(axes, f"line-{line}")
        assert isinstance(drawn, LineCollection)
        assert len(drawn.get_segments()) == tracks
        assert {to_hex(one) for one in drawn.get_colors()} == {colour}
        assert len(part(axes, f"one-way-{line}").get_paths()) == 1


def test_the_underground_is_drawn() -> None:
    network = load_network("london_underground")
    axes = draw_network(network)
    assert sum(len(part(axes, kind).get_offsets()) for kind in ("stations", "interchanges")) == len(network.stations)
    colours = [to_hex(part(axes, f"line-{line.id}").get_colors()[0]) for line in network.lines]
    assert colours == [line.colour for line in network.lines]


def test_marks_stand_in_the_middle_of_the_lines_that_stop_there() -> None:
    places: dict[str, Place] = {"a": (0.0, 0.0), "b": (0.0, 0.1), "c": (0.0, 0.2)}
    network = make(places, "red abc", "blue ac", "green ac")
    drawing = lay_out(network, fit_stations(network, new_figure(4, 4).add_axes((0, 0, 1, 1))), 1.0)
    assert drawing.rings.tolist() == [True, False, True]
    for station, lines in enumerate(({0, 1, 2}, {0}, {0, 1, 2})):
        tracks = [track for track in drawing.tracks.values() if station in (track.source, track.destination)]
        ends = [track.ends[int(track.destination == station)] for track in tracks if track.line in lines]
        assert drawing.positions[station] == pytest.approx(np.mean([np.min(ends, 0), np.max(ends, 0)], axis=0))
        assert max(np.hypot(*(end - drawing.positions[station])) for end in ends) < drawing.radii[station]
    assert np.array_equal(drawing.path(2, 0, 1), drawing.path(0, 2, 1)[::-1])
    assert len(drawing.path(0, 2, 1)) == 4, "past b"
    assert np.array_equal(drawing.path(0, 1, None), drawing.positions[[0, 1]]), "without a walk, a straight line"


def test_stations_fill_the_axes_and_keep_their_shape() -> None:
    axes = new_figure(4, 8).add_axes((0, 0, 1, 0.5))
    places = fit_stations(SQUARE, axes, margin=20).positions
    assert axes.get_xlim() == axes.get_ylim() == (0, 288)
    low, high = places.min(0), places.max(0)
    assert high - low == pytest.approx([248, 248], rel=1e-5)
    assert (low + high) / 2 == pytest.approx([144, 144])
    assert places[0, 1] > places[3, 1], "north is up"
    assert places[1, 0] > places[0, 0], "east is right"


def test_a_route_is_drawn_on_top() -> None:
    axes = draw_network(SQUARE, route=route(SQUARE, "blue cd", "red dab"))
    drawn = {str(line.get_gid()): line for line in axes.lines}
    assert set(drawn) == {"route-under", "route-blue", "route-red"}
    assert to_hex(drawn["route-red"].get_color()) == "#ff0000"
    assert min(line.get_zorder() for line in axes.lines) > part(axes, "interchanges").get_zorder()
    assert drawn["route-under"].get_linewidth() > drawn["route-red"].get_linewidth()
    assert drawn["route-under"].get_zorder() < drawn["route-red"].get_zorder()
    assert drawn["route-red"].get_linewidth() > part(axes, "line-red").get_linewidth()[0]
    assert words(axes) == ["C", "B", "D"], "both ends, then the change"
    assert len(part(axes, "route-ends").get_offsets()) == 3
    assert to_hex(part(axes, "line-red").get_colors()[0]) == "#ff9999"


def test_small_networks_are_drawn_larger() -> None:
    assert enlargement(SQUARE) == 2
    assert enlargement(load_network("london_underground")) == 1


def test_paler() -> None:
    assert paler("#000000", 0.4) == "#999999"
    assert paler("#12ab9f", 1) == "#12ab9f"
    assert paler("#12ab9f", 0) == "#ffffff"


def test_light_colours() -> None:
    assert all(map(is_light, ("#ffffff", "#ffff33", "#fef0b5")))
    assert not any(map(is_light, ("#000000", "#ff0000", "#ffc80a", "#95cdba", "#a0a5a9")))
