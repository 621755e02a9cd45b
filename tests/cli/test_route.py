"""What ``graphmem route`` prints and the code it exits with."""

import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graphmem.cli import main
from graphmem.errors import CheckpointError
from graphmem.networks import write_network
from graphmem.routing import route_problem

TOY = runpy.run_path(str(Path(__file__).parents[1] / "routing" / "conftest.py"))
ALPHA, BETA, GAMMA, DELTA, CHI, OMEGA = range(6)
KEYS = ["network", "by", "constraints", "from", "to", "stations", "station_ids", "legs", "stops", "minutes", "changes"]
KEYS += ["solver", "valid", "optimal", "exact_stops", "exact_minutes", "exact_changes", "planning_steps", "seconds"]

Route = Callable[..., Result]


def states(*stations: int) -> list[int]:
    """What a walk over these stations is on the toy network: an entrance, segments, and an exit."""
    problem = route_problem(TOY["make_network"](), "minutes")
    segments = {(one.source, one.destination): k for k, one in enumerate(problem.trains.segments)}
    ridden = [segments[pair] for pair in pairwise(stations)]
    platform = problem.origin_state(stations[-1]) + len(problem.network.stations)
    return [problem.origin_state(stations[0]), *ridden, platform, problem.destination_state(stations[-1])]


def sends(*walk: int) -> dict[int, int | None]:
    """A machine that goes from state to state like this."""
    return dict(pairwise(walk))


