"""Maps as files: the text around them, and networks that are hard to draw."""

import warnings
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from graphmem.errors import DataError, UsageError
from graphmem.graphs import Connection, Line, Network, Station
from graphmem.networks import About, load_described
from graphmem.view import write_map

from .cases import Place, drawn, make, part, route, words

SQUARE: dict[str, Place] = {"a": (0.0, 0.0), "b": (0.0, 0.1), "c": (-0.1, 0.1), "d": (-0.1, 0.0)}
ABOUT = About("Trams of the town", "The town hall.", "CC0.", "2024-06")


def texts(path: Path) -> list[str]:
    return ["".join(node.itertext()) for node in ET.parse(path).iter() if node.tag.endswith("}text")]  # noqa: S314 - our own


def test_title_legend_and_source() -> None:
    axes = drawn(make(SQUARE, "red abcda", "blue ac", walks=["bd"]), about=ABOUT)
    *names, subtitle, title, foot = (text.get_text() for text in axes.texts)
    assert sorted(names) == ["A", "B", "C", "D"]
    assert (title, subtitle) == ("Trams of the town", "4 stations, 2 lines; 2024-06")
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["Red", "Blue", "on foot"]
    assert foot == "Not to scale: crowded parts are enlarged. Source: The town hall. Licence: CC0."
    assert "town" in words(drawn(make(SQUARE, "red abcd")))


def test_the_title_of_a_route() -> None:
    network = make(SQUARE, "red abc", "blue cd", walks=["da"])
    ride = route(network, "red abc", "blue cd")
    assert "A to D: 6 minutes, 1 change" in words(drawn(network, ride))
    assert "C to A: 4 minutes, 0 changes" in words(drawn(network, route(network, "blue cd", "- da")))
    quarter = replace(ride, minutes=35.25)
    axes = drawn(network, quarter, ride, ride, about=ABOUT)
    assert "A to D: 35.25 minutes, 1 change" in words(axes)
    assert "Trams of the town; 2024-06; thinner: 2 other routes" in words(axes)
    untimed = replace(network, connections=tuple(replace(row, minutes=None) for row in network.connections), walks=())
    assert "A to D: 3 stops, 1 change" in words(drawn(untimed, replace(ride, minutes=None)))


def test_a_route_is_drawn_along_its_tracks(tmp_path: Path) -> None:
    places = {"a": (0.0, 0.0), "b": (0.0, 0.1), "c": (0.0, 0.2), "d": (0.0, 0.3), "e": (0.1, 0.3)}
    network = make(places, "red abcd", "blue ad", "green de", walks=["de"])
    axes = drawn(network, route(network, "blue ad", "- de"), route(network, "red abcd"))
    lines = {str(line.get_gid()): line for line in axes.lines}
    assert {"route-under", "route-blue", "route-walk", "other-route-red"} <= set(lines)
    blue = {tuple(np.round(end, 6)) for segment in part(axes, "line-blue").get_segments() for end in segment}
    assert {tuple(np.round(point, 6)) for point in lines["route-blue"].get_xydata()} == blue
    assert lines["route-walk"].is_dashed()
    assert lines["other-route-red"].get_zorder() < lines["route-under"].get_zorder() < lines["route-blue"].get_zorder()
    calls = sum(len(dots.get_offsets()) for dots in axes.collections if dots.get_gid() == "route-stations")
    assert calls == 4, "two of the ride, which passes b and c, and two of the walk"
    write_map(network, tmp_path / "map.svg", route(network, "blue ad", "- de"), title="Round the houses")
    assert "Round the houses" in texts(tmp_path / "map.svg")


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_same_map_is_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    network, about = load_described("lisbon_metro")
    for name in ("once", "again"):
        write_map(network, tmp_path / f"{name}.{suffix}", about=about)
    assert (tmp_path / f"once.{suffix}").read_bytes() == (tmp_path / f"again.{suffix}").read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


def test_names_in_an_svg_file_can_be_searched(tmp_path: Path) -> None:
    network, about = load_described("lisbon_metro")
    write_map(network, tmp_path / "map.svg", about=about)
    written = " ".join(texts(tmp_path / "map.svg"))
    assert all(word in written for station in network.stations for word in station.name.split())
    assert about is not None
    assert about.title in written
    style = (tmp_path / "map.svg").read_text().partition("font-family: ")[2].partition(";")[0]
    assert style.startswith("'DejaVu Sans'")
    assert style.endswith("sans-serif")


