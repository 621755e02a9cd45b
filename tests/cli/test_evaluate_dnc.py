"""What ``graphmem evaluate --machine dnc`` counts, prints and refuses."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from graphmem.cli import main

from ..dnc.compiled import compiled  # noqa: F401 - a fixture
from ..dnc.tiny import write_tiny


def evaluate(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["evaluate", "--machine", "dnc", *arguments])


def test_walks_through_the_network_of_the_paper() -> None:
    result = evaluate("--walks", "20")
    assert (result.exit_code, result.stderr) == (0, "")
    title, _, header, row = result.stdout.splitlines()
    assert title.startswith("DNC, traversal: 20 walks in ")
    assert header.split() == ["graph", "edges", "walks", "free", "over", "valid"]
    assert row.split()[:3] == ["london_zone1_interchanges", "7", "20"]
    assert int(row.split()[5]) >= 19


def test_lengths_are_added_up(tmp_path: Path) -> None:
    folder = str(write_tiny(tmp_path, "shortest_path"))
    arguments = "--task", "shortest_path", "--pairs", "30", "--checkpoint", folder
    rows = [line.split() for line in evaluate(*arguments).stdout.splitlines()[3:]]
    table = json.loads(evaluate(*arguments, "--json").stdout)["table"]
    assert [int(row[1]) for row in rows[:-1]] == [row["edges"] for row in table]
    assert rows[-1][1:3] == ["all", "30"]
    assert int(rows[-1][5]) == sum(row["valid"] for row in table)


@pytest.mark.parametrize(
    ("task", "more", "graphs"),
    [
        ("traversal", ["--network", "lisbon_metro", "--walks", "3", "--hops", "2"], {"lisbon_metro"}),
        ("shortest_path", ["--pairs", "4"], {"london_zone1_interchanges"}),
        ("inference", [], {"family", "drawn_families"}),
    ],
)
def test_json_of_every_task(
    task: str, more: list[str], graphs: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphmem.evaluation.paper_sets.evaluation_episodes", few_episodes, raising=True)
    folder = write_tiny(tmp_path, task)
    result = evaluate("--task", task, *more, "--checkpoint", str(folder), "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    schema = (files("graphmem.cli") / "schemas" / "evaluate.json").read_text(encoding="utf-8")
    Draft202012Validator(json.loads(schema)).validate(report)
    assert (report["machine"], report["task"]) == ("dnc", task)
    assert {row["graph"] for row in report["table"]} == graphs


def few_episodes(task: str, test: str) -> tuple[object, ...]:
    """Some questions of a family instead of thousands."""
    from graphmem.seeding import generator
    from graphmem.tasks.paper import family_questions

    return tuple(family_questions(generator(0, task, test))[:3])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", "stops"], "--by does not apply to --machine dnc."),
        (["--task", "route"], "The tasks of --machine dnc are traversal, shortest_path and inference, so not route."),
        (
            ["--task", "inference", "--network", "lisbon_metro"],
            "--network belongs to --task traversal or shortest_path.",
        ),
        (["--task", "shortest_path", "--hops", "3"], "--hops belongs to --task traversal."),
    ],
)
def test_options_that_contradict_each_other_exit_with_2(arguments: list[str], message: str) -> None:
    result = evaluate(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"graphmem: {message}\n")


def test_a_checkpoint_of_another_task_exits_with_6(tmp_path: Path) -> None:
    result = evaluate("--task", "shortest_path", "--checkpoint", str(write_tiny(tmp_path, "traversal")))
    assert (result.exit_code, result.stdout) == (6, "")
    assert "this DNC was trained on traversal, not on shortest_path." in result.stderr
