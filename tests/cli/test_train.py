"""What ``graphmem train inference`` prints and writes; the trainer is tested in tests/training."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

from graphmem.cli import main
from graphmem.errors import CheckpointError, UsageError
from graphmem.training.state import read_state, write_state


def train(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["train", "inference", *arguments])
    return result.exit_code, result.output


def test_a_run_that_is_cut_short_and_resumed(tmp_path: Path) -> None:
    out, small = str(tmp_path / "run"), ("--set", "graphs=2", "--set", "evaluate_every=1", "--device", "cpu")
    code, output = train("--out", out, "--max-minutes", "0.005", "--seed", "5", *small)
    assert code == 1
    assert re.match(r"seed 5: evaluation \d+\.\d\d% after \d+\.\d s, \d+ updates?, \d+ graphs?, ", output.strip())
    assert "go on with --resume" in output
    config = json.loads((tmp_path / "run" / "model" / "config.json").read_text())
    assert config["training"]["graphs"] == 2
    longer = str(config["seconds"] / 60 + 0.005)
    code, output = train("--out", out, "--max-minutes", longer, "--resume", "--device", "cpu")
    assert code == 1
    assert json.loads((tmp_path / "run" / "model" / "config.json").read_text())["updates"] > config["updates"]


def test_settings_that_contradict_each_other(tmp_path: Path) -> None:
    code, output = train("--out", str(tmp_path), "--resume", "--seed", "1")
    assert (code, "keeps its own settings" in output) == (UsageError.exit_code, True)
    code, output = train("--out", str(tmp_path), "--max-minutes", "0")
    assert (code, "above 0" in output) == (UsageError.exit_code, True)
    code, output = train("--out", str(tmp_path), "--set", "heads=3")
    assert code == 2
    assert "there are control_rate, evaluate_every, graphs" in output
    code, output = train("--out", str(tmp_path), "--set", "lexicon_rate=nan")
    assert (code, "lexicon_rate must be a number, not nan" in output) == (UsageError.exit_code, True)


def test_a_damaged_state_is_refused(tmp_path: Path) -> None:
    small = ("--set", "graphs=1", "--set", "evaluate_every=1", "--device", "cpu")
    train("--out", str(tmp_path), "--max-minutes", "0.001", *small)
    values, tensors = read_state(tmp_path / "state.safetensors")
    write_state(tmp_path / "state.safetensors", values | {"settings": 5}, tensors)
    code, output = train("--out", str(tmp_path), "--resume", "--device", "cpu")
    assert (code, "are not those of this version" in output) == (CheckpointError.exit_code, True)
    write_state(tmp_path / "state.safetensors", values | {"progress": {}}, tensors)
    code, output = train("--out", str(tmp_path), "--resume", "--device", "cpu")
    assert (code, "incomplete or damaged" in output) == (CheckpointError.exit_code, True)


def test_the_planner_is_trained_with_the_same_options(tmp_path: Path) -> None:
    small = ["--set", "graphs=2", "--set", "questions=1", "--set", "evaluate_every=1", "--device", "cpu"]
    result = CliRunner().invoke(main, ["train", "planner", "--out", str(tmp_path), "--max-minutes", "0.005", *small])
    assert result.exit_code == 1
    assert re.match(r"seed 0: evaluation \d+\.\d\d% after \d+\.\d s, \d+ updates?, 0 fresh starts; ", result.stdout)
    assert json.loads((tmp_path / "model" / "config.json").read_text())["machine"] == "planner"


def test_a_run_without_an_evaluation_says_so_once(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["train", "planner", "--out", str(tmp_path), "--max-minutes", "0.0001"])
    assert result.exit_code == 1
    assert re.match(
        r"seed 0: no evaluation yet, so no weights, after \d+\.\d s, 1 update, 0 fresh starts\n$", result.stdout
    )
    assert result.stderr == "graphmem: There was no evaluation within 0.0001 minutes; go on with --resume.\n"
    assert not (tmp_path / "model").exists()
