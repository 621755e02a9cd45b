"""Platforms and the stations they make."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graphmem.graphs import Station
from graphmem.networks.gtfs import read_feed, stations_of
from graphmem.networks.gtfs.stations import metres

Write = Callable[..., Path]
Town = dict[str, str]

HEADER = "stop_id,stop_name,stop_lat,stop_lon,zone_id,location_type,parent_station\n"
NORTH = 0.0044966  # degrees of latitude in 500 m


def test_platforms_belong_to_their_parent(write_feed: Write) -> None:
    stations = stations_of(read_feed(write_feed()))
    assert list(stations.stations) == ["A", "B", "C", "D", "E", "F"]
    assert stations.stations["C"] == Station("C", "Cedar", 51.52, -0.1, "2")
    assert stations.station_of == {**{key: key for key in "ABCDEF"}, "C1": "C", "C2": "C", "CX": "C"}
    assert stations.platforms["C"] == ("C", "C1", "C2", "CX")
    assert {key: noted.merged for key, noted in stations.notes.items() if noted.merged} == {}


def stops(write_feed: Write, town: Town, rows: str) -> dict[str, str]:
    feed = read_feed(write_feed({"stops.txt": town["stops.txt"] + rows}))
    return stations_of(feed).station_of


@pytest.mark.parametrize(("share", "merged"), [(0.99, True), (1.01, False)])
def test_platforms_of_one_name_within_500_m(write_feed: Write, town: Town, share: float, merged: bool) -> None:
    rows = f"P,Park,40.0,10,7,,\nQ,  PARK ,{40 + share * NORTH},10,8,,\n"
    found = stations_of(read_feed(write_feed({"stops.txt": town["stops.txt"] + rows})))
    assert (found.station_of["Q"] == "P") is merged
    if merged:
        assert found.stations["P"] == Station("P", "Park", round(40 + share * NORTH / 2, 6), 10.0, "")
        assert found.notes["P"].merged == ["Park: stops P, Q, with one name and at most 500 m apart."]
    else:
        assert found.stations["Q"].zone == "8"


def test_a_platform_joins_the_parent_station_of_its_name(write_feed: Write, town: Town) -> None:
    rows = "P,Park,40.001,10,,,\nS,Park,40.0,10,,1,\nS1,Platform 1,40.0,10,,0,S\n"
    rows += "T,Park,40.0,10.0001,,1,\nT1,Park,40.0,10.0001,,,T\n"
    found = stops(write_feed, town, rows)
    assert found["P"] == "S"
    assert (found["S"], found["S1"], found["T"], found["T1"]) == ("S", "S", "T", "T"), "parent stations stay apart"


def test_unknown_places_and_names_do_not_merge(write_feed: Write, town: Town) -> None:
    found = stops(write_feed, town, "P,Park,,,,,\nQ,Park,,,,,\nX,,40,10,,,\nY,,40,10,,,\n")
    assert (found["P"], found["Q"], found["X"], found["Y"]) == ("P", "Q", "X", "Y")


def test_a_chain_of_equal_names_is_not_one_station(write_feed: Write, town: Town) -> None:
    rows = "".join(f"M{step},Main Street,{40 + 0.8 * step * NORTH},10,,,\n" for step in range(6))
    found = stops(write_feed, town, rows)
    assert [found[f"M{step}"] for step in range(6)] == ["M0", "M0", "M2", "M2", "M4", "M4"]


def test_what_is_missing_is_assumed_and_named(write_feed: Write, town: Town) -> None:
    rows = "S,,,,,1,\nS1,Quay 1,40,10,,0,S\nS2,Quay 2,40.002,10.002,,0,S\nN,,,,,,\n"
    found = stations_of(read_feed(write_feed({"stops.txt": town["stops.txt"] + rows})))
    assert found.stations["S"] == Station("S", "Quay 1", 40.001, 10.001)
    assert found.notes["S"].assumed == ["Quay 1 has no coordinates: the middle of 2 platforms."]
    assert found.stations["N"] == Station("N", "N")
    assert found.notes["N"].assumed == ["Stop N has no name; its id is used.", "N has no coordinates: unknown."]


def test_a_boarding_area_belongs_to_the_station_of_its_platform(write_feed: Write, town: Town) -> None:
    found = stops(write_feed, town, "BA,Front,51.52,-0.1,,4,C1\nLONE,Door,51.5,-0.1,,2,\n")
    assert found["BA"] == "C"
    assert "LONE" not in found


def test_metres_on_the_globe() -> None:
    assert metres((0, 0), (0, 1)) == pytest.approx(111_195, rel=1e-4)
    assert metres((51.5, -0.1), (51.5 + NORTH, -0.1)) == pytest.approx(500, rel=1e-4)
    assert metres((0, 0), (0, 180)) == pytest.approx(20_015_114, rel=1e-4)
    assert metres((60, 0), (60, 1)) == pytest.approx(55_598, rel=1e-3)
