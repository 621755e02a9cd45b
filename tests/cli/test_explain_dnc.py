"""What ``graphmem explain --machine dnc`` prints, draws and refuses."""

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from graphmem.cli import main
from graphmem.cli.explain_dnc_tables import Words, as_tables
from graphmem.dnc import load_dnc
from graphmem.dnc.questions import drawn_episode
from graphmem.dnc.steps import Read
from graphmem.dnc.watch import watch

from ..dnc.compiled import compiled  # noqa: F401 - a fixture
from ..dnc.tiny import write_tiny
from .test_widths import on_a_terminal


def explain(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["explain", "--machine", "dnc", *arguments])


def test_a_walk_along_given_lines() -> None:
    result = explain("--from", "Bank", "--line", "Central Eastbound", "--line", "Circle Outer")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("DNC, traversal, london_zone1_interchanges: 219 steps, ")
    assert [line for line in lines if line.endswith(("to 213", "to 215", "to 218"))] == [
        "Description, steps 0 to 213",
        "Query, steps 214 to 215",
        "Answer, steps 216 to 218",
    ]
    assert "Bank, Central Eastbound, ?" in result.stdout
    assert "Liverpool Street, Circle Outer Rail, Aldgate" in result.stdout
    assert any("left out; --raw shows all." in line for line in lines)
    assert lines[-1] == "Right answers: 3 of 3."


def test_raw_shows_every_triple() -> None:
    short, full = (explain("--from", "Bank", "--edges", "1", *more).stdout.splitlines() for more in ([], ["--raw"]))
    assert len(full) > len(short) + 180
    assert not any("left out" in line for line in full)


def test_a_drawn_graph_depends_on_the_seed() -> None:
    first, again, other = (explain("--seed", seed).stdout for seed in ("3", "3", "4"))
    assert first == again != other
    assert first.splitlines()[0].startswith("DNC, traversal, a graph drawn by seed 3: 23 steps, ")


@pytest.mark.parametrize("task", ["traversal", "shortest_path", "inference"])
def test_every_task_as_tables_and_as_json(task: str, tmp_path: Path) -> None:
    folder = str(write_tiny(tmp_path, task))
    text = explain("--task", task, "--checkpoint", folder)
    assert (text.exit_code, text.stderr) == (0, "")
    report = json.loads(explain("--task", task, "--checkpoint", folder, "--json").stdout)
    schema = (files("graphmem.cli") / "schemas" / "explain.json").read_text(encoding="utf-8")
    Draft202012Validator(json.loads(schema)).validate(report)
    assert (report["machine"], report["task"], report["heads"]) == ("dnc", task, 2)
    answers = [step for step in report["steps"] if step["phase"] == "answer"]
    assert report["right"] == sum(step["right"] for step in answers)
    assert text.stdout.splitlines()[-1] == f"Right answers: {report['right']} of {len(answers)}."


def test_a_wrong_answer_is_shown_beside_the_right_one(tmp_path: Path) -> None:
    folder = str(write_tiny(tmp_path, "inference"))
    report = json.loads(explain("--task", "inference", "--checkpoint", folder, "--json").stdout)
    (step,) = (step for step in report["steps"] if step["phase"] == "answer")
    assert step["right"] is False
    shown = explain("--task", "inference", "--checkpoint", folder).stdout
    assert f"{step['answer']}  no: {step['right_answers'][0]}" in shown


def test_a_picture(tmp_path: Path) -> None:
    picture = tmp_path / "episode.svg"
    result = explain("--picture", str(picture))
    assert result.stdout.splitlines()[-1] == f"Picture: {picture}"
    assert "read: forward" in picture.read_text(encoding="utf-8")
    assert explain("--picture", str(tmp_path / "episode.pdf")).exit_code == 2


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_tables_fit_the_terminal(columns: int) -> None:
    shown = on_a_terminal(columns, "explain", "--machine", "dnc")
    assert max(map(len, shown)) <= columns
    assert any("forward" in line for line in shown)
    assert any("--wide shows all" in line for line in shown) == (columns < 80)
    assert max(map(len, on_a_terminal(columns, "explain", "--machine", "dnc", "--wide"))) > 100


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--stations", "2"], "--stations applies to --machine planner only."),
        (["--task", "inference", "--from", "Bank"], "--from belongs to --task traversal."),
        (["--line", "Central"], "--line needs --from."),
        (["--from", "Bank", "--line", "Central E", "--edges", "2"], "--edges cannot be combined with --line."),
    ],
)
def test_options_that_contradict_each_other_exit_with_2(arguments: list[str], message: str) -> None:
    result = explain(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"graphmem: {message}\n")


@pytest.mark.parametrize("option", ["--task", "--network", "--from", "--line", "--edges", "--seed", "--picture"])
def test_options_of_the_dnc_are_refused_for_other_machines(option: str) -> None:
    value = {"--task": "traversal", "--edges": "2", "--seed": "2"}.get(option, "x")
    result = CliRunner().invoke(main, ["explain", "--machine", "inference", option, value])
    assert (result.exit_code, result.stderr) == (2, f"graphmem: {option} applies to --machine dnc only.\n")


def test_an_unknown_station_exits_with_3() -> None:
    assert explain("--from", "Nowhere").exit_code == 3


def test_a_mixture_of_slots_is_listed() -> None:
    rng = np.random.default_rng(1)
    watched = watch(load_dnc("traversal"), drawn_episode("traversal", rng, 2), rng)
    step = watched.steps[-1]
    mixed = Read(3, 0.4, (0.9, 0.1, 0.0), 1.0, 3, ((3, 0.4), (5, 0.3)))
    steps = (*watched.steps[:-1], step._replace(reads=(mixed, *step.reads[1:])))
    lines = as_tables(replace(watched, steps=steps), Words(), raw=False, width=None)
    assert any("backward 0.90, slots 3 and 5" in line for line in lines)
