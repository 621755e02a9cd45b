"""Copies of a model in half precision."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from graphmem.errors import CheckpointError
from graphmem.machines import load_machine
from graphmem.models import DNC
from graphmem.training.shipped_weights import NOTE, copy_half, main


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    DNC(3, 4, hidden_size=5, word_size=6, generator=torch.Generator().manual_seed(0)).save(folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "task": "traversal"}))
    (folder / "README.md").write_text("# DNC weights\n\n- Trained.\n\nLicence: Apache-2.0.\n")
    return folder


def test_the_copy_is_the_machine_in_half_precision(model: Path, tmp_path: Path) -> None:
    copy_half(model, tmp_path / "copy")
    before, after = load_machine(model), load_machine(tmp_path / "copy")
    assert isinstance(before, DNC)
    assert isinstance(after, DNC)
    for name, value in before.state_dict().items():
        assert torch.equal(after.state_dict()[name], value.half().float())
    stored = load_file(tmp_path / "copy" / "model.safetensors")
    assert {tensor.dtype for tensor in stored.values()} == {torch.float16}
    assert json.loads((tmp_path / "copy" / "config.json").read_text())["task"] == "traversal"
    card = (tmp_path / "copy" / "README.md").read_text()
    assert card == f"# DNC weights\n\n- Trained.\n- {NOTE}\n\nLicence: Apache-2.0.\n"


def test_a_copy_of_a_copy_is_the_same(model: Path, tmp_path: Path) -> None:
    copy_half(model, tmp_path / "copy")
    copy_half(tmp_path / "copy", tmp_path / "again")
    for name in ("config.json", "README.md", "model.safetensors"):
        assert (tmp_path / "copy" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_weights_that_are_too_large_are_refused(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = model / "model.safetensors"
    save_file({name: value * 1e6 for name, value in load_file(path).items()}, path)
    with pytest.raises(CheckpointError, match="is not finite in half precision"):
        copy_half(model, tmp_path / "copy")
    assert main([str(model), str(tmp_path / "copy")]) == CheckpointError.exit_code
    assert not (tmp_path / "copy").exists()
    assert main([]) == 2
    assert "Usage: python -m" in capsys.readouterr().err
