"""Every command with ``--json`` has a schema, and what it prints is as the schema says."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from graphmem.cli import main

# Every command with --json: its schema, and arguments to run it with; FOLDER is an empty folder.
CASES = {
    "route": ("route", ["--from Bank --to Angel"]),
    "networks": ("networks", [""]),
    "networks show": ("networks_show", ["berlin_ubahn"]),
    "evaluate": ("evaluate", ["--network berlin_ubahn --pairs 10", "--machine dnc --walks 3"]),
    "explain": (
        "explain",
        [
            "",
            "--raw",
            "--stations 0",
            "--machine inference",
            "--machine inference --raw",
            "--machine dnc",
            "--machine dnc --from Bank --edges 2",
        ],
    ),
    "benchmark show": ("benchmark", ["--test family"]),
    "benchmark seeds": ("benchmark_seeds", ["--machine planner", "--test last_stage --machine random-edge"]),
    "benchmark relations": ("benchmark_relations", ["random-edge --seed 0 --times 1"]),
    "benchmark reproduce": ("benchmark", ["random-edge inference --test family"]),
    "benchmark evaluate": ("benchmark", ["FOLDER --machine random-edge --task inference --test family"]),
    "experiment show": ("experiment", ["reuse"]),
    "experiment reproduce": ("experiment", ["lengths --machine counter --task ngrams"]),
    "experiment run": ("experiment", ["dnc-ablations --machine guess --task traversal"]),
}


def commands(group: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """The command and all commands below it, by the words that call them."""
    yield name, group
    if isinstance(group, click.Group):
        context = click.Context(group)
        for word in group.list_commands(context):
            command = group.get_command(context, word)
            assert command is not None
            yield from commands(command, f"{name} {word}".strip())


def test_every_command_with_json_is_here() -> None:
    found = [name for name, command in commands(main) if any("--json" in option.opts for option in command.params)]
    assert sorted(found) == sorted(CASES)


@pytest.mark.parametrize(
    ("command", "arguments"), [(name, some) for name, (_, every) in CASES.items() for some in every]
)
def test_output_is_as_its_schema_says(command: str, arguments: str, tmp_path: Path) -> None:
    words = [str(tmp_path) if word == "FOLDER" else word for word in arguments.split()]
    done = CliRunner().invoke(main, [*command.split(), *words, "--json"])
    assert done.exit_code == 0, done.output
    text = (files("graphmem.cli") / "schemas" / f"{CASES[command][0]}.json").read_text(encoding="utf-8")
    Draft202012Validator(json.loads(text)).validate(json.loads(done.stdout))


@pytest.mark.parametrize("machine", ["planner", "inference", "dnc"])
def test_explain_names_the_machine_as_its_option_does(machine: str) -> None:
    done = CliRunner().invoke(main, ["explain", "--machine", machine, "--json"])
    assert json.loads(done.stdout)["machine"] == machine
