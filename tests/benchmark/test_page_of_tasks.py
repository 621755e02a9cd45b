"""The task of docs/add/task.md: its code as it stands, registered, trained, evaluated and shown."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from click.testing import CliRunner, Result

from graphmem.benchmark import machines
from graphmem.benchmark.machines import MACHINES
from graphmem.cli import main
from graphmem.errors import UsageError
from graphmem.evaluation import paper_sets
from graphmem.tasks.paper import PAPER_TASKS, Fact, LabelledGraph, PaperTask
from graphmem.tasks.paper import task as task_module

PAGE = Path(__file__).parents[2] / "docs" / "add" / "task.md"


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    """The names that the page's code blocks define, one block after the other."""
    names: dict[str, Any] = {}
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102 - our own documentation
    return names


@pytest.fixture
def task(page: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[PaperTask]:
    """The page's task in the registry, with few episodes in its evaluation set."""
    new: PaperTask = page["RETURN_TRIP"]
    monkeypatch.setitem(PAPER_TASKS, new.name, new)
    monkeypatch.setattr(task_module, "_LAST_STAGE_EPISODES", 5)
    monkeypatch.setattr(machines, "_COUNTED", 20)
    paper_sets.evaluation_episodes.cache_clear()
    yield new
    paper_sets.evaluation_episodes.cache_clear()


def benchmark(*words: str) -> Result:
    return CliRunner().invoke(main, ["benchmark", *words])


def test_a_small_episode(task: PaperTask) -> None:
    """1 -4-> 2 -5-> 1, and 2 -6-> 3, from where nothing leads on: only one trip returns from each of two nodes."""
    graph = LabelledGraph((1, 2, 3), (Fact(1, 4, 2), Fact(2, 5, 1), Fact(2, 6, 3)))
    rng = np.random.default_rng(0)
    asked = [task.ask(rng, graph, task.curriculum.stages[0]) for _ in range(20)]
    found = {(episode.queries[0].steps, episode.queries[0].answer[:2]) for episode in asked if episode}
    out, back = Fact(1, 4, 2), Fact(2, 5, 1)
    assert found == {
        ((Fact(1, 4), Fact(edge=5)), (out, back)),
        ((Fact(2, 5), Fact(edge=4)), (back, out)),
    }
    assert len([episode for episode in asked if episode]) == 20
    assert task.ask(rng, LabelledGraph((1, 2), (Fact(1, 4, 2),)), task.curriculum.stages[0]) is None


def test_it_is_trained_evaluated_and_shown(task: PaperTask, tmp_path: Path) -> None:
    done = benchmark("train", "rnn", task.name, "--examples", "128", "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    chosen = "--machine", "rnn", "--machine", "random-edge", "--machine", "most-frequent", "--task", task.name
    done = benchmark("evaluate", str(tmp_path), *chosen, "--test", "last_stage", "--json")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)["rows"]
    assert {(row["machine"], row["task"], row["test"], row["questions"]) for row in rows} == {
        (machine, task.name, "last_stage", 5) for machine in ("rnn", "random-edge", "most-frequent")
    }
    done = benchmark("show", "--folder", str(tmp_path), "--task", task.name, "--picture", str(tmp_path / "rows.svg"))
    assert done.exit_code == 0, done.output
    assert task.name in done.stdout
    assert task.name in (tmp_path / "rows.svg").read_text(encoding="utf-8")


def test_the_commands_name_it(task: PaperTask) -> None:
    assert task.name in benchmark("show", "--help").stdout
    assert task.name in benchmark("show", "--task", "chess").stderr


def test_machines_that_cannot_take_part_say_so(task: PaperTask, tmp_path: Path) -> None:
    for name in ("dnc-paper", "planner"):
        assert task.name not in MACHINES[name].tasks
        done = benchmark("train", name, task.name, "--examples", "64", "--out", str(tmp_path))
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        sentence = f"{name} does not take part in {task.name}, but in traversal, shortest_path, inference."
        assert sentence in done.stderr
        with pytest.raises(UsageError, match=sentence):
            MACHINES[name].build(task.name, torch.Generator())


def test_without_it_the_name_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PAPER_TASKS, "return_trip", raising=False)
    assert benchmark("show", "--task", "return_trip").exit_code == 2