@pytest.fixture
def route(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Route:
    """Run ``graphmem route`` on the toy network; ``wrong`` makes the machine err."""
    write_network(TOY["make_network"](), tmp_path / "toy")

    def run(*arguments: str, wrong: dict[int, int | None] | None = None) -> Result:
        planner = TOY["StandIn"](wrong)
        monkeypatch.setattr("graphmem.interpreter.load_planner", lambda path=None: planner, raising=False)
        network = [] if "--network" in arguments else ["--network", str(tmp_path / "toy")]
        return CliRunner().invoke(main, ["route", *network, *arguments])

    return run


def test_json_is_one_object_with_these_keys(route: Route) -> None:
    result = route("--from", "alpha", "--to", "delta", "--by", "stops", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    assert list(report) == KEYS
    assert report.pop("seconds") > 0
    ride = {"walk": False, "direction": "Eastbound", "stops": 1, "minutes": 1.0}
    assert report == {
        "network": "toy",
        "by": "stops",
        "constraints": "",
        "from": "Alpha",
        "to": "Delta",
        "stations": ["Alpha", "Chi", "Delta"],
        "station_ids": ["a", "c", "d"],
        "legs": [
            ride | {"line": "Blue", "stations": ["Alpha", "Chi"], "change_minutes": 0.0},
            ride | {"line": "Green", "stations": ["Chi", "Delta"], "change_minutes": 5.0},
        ],
        "stops": 2,
        "minutes": 7.0,
        "changes": 1,
        "solver": "stand-in",
        "valid": True,
        "optimal": True,
        "exact_stops": 2,
        "exact_minutes": 7.0,
        "exact_changes": 1,
        "planning_steps": 5,
    }


def test_minutes_are_compared_first_by_default(route: Route) -> None:
    report = json.loads(route("--from", "alpha", "--to", "delta", "--json").stdout)
    assert report["stations"] == ["Alpha", "Beta", "Gamma", "Delta"]
    assert (report["by"], report["stops"], report["minutes"], report["changes"]) == ("minutes", 3, 6.0, 0)
    quick = route("--from", "alpha", "--to", "delta", "--json", "--change-minutes", "3.5")
    assert json.loads(quick.stdout)["minutes"] == 5.5
    by_changes = json.loads(route("--from", "alpha", "--to", "delta", "--by", "changes", "--json").stdout)
    assert (by_changes["changes"], by_changes["stops"]) == (0, 3)


def test_text_shows_legs_answer_verdict_steps_and_time(route: Route) -> None:
    lines = route("--from", "alpha", "--to", "delta", "--by", "stops").stdout.splitlines()
    assert lines[:-1] == [
        "Alpha to Delta, on toy, by stops",
        "",
        "   Blue, Eastbound: Alpha to Chi, 1 stop, 1 minute",
        "   change at Chi, 5 minutes",
        "   Green, Eastbound: Chi to Delta, 1 stop, 1 minute",
        "   2 stops, 7 minutes, 1 change",
        "",
        "The machine answered: Alpha - Chi - Delta",
        "Valid: yes.  Optimal: yes; exact search also finds 2 stops, 7 minutes, 1 change.",
    ]
    assert lines[-1].startswith("Planned in 5 steps, 0.")


def test_if_the_machine_loops_the_exact_route_is_shown(route: Route) -> None:
    entrance, there, *_ = states(ALPHA, BETA)
    wrong: dict[int, int | None] = {entrance: there, there: entrance}
    text = route("--from", "alpha", "--to", "delta", wrong=wrong)
    assert text.exit_code == 0
    assert "Red, Eastbound: Alpha to Delta" in text.stdout
    assert "The machine answered: Alpha - Beta - Alpha\n" in text.stdout
    erred = "Valid: no.  The machine erred: the route above comes from exact search, 3 stops, 6 minutes, 0 changes."
    assert erred in text.stdout
    report = json.loads(route("--from", "alpha", "--to", "delta", "--json", wrong=wrong).stdout)
    assert (report["solver"], report["valid"], report["optimal"], report["stops"]) == ("exact", False, False, 3)


def test_if_its_route_takes_longer_the_exact_one_is_shown(route: Route) -> None:
    entrance, blue, platform, _ = states(ALPHA, CHI)
    _, green, *end = states(CHI, DELTA)
    wrong = sends(entrance, blue, platform, green, *end)
    text = route("--from", "alpha", "--to", "delta", wrong=wrong).stdout
    verdict = "Optimal: no; it takes 2 stops, 7 minutes, 1 change.  The machine erred: the route above comes from exact"
    before, _ = text.split(verdict)
    assert "Red, Eastbound: Alpha to Delta" in before
    assert "The machine answered: Alpha - Chi - Delta" in before
    report = json.loads(route("--from", "alpha", "--to", "delta", "--json", wrong=wrong).stdout)
    assert (report["minutes"], report["exact_minutes"], report["valid"], report["optimal"]) == (6, 6, True, False)
    assert report["solver"] == "exact"


def test_a_false_no_route_is_reported(route: Route) -> None:
    text = route("--from", "alpha", "--to", "delta", wrong={states(ALPHA, BETA)[0]: None})
    assert text.exit_code == 0
    assert "The machine answered: no route\nValid: no." in text.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--from", "alpha"), 2, "--to"),
        (("--from", "alpha", "--to", "ALPHA!"), 2, "same station: Alpha"),
        (("--from", "alpha", "--to", "beta", "--by", "hops"), 2, "--by"),
        (("--from", "alpha", "--to", "beta", "--change-minutes", "0"), 2, "A change must take more than 0"),
        (("--from", "alpha", "--to", "beta", "--via", "alpha"), 2, "to pass Alpha, but it is already there"),
        (("--from", "alpha", "--to", "beta", "--avoid-station", "beta"), 2, "Beta is closed or to be avoided"),
        (("--from", "alpha", "--to", "beta", "--by", "hops"), 2, "'hops' is not one of 'minutes', 'changes', 'stops'"),
        (("--from", "alpha", "--to", "beta", "--horizon", "3"), 2, "--horizon needs --depart"),
        (("--from", "alpha", "--to", "beta", "--map", "map.gif"), 2, "map.gif"),
        (("--from", "alpha", "--to", "dleta"), 3, "\n  Delta\n"),
        (("--from", "alpha", "--to", "delta", "--via", "dleta"), 3, "\n  Delta\n"),
        (("--from", "alpha", "--to", "delta", "--avoid-line", "pink"), 3, "pink"),
        (("--from", "omega", "--to", "alpha"), 4, "no route from Omega to Alpha"),
        (("--from", "alpha", "--to", "beta", "--network", "nowhere"), 5, "nowhere"),
        (("--from", "alpha", "--to", "beta", "--closed", "nowhere.csv"), 5, "There is no file nowhere.csv"),
    ],
)
def test_exit_codes(route: Route, arguments: tuple[str, ...], code: int, sentence: str) -> None:
    result = route(*arguments)
    assert result.exit_code == code
    assert sentence in result.stderr
    assert result.stdout == ""


def test_an_ambiguous_name_lists_stations_with_their_lines(route: Route) -> None:
    result = route("--from", "acton", "--to", "bank", "--network", "london_underground")
    assert result.exit_code == 3
    assert "  Acton Town (District, Piccadilly)" in result.stderr
    assert "  East Acton (Central)" in result.stderr


def test_a_bad_checkpoint_exits_with_6(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path | None = None) -> Any:
        raise CheckpointError(f"{path} is no checkpoint.")

    monkeypatch.setattr("graphmem.interpreter.load_planner", refuse, raising=False)
    arguments = ["--from", "bank", "--to", "oval", "--checkpoint", "weights.bin"]
    result = CliRunner().invoke(main, ["route", *arguments])
    assert (result.exit_code, result.stderr) == (6, "graphmem: weights.bin is no checkpoint.\n")


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, graphmem.cli.route, graphmem.cli.evaluate, graphmem.cli.route_batch, graphmem.routing;"
        "heavy = {'torch', 'torch_geometric', 'networkx', 'matplotlib', 'pandas', 'rapidfuzz', 'gtfs_kit'};"
        "print(heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "set()\n"
