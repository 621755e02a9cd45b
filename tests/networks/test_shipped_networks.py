"""Every shipped network: published counts, places, names and licences."""

import math
import re
from pathlib import Path

import networkx as nx
import pytest

from graphmem.graphs import Network
from graphmem.networks import load_described, load_network, read_about, shipped_networks, write_about, write_network

DATASETS = Path(__file__).parents[2] / "datasets"
SHIPPED = shipped_networks()
MOST_BYTES = 8 * 2**20

# Stations per line as the operators publish them; in Montpellier and Nantes, as the drawing has them, and two short of
# the 13 of Berlin's U1, which ends at Uhlandstraße.
STATIONS_PER_LINE = {
    "london_rail": {
        "DLR": 45,
        "Elizabeth": 41,
        "Liberty": 3,
        "Lioness": 19,
        "Mildmay": 28,
        "Suffragette": 13,
        "Weaver": 25,
        "Windrush": 29,
    },
    "berlin_ubahn": {"U1": 11, "U2": 29, "U3": 24, "U4": 5, "U5": 20, "U6": 29, "U7": 40, "U8": 24, "U9": 18},
    "vienna_ubahn": {"U1": 24, "U2": 20, "U3": 21, "U4": 20, "U6": 24},
    "singapore_mrt": {
        "Bukit Panjang LRT": 13,
        "Circle Line": 30,
        "Downtown Line": 34,
        "East-West Line": 35,
        "North East Line": 16,
        "North-South Line": 27,
        "Punggol LRT East Loop": 8,
        "Punggol LRT West Loop": 8,
        "Sengkang LRT East Loop": 6,
        "Sengkang LRT West Loop": 9,
        "Thomson-East Coast Line": 27,
    },
    "tokyo_metro": {
        "Ginza Line": 19,
        "Marunouchi Line": 28,
        "Hibiya Line": 22,
        "Tozai Line": 23,
        "Chiyoda Line": 20,
        "Yurakucho Line": 24,
        "Hanzomon Line": 14,
        "Namboku Line": 19,
        "Fukutoshin Line": 16,
        "Asakusa Line": 20,
        "Mita Line": 27,
        "Shinjuku Line": 21,
        "Oedo Line": 38,
    },
    "lisbon_metro": {"Linha Amarela": 13, "Linha Azul": 18, "Linha Verde": 13, "Linha Vermelha": 12},
    "stockholm_tunnelbana": {"T10": 14, "T11": 12, "T13": 25, "T14": 19, "T17": 24, "T18": 23, "T19": 35},
    "montpellier_tram": {"Ligne 1": 29, "Ligne 2": 28, "Ligne 3": 25, "Ligne 4": 16},
    "nantes_tram": {"Ligne 1": 32, "Ligne 2": 25, "Ligne 3": 32},
}
# Stations, and pairs of neighbours.
SIZES = {
    "london_underground": (272, 312),
    "london_zone1_interchanges": (44, 68),
    "london_rail": (422, 497),
    "berlin_ubahn": (169, 180),
    "vienna_ubahn": (98, 104),
    "singapore_mrt": (179, 205),
    "tokyo_metro": (216, 262),
    "lisbon_metro": (50, 52),
    "stockholm_tunnelbana": (100, 100),
    "montpellier_tram": (82, 85),
    "nantes_tram": (81, 80),
}
# Where they are known to be, to some hundred metres.
PLACES = {
    ("london_rail", "shenfield"): (51.631, 0.330),
    ("berlin_ubahn", "alexanderplatz"): (52.5215, 13.4112),
    ("vienna_ubahn", "stephansplatz"): (48.2083, 16.3725),
    ("singapore_mrt", "changi-airport"): (1.3573, 103.9884),
    ("tokyo_metro", "tokyo"): (35.6817, 139.7646),
    ("lisbon_metro", "rossio"): (38.7139, -9.1388),
    ("stockholm_tunnelbana", "t-centralen"): (59.3309, 18.0592),
    ("montpellier_tram", "comedie"): (43.6085, 3.8797),
    ("nantes_tram", "commerce"): (47.2133, -1.5569),
}


@pytest.fixture(scope="module", params=SHIPPED)
def network(request: pytest.FixtureRequest) -> Network:
    return load_network(request.param)


def readme(name: str) -> str:
    return (DATASETS / name / "README.md").read_text(encoding="utf-8")


def stations_of(network: Network, line: str) -> set[str]:
    return {station for station, lines in network.lines_at.items() if line in lines}


def kilometres(network: Network, source: str, destination: str) -> float:
    one, other = (network.stations[network.station_index[station]] for station in (source, destination))
    assert one.latitude is not None
    assert other.latitude is not None
    assert one.longitude is not None
    assert other.longitude is not None
    east = (other.longitude - one.longitude) * math.cos(math.radians(one.latitude))
    return 111.2 * math.hypot(other.latitude - one.latitude, east)


def test_every_data_set_is_listed() -> None:
    assert set(SHIPPED) == {path.parent.name for path in DATASETS.glob("*/lines.csv")} == set(SIZES)