def test_another_suffix_is_an_error_before_anything_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"A picture is a \.png or \.svg file, not 'map\.pdf'"):
        write_map(make(SQUARE, "red abcd"), tmp_path / "map.pdf")
    with pytest.raises(DataError, match="there is no folder"):
        write_map(make(SQUARE, "red abcd"), tmp_path / "nowhere" / "map.svg")
    assert not list(tmp_path.iterdir())


HARD: dict[str, dict[str, Place]] = {
    "all in one place": dict.fromkeys("abcdef", (51.5, 0.0)),
    "two of one place": SQUARE | {"e": (0.0, 0.1), "f": (0.0, 0.2)},
    "a line eastwards": {one: (0.0, 0.1 * number) for number, one in enumerate("abcdef")},
    "a line northwards": {one: (0.1 * number, 0.0) for number, one in enumerate("abcdef")},
    "across the meridian": {one: (1.0, (359.7 + number) % 360 - 180) for number, one in enumerate("abcdef")},
    "at the poles": SQUARE | {"a": (90.0, 0.0), "b": (89.0, 5.0), "e": (80.0, 170.0), "f": (-90.0, 9.0)},
    "one far away": SQUARE | {"e": (0.1, 0.0), "f": (80.0, 170.0)},
    "no coordinates": dict.fromkeys("abcdef"),
    "some coordinates": SQUARE | {"e": None, "f": None},
    "one coordinate": dict.fromkeys("abcde") | {"f": (1.0, 1.0)},
}


@pytest.mark.parametrize("places", HARD.values(), ids=HARD)
def test_networks_that_are_hard_to_lay_out_are_drawn(places: dict[str, Place], tmp_path: Path) -> None:
    calls = "".join(places)
    ways = make(places, f"red {calls}"), make(places, "red abc", f"blue> {calls[2:]}", f"red {calls[3:]}", walks=["ad"])
    for network in ways:
        axes = drawn(network)
        assert {station.name for station in network.stations} <= set(words(axes))
        write_map(network, tmp_path / "map.png", route(network, "red abc"))
    assert (tmp_path / "map.png").read_bytes()[:4] == b"\x89PNG"


def test_names_that_are_hard_to_write_are_replaced_or_escaped(tmp_path: Path) -> None:
    names = ("東京", "$\\frac{1}{2}$ & <b>", "two\nlines\x07", "_under", "\u202e", "क्षि 😀")
    stations = [Station(f"s\x0b{number}", name) for number, name in enumerate(names)]
    stations[0] = replace(stations[0], aliases=("大手町", "Tokyo"))
    lines = Line("l\x0b1", "_$x$", "#ffffff"), Line("l2", "線", "#eeee00")
    pairs = [(one.id, other.id) for one, other in pairwise(stations)]
    rows = [Connection(*pair, line.id) for pair in pairs for line in lines]
    network = Network("$^{", tuple(stations), lines, tuple(rows))
    write_map(network, tmp_path / "map.svg", about=About("地図", "\\source $", "", "\x00"))
    written = texts(tmp_path / "map.svg")
    for text in ("Tokyo", names[1], "two lines", "_under", "s 4", "s 5", "_$x$", "l2", "$^{"):
        assert text in written
    assert any("Source: \\source $" in text for text in written)
    write_map(network, tmp_path / "map.png")


def test_light_lines_have_an_edge_and_one_way_ones_arrows() -> None:
    axes = drawn(make(SQUARE, "white> abcda", "red ab", walks=["ac"]))
    (edge,) = (one for one in axes.collections if one.get_gid() == "edge-white")
    line = part(axes, "line-white")
    assert edge.get_linewidth()[0] > line.get_linewidth()[0]
    assert edge.get_zorder() < line.get_zorder()
    assert len(part(axes, "one-way-white").get_paths()) == 4
    assert not [one for one in axes.collections if one.get_gid() in {"edge-red", "one-way-red"}]
    assert len(part(axes, "one-way-walks").get_paths()) == 1


def test_the_legend_only_counts_lines_past_120() -> None:
    axes = drawn(make({"a": (0, 0), "b": (0, 1)}, *(f"line{number} ab" for number in range(130))))
    assert "Line119" in words(axes)
    assert "Line120" not in words(axes)
    assert "and 10 more lines" in words(axes)


def test_drawing_warns_of_nothing(tmp_path: Path) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        write_map(make(SQUARE, "red abcd", names={"a": "東京"}), tmp_path / "map.png")
    assert not caught
