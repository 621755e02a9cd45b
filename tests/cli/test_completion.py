"""Completions of a word that is being typed, in any shell."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import CompletionItem, ShellComplete

from graphmem.cli import main
from graphmem.cli.completion import complete_line, complete_network, complete_station
from graphmem.graphs import Connection, Line, Network, Station
from graphmem.networks import load_network, shipped_networks, write_network

STATIONS = (
    Station("a", "Mill Bridge", zone="1", aliases=("Old Ford",)),
    Station("b", "Mill", zone="2"),
    Station("c", "Mill", zone="3"),
    Station("d", "Église Saint-Roch (Nord)"),
    Station("e", "Two\nLines"),
    Station("f", "東京"),
)
LINES = (Line("r", "Red"), Line("b", "Blue Line"))


@click.command()
@click.option("--network", "chosen", default="london_underground", shell_complete=complete_network)
@click.option("--from", "origin", shell_complete=complete_station)
@click.option("--avoid-line", multiple=True, shell_complete=complete_line)
def toy(**_: object) -> None:
    """A command with the options under test."""


def offered(*words: str, command: click.Command = toy) -> list[CompletionItem[str]]:
    """The candidates for the last word."""
    return ShellComplete(command, {}, "toy", "_TOY_COMPLETE").get_completions(list(words[:-1]), words[-1])


def values(*words: str, command: click.Command = toy) -> list[str]:
    return [item.value for item in offered(*words, command=command)]


@pytest.fixture
def folder(tmp_path: Path) -> str:
    ways = [Connection(one.id, other.id, "r") for one in STATIONS for other in STATIONS if one.id != other.id]
    ways.append(Connection("c", "f", "b"))
    write_network(Network("made", STATIONS, LINES, tuple(ways)), tmp_path / "made here")
    return str(tmp_path / "made here")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("bri", ["Mill Bridge"]),
        ("OLD F", ["Mill Bridge"]),
        ("mill", ["Mill Bridge", "Mill (zone 2)", "Mill (Blue Line)"]),
        ("Mill (", ["Mill Bridge", "Mill (zone 2)", "Mill (Blue Line)"]),
        ("Mill (z", ["Mill (zone 2)", "Mill (zone 3)"]),
        ("Mill (bl", ["Mill (Blue Line)"]),
        ("eglise", ["Église Saint-Roch (Nord)"]),
        ("Eglise saint roch (n", ["Église Saint-Roch (Nord)"]),
        ("two", ["Two Lines"]),
        ("京", ["東京"]),
        ("ill", []),
        ("(", []),
    ],
)
def test_stations_complete_by_words_and_aliases(folder: str, typed: str, names: list[str]) -> None:
    assert values("--network", folder, "--from", typed) == names


def test_stations_come_with_lines_and_zone(folder: str) -> None:
    shown = {item.value: item.help for item in offered("--network", folder, "--from", "")}
    assert shown == {
        "Mill Bridge": "Red, zone 1",
        "Mill (zone 2)": "Red, zone 2",
        "Mill (Blue Line)": "Red, Blue Line, zone 3",
        "Église Saint-Roch (Nord)": "Red",
        "Two Lines": "Red",
        "東京": "Red, Blue Line",
    }


def test_the_default_network_is_used_if_none_is_named(folder: str) -> None:
    every = [station.name for station in load_network("london_underground").stations]
    assert values("--from", "") == every
    assert values("--from=bethn") == ["Bethnal Green"]
    assert values(f"--network={folder}", "--from=brid") == ["Mill Bridge"]


def test_lines_complete(folder: str) -> None:
    assert values("--network", folder, "--avoid-line", "") == ["Red", "Blue Line"]
    assert values("--network", folder, "--avoid-line", "Red", "--avoid-line", "BLUE") == ["Blue Line"]
    assert values("--avoid-line", "hammersmith and c") == ["Hammersmith & City"]


def test_networks_complete_and_files_are_left_to_the_shell() -> None:
    assert [(item.value, item.type) for item in offered("--network", "London_U")] == [
        ("london_underground", "plain"),
        ("London_U", "file"),
    ]
    assert values("--network", "") == [*shipped_networks(), ""]
    assert values("--network", "./lo") == ["./lo"]


@pytest.mark.parametrize("option", ["--from", "--avoid-line"])
def test_an_unusable_network_has_no_completions(tmp_path: Path, option: str) -> None:
    (tmp_path / "stations.csv").write_bytes(b"id,name\n\xff,?\n")
    (tmp_path / "broken.zip").write_bytes(b"PK")
    for network in (tmp_path, tmp_path / "broken.zip", tmp_path / "nowhere", ""):
        assert values("--network", str(network), option, "zzz") == []


@pytest.mark.parametrize("option", ["--from", "--to", "--via", "--avoid-station"])
def test_options_of_route_complete_stations(option: str, folder: str) -> None:
    assert values("route", option, "bethn", command=main) == ["Bethnal Green"]
    assert values("route", "--network", folder, option, "old", command=main) == ["Mill Bridge"]


def test_options_of_route_complete_lines_and_networks(folder: str) -> None:
    assert values("route", "--network", folder, "--avoid-line", "b", command=main) == ["Blue Line"]
    assert values("route", "--network", "london_u", command=main)[0] == "london_underground"


def test_completion_is_light() -> None:
    code = "import atexit, sys; atexit.register(lambda: print('LOADED', *sys.modules))\n"
    code += "from graphmem.cli import main, shells; shells.register(); main(prog_name='graphmem')"
    setting = {"_GRAPHMEM_COMPLETE": "bash_complete", "COMP_WORDS": "graphmem route --from bethn", "COMP_CWORD": "3"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-P", "-c", code], env=os.environ | setting, capture_output=True, text=True, check=True
    )
    printed, _, loaded = done.stdout.partition("LOADED")
    assert printed == "plain,Bethnal\\ Green\n"
    assert not {"torch", "pandas", "networkx", "rapidfuzz"} & set(loaded.split())
    assert done.stderr == ""
