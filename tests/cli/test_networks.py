"""``graphmem networks``: the list, one network, and the picture."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graphmem.cli import main
from graphmem.graphs import Connection, Line, Network, Station, StoppingPattern, Walk
from graphmem.networks import About, shipped_networks, write_about, write_network

TREES = Network(
    "trees",
    (Station("a", "Ash", 51.5, -0.1), Station("b", "Birch", 51.6, 0.1), Station("c", "Cedar", 51.7, 0.0)),
    (Line("red", "Red", "#ff0000"), Line("blue", "Blue", "#0000ff")),
    (Connection("a", "b", "red"), Connection("b", "a", "red"), Connection("b", "c", "blue")),
    (StoppingPattern("up", "red", ("a", "b")), StoppingPattern("down", "red", ("b", "a"))),
    (Walk("a", "c", 9),),
)
ABOUT = About("Trees of the town", "A gardener who lives here.", "CC0, no words asked for.", "2024-06")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_network(TREES, tmp_path / "trees")
    write_about(ABOUT, tmp_path / "trees")
    return tmp_path / "trees"


def networks(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["networks", *arguments])


def test_list_names_every_network() -> None:
    header, *rows = networks().stdout.splitlines()
    assert header.split() == ["name", "stations", "lines", "minutes", "network"]
    table = {row.split()[0]: row.split()[1:] for row in rows if row and not row.startswith("graphmem")}
    assert tuple(table) == shipped_networks()
    assert table["london_underground"] == ["272", "11", "yes", "London", "Underground"]
    assert table["tokyo_metro"][:3] == ["216", "13", "no"]


def test_list_as_json() -> None:
    found = {entry["name"]: entry for entry in json.loads(networks("--json").stdout)["networks"]}
    assert tuple(found) == shipped_networks()
    assert found["london_rail"] == {
        "name": "london_rail",
        "title": "London: Underground, DLR, Elizabeth line and Overground",
        "date": "2025-05",
        "stations": 422,
        "lines": 19,
        "connections": 1148,
        "stopping_patterns": 86,
        "walks": 42,
        "timed": True,
    }


def test_show_as_text(folder: Path) -> None:
    result = networks("show", str(folder))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Trees of the town (trees), 2024-06",
        "3 stations, 2 lines, 3 connections, 2 stopping patterns, 1 walk; with minutes",
        "",
        "line     stations  connections  stopping patterns",
        "   Red          2            2                  2",
        "   Blue         2            1                  0",
        "",
        "Source: A gardener who lives here.",
        "Licence: CC0, no words asked for.",
    ]


@pytest.mark.parametrize(
    ("variable", "value", "coloured"), [("NO_COLOR", "", True), ("NO_COLOR", "1", False), ("TERM", "dumb", False)]
)
def test_swatches_where_the_terminal_has_colours(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(variable, value)
    text = CliRunner().invoke(main, ["networks", "show", str(folder)], color=True).stdout
    assert ("\x1b[48;2;255;0;0m" in text) == coloured
    assert ("\x1b" in text) == coloured


def test_show_as_json(folder: Path) -> None:
    report = json.loads(networks("show", str(folder), "--json").stdout)
    assert (report["source"], report["licence"], report["map"]) == (ABOUT.source, ABOUT.licence, None)
    assert (report["stations"], report["walks"], report["timed"]) == (3, 1, True)
    blue = {"id": "blue", "name": "Blue", "colour": "#0000ff", "stations": 2, "connections": 1, "stopping_patterns": 0}
    assert report["line_table"][1] == blue


def test_a_folder_without_a_source(folder: Path) -> None:
    (folder / "about.json").unlink()
    first, *lines = networks("show", str(folder)).stdout.splitlines()
    assert first == "trees (trees)"
    assert lines[-2:] == ["Source: unknown", "Licence: unknown"]
    report = json.loads(networks("show", str(folder), "--json").stdout)
    assert [report[key] for key in ("title", "date", "source", "licence")] == ["trees", None, None, None]


@pytest.mark.parametrize("width", [60, 80])
def test_output_fits_the_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmem.cli.networks.terminal_width", lambda wide: None if wide else width)
    for arguments in [(), *(("show", name) for name in shipped_networks())]:
        assert max(map(len, networks(*arguments).stdout.splitlines())) <= width
    everything = networks("show", "london_rail", "--wide").stdout
    assert "hidden" not in everything
    assert "422 stations, 19 lines, 1,148 connections, 86 stopping patterns, 42 walks" in everything


@pytest.mark.parametrize(("columns", "widest"), [(60, 60), (300, 100)])
def test_long_texts_are_wrapped_between_words(columns: int, widest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmem.cli.networks.terminal_width", lambda wide: columns)
    text = networks("show", "london_underground").stdout
    source = text[text.index("Source:") :]
    assert widest - 20 < max(map(len, source.splitlines())) <= widest
    words = " ".join(text.split())
    assert "Powered by TfL Open Data." in words
    assert "inter-station times" in words


def test_map(folder: Path, tmp_path: Path) -> None:
    picture = tmp_path / "trees.svg"
    assert f"Map: {picture}" in networks("show", str(folder), "--map", str(picture)).stdout
    text = picture.read_text(encoding="utf-8")
    assert text.startswith("<?xml")
    assert "line-red" in text


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("show",), 2, "NAME|PATH"),
        (("--json", "show", "berlin_ubahn"), 2, "--json belongs after show."),
        (("--wide", "show", "berlin_ubahn"), 2, "--wide belongs after show."),
        (("show", ""), 5, "A network needs a name or a path."),
        (("show", "paris"), 5, "'paris' is neither a file or folder nor a shipped network"),
        (("show", "lisbon_metro", "--map", "lisbon.gif"), 2, "lisbon.gif"),
        (("show", "lisbon_metro", "--map", "nowhere/lisbon.png"), 5, "there is no folder nowhere"),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, message: str) -> None:
    result = networks(*arguments)
    assert result.exit_code == code
    assert message in result.stderr
    if "--json" in arguments:
        assert message in json.loads(result.stdout)["error"]["message"]
    else:
        assert result.stdout == ""


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; from graphmem.cli import main; main(['networks'], standalone_mode=False);"
        "print({'torch', 'networkx', 'matplotlib', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.splitlines()[-1] == "set()"
