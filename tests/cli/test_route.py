"""What ``graphmem route`` prints and the code it exits with."""

import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graphmem.cli import main
from graphmem.errors import CheckpointError
from graphmem.networks import write_network

TOY = runpy.run_path(str(Path(__file__).parents[1] / "routing" / "conftest.py"))
ALPHA, BETA, GAMMA, DELTA = range(4)
KEYS = ["network", "from", "to", "stations", "legs", "stops", "minutes", "changes"]
KEYS += ["solver", "valid", "optimal", "exact_stops", "steps", "seconds"]

Route = Callable[..., Result]


@pytest.fixture
def route(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Route:
    """Run ``graphmem route`` on the toy network; ``wrong`` makes the machine err."""
    write_network(TOY["make_network"](), tmp_path / "toy")

    def run(*arguments: str, wrong: dict[int, int | None] | None = None) -> Result:
        planner = TOY["StandIn"](wrong)
        monkeypatch.setattr("graphmem.rounded.load_planner", lambda path=None: planner, raising=False)
        network = [] if "--network" in arguments else ["--network", str(tmp_path / "toy")]
        return CliRunner().invoke(main, ["route", *network, *arguments])

    return run


def test_json_has_its_keys_and_nothing_else_is_printed(route: Route) -> None:
    result = route("--from", "alpha", "--to", "delta", "--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    report = json.loads(result.stdout)
    assert list(report) == KEYS
    assert report.pop("seconds") > 0
    assert report == {
        "network": "toy",
        "from": "Alpha",
        "to": "Delta",
        "stations": ["Alpha", "Chi", "Delta"],
        "legs": [
            {"line": "Blue", "direction": "Eastbound", "stations": ["Alpha", "Chi"], "stops": 1, "minutes": 1.0},
            {"line": "Green", "direction": "Eastbound", "stations": ["Chi", "Delta"], "stops": 1, "minutes": 1.0},
        ],
        "stops": 2,
        "minutes": 7.0,
        "changes": 1,
        "solver": "stand-in",
        "valid": True,
        "optimal": True,
        "exact_stops": 2,
        "steps": 7,
    }


def test_minutes_take_the_other_way(route: Route) -> None:
    report = json.loads(route("--from", "alpha", "--to", "delta", "--by", "minutes", "--json").stdout)
    assert report["stations"] == ["Alpha", "Beta", "Gamma", "Delta"]
    assert (report["stops"], report["exact_stops"], report["minutes"], report["changes"]) == (3, 3, 6.0, 0)


def test_text_tells_legs_answer_verdict_steps_and_time(route: Route) -> None:
    lines = route("--from", "alpha", "--to", "delta").stdout.splitlines()
    assert lines[:-1] == [
        "Alpha to Delta on toy, by stops",
        "",
        "   Blue, Eastbound: Alpha to Chi, 1 stop, 1 minute",
        "   Green, Eastbound: Chi to Delta, 1 stop, 1 minute",
        "   2 stops, 7 minutes, 1 change",
        "",
        "The machine answered: Alpha - Chi - Delta",
        "Valid: yes.  Optimal: yes; exact search also finds 2 stops.",
    ]
    assert lines[-1].startswith("It thought 7 steps and took 0.")


def test_a_loop_is_reported_and_the_exact_route_shown(route: Route) -> None:
    wrong = {ALPHA: BETA, BETA: ALPHA}
    text = route("--from", "alpha", "--to", "delta", wrong=wrong)
    assert text.exit_code == 0
    assert "Blue, Eastbound: Alpha to Chi" in text.stdout
    assert "The machine answered: Alpha - Beta - Alpha\n" in text.stdout
    assert "Valid: no.  The machine erred: the route above is that of exact search, 2 stops." in text.stdout
    report = json.loads(route("--from", "alpha", "--to", "delta", "--json", wrong=wrong).stdout)
    assert (report["solver"], report["valid"], report["optimal"], report["stops"]) == ("exact", False, False, 2)


def test_where_the_route_is_longer_the_exact_one_is_shown(route: Route) -> None:
    wrong = {ALPHA: BETA, BETA: GAMMA, GAMMA: DELTA}
    text = route("--from", "alpha", "--to", "delta", wrong=wrong).stdout
    verdict = "Optimal: no; it takes 3 stops.  The machine erred: the route above is that of exact search, 2 stops."
    before, _ = text.split(verdict)
    assert "Green, Eastbound: Chi to Delta" in before
    assert "The machine answered: Alpha - Beta - Gamma - Delta" in before
    report = json.loads(route("--from", "alpha", "--to", "delta", "--json", wrong=wrong).stdout)
    assert (report["stops"], report["exact_stops"], report["valid"], report["optimal"]) == (2, 2, True, False)
    assert report["solver"] == "exact"


def test_a_false_no_route_is_reported(route: Route) -> None:
    text = route("--from", "alpha", "--to", "delta", wrong={ALPHA: None})
    assert text.exit_code == 0
    assert "The machine answered: no route\nValid: no." in text.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--from", "alpha"), 2, "--to"),
        (("--from", "alpha", "--to", "ALPHA!"), 2, "same station: Alpha"),
        (("--from", "alpha", "--to", "beta", "--by", "hops"), 2, "--by"),
        (("--from", "alpha", "--to", "dleta"), 3, "\n  Delta\n"),
        (("--from", "omega", "--to", "alpha"), 4, "no route from Omega to Alpha"),
        (("--from", "alpha", "--to", "beta", "--network", "nowhere"), 5, "nowhere"),
    ],
)
def test_exit_codes(route: Route, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = route(*arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""


def test_an_ambiguous_name_lists_stations_with_their_lines(route: Route) -> None:
    result = route("--from", "acton", "--to", "bank", "--network", "london_underground")
    assert result.exit_code == 3
    assert "  Acton Town (District, Piccadilly)\n  East Acton (Central)\n" in result.stderr


def test_a_bad_checkpoint_exits_with_6(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path | None = None) -> Any:
        raise CheckpointError(f"{path} is no checkpoint.")

    monkeypatch.setattr("graphmem.rounded.load_planner", refuse, raising=False)
    arguments = ["--from", "bank", "--to", "oval", "--checkpoint", "weights.bin"]
    result = CliRunner().invoke(main, ["route", *arguments])
    assert (result.exit_code, result.stderr) == (6, "graphmem: weights.bin is no checkpoint.\n")


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, graphmem.cli.route, graphmem.cli.evaluate, graphmem.routing;"
        "print({'torch', 'torch_geometric', 'networkx', 'matplotlib', 'pandas', 'rapidfuzz'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "set()\n"
