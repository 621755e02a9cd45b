"""Weights in half precision, with what is known of them."""

from pathlib import Path
from typing import Any

import pytest
import torch

from graphmem.benchmark.archive import (
    kept_seeds,
    num_parameters,
    read_weights,
    summary,
    trained_machine,
    weights_digest,
    weights_path,
    write_weights,
)
from graphmem.benchmark.settings import PaperCurriculumSettings
from graphmem.errors import CheckpointError
from graphmem.training.state import read_state, write_state
from graphmem.training.trainer import Trainer

from .stand_ins import Gru

CPU = torch.device("cpu")


def new_run(task: str = "traversal", seed: int = 0) -> Trainer[Any]:
    entry = Gru()
    run: Trainer[Any] = Trainer(entry.plan(entry.settings(task, seed), CPU))
    run.progress.examples, run.progress.seconds = 640, 12.5
    return run


def write(folder: Path, run: Trainer[Any]) -> None:
    settings = run.plan.settings
    assert isinstance(settings, PaperCurriculumSettings)
    write_weights(folder, settings, run)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write(tmp_path, new_run())
    return tmp_path / "gru" / "traversal" / "seed0.safetensors"


def test_weights_round_trip(path: Path) -> None:
    run, kept = new_run(), read_weights(path)
    assert (kept.settings, kept.progress) == (run.plan.settings, summary(run))
    # A layer of six units with three gates: inputs, hidden, two biases; and an output.
    assert kept.parameters == num_parameters(run.module) == 3 * 6 * (92 + 6 + 2) + 90 * 7
    machine = trained_machine(Gru(), path, kept, CPU)
    assert not machine.module.training
    for name, value in machine.module.state_dict().items():
        true = run.module.state_dict()[name]
        assert kept.tensors[name].dtype == torch.float16
        assert value.dtype == torch.float32
        assert torch.equal(value, true.half().float())
        assert torch.equal(value, true) == (not true.any())  # biases begin at 0


def test_seeds_are_found(path: Path, tmp_path: Path) -> None:
    write(tmp_path, new_run(seed=11))
    write(tmp_path, new_run("inference", 2))
    path.with_name("seedling.safetensors").touch()
    assert kept_seeds(tmp_path, "gru", "traversal") == [0, 11]
    assert kept_seeds(tmp_path, "gru", "inference") == [2]
    assert kept_seeds(tmp_path, "lstm", "inference") == []


def test_seeds_decide_the_first_weights() -> None:
    one, again, other = (new_run(seed=seed).module.state_dict() for seed in (3, 3, 4))
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not all(torch.equal(one[name], other[name]) for name in one)


def test_the_digest_is_of_the_file(path: Path) -> None:
    kept = read_weights(path)
    assert len(kept.digest) == 16
    assert weights_digest(path) == kept.digest
    values, tensors = read_state(path)
    tensors["output.bias"][0] += 1
    write_state(path, values, tensors)
    assert read_weights(path).digest != kept.digest


def test_weights_that_cannot_be_kept(tmp_path: Path) -> None:
    run = new_run()
    with torch.no_grad():
        next(run.module.parameters())[0, 0] = 1e5
    with pytest.raises(CheckpointError, match="not finite in half precision"):
        write(tmp_path, run)
    assert not list(tmp_path.rglob("*.safetensors"))


def test_a_damaged_file(path: Path) -> None:
    values, tensors = read_state(path)
    for broken in (
        {},
        values | {"settings": {}},
        values | {"settings": 3},
        values | {"progress": {"laps": 3}},
        values | {"progress": values["progress"] | {"examples": "many"}},
        values | {"progress": values["progress"] | {"examples": True}},
        values | {"progress": values["progress"] | {"examples": 64.0}},
        values | {"progress": values["progress"] | {"seconds": float("nan")}},
        values | {"progress": values["progress"] | {"seconds": -1.0}},
        values | {"settings": values["settings"] | {"batch": True}},
        {name: value for name, value in values.items() if name != "parameters"},
        values | {"parameters": -1},
        values | {"parameters": 4.5},
    ):
        write_state(path, broken, tensors)
        with pytest.raises(CheckpointError):
            read_weights(path)
    for number in (float("nan"), float("-inf")):
        write_state(path, values, tensors | {"output.bias": torch.full((90,), number, dtype=torch.float16)})
        with pytest.raises(CheckpointError, match=r"is damaged: its weights output\.bias are not finite"):
            read_weights(path)
    write_state(path, values, tensors)
    read_weights(path)
    path.write_bytes(path.read_bytes()[:99])
    with pytest.raises(CheckpointError, match="not a readable safetensors"):
        read_weights(path)
    path.unlink()
    with pytest.raises(CheckpointError):
        read_weights(path)
    with pytest.raises(CheckpointError, match="cannot be read"):
        weights_digest(path)


def test_weights_of_something_else(path: Path, tmp_path: Path) -> None:
    kept = read_weights(path)
    with pytest.raises(CheckpointError, match="does not fit the machine gru"):
        trained_machine(Gru(hidden_size=7), path, kept, CPU)
    other = weights_path(tmp_path, "gru", "traversal", 1)
    path.rename(other)
    with pytest.raises(CheckpointError, match="holds the weights of gru on traversal, seed 0"):
        read_weights(other)
