"""The shipped networks against counts that TfL publishes and station lists of two independent sources."""

import json
import math
import re
from pathlib import Path

import networkx as nx
import pytest

from graphmem.graphs import Network
from graphmem.networks import load_network

UNDERGROUND = ("london_underground", "london_zone1_interchanges")

STATIONS_PER_LINE = {
    "bakerloo": 25,
    "central": 49,
    "circle": 36,
    "district": 60,
    "hammersmith-city": 29,
    "jubilee": 27,
    "metropolitan": 34,
    "northern": 52,
    "piccadilly": 53,
    "victoria": 16,
    "waterloo-city": 2,
}
# The sources know one station where TfL counts two ...
MERGED = {
    "hubs": {
        "hammersmith-dp": "hammersmith",
        "hammersmith-hc": "hammersmith",
        "paddington-hc": "paddington",
    },
    "maptube": {
        "hammersmith-dp": "hammersmith",
        "hammersmith-hc": "hammersmith",
        "paddington-hc": "paddington",
        "edgware-road-bakerloo": "edgware-road",
        "edgware-road-circle": "edgware-road",
    },
}
# ... and one of them slips: Bow Church is on the DLR, and these two trains do stop.
EXTRA_THERE = {("maptube", "district"): {"bow-church"}}
MISSING_THERE = {("maptube", "district"): {"mile-end"}, ("maptube", "metropolitan"): {"rayners-lane"}}

ONE_WAY = {("hatton-cross", "heathrow-terminal-4"), ("heathrow-terminal-4", "heathrow-terminals-2-3")}


@pytest.fixture(scope="module")
def london() -> Network:
    return load_network("london_underground")


@pytest.fixture(scope="module")
def zone1() -> Network:
    return load_network("london_zone1_interchanges")


def stations_of(network: Network, line: str) -> set[str]:
    return {station for station, lines in network.lines_at.items() if line in lines}


def digraph(network: Network) -> nx.DiGraph:
    graph = nx.DiGraph((c.source, c.destination) for c in network.connections)
    graph.add_nodes_from(station.id for station in network.stations)
    return graph


def test_size(london: Network) -> None:
    assert len(london.stations) == 272
    assert {line.id: len(stations_of(london, line.id)) for line in london.lines} == STATIONS_PER_LINE
    assert len({station.name for station in london.stations}) == 272


@pytest.mark.parametrize("source", ["hubs", "maptube"])
@pytest.mark.parametrize("line", STATIONS_PER_LINE)
def test_stations_of_each_line_agree_with_source(london: Network, source: str, line: str) -> None:
    text = Path(__file__).with_name("london_sources.json").read_text(encoding="utf-8")
    theirs = set(json.loads(text)[source]["lines"][line].split())
    ours = {MERGED[source].get(station, station) for station in stations_of(london, line)}
    assert theirs - ours == EXTRA_THERE.get((source, line), set())
    assert ours - theirs == MISSING_THERE.get((source, line), set())


@pytest.mark.parametrize("name", UNDERGROUND)
def test_reverses_but_for_heathrow(name: str) -> None:
    rows = load_network(name).connections
    edges = {(c.source, c.destination, c.line) for c in rows}
    assert len(edges) == len(rows)
    one_way = {(source, destination) for source, destination, line in edges if (destination, source, line) not in edges}
    assert one_way == (ONE_WAY if name == "london_underground" else set())


def test_heathrow_loop(london: Network) -> None:
    following = digraph(london)
    assert set(following["hatton-cross"]) == {"hounslow-west", "heathrow-terminal-4", "heathrow-terminals-2-3"}
    assert set(following["heathrow-terminal-4"]) == {"heathrow-terminals-2-3"}
    assert set(following["heathrow-terminals-2-3"]) == {"hatton-cross", "heathrow-terminal-5"}
    assert set(following["heathrow-terminal-5"]) == {"heathrow-terminals-2-3"}


def test_stations_that_are_easily_confused(london: Network) -> None:
    expected = {
        "bethnal-green": ("central",),
        "edgware-road-bakerloo": ("bakerloo",),
        "edgware-road-circle": ("circle", "district", "hammersmith-city"),
        "hammersmith-dp": ("district", "piccadilly"),
        "hammersmith-hc": ("circle", "hammersmith-city"),
        "paddington": ("bakerloo", "circle", "district"),
        "paddington-hc": ("circle", "hammersmith-city"),
        "shepherds-bush": ("central",),
        "shepherds-bush-market": ("circle", "hammersmith-city"),
        "bank": ("central", "northern", "waterloo-city"),
        "monument": ("circle", "district"),
        "battersea-power-station": ("northern",),
    }
    assert {station: london.lines_at[station] for station in expected} == expected


