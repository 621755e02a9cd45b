"""What ``graphmem explain`` prints."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from safetensors.numpy import save_file

from graphmem.cli import main
from graphmem.encoding.specs import interface_size, num_control_bits
from graphmem.errors import CheckpointError


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """One head and one hidden unit that is always off, so that every gate is as its bias says: shut."""
    size = interface_size(1)
    bias = np.full(size, -1, np.float32)
    tensors = {
        "controller.hidden.weight": np.zeros((1, num_control_bits(1)), np.float32),
        "controller.hidden.bias": np.zeros(1, np.float32),
        "controller.output.weight": np.zeros((size, 1), np.float32),
        "controller.output.bias": bias,
    }
    save_file(tensors, tmp_path / "model.safetensors")
    config = {"format": 1, "machine": "planner", "num_heads": 1, "hidden_size": 1}
    (tmp_path / "config.json").write_text(json.dumps(config))
    return tmp_path


def test_text(checkpoint: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "--checkpoint", str(checkpoint), "--stations", "2"])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "DESCRIPTION: changes nothing.",
        "QUERY, PLANNING: changes nothing.",
        'ANSWER: says "no route".',
        'TRAVERSAL: says "no route".',
    ]
    assert "by construction" in lines[5]
    assert "2 to 2 stations" in lines[6]
    assert lines[7:] == ["  nothing"]


def test_raw(checkpoint: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "--checkpoint", str(checkpoint), "--raw"])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 4  # all five kinds do the same; it reads otherwise where they answer


def test_json(checkpoint: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "--checkpoint", str(checkpoint), "--json", "--stations", "0"])
    report = json.loads(result.stdout)
    assert [rule["when"] for rule in report["rules"]] == ["DESCRIPTION", "QUERY, PLANNING", "ANSWER", "TRAVERSAL"]
    assert report["removed"] == []
    assert len(report["notes"]) == 1


def test_a_checkpoint_that_is_none(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "--checkpoint", str(tmp_path / "none")])
    assert result.exit_code == CheckpointError.exit_code
    assert result.stdout == ""
    assert "There is no checkpoint folder" in result.stderr
