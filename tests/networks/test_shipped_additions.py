"""What the shipped networks have beyond their sources, and what they leave out on purpose."""

import math
from pathlib import Path

import networkx as nx
import pytest

from graphmem.graphs import Network
from graphmem.networks import load_described, load_network

DATASETS = Path(__file__).parents[2] / "datasets"


def metres(network: Network, *ends: str) -> float:
    """Along the great circle."""
    places = [network.stations[network.station_index[station]] for station in ends]
    (north, east), (latitude, longitude) = (
        (math.radians(place.latitude), math.radians(place.longitude)) for place in places
    )
    arc = math.sin((latitude - north) / 2) ** 2
    arc += math.cos(north) * math.cos(latitude) * math.sin((longitude - east) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(arc))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bow-church", "bow-road"),
        ("camden-road", "camden-town"),
        ("euston", "euston-square"),
        ("hackney-central", "hackney-downs"),
        ("seven-sisters", "south-tottenham"),
        ("walthamstow-central", "walthamstow-queens-road"),
    ],
)
def test_interchanges_of_london_along_a_street(one: str, other: str) -> None:
    rail = load_network("london_rail")
    minutes = {(walk.source, walk.destination): walk.minutes for walk in rail.walks}
    assert minutes[one, other] == minutes[other, one] == math.ceil(metres(rail, one, other) / 100)
    names = [rail.stations[rail.station_index[station]].name for station in (one, other)]
    text = (DATASETS / "london_rail" / "README.md").read_text(encoding="utf-8")
    assert " \N{EN DASH} ".join(names) in " ".join(text.split())


def test_stations_of_berlins_u1() -> None:
    berlin, about = load_described("berlin_ubahn")
    u1 = nx.Graph((c.source, c.destination) for c in berlin.connections if c.line == "u1")
    ends = sorted(station for station, degree in u1.degree if degree == 1)
    assert ends == ["warschauer-strasse", "wittenbergplatz"]
    assert about is not None
    assert "U1 from Wittenbergplatz to Uhlandstraße" in about.source


@pytest.mark.parametrize(
    ("origin", "destination", "signs"),
    [
        ("bukit-panjang", "choa-chu-kang", {"Choa Chu Kang"}),
        ("choa-chu-kang", "bukit-panjang", {"via Senja", "via Petir"}),
        ("choa-chu-kang", "fajar", {"via Senja", "via Petir"}),
        ("petir", "choa-chu-kang", {"Choa Chu Kang"}),
    ],
)
def test_signs_of_bukit_panjang(origin: str, destination: str, signs: set[str]) -> None:
    """Of the trains that can be ridden from one to the other."""
    found = set()
    for service in load_network("singapore_mrt").stopping_patterns:
        starts = [place for place, station in enumerate(service.stations) if station == origin]
        ahead = {station for place in starts for station in service.stations[place + 1 :]}
        if service.line == "bukit-panjang-lrt" and destination in ahead:
            found.add(service.direction)
    assert found == signs
