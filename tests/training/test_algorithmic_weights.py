"""Training on the NTM paper's tasks: resumed, compiled, saved as weights and read again; and what is refused."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from graphmem.errors import CheckpointError
from graphmem.evaluation.lengths import errors_by_size
from graphmem.models.dnc import DNC
from graphmem.tasks.algorithmic import ALGORITHMIC_TASKS
from graphmem.training.algorithmic import OPTIMIZERS
from graphmem.training.algorithmic_weights import WEIGHTS, load_weights, save_weights, train_algorithmic
from graphmem.training.progress import Progress
from graphmem.training.session import STATE
from graphmem.training.state import read_state, write_state

from .stand_ins import BATCH, CPU, LACKS, SETTINGS, Glance, make_dnc, same, trained, weights, with_value


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_resumed_run_ends_where_a_straight_one_does(tmp_path: Path, optimizer: str) -> None:
    settings = replace(SETTINGS, optimizer=optimizer)
    whole = train_algorithmic(tmp_path / "whole", settings, Glance, CPU)
    stopped = train_algorithmic(tmp_path / "parts", settings, Glance, CPU, max_seconds=0)
    assert not stopped.progress.examples
    for _ in range(4):
        stopped.update()
    write_state(tmp_path / "parts" / STATE, *stopped.state())
    seen: list[int] = []
    resumed = train_algorithmic(
        tmp_path / "parts", settings, Glance, CPU, report=lambda progress: seen.append(progress.examples)
    )
    assert seen == [BATCH * number for number in range(5, 11)]
    assert same(weights(whole), weights(resumed))
    assert resumed.progress.loss == whole.progress.loss
    assert train_algorithmic(tmp_path / "parts", settings, Glance, CPU).progress.examples == settings.episodes


def test_ctrl_c_stops_between_two_updates(tmp_path: Path) -> None:
    seen: list[int] = []

    def report(progress: Progress) -> None:
        seen.append(progress.examples)
        if len(seen) == 3:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        train_algorithmic(tmp_path, SETTINGS, Glance, CPU, report=report)
    assert len(seen) == 3
    resumed = train_algorithmic(tmp_path, SETTINGS, Glance, CPU, report=report)
    assert seen == [BATCH * number for number in range(1, 11)]
    assert same(weights(resumed), weights(trained()))


def test_saved_weights_give_the_same_figures_again(tmp_path: Path) -> None:
    settings = replace(SETTINGS, task="associative_recall")
    whole = train_algorithmic(tmp_path, settings, Glance, CPU)
    kept, again = (load_weights(tmp_path / WEIGHTS, Glance) for _ in range(2))
    assert (kept.settings, kept.episodes, kept.seconds) == (
        settings,
        settings.episodes,
        round(whole.progress.seconds, 1),
    )
    rows = list(errors_by_size(kept.machine, "associative_recall", sequences=3, slots=8))
    assert [row.size for row in rows] == list(ALGORITHMIC_TASKS["associative_recall"].test_sizes)
    assert rows == list(errors_by_size(again.machine, "associative_recall", sequences=3, slots=8))
    _, full = read_state(tmp_path / STATE)
    for name, value in kept.machine.state_dict().items():
        assert value.dtype == torch.float32
        assert torch.equal(value, full[f"machine.{name}"].half().float())
    _, tensors = read_state(tmp_path / WEIGHTS)
    assert {value.dtype for value in tensors.values()} == {torch.float16}


def test_only_machines_with_steps_are_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[DNC] = []
    monkeypatch.setattr(DNC, "compile_steps", lambda machine: compiled.append(machine))
    whole = train_algorithmic(tmp_path / "dnc", replace(SETTINGS, episodes=BATCH), make_dnc, CPU, compiled=True)
    assert compiled == [whole.module]
    train_algorithmic(tmp_path / "glance", SETTINGS, Glance, CPU, compiled=True)
    train_algorithmic(tmp_path / "plain", replace(SETTINGS, episodes=BATCH), make_dnc, CPU)
    assert len(compiled) == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [("episodes", LACKS), ("episodes", "20"), ("episodes", True), ("seconds", float("nan")), ("seconds", LACKS)],
)
def test_damaged_figures_of_weights(tmp_path: Path, path: str, value: object) -> None:
    train_algorithmic(tmp_path, SETTINGS, Glance, CPU)
    values, tensors = read_state(tmp_path / WEIGHTS)
    write_state(tmp_path / WEIGHTS, with_value(values, path, value), tensors)
    with pytest.raises(CheckpointError, match="holds no weights of the machine glance"):
        load_weights(tmp_path / WEIGHTS, Glance)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_finite(tmp_path: Path, value: float) -> None:
    """They are not written, and where they have been, not read."""
    train_algorithmic(tmp_path, SETTINGS, Glance, CPU)
    values, tensors = read_state(tmp_path / WEIGHTS)
    tensors["output.bias"][3] = value
    write_state(tmp_path / WEIGHTS, values, tensors)
    with pytest.raises(CheckpointError, match=r"is damaged: its weights output\.bias are not finite"):
        load_weights(tmp_path / WEIGHTS, Glance)
    trainer = trained()
    trainer.module.state_dict()["output.bias"][3] = 1e5 if value > 0 else value
    with pytest.raises(CheckpointError, match=r"output\.bias are not finite in half precision"):
        save_weights(tmp_path / "new.safetensors", SETTINGS, trainer)
    assert not (tmp_path / "new.safetensors").exists()


def test_runs_refused(tmp_path: Path) -> None:
    train_algorithmic(tmp_path, SETTINGS, Glance, CPU, max_seconds=0)
    with pytest.raises(CheckpointError, match="has other settings"):
        train_algorithmic(tmp_path, replace(SETTINGS, seed=1), Glance, CPU)
    with pytest.raises(CheckpointError, match="The saved run does not fit the machine: its weights have other names"):
        train_algorithmic(tmp_path, SETTINGS, make_dnc, CPU)
    with pytest.raises(CheckpointError, match="holds no weights of the machine glance"):
        load_weights(tmp_path / WEIGHTS, make_dnc)
    write_state(tmp_path / "empty.safetensors", {}, {})
    with pytest.raises(CheckpointError, match="not those of this version"):
        load_weights(tmp_path / "empty.safetensors", Glance)
    with pytest.raises(CheckpointError, match="not a readable safetensors file"):
        load_weights(tmp_path / "nothing.safetensors", Glance)
