"""What ``graphmem route`` makes of constraints, alternatives, maps and networks without times."""

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


def test_constraints_are_kept_and_named(route: Route, tmp_path: Path) -> None:
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


def test_every_table_of_closures_applies(route: Route, tmp_path: Path) -> None:
    tables = []
    for name, text in (("red", "line\nred\n"), ("chi", "station\nchi\n")):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        tables += ["--closed", str(tmp_path / f"{name}.csv")]
    ends = ["--from", "alpha", "--to", "delta"]
    assert route(*ends, *tables[:2]).stdout.startswith("Alpha to Delta, without the Red line, on toy")
    assert route(*ends, *tables[2:]).stdout.startswith("Alpha to Delta, without Chi, on toy")
    both = route(*ends, *tables)
    assert both.exit_code == 4
    assert "no route from Alpha to Delta without the Red line and Chi" in both.stderr


def test_constraints_that_leave_no_route_are_named(route: Route) -> None:
    result = route("--from", "beta", "--to", "delta", "--avoid-line", "red")
    assert result.exit_code == 4
    assert result.stderr == (
        "graphmem: There is no route from Beta to Delta without the Red line (without these constraints there is); "
        "the machine also answers that there is none.\n"
    )
    assert result.stdout == ""


def test_alternatives_are_ranked_and_a_note_says_if_they_are_fewer(route: Route) -> None:
    text = route("--from", "alpha", "--to", "delta", "--alternatives", "3").stdout
    first, second = text.index("1. 3 stops, 6 minutes, 0 changes"), text.index("2. 2 stops, 7 minutes, 1 change")
    assert first < second < text.index("There is no other route that is clearly different.")
    report = json.loads(route("--from", "alpha", "--to", "delta", "--alternatives", "2", "--json").stdout)
    assert [other["minutes"] for other in report["alternatives"]] == [6, 7]
    assert report["minutes"] == 6
    assert set(report) > KEYS | {"alternatives"}


def test_routes_of_a_network_without_times_are_compared_by_stops(route: Route, tmp_path: Path) -> None:
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
        assert f"\nMap: {tmp_path / name}\n" in result.stdout
    missing = route("--from", "alpha", "--to", "delta", "--map", str(tmp_path / "no" / "map.svg"))
    assert (missing.exit_code, missing.stdout) == (5, "")


def test_stations_of_one_name_are_told_apart_everywhere(route: Route) -> None:
    ends = ["--from", "Bethnal Green (Weaver)", "--to", "Bethnal Green (Central)", "--network", "london_rail"]
    text = route(*ends).stdout
    assert text.startswith("Bethnal Green (Weaver) to Bethnal Green (Central), on london_rail")
    report = json.loads(route(*ends, "--json").stdout)
    again = ["--from", report["from"], "--to", report["to"], "--network", "london_rail"]
    assert json.loads(route(*again, "--json").stdout)["station_ids"] == report["station_ids"]
    refused = route(*ends, "--avoid-station", "Bethnal Green (Central)")
    assert refused.stderr.startswith("graphmem: Bethnal Green (Central) is closed or to be avoided")


def test_minutes_of_legs_and_changes_add_up(route: Route) -> None:
    text = route("--from", "alpha", "--to", "delta", "--by", "stops").stdout
    assert "Alpha to Chi, 1 stop, 1 minute\n   change at Chi, 5 minutes\n" in text
    report = json.loads(route("--from", "alpha", "--to", "delta", "--by", "stops", "--json").stdout)
    assert [leg["change_minutes"] for leg in report["legs"]] == [0, 5]
    assert sum(leg["minutes"] + leg["change_minutes"] for leg in report["legs"]) == report["minutes"]


def test_an_ambiguous_name_in_a_table_is_listed(route: Route, tmp_path: Path) -> None:
    (tmp_path / "closed.csv").write_text("station\nBethnal Green\n", encoding="utf-8")
    result = route(
        "--from", "Bank", "--to", "Oval", "--network", "london_rail", "--closed", str(tmp_path / "closed.csv")
    )
    assert result.exit_code == 5
    assert "Did you mean: Bethnal Green (Central), zone 2; Bethnal Green (Weaver), zone 2?" in result.stderr


@pytest.mark.parametrize("command", ["route", "evaluate"])
def test_an_interruption_has_the_exit_code_of_a_shell(
    route: Route, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    route("--from", "alpha", "--to", "delta")
    monkeypatch.setattr("graphmem.routing.exact_router.ExactRouter.search", interrupt)
    ends = ["--from", "alpha", "--to", "delta"] if command == "route" else []
    result = CliRunner().invoke(main, [command, "--network", str(tmp_path / "toy"), *ends])
    assert (result.exit_code, result.stderr) == (130, "graphmem: interrupted.\n")


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_colours_where_they_are_not_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, route: Route, name: str, value: str
) -> None:
    ends = ["route", "--network", str(tmp_path / "toy"), "--from", "alpha", "--to", "delta"]
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" in CliRunner().invoke(main, ends, color=True).stdout
    monkeypatch.setenv(name, value)
    assert "\x1b[" not in CliRunner().invoke(main, ends, color=True).stdout
