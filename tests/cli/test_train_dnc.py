"""``graphmem train dnc``: what it prints and writes; the training itself is tested in tests/training."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graphmem.cli import main
from graphmem.errors import UsageError
from graphmem.machines import load_machine

SMALL = {
    "hidden_size": 8,
    "word_size": 6,
    "num_read_heads": 1,
    "batch": 2,
    "pass_accuracy": 0,
    "max_examples": 64,
    "evaluation_batches": 1,
}


def train(task: str, out: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["train", "dnc", task, "--out", str(out), "--device", "cpu", *arguments])


def small() -> list[str]:
    return [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]


@pytest.mark.parametrize("task", ["traversal", "shortest_path", "inference"])
def test_a_training_writes_weights_that_can_be_loaded(task: str, tmp_path: Path) -> None:
    result = train(task, tmp_path, "--seed", "3", *small())
    assert result.exit_code == 0
    assert re.match(r"seed 3: evaluation \d+\.\d\d% after .*, 32 updates, 64 episodes, 0 fresh starts; ", result.stdout)
    config = json.loads((tmp_path / "model" / "config.json").read_text())
    assert config["task"] == config["training"]["task"] == task
    card = (tmp_path / "model" / "README.md").read_text()
    assert f"`graphmem train dnc {task} --seed 3 --set batch=2 --set pass_accuracy=0.0 --set max_examples=64 " in card
    assert load_machine(tmp_path / "model").num_read_heads == 1  # type: ignore[union-attr]


def test_a_run_that_is_cut_short(tmp_path: Path) -> None:
    result = train("traversal", tmp_path, "--max-minutes", "0.0001", "--set", "batch=2")
    assert result.exit_code == 1
    assert result.stderr == "graphmem: There was no evaluation within 0.0001 minutes; go on with --resume.\n"


def test_a_run_keeps_its_task(tmp_path: Path) -> None:
    train("traversal", tmp_path, *small())
    result = train("inference", tmp_path, "--resume")
    assert result.exit_code == UsageError.exit_code
    assert result.stderr == f"graphmem: {tmp_path} holds a run on traversal, not on inference.\n"
    result = train("traversal", tmp_path / "other", "--set", "task=inference")
    assert result.exit_code == UsageError.exit_code
    assert "'task' is no setting; there are batch, batches_per_draw," in result.stderr
