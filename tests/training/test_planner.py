"""A training of the planner is decided by its seed, resumes to the bit, and learns."""

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from graphmem.errors import CheckpointError, UsageError
from graphmem.training import state
from graphmem.training.devices import choose_device
from graphmem.training.model_cards import planner_model, write_model
from graphmem.training.planner import PlannerSettings, planner_plan
from graphmem.training.progress import Budget
from graphmem.training.session import STATE, run_session, save, saved_run
from graphmem.training.state import read_state, write_state
from graphmem.training.trainer import Trainer

from .resuming import UPDATES, assert_same_run, resumed, same, updated

CPU = torch.device("cpu")
SMALL = PlannerSettings(seed=3, graphs=4, questions=2, hidden_size=8, evaluate_every=4, patience=9, discrete_from=0)


def new(settings: PlannerSettings = SMALL) -> Trainer[Any]:
    return Trainer(planner_plan(settings, CPU))


def train(folder: Path, seconds: float, *, resume: bool = False, report: Any = lambda trainer: None) -> Trainer[Any]:
    values, tensors = saved_run(folder, resume=resume)
    trainer = new()
    if resume:
        trainer.load_state(values, tensors)

    def export() -> None:
        if trainer.best:
            config, card = planner_model(SMALL, trainer.progress)
            write_model(folder / "model", config, trainer.best, card)

    budget = Budget(seconds=seconds)
    run_session(folder, trainer, budget, clock=time.monotonic, export=export, report=lambda: report(trainer))
    return trainer


@pytest.fixture(scope="module")
def straight() -> Trainer[Any]:
    """All updates without a stop: three evaluations and a restart are among them."""
    return updated(new())


def test_same_seed_same_weights(straight: Trainer[Any]) -> None:
    assert_same_run(updated(new()), straight)


def test_another_seed_other_weights(straight: Trainer[Any]) -> None:
    other = updated(new(PlannerSettings(**{**SMALL.as_dict(), "seed": 4})))
    assert not same(other.module.state_dict(), straight.module.state_dict())


@pytest.mark.parametrize("stop", [1, 5, 8, 10])
def test_a_resumed_run_ends_where_a_straight_one_does(stop: int, straight: Trainer[Any], tmp_path: Path) -> None:
    second = resumed(new(), stop, lambda settings: new(PlannerSettings.from_dict(settings)), tmp_path)
    assert_same_run(second, straight)


def test_new_weights_are_drawn_when_patience_ends(straight: Trainer[Any]) -> None:
    assert straight.progress.start == 1
    assert straight.progress.since_start == UPDATES - SMALL.patience


def stop_after(updates: int) -> Callable[[Trainer[Any]], None]:
    """Ctrl-C comes in the middle of an update; the run is saved after it."""

    def interrupt(trainer: Trainer[Any]) -> None:
        if trainer.progress.update == updates:
            signal.raise_signal(signal.SIGINT)

    return interrupt


def test_sessions_add_up_and_the_log_has_no_line_twice(tmp_path: Path) -> None:
    seconds = []
    for end in (6, 9):
        with pytest.raises(KeyboardInterrupt):
            train(tmp_path, 600, resume=end > 6, report=stop_after(end))
        values, _ = read_state(tmp_path / STATE)
        assert values["progress"]["update"] == end
        seconds.append(values["progress"]["seconds"])
    assert 0 < seconds[0] < seconds[1]
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["update"] for line in lines] == [4, 8]
    assert {"start", "stage", "accuracy", "score", "best", "seconds", "loss_paths", "loss_hops"} <= set(lines[0])
    assert lines[0]["stage"] == 1
    config = json.loads((tmp_path / "model" / "config.json").read_text())
    assert (config["machine"], config["updates"]) == ("planner", 9)
    # A run whose time is used up makes no further update.
    assert train(tmp_path, seconds[1], resume=True).progress.update == 9


def test_a_folder_in_use_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run to resume"):
        train(tmp_path, 1, resume=True)
    save(tmp_path, new())
    with pytest.raises(UsageError, match="holds a run already"):
        train(tmp_path, 1)


def test_a_truncated_state_is_refused(tmp_path: Path) -> None:
    save(tmp_path, new())
    path = tmp_path / STATE
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CheckpointError, match="not a readable safetensors"):
        train(tmp_path, 1, resume=True)


def test_the_learning_rate_falls_by_a_tenth_after_each_stage() -> None:
    trainer = new()
    trainer.progress.stage = 2
    trainer.update()
    assert trainer.current.optimizer.param_groups[0]["lr"] == 3e-3 * 0.9 * 0.9


def test_an_interrupted_write_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"w": torch.ones(2)}
    write_model(tmp_path, {"a": 1}, weights, "card")
    write_state(tmp_path / STATE, {"b": 1}, weights)
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def half(tensors: object, path: Path, metadata: object = None) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(state, "save_file", half)
    with pytest.raises(KeyboardInterrupt):
        write_model(tmp_path, {"a": 2}, weights, "card")
    with pytest.raises(KeyboardInterrupt):
        write_state(tmp_path / STATE, {"b": 2}, weights)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_an_interrupted_run_ends_where_a_straight_one_does(straight: Trainer[Any], tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, 600, report=stop_after(5))
    values, tensors = read_state(tmp_path / STATE)
    assert values["progress"]["update"] == 5
    again = new()
    again.load_state(values, tensors)
    updated(again, UPDATES - 5)
    assert same(again.module.state_dict(), straight.module.state_dict())
    assert same(again.best, straight.best)


def test_a_broken_line_of_the_log_is_dropped(tmp_path: Path) -> None:
    train(tmp_path, 0.5)
    log = tmp_path / "log.jsonl"
    log.write_text(log.read_text() + '{"update": ')
    train(tmp_path, 1.0, resume=True)
    assert all(json.loads(line)["update"] for line in log.read_text().splitlines())


def test_devices() -> None:
    assert choose_device("cpu") == CPU
    assert choose_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")
    for name in ("abacus", "meta"):
        with pytest.raises(UsageError, match="no device"):
            choose_device(name)


def test_learning_lowers_the_loss_on_answers() -> None:
    trainer = new(PlannerSettings(seed=1, graphs=32, discrete_from=99))
    trainer.update()
    before = trainer.figures()
    for _ in range(39):
        trainer.update()
    assert trainer.figures()["loss_hops"] < before["loss_hops"] / 2
    assert trainer.figures()["loss_paths"] < before["loss_paths"] * 0.6
