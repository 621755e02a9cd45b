"""Routes, networks and failures as JSON: what is printed, on which stream, and the schemas that describe it."""

import json
import runpy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from graphmem.cli import main
from graphmem.cli.main import COMMANDS
from graphmem.networks import shipped_networks, write_network

FOLDER = Path(__file__).parents[2] / "cli" / "schemas"
SCHEMAS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
TOY = runpy.run_path(str(Path(__file__).parents[1] / "routing" / "conftest.py"))
FEED = runpy.run_path(str(Path(__file__).parent / "test_timetable.py"))["FEED"]
ENDS = ["--from", "alpha", "--to", "delta"]


@pytest.fixture
def toy(tmp_path: Path) -> list[str]:
    write_network(TOY["make_network"](), tmp_path / "toy")
    return ["--network", str(tmp_path / "toy")]


def check(name: str, value: Any) -> Any:
    """Validate a value, with formats such as date-time."""
    validator = jsonschema.Draft202012Validator(SCHEMAS[name], format_checker=jsonschema.FormatChecker())
    validator.validate(value)
    return value


def printed(*arguments: str) -> Any:
    """The one object on standard output."""
    return json.loads(CliRunner().invoke(main, arguments).stdout)


@pytest.mark.parametrize(
    "options",
    [[], ["--by", "stops"], ["--via", "chi"], ["--avoid-station", "gamma"], ["--alternatives", "3"]],
)
def test_routes(options: list[str], toy: list[str]) -> None:
    report = check("route", printed("route", *ENDS, *toy, *options, "--json"))
    assert ("alternatives" in report) == ("--alternatives" in options)


def test_routes_with_walks_and_without_times() -> None:
    ends = ["--from", "Bow Church", "--to", "Bow Road", "--network", "london_rail"]
    report = check("route", printed("route", *ends, "--json"))
    assert any(leg["walk"] for leg in report["legs"])
    ends = ["--from", "Oriente", "--to", "Rossio", "--network", "lisbon_metro"]
    assert check("route", printed("route", *ends, "--json"))["minutes"] is None


def test_lines_of_a_batch(tmp_path: Path, toy: list[str]) -> None:
    (tmp_path / "pairs.csv").write_text("from,to\nalpha,delta\nomega,alpha\nalpha,nowhere\nalpha,\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["route-batch", str(tmp_path / "pairs.csv"), *toy])
    lines = [check("route_batch", json.loads(line)) for line in result.stdout.splitlines()]
    assert ["error" in line for line in lines] == [False, True, True, True]


@pytest.mark.parametrize(("origin", "destination"), [("alpha", "gamma"), ("delta", "gamma")])
def test_journeys(origin: str, destination: str, tmp_path: Path) -> None:
    for name, text in FEED.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    ends = ["--from", origin, "--to", destination, "--network", str(tmp_path)]
    check("route_depart", printed("route", *ends, "--depart", "2026-11-23 08:15", "--json"))


def test_networks() -> None:
    assert len(check("networks", printed("networks", "--json"))["networks"]) == len(shipped_networks())
    for name in ("london_underground", "lisbon_metro"):
        check("networks_show", printed("networks", "show", name, "--json"))


@pytest.mark.parametrize(
    ("arguments", "exit_code", "kind"),
    [
        (["route", "--from", "Bank", "--json"], 2, "UsageError"),
        (["route", "--from", "Bank", "--to", "Oval", "--horizon", "3", "--json"], 2, "UsageError"),
        (["route", "--from", "Bnak", "--to", "Oval", "--json"], 3, "UnknownStation"),
        (["route", "--from", "Acton", "--to", "Oval", "--json"], 3, "AmbiguousStation"),
        (["route", "--from", "Bank", "--to", "Oval", "--avoid-line", "Pink", "--json"], 3, "UnknownLine"),
        (["route", "--json", "--from", "Bank", "--to", "Oval", "--network", "nowhere"], 5, "DataError"),
        (["route", "--json", "--from", "Bank", "--to", "Oval", "--checkpoint", "nowhere"], 6, "CheckpointError"),
        (["networks", "--bogus", "--json"], 2, "UsageError"),
        (["networks", "show", "--json"], 2, "UsageError"),
        (["--bogus", "--json"], 2, "UsageError"),
        (["rote", "--json"], 2, "UsageError"),
        *(([name, "--bogus", "--json"], 2, "UsageError") for name in COMMANDS),
    ],
)
def test_failures_are_an_object_on_standard_output_and_a_sentence_on_standard_error(
    arguments: list[str], exit_code: int, kind: str
) -> None:
    result = CliRunner().invoke(main, arguments)
    error = check("error", json.loads(result.stdout))["error"]
    assert (result.exit_code, error["exit_code"], error["kind"]) == (exit_code, exit_code, kind)
    sentence, *suggestions = result.stderr.splitlines()
    assert sentence == f"graphmem: {error['message']}"
    assert [line.strip() for line in suggestions] == error["suggestions"]
    assert bool(suggestions) == (exit_code == 3)


def test_no_route_is_a_failure_too(toy: list[str]) -> None:
    error = check("error", printed("route", "--from", "omega", "--to", "alpha", *toy, "--json"))["error"]
    assert (error["exit_code"], error["kind"]) == (4, "NoRoute")


@pytest.mark.parametrize("arguments", [["route", "--from", "Bnak", "--to", "Oval"], ["route", "--", "--json"]])
def test_without_json_a_failure_prints_nothing_on_standard_output(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code > 0
    assert result.stdout == ""


def test_an_interruption_and_a_full_disk_are_failures(monkeypatch: pytest.MonkeyPatch, toy: list[str]) -> None:
    for raised, exit_code, kind in ((KeyboardInterrupt(), 130, "Interrupted"), (MemoryError(), 5, "DataError")):

        def fail(*_: object, error: BaseException = raised) -> None:
            raise error

        monkeypatch.setattr("graphmem.routing.exact_router.ExactRouter.search", fail)
        error = check("error", printed("route", *ENDS, *toy, "--json"))["error"]
        assert (error["exit_code"], error["kind"]) == (exit_code, kind)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("route", {"surplus": 1}),
        ("route", {"by": "hops"}),
        ("route", {"stops": "3"}),
        ("route", {"alternatives": []}),
        ("error", {"error": "a sentence"}),
    ],
)
def test_schemas_refuse_other_objects(name: str, change: dict[str, Any], toy: list[str]) -> None:
    ends = ENDS if name == "route" else ["--from", "x", "--to", "y"]
    good = check(name, printed("route", *ends, *toy, "--json"))
    with pytest.raises(jsonschema.ValidationError):
        check(name, good | change)
