"""What ``graphmem route --machine dnc`` prints and refuses."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from graphmem.cli import main
from graphmem.networks import write_network

from ..dnc.compiled import compiled  # noqa: F401 - a fixture
from ..dnc.scripted import Scripted
from ..dnc.tiny import write_tiny
from ..routing.conftest import ALPHA, BETA, CHI, DELTA, GAMMA, make_network


def route(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["route", "--machine", "dnc", *arguments])


@pytest.fixture
def toy(tmp_path: Path) -> list[str]:
    write_network(make_network(), tmp_path / "toy")
    return ["--network", str(tmp_path / "toy"), "--from", "Alpha", "--to", "Delta"]


def stand_in(monkeypatch: pytest.MonkeyPatch, stations: list[int]) -> None:
    monkeypatch.setattr("graphmem.dnc.load_dnc", lambda task, folder: Scripted(stations))


def test_an_optimal_answer(toy: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, [ALPHA, CHI, DELTA])
    result = route(*toy)
    assert (result.exit_code, result.stderr) == (0, "")
    title, *lines, last = result.stdout.splitlines()
    assert title == "Alpha to Delta, on toy, by stops"
    assert lines[-3:] == [
        "",
        "The DNC answered: Alpha - Chi - Delta",
        "Valid: yes.  Optimal: yes; exact search also needs 2 stops.",
    ]
    assert last.startswith("Planned in 10 steps, ")


@pytest.mark.parametrize(
    ("stations", "verdict"),
    [
        ([ALPHA, BETA, GAMMA, DELTA], "Valid: yes.  Optimal: no; it takes 3 stops."),
        ([ALPHA, BETA, ALPHA, BETA], "Valid: no; it does not lead to the destination."),
    ],
)
def test_a_wrong_answer_is_shown_as_such(
    stations: list[int], verdict: str, toy: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, stations)
    result = route(*toy)
    assert result.exit_code == 0
    assert f"{verdict}  The DNC erred: the route above comes from exact search, 2 stops." in result.stdout
    assert json.loads(route(*toy, "--json").stdout)["solver"] == "exact"


def test_json_is_that_of_a_route(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "model", "shortest_path")
    result = route("--from", "Bank", "--to", "Victoria", "--checkpoint", str(folder), "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    schema = (files("graphmem.cli") / "schemas" / "route.json").read_text(encoding="utf-8")
    Draft202012Validator(json.loads(schema)).validate(report)
    assert (report["network"], report["by"], report["exact_stops"]) == ("london_zone1_interchanges", "stops", 4)


def test_a_map(toy: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, [ALPHA, CHI, DELTA])
    picture = tmp_path / "map.svg"
    assert f"Map: {picture}" in route(*toy, "--map", str(picture)).stdout
    assert picture.read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--by", "minutes"],
            "--by minutes cannot be combined with --machine dnc, which finds paths of the fewest stops.",
        ),
        *(
            ([option, value], f"{option} cannot be combined with --machine dnc, which reads connections and no more.")
            for option, value in (
                ("--via", "Chi"),
                ("--avoid-station", "Chi"),
                ("--avoid-line", "Red"),
                ("--closed", "closed.csv"),
                ("--alternatives", "2"),
                ("--depart", "2026-11-23 08:15"),
                ("--horizon", "3"),
                ("--change-minutes", "3"),
            )
        ),
    ],
)
def test_options_that_the_dnc_cannot_take_into_account(toy: list[str], arguments: list[str], message: str) -> None:
    result = route(*toy, *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"graphmem: {message}\n")


def test_weights_of_another_task_exit_with_6(toy: list[str], tmp_path: Path) -> None:
    result = route(*toy, "--checkpoint", str(write_tiny(tmp_path / "model", "traversal")))
    assert (result.exit_code, result.stdout) == (6, "")


def test_an_unknown_station_exits_with_3(toy: list[str]) -> None:
    assert route(*toy[:2], "--from", "Nowhere", "--to", "Delta").exit_code == 3