@pytest.mark.parametrize(
    ("line", "source", "destination"),
    [
        ("piccadilly", "hammersmith-dp", "acton-town"),
        ("metropolitan", "finchley-road", "harrow-on-the-hill"),
        ("metropolitan", "moor-park", "harrow-on-the-hill"),
    ],
)
def test_no_train_passes_a_station_of_its_line(london: Network, line: str, source: str, destination: str) -> None:
    assert (line, source, destination) not in {(c.line, c.source, c.destination) for c in london.connections}


@pytest.mark.parametrize(
    ("line", "source", "destination", "direction", "minutes"),
    [
        ("victoria", "victoria", "green-park", "Northbound", 2.0),
        ("central", "woodford", "roding-valley", "Outer Rail", 2.5),
        ("circle", "aldgate", "tower-hill", "Outer Rail", 2.0),
        ("circle", "tower-hill", "aldgate", "Inner Rail", 3.25),
        ("metropolitan", "wembley-park", "finchley-road", "Eastbound", 7.5),
        ("metropolitan", "chesham", "chalfont-latimer", "Eastbound", 8.5),
        ("northern", "kennington", "nine-elms", "Southbound", 2.0),
        ("waterloo-city", "waterloo", "bank", "Eastbound", 4.0),
    ],
)
def test_rows_known_from_the_sheet(
    london: Network, line: str, source: str, destination: str, direction: str, minutes: float
) -> None:
    rows = {(c.line, c.source, c.destination): (c.direction, c.minutes) for c in london.connections}
    assert rows[line, source, destination] == (direction, minutes)


@pytest.mark.parametrize("name", UNDERGROUND)
def test_values_are_in_range(name: str) -> None:
    network = load_network(name)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", line.colour) for line in network.lines)
    assert len({line.colour for line in network.lines}) == len(network.lines) == 11
    for station in network.stations:
        assert station.latitude is not None
        assert station.longitude is not None
        assert 51.4 < station.latitude < 51.71
        assert -0.62 < station.longitude < 0.26
        assert re.fullmatch(r"[1-9](/[1-9])?", station.zone)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", station.id)
    for connection in network.connections:
        assert 0.5 <= connection.minutes <= 10
        assert connection.minutes % 0.25 == 0
        assert connection.direction


def test_stations_have_different_coordinates(london: Network) -> None:
    assert len({(station.latitude, station.longitude) for station in london.stations}) == 272


def test_ids_follow_names(london: Network) -> None:
    for station in london.stations:
        words = re.findall(r"[a-z]+|[0-9]+", station.name.lower().replace("'", ""))
        assert station.id.replace("-", "") == "".join(words)


def test_trains_run_at_the_speed_of_trains(london: Network) -> None:
    """Minutes and places come from different sources."""
    places = {s.id: (s.latitude or 0.0, s.longitude or 0.0) for s in london.stations}
    for c in london.connections:
        (latitude, longitude), (north, east) = places[c.source], places[c.destination]
        kilometres = math.hypot(north - latitude, (east - longitude) * math.cos(math.radians(51.5))) * 111.2
        assert 8 < kilometres / c.minutes * 60 < 80, c


def test_zone1_holds_every_interchange_of_the_zone(london: Network, zone1: Network) -> None:
    expected = {s.id for s in london.stations if s.zone in ("1", "1/2") and len(london.lines_at[s.id]) >= 2}
    assert {station.id for station in zone1.stations} == expected
    assert len(expected) == 44


def test_zone1_label_leads_to_one_station(zone1: Network) -> None:
    labels = [(c.source, c.line, c.direction) for c in zone1.connections]
    assert len(set(labels)) == len(labels)


def test_zone1_minutes_are_those_of_the_line(london: Network, zone1: Network) -> None:
    kept = {station.id for station in zone1.stations}
    zone = {station.id for station in london.stations if station.zone in ("1", "1/2")}
    for line in london.lines:
        for word in {c.direction for c in london.connections if c.line == line.id}:
            rides = nx.DiGraph()
            for c in london.connections:
                if (c.line, c.direction) == (line.id, word):
                    rides.add_edge(c.source, c.destination, minutes=c.minutes)
            found = {
                (c.source, c.destination): c.minutes
                for c in zone1.connections
                if c.line == line.id and c.direction.partition(" via ")[0] == word
            }
            expected = {}
            for source in kept & set(rides):
                inside = rides.subgraph((zone - kept) | {source})
                for last in nx.descendants(inside, source) | {source}:
                    minutes = nx.shortest_path_length(inside, source, last, weight="minutes")
                    for destination in set(rides[last]) & kept - {source}:
                        expected[source, destination] = minutes + rides[last][destination]["minutes"]
            assert found == expected
