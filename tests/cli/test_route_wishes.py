"""What ``graphmem route`` makes of wishes, alternatives, maps and networks without times."""

import json
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graphmem.cli import main
from graphmem.graphs import Connection, Network
from graphmem.networks import write_network

TOY = runpy.run_path(str(Path(__file__).parents[1] / "routing" / "conftest.py"))
KEYS = {"network", "by", "from", "to", "stations", "legs", "stops", "minutes", "changes", "solver", "optimal"}

Route = Callable[..., Result]


@pytest.fixture
def route(tmp_path: Path) -> Route:
    """Run ``graphmem route`` on the toy network with the shipped weights."""
    write_network(TOY["make_network"](), tmp_path / "toy")

    def run(*arguments: str) -> Result:
        network = [] if "--network" in arguments else ["--network", str(tmp_path / "toy")]
        return CliRunner().invoke(main, ["route", *network, *arguments])

    return run


def test_wishes_are_kept_and_said(route: Route, tmp_path: Path) -> None:
    over_chi = route("--from", "alpha", "--to", "delta", "--avoid-station", "gamma").stdout
    assert over_chi.startswith("Alpha to Delta, without Gamma, on toy, by minutes\n")
    assert "The machine answered: Alpha - Chi - Delta\n" in over_chi
    report = json.loads(route("--from", "beta", "--to", "gamma", "--via", "chi", "--json").stdout)
    assert report["stations"] == ["Beta", "Alpha", "Chi", "Delta", "Gamma"]
    (tmp_path / "closed.csv").write_text("source,destination,line\nbeta,gamma,red\n", encoding="utf-8")
    closed = json.loads(
        route("--from", "beta", "--to", "gamma", "--closed", str(tmp_path / "closed.csv"), "--json").stdout
    )
    assert closed["stations"] == ["Beta", "Alpha", "Chi", "Delta", "Gamma"]
    assert closed["optimal"]


def test_a_wish_that_cannot_be_met_is_said(route: Route) -> None:
    result = route("--from", "beta", "--to", "delta", "--avoid-line", "red")
    assert result.exit_code == 4
    assert result.stderr == (
        "graphmem: There is no route from Beta to Delta without the Red line (without these wishes there is); "
        "the machine says so too.\n"
    )
    assert result.stdout == ""


def test_alternatives_are_ranked_and_told_where_they_are_fewer(route: Route) -> None:
    text = route("--from", "alpha", "--to", "delta", "--alternatives", "3").stdout
    first, second = text.index("1. 3 stops, 6 minutes, 0 changes"), text.index("2. 2 stops, 7 minutes, 1 change")
    assert first < second < text.index("No other route was found that really differs.")
    report = json.loads(route("--from", "alpha", "--to", "delta", "--alternatives", "2", "--json").stdout)
    assert [other["minutes"] for other in report["alternatives"]] == [6, 7]
    assert report["minutes"] == 6
    assert set(report) > KEYS | {"alternatives"}


def test_a_network_without_times_is_asked_by_stops(route: Route, tmp_path: Path) -> None:
    toy = TOY["make_network"]()
    rows = [(c.source, c.destination, c.line, c.direction, None) for c in toy.connections]
    untimed = Network("untimed", toy.stations, toy.lines, tuple(Connection(*row) for row in rows))
    write_network(untimed, tmp_path / "untimed")
    folder = ("--network", str(tmp_path / "untimed"))
    text = route("--from", "alpha", "--to", "delta", *folder)
    assert text.exit_code == 0
    assert "   2 stops, 1 change\n" in text.stdout
    assert text.stdout.endswith("The network has no running times, so routes are compared by stops.\n")
    report = json.loads(route("--from", "alpha", "--to", "delta", *folder, "--json").stdout)
    assert (report["by"], report["minutes"], report["legs"][0]["minutes"]) == ("stops", None, None)
    refused = route("--from", "alpha", "--to", "delta", *folder, "--by", "minutes")
    assert (refused.exit_code, "no running times" in refused.stderr) == (2, True)


def test_a_route_is_drawn(route: Route, tmp_path: Path) -> None:
    for name in ("map.svg", "map.png"):
        result = route("--from", "alpha", "--to", "delta", "--map", str(tmp_path / name), "--alternatives", "2")
        assert (result.exit_code, result.stderr) == (0, "")
        assert (tmp_path / name).stat().st_size > 1000
    missing = route("--from", "alpha", "--to", "delta", "--map", str(tmp_path / "no" / "map.svg"))
    assert (missing.exit_code, missing.stdout) == (5, "")
