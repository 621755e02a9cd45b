"""Checkpoints that load, and faults, each reported in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from graphmem.errors import CheckpointError
from graphmem.graphs import Triples
from graphmem.interpreter import load_planner

from .programs import control_states, dijkstra_program, weigh

NAMES = [f"controller.{layer}.{part}" for layer in ("hidden", "output") for part in ("weight", "bias")]
CONFIG = {"format": 1, "machine": "planner", "num_heads": 2, "hidden_size": 80, "seed": 7}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tensors = weigh(dijkstra_program(), 2)
    save_file(tensors, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    return tmp_path


def test_a_checkpoint_loads(folder: Path) -> None:
    planner = load_planner(folder)
    assert planner.name == "planner"
    assert {state: planner.program[state] for state in control_states(2)} == dijkstra_program()
    ring = Triples.single(*np.array([[0, 1, 2], [0, 0, 0], [1, 2, 0], [1, 1, 1]]), 3)
    plan = planner.describe(ring, np.random.default_rng(0)).plan(0)
    assert plan.next_station(1) == 2
    assert planner.describe(ring, np.random.default_rng(0)).hop(1, 0) == 2


def configure(**changes: Any) -> Callable[[Path], None]:
    return lambda folder: (folder / "config.json").write_text(json.dumps(CONFIG | changes)) and None


def write(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None


def retensor(name: str, change: Callable[[np.ndarray], np.ndarray | None]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        tensors = weigh(dijkstra_program(), 2)
        changed = change(tensors.pop(name))
        save_file(tensors if changed is None else tensors | {name: changed}, folder / "model.safetensors")

    return spoil


def with_nan(tensor: np.ndarray) -> np.ndarray:
    tensor = tensor.copy()
    tensor.flat[3] = np.nan
    return tensor


def truncate(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (lambda folder: [file.unlink() for file in folder.iterdir()], "There is no machine in"),
    "no config": (lambda folder: (folder / "config.json").unlink(), "config.json cannot be read"),
    "no weights": (lambda folder: (folder / "model.safetensors").unlink(), "model.safetensors cannot be read"),
    "not JSON": (write("config.json", b"{'format': 1"), "is not JSON"),
    "not text": (write("config.json", b"\xff\xfe\x00"), "is not JSON"),
    "a JSON list": (write("config.json", b"[1]"), "holds no JSON object"),
    "another format": (configure(format=2), "format must be 1, not 2"),
    "no format": (configure(format=None), "format must be 1, not None"),
    "a true format": (configure(format=True), "format must be 1, not True"),
    "another machine": (configure(machine="dnc"), "machine must be 'planner', not 'dnc'"),
    "no heads": (configure(num_heads=0), "num_heads must be a whole number"),
    "heads in words": (configure(num_heads="two"), "num_heads must be a whole number"),
    "too many units": (configure(hidden_size=10**9), "hidden_size must be a whole number"),
    "heads of another machine": (configure(num_heads=3), "hidden.weight must be float32 of shape"),
    "truncated": (truncate, "damaged"),
    "empty": (write("model.safetensors", b""), "damaged"),
    "a pickle": (write("model.safetensors", b"\x80\x04\x95" + bytes(60)), "damaged"),
    "a tensor missing": (retensor(NAMES[2], lambda tensor: None), "output.weight is missing"),
    "a tensor turned": (retensor(NAMES[0], lambda tensor: tensor.T.copy()), "hidden.weight must be float32 of shape"),
    "double precision": (retensor(NAMES[3], lambda tensor: tensor.astype(np.float64)), "output.bias must be float32"),
    "not a number": (retensor(NAMES[1], with_nan), "hidden.bias holds numbers that are not finite"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence(folder: Path, fault: str) -> None:
    spoil, words = FAULTS[fault]
    spoil(folder)
    with pytest.raises(CheckpointError) as caught:
        load_planner(folder)
    message = str(caught.value)
    assert words in message
    assert message.endswith(".")
    assert "\n" not in message


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="There is no checkpoint folder"):
        load_planner(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(CheckpointError, match="is a file"):
        load_planner(tmp_path / "file")
