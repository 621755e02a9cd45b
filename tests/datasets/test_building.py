"""What the scripts that build the data sets share, on small lines; their sources are not in the repository."""

import importlib
import math
from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest

from graphmem.graphs import Connection, Line, Network, Station
from graphmem.networks import About, read_about, read_network

NAMES = {letter: letter.upper() for letter in "abcdef"}


@pytest.fixture
def building(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """As a script sees it that is run in its folder."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "datasets"))
    return importlib.import_module("_building")


@pytest.fixture
def transit_map(building: ModuleType) -> ModuleType:
    return importlib.import_module("build_transit_map")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("King's Cross St. Pancras", "kings-cross-st-pancras"),
        ("Hammersmith (D&P)", "hammersmith-dp"),
        ("Elephant & Castle", "elephant-castle"),
        ("Kochstraße/Checkpoint Charlie", "kochstrasse-checkpoint-charlie"),
        ("Västra skogen", "vastra-skogen"),
    ],
)
def test_slug(building: ModuleType, name: str, expected: str) -> None:
    assert building.slug(name) == expected


def test_trace_and_along_a_path(building: ModuleType) -> None:
    path = building.trace(nx.path_graph(["c", "b", "a"]))
    assert path == ["a", "b", "c"]
    minutes = {frozenset("ab"): 1.5, frozenset("bc"): 2.0}
    assert list(building.along("x", path, NAMES, minutes)) == [
        Connection("a", "b", "x", "C", 1.5),
        Connection("b", "c", "x", "C", 2.0),
        Connection("c", "b", "x", "A", 2.0),
        Connection("b", "a", "x", "A", 1.5),
    ]


def test_trace_and_along_a_ring(building: ModuleType) -> None:
    ring = building.trace(nx.cycle_graph(["d", "a", "c", "b"]), "c")
    assert ring == ["c", "a", "d", "b", "c"]
    rows = list(building.along("x", ring, NAMES))
    assert [(row.source, row.destination) for row in rows[:4]] == [("c", "a"), ("a", "d"), ("d", "b"), ("b", "c")]
    assert [row.direction for row in rows] == ["via A"] * 4 + ["via B"] * 4
    assert rows[4] == Connection("c", "b", "x", "via B", None)


@pytest.mark.parametrize("graph", [nx.star_graph(3), nx.cycle_graph(4), nx.Graph([(0, 1), (2, 3)])])
def test_stations_that_are_not_a_line(building: ModuleType, graph: nx.Graph) -> None:
    with pytest.raises(SystemExit, match="neither a path nor a ring"):
        building.trace(nx.relabel_nodes(graph, "abcdef".__getitem__))


def test_stopping_patterns_follow_the_only_way(building: ModuleType) -> None:
    """a - b - c with a loop b - d - e - c that is longer, and one way from c straight to a."""
    ways = ["ab", "ba", "bc", "cb", "bd", "db", "de", "ed", "ec", "ce", "ca"]
    rows = [Connection(source, destination, "x") for source, destination in ways]
    runs = [
        building.Runs("x", "a b c", "", None),
        building.Runs("x", "c a", "", None),
        building.Runs("x", "a d e c", "C by D", "A by D"),
        building.Runs("x", "b c", "", None),
    ]
    assert [(s.id, s.stations, s.direction) for s in building.stopping_patterns(runs, rows, NAMES)] == [
        ("x-a-b-c", ("a", "b", "c"), "C"),
        ("x-c-a", ("c", "a"), "A"),
        ("x-a-d-e-c", ("a", "b", "d", "e", "c"), "C by D"),
        ("x-c-e-d-a", ("c", "e", "d", "b", "a"), "A by D"),
        ("x-b-c", ("b", "c"), "C"),
    ]


@pytest.mark.parametrize(
    ("ways", "calls", "message"),
    [
        ("ab bd ac cd", "a d", "Name more calls of a - d: another way is a - . - d"),
        ("ab bd de ac cd", "a e", "Name more calls of a - e: another way is a - . - d - e"),
        ("ab bc cd bd", "a d", "Name more calls of a - d: another way is a - b - c - d"),  # straight on, past c
        ("ab bc cd bd de", "a b e", "Name more calls of b - e: another way is b - c - d - e"),
    ],
)
def test_stopping_patterns_refuse_a_second_way(building: ModuleType, ways: str, calls: str, message: str) -> None:
    rows = [Connection(*way, "x") for way in ways.split()]
    with pytest.raises(SystemExit, match=message):
        list(building.stopping_patterns([building.Runs("x", calls, "", None)], rows, NAMES))


def test_a_stopping_pattern_passes_a_station(building: ModuleType) -> None:
    rows = [Connection(*way, "x") for way in ("ab", "bc", "cd", "bd", "de")]
    runs = [building.Runs("x", "a b d e", "", None), building.Runs("x", "a c e", "", None)]
    found = [service.stations for service in building.stopping_patterns(runs, rows, NAMES)]
    assert found == [("a", "b", "d", "e"), ("a", "b", "c", "d", "e")]


def test_publish(building: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stations = (Station("a", "A"), Station("b", "B"))
    network = Network("pair", stations, (Line("x", "X"),), (Connection("a", "b", "x"),))
    about = About("Pair", "nowhere", "none", "2024-06")
    building.publish(network, about, tmp_path)
    assert read_network(tmp_path / "pair") == network
    assert read_about(tmp_path / "pair") == about
    assert capsys.readouterr().out == "pair: 2 stations, 1 line, 1 connection, 0 stopping patterns, 0 walks\n"
    twice = Network("pair", stations, network.lines, network.connections * 2)
    with pytest.raises(SystemExit, match="occur twice"):
        building.publish(twice, about, tmp_path)


def test_a_drawing(transit_map: ModuleType) -> None:
    """Two stations drawn where Web Mercator puts them, 10,000 to the world and 0 at 85 degrees north."""
    known = {"Wien Süd": (48.18, 16.37), "Nord": (48.25, 16.39)}

    def drawn(latitude: float, longitude: float) -> dict[str, float]:
        ordinates = [math.log(math.tan(math.pi / 4 + math.radians(angle) / 2)) for angle in (85, latitude)]
        return {"x": (longitude + 180) / 360 * 10_000, "y": (ordinates[0] - ordinates[1]) / (2 * math.pi) * 10_000}

    content = {
        "nodes": [{"id": name, "label": name, "metadata": drawn(*place)} for name, place in known.items()],
        "edges": [{"source": "Nord", "target": "Wien Süd", "metadata": {"lines": ["U1"], "time": 90}}],
        "lines": [{"id": "U1", "color": "#E20613"}],
    }
    drawing = importlib.import_module("_transit_map").Drawing("test", "test", "Test", names={"Wien Süd": "Süd"})
    network = transit_map.read_drawing(content, drawing)
    assert network.stations == (
        Station("nord", "Nord", 48.25, 16.39),
        Station("sud", "Süd", 48.18, 16.37, "", ("Wien Süd",)),
    )
    assert network.lines == (Line("u1", "U1", "#e20613"),)
    assert network.connections == (
        Connection("nord", "sud", "u1", "Süd", 1.5),
        Connection("sud", "nord", "u1", "Nord", 1.5),
    )