def test_size(network: Network) -> None:
    neighbours = {frozenset((c.source, c.destination)) for c in network.connections}
    assert (len(network.stations), len(neighbours)) == SIZES[network.name]


@pytest.mark.parametrize("name", STATIONS_PER_LINE)
def test_stations_per_line(name: str) -> None:
    network = load_network(name)
    counts = {line.name: len(stations_of(network, line.id)) for line in network.lines}
    elsewhere = {line.name for line in load_network("london_underground").lines}  # tested in test_london.py
    assert {line: count for line, count in counts.items() if line not in elsewhere} == STATIONS_PER_LINE[name]


def test_london_rail_holds_the_underground() -> None:
    rail, underground = load_network("london_rail"), load_network("london_underground")
    assert set(underground.stations) <= set(rail.stations)
    assert set(underground.connections) <= set(rail.connections)
    assert set(underground.stopping_patterns) <= set(rail.stopping_patterns)
    assert {walk.minutes for walk in rail.walks} == {2, 3, 4}


def test_every_pair_has_a_route(network: Network) -> None:
    assert nx.is_strongly_connected(nx.DiGraph((c.source, c.destination) for c in network.connections))


def test_connections_and_walks_are_unique(network: Network) -> None:
    rides = [(c.line, c.source, c.destination) for c in network.connections]
    walks = [(walk.source, walk.destination) for walk in network.walks]
    assert len(set(rides)) == len(rides)
    assert {(destination, source) for source, destination in walks} == set(walks)
    assert len(set(walks)) == len(walks)


def test_neighbours_are_near(network: Network) -> None:
    for c in network.connections:
        assert 0.1 < kilometres(network, c.source, c.destination) < 15, c
    for walk in network.walks:
        assert kilometres(network, walk.source, walk.destination) < 1, walk


@pytest.mark.parametrize(("name", "station"), PLACES)
def test_places(name: str, station: str) -> None:
    network = load_network(name)
    found = network.stations[network.station_index[station]]
    latitude, longitude = PLACES[name, station]
    assert found.latitude == pytest.approx(latitude, abs=0.003)
    assert found.longitude == pytest.approx(longitude, abs=0.004)


@pytest.mark.parametrize("name", ["london_rail", "berlin_ubahn"])
def test_trains_run_at_the_speed_of_trains(name: str) -> None:
    """Minutes and places come from different sources."""
    network = load_network(name)
    for c in network.connections:
        assert c.minutes is not None
        assert 6 < kilometres(network, c.source, c.destination) / c.minutes * 60 < 100, c


def test_names_and_aliases(network: Network) -> None:
    for station in network.stations:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", station.id)
        assert station.name == station.name.strip()
        assert station.name not in station.aliases
        assert len(set(station.aliases)) == len(station.aliases)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", line.colour) for line in network.lines)


@pytest.mark.parametrize(
    ("name", "alias", "station"),
    [
        ("tokyo_metro", "新宿", "shinjuku"),
        ("tokyo_metro", "스가이트리", "oshiage"),
        ("tokyo_metro", "Harajuku", "meiji-jingumae"),
        ("singapore_mrt", "NS24", "dhoby-ghaut"),
        ("berlin_ubahn", "Zinnowitzer Straße", "naturkundemuseum"),
        ("lisbon_metro", "Sete Rios", "jardim-zoologico"),
        ("london_rail", "Dover Street", "green-park"),
    ],
)
def test_aliases_known_from_elsewhere(name: str, alias: str, station: str) -> None:
    assert [s.id for s in load_network(name).stations if alias in s.aliases] == [station]


def test_every_station_of_tokyo_has_a_japanese_name() -> None:
    for station in load_network("tokyo_metro").stations:
        assert any(re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", alias) for alias in station.aliases), station


def test_source_and_licence_are_named(network: Network) -> None:
    _, about = load_described(network.name)
    assert about is not None
    assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", about.date)
    assert re.search(r"github\.com/[\w-]+/[\w-]+ at [0-9a-f]{7}\b", about.source)
    text = " ".join(readme(network.name).replace(">", "").split())
    for words in {
        "london": ["Powered by TfL Open Data", "Crown copyright and database rights 2016"],
        "singapore": ["MIT", "veager"],
        "tokyo": ["MIT", "Akihiko Kusanagi"],
    }.get(network.name.split("_")[0], ["Open Database Licence 1.0", "© OpenStreetMap contributors", "Julius Tens"]):
        assert words in about.licence
        assert words in text


def test_readme_counts(network: Network) -> None:
    text = readme(network.name)
    table = re.findall(r"^\| ([^|]+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    assert table == [
        (line.name, str(len(stations_of(network, line.id))), str(sum(c.line == line.id for c in network.connections)))
        for line in network.lines
    ]
    assert f"{len(network.stations)} stations" in text
    assert f"{len(network.connections)} directed connections" in " ".join(text.split())


def test_tables_are_as_written(network: Network, tmp_path: Path) -> None:
    write_network(network, tmp_path)
    about = read_about(DATASETS / network.name)
    assert about is not None
    write_about(about, tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_bytes() for path in (DATASETS / network.name).glob("*.[cj]s*")}
    assert written == shipped
    assert max(map(len, shipped.values())) < MOST_BYTES
