"""A run is decided by its seed, resumes to the bit, and learns."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from graphmem.errors import CheckpointError, UsageError
from graphmem.training import checkpoints
from graphmem.training.checkpoints import read_state, write_model, write_state
from graphmem.training.configuration import TrainingConfiguration
from graphmem.training.session import STATE, choose_device, save, train
from graphmem.training.trainer import Trainer

CPU = torch.device("cpu")
SMALL = TrainingConfiguration(seed=3, graphs=4, questions=2, hidden_size=8, exam_every=4, patience=9, discrete_from=0)


def weights(trainer: Trainer) -> dict[str, torch.Tensor]:
    return trainer.machine.state_dict()


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one | other)


@pytest.fixture(scope="module")
def straight() -> Trainer:
    """Twelve updates without a stop: three exams and a fresh start lie on the way."""
    trainer = Trainer(SMALL, CPU)
    for _ in range(12):
        trainer.update()
    return trainer


def test_same_seed_same_weights(straight: Trainer) -> None:
    again = Trainer(SMALL, CPU)
    for _ in range(12):
        again.update()
    assert same(weights(again), weights(straight))
    assert vars(again.progress) == vars(straight.progress)


def test_another_seed_other_weights(straight: Trainer) -> None:
    other = Trainer(TrainingConfiguration(**{**SMALL.as_dict(), "seed": 4}), CPU)
    for _ in range(12):
        other.update()
    assert not same(weights(other), weights(straight))


@pytest.mark.parametrize("stop", [1, 5, 8, 10])
def test_a_resumed_run_ends_where_a_straight_one_does(stop: int, straight: Trainer, tmp_path: Path) -> None:
    first = Trainer(SMALL, CPU)
    for _ in range(stop):
        first.update()
    save(tmp_path, first)
    values, tensors = read_state(tmp_path / STATE)
    second = Trainer(TrainingConfiguration.from_dict(values["configuration"]), CPU)
    second.load_state(values, tensors)
    for _ in range(12 - stop):
        second.update()
    assert same(weights(second), weights(straight))
    assert same(second.best, straight.best)
    assert vars(second.progress) == vars(straight.progress)


def test_patience_ends_in_fresh_weights(straight: Trainer) -> None:
    assert straight.progress.start == 1
    assert straight.progress.since_start == 12 - SMALL.patience


def stop_after(updates: int) -> Callable[[Trainer], None]:
    """Ctrl-C comes in the middle of an update; the run is saved after it."""

    def interrupt(trainer: Trainer) -> None:
        if trainer.progress.update == updates:
            signal.raise_signal(signal.SIGINT)

    return interrupt


def test_sessions_add_up_and_the_log_has_no_line_twice(tmp_path: Path) -> None:
    seconds = []
    for end in (6, 9):
        with pytest.raises(KeyboardInterrupt):
            train(tmp_path, Trainer, SMALL, CPU, 600, resume=end > 6, report=stop_after(end))
        values, _ = read_state(tmp_path / STATE)
        assert values["progress"]["update"] == end
        seconds.append(values["progress"]["seconds"])
    assert 0 < seconds[0] < seconds[1]
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["update"] for line in lines] == [4, 8]
    assert {"start", "stage", "accuracy", "exam", "best", "seconds", "loss_paths", "loss_hops"} <= set(lines[0])
    assert lines[0]["stage"] == 1
    config = json.loads((tmp_path / "model" / "config.json").read_text())
    assert (config["machine"], config["updates"]) == ("planner", 9)
    # A run whose time is over makes no update more.
    assert train(tmp_path, Trainer, SMALL, CPU, seconds[1], resume=True).progress.update == 9


def test_a_folder_in_use_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run to resume"):
        train(tmp_path, Trainer, SMALL, CPU, 1, resume=True)
    save(tmp_path, Trainer(SMALL, CPU))
    with pytest.raises(UsageError, match="holds a run already"):
        train(tmp_path, Trainer, SMALL, CPU, 1)


def test_a_truncated_state_is_refused(tmp_path: Path) -> None:
    save(tmp_path, Trainer(SMALL, CPU))
    path = tmp_path / STATE
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CheckpointError, match="no readable safetensors"):
        train(tmp_path, Trainer, SMALL, CPU, 1, resume=True)


def test_an_interrupted_write_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"w": torch.ones(2)}
    write_model(tmp_path, {"a": 1}, weights, "card")
    write_state(tmp_path / STATE, {"b": 1}, weights)
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def half(tensors: object, path: Path, metadata: object = None) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoints, "save_file", half)
    with pytest.raises(KeyboardInterrupt):
        write_model(tmp_path, {"a": 2}, weights, "card")
    with pytest.raises(KeyboardInterrupt):
        write_state(tmp_path / STATE, {"b": 2}, weights)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_an_interrupted_run_ends_where_a_straight_one_does(straight: Trainer, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, Trainer, SMALL, CPU, 600, report=stop_after(5))
    values, tensors = read_state(tmp_path / STATE)
    assert values["progress"]["update"] == 5
    again = Trainer(SMALL, CPU)
    again.load_state(values, tensors)
    for _ in range(7):
        again.update()
    assert same(weights(again), weights(straight))


def test_a_broken_line_of_the_log_is_dropped(tmp_path: Path) -> None:
    train(tmp_path, Trainer, SMALL, CPU, 0.5)
    log = tmp_path / "log.jsonl"
    log.write_text(log.read_text() + '{"update": ')
    train(tmp_path, Trainer, SMALL, CPU, 1.0, resume=True)
    assert all(json.loads(line)["update"] for line in log.read_text().splitlines())


def test_devices() -> None:
    assert choose_device("cpu") == CPU
    assert choose_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")
    for name in ("abacus", "meta"):
        with pytest.raises(UsageError, match="no device"):
            choose_device(name)


def test_learning_lowers_the_loss_on_answers() -> None:
    trainer = Trainer(TrainingConfiguration(seed=1, graphs=32, discrete_from=99), CPU)
    trainer.update()
    before = dict(trainer.progress.losses)
    for _ in range(39):
        trainer.update()
    assert trainer.progress.losses["hops"] < before["hops"] / 2
    assert trainer.progress.losses["paths"] < before["paths"] * 0.6
