"""What ``--json`` prints is what its schema says, for every command whose schema ships."""

import json
from importlib.resources import files
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from graphmem.cli import main
from graphmem.results.benchmark import BREAKDOWNS

COMMANDS = [
    "benchmark show --test zone1 --test family",
    "benchmark show --by length --task inference",
    "benchmark show --by nodes --machine dnc-paper",
    "benchmark reproduce random-edge inference --test family",
    "experiment show lengths",
    "experiment show reuse",
    "experiment show resize",
    "evaluate --network berlin_ubahn --pairs 30",
    "evaluate --network berlin_ubahn --task traversal --walks 20 --hops 3",
]


def schema(name: str) -> dict[str, Any]:
    text = (files("graphmem.cli") / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def printed(command: str) -> dict[str, Any]:
    done = CliRunner().invoke(main, [*command.split(), "--json"])
    assert (done.exit_code, done.stderr) == (0, "")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def parts(schema: Any) -> list[dict[str, Any]]:
    """All objects within a schema that have properties."""
    if isinstance(schema, list):
        return [part for item in schema for part in parts(item)]
    if not isinstance(schema, dict):
        return []
    return [*([schema] if "properties" in schema else []), *(part for item in schema.values() for part in parts(item))]


@pytest.mark.parametrize("command", COMMANDS)
def test_output_is_as_its_schema_says(command: str) -> None:
    validator = Draft202012Validator(schema(command.split()[0]))
    report = printed(command)
    validator.validate(report)
    for key in report:  # the schema asks for every key, and allows no other
        assert not validator.is_valid({name: value for name, value in report.items() if name != key})
    assert not validator.is_valid(report | {"more": 1})


NAMES = sorted(path.name.removesuffix(".json") for path in (files("graphmem.cli") / "schemas").iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_schemas_and_every_field_is_described(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert {"title", "description"} <= set(schema(name))
    for part in parts(schema(name)):
        assert part["additionalProperties"] is False
        fields = part["properties"]
        assert [
            field for field, what in fields.items() if not {"description", "const", "items", "$ref"} & set(what)
        ] == []


def test_names_are_those_of_the_benchmark() -> None:
    row = schema("benchmark")["properties"]["rows"]["items"]["properties"]
    assert tuple(row["by"]["enum"]) == BREAKDOWNS
    assert not {"enum", "pattern"} & {*row["task"], *row["test"]}, "a new task would have to be added here too"


def test_a_share_above_one_is_refused() -> None:
    report = printed(COMMANDS[0])
    report["rows"][0]["accuracy"] = 1.5
    assert not Draft202012Validator(schema("benchmark")).is_valid(report)
