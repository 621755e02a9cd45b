"""All text is legible: as matplotlib measures it, none overlaps another, leaves the map, hides a station or is tiny."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib.axes import Axes

from graphmem.graphs import Network
from graphmem.networks import load_network
from graphmem.view import draw_network, maps, new_figure
from graphmem.view.canvas import plain_settings
from graphmem.view.fonts import clean

from .cases import boxes, drawn, make, named, overlap, route, texts_on, words

SMALLEST = 6.0  # points
UNDERGROUND = "central notting-hill-gate,bond-street,oxford-circus,tottenham-court-road,holborn,bank"


def check_legible(axes: Axes) -> None:
    with plain_settings():
        found = list(boxes(texts_on(axes)))
    assert min(text.get_fontsize() for text in texts_on(axes)) >= SMALLEST
    for text, corners in found:
        assert (corners >= 0).all(), text
        assert (corners <= axes.figure.bbox.size).all(), text
    for (text, one), (other_text, other) in combinations(found, 2):
        near = (one.min(0) < other.max(0)).all() and (other.min(0) < one.max(0)).all()
        assert not (near and overlap(one, other)), (text, other_text)
    parts = [part for part in axes.collections if part.get_gid() in {"stations", "interchanges"}]
    marks = axes.transData.transform(np.concatenate([np.asarray(part.get_offsets()) for part in parts]))
    for text, corners in found:
        for mark in marks:
            assert not overlap(corners, mark + np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])), text


def bare(network: Network) -> Network:
    """The network without coordinates."""
    return replace(network, stations=tuple(replace(s, latitude=None, longitude=None) for s in network.stations))


@pytest.mark.parametrize("name", ["london_underground", "tokyo_metro", "vienna_ubahn", "stockholm_tunnelbana"])
def test_all_stations_are_named(name: str) -> None:
    network = load_network(name)
    axes = drawn(network)
    check_legible(axes)
    assert sorted(named(axes)) == sorted(clean(station.name) for station in network.stations)
    assert not any("Omitted" in text for text in words(axes))


@pytest.mark.slow
@pytest.mark.parametrize("located", [True, False])
def test_all_stations_of_london_are_named(located: bool) -> None:
    network = load_network("london_rail")
    axes = drawn(network if located else bare(network))
    check_legible(axes)
    assert sorted(named(axes)) == sorted(station.name for station in network.stations) or not located


@pytest.mark.parametrize("located", [True, False])
def test_only_the_stations_of_a_route_are_named(located: bool) -> None:
    network = load_network("london_zone1_interchanges")
    network = network if located else bare(network)
    way = route(network, UNDERGROUND, "northern bank,london-bridge")
    axes = drawn(network, way)
    check_legible(axes)
    assert sorted(named(axes)) == sorted(station.name for station in way.stations)
    large = {text.get_text().replace("\n", " ") for text in axes.texts if text.get_weight() == "bold"}
    assert large & set(named(axes)) == {"Notting Hill Gate", "Bank", "London Bridge"}


def test_the_changes_of_other_routes_are_named_too() -> None:
    network = load_network("london_zone1_interchanges")
    chief = route(network, "waterloo-city waterloo,bank")
    other = route(network, "jubilee waterloo,london-bridge", "northern london-bridge,bank")
    axes = drawn(network, chief, other)
    check_legible(axes)
    assert sorted(named(axes)) == ["Bank", "London Bridge", "Waterloo"]


def test_names_without_room_are_omitted_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    network = load_network("london_zone1_interchanges")
    monkeypatch.setattr(maps, "_MAX_WIDTH", 160.0)
    axes = drawn(network, every=True)
    check_legible(axes)
    missing = [station.id for station in network.stations if station.name not in named(axes)]
    assert 5 < len(missing) < len(network.stations) - 5
    assert f"Omitted for lack of room: {len(missing)} names." in " ".join(words(axes))
    lines = {station.id: len(network.lines_at[station.id]) for station in network.stations}
    there = [count for station, count in lines.items() if station not in missing]
    assert np.mean(there) > np.mean([lines[station] for station in missing]), "the least important are omitted first"


def test_names_stay_within_given_axes() -> None:
    network = load_network("london_zone1_interchanges")
    way = route(network, UNDERGROUND)
    for size in (3, 9):
        with plain_settings():
            axes = draw_network(network, route=way, names=True, axes=new_figure(size, size).add_axes((0, 0, 1, 1)))
        check_legible(axes)
        assert {"Notting Hill Gate", "Bank"} <= set(named(axes)), "the ends are never omitted"
    assert len(axes.texts) > 30


def test_long_names_and_stations_at_one_position_are_legible() -> None:
    long = {"a": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Railway Station, Platforms 1 & 2"}
    places = {"a": (0.0, 0.0), "b": (0.0, 0.0), "c": (0.0, 0.0), "d": (0.0, 0.001), "e": (0.0, 1.0)}
    network = make(places, "red abcde", "blue ac", names=long | dict.fromkeys("bcd", "Grand Central Terminal"))
    axes = drawn(network)
    check_legible(axes)
    assert sorted(named(axes)) == ["E", *["Grand Central Terminal"] * 3, long["a"]]


def test_a_change_among_crowded_stations_is_named() -> None:
    network = load_network("london_underground")
    west = "district wimbledon,wimbledon-park,southfields,east-putney,putney-bridge,parsons-green,fulham-broadway"
    west += ",west-brompton,earls-court,high-street-kensington,notting-hill-gate"
    way = route(network, west, "central notting-hill-gate,queensway,lancaster-gate,marble-arch,bond-street")
    axes = draw_network(network, route=way)
    assert sorted(named(axes)) == ["Bond Street", "Notting Hill Gate", "Wimbledon"]
