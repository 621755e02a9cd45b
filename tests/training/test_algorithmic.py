"""Runs on the NTM paper's tasks: the same seed, a resumed run, a retest from weights; and what is refused."""

from __future__ import annotations

import math
import signal
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from graphmem.errors import CheckpointError, UsageError
from graphmem.models.dnc import DNC
from graphmem.models.dnc_controllers import DeepLSTM
from graphmem.models.initial import drawn
from graphmem.tasks.algorithmic import ALGORITHMIC_TASKS
from graphmem.training.algorithmic import OPTIMISERS, AlgorithmicProgress, AlgorithmicSettings, AlgorithmicTrainer
from graphmem.training.algorithmic_runs import (
    STATE,
    WEIGHTS,
    load_weights,
    retest_algorithmic,
    run_algorithmic,
    train_algorithmic,
)
from graphmem.training.checkpoints import read_state, write_state

BATCH = 2
CPU = torch.device("cpu")
SETTINGS = AlgorithmicSettings("glance", "copy", batch=BATCH, episodes=10 * BATCH, slots=4)


class Glance(nn.Module):
    """Answers to what it is shown now; remembers nothing, and is quick."""

    def __init__(self, inputs: int, outputs: int, generator: torch.Generator) -> None:
        super().__init__()
        self.output = drawn(nn.Linear(inputs, outputs), generator)

    def zero_state(self, batch: int, num_slots: int) -> tuple[()]:
        del batch, num_slots
        return ()

    def forward(self, inputs: Tensor, state: tuple[()]) -> tuple[Tensor, tuple[()]]:
        return self.output(inputs), state


def make_dnc(inputs: int, outputs: int, generator: torch.Generator) -> DNC:
    return DNC(DeepLSTM(inputs + 3, 4, 1, generator=generator), outputs, 3, 1, generator)


def trained(settings: AlgorithmicSettings = SETTINGS, updates: int = 10) -> AlgorithmicTrainer:
    trainer = AlgorithmicTrainer(settings, Glance, CPU)
    for _ in range(updates):
        trainer.update()
    return trainer


def weights(trainer: AlgorithmicTrainer) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in trainer.machine.state_dict().items()}


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    assert one.keys() == other.keys()
    return all(torch.equal(value, other[name]) for name, value in one.items())


@pytest.mark.parametrize("task", ALGORITHMIC_TASKS)
def test_one_update_of_every_task(task: str) -> None:
    trainer = AlgorithmicTrainer(replace(SETTINGS, task=task), make_dnc, CPU)
    before = weights(trainer)
    trainer.update()
    assert trainer.progress.episodes == BATCH
    assert 0 < trainer.progress.loss < 5
    assert not any(torch.equal(value, before[name]) for name, value in weights(trainer).items())


def test_same_seed_same_weights() -> None:
    once = weights(trained())
    torch.manual_seed(1)
    assert same(once, weights(trained()))
    assert not same(once, weights(trained(replace(SETTINGS, seed=1))))


def test_the_learning_rate_settles() -> None:
    """Full for half of the episodes, then down in a line; each update uses the rate of the episodes before it."""
    trainer, rates = AlgorithmicTrainer(replace(SETTINGS, settling=0.5), Glance, CPU), []
    while not trainer.finished:
        trainer.update()
        rates.append(trainer.optimizer.param_groups[0]["lr"] / SETTINGS.learning_rate)
    assert rates == pytest.approx([1, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2])


def test_it_learns() -> None:
    """What takes no memory: of nine bits to repeat eight are never foretold, and the end marker seldom comes."""
    settings = replace(SETTINGS, task="repeat_copy", learning_rate=3e-2, episodes=400 * BATCH)
    first, last = trained(settings, updates=1), trained(settings, updates=400)
    assert last.finished
    assert first.progress.loss > 0.68
    assert 8 / 9 * math.log(2) - 0.01 < last.progress.loss < 0.65


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_resumed_run_goes_on_as_if_it_had_not_stopped(tmp_path: Path, optimiser: str) -> None:
    settings = replace(SETTINGS, optimiser=optimiser)
    whole = train_algorithmic(tmp_path / "whole", settings, Glance, CPU)
    stopped = train_algorithmic(tmp_path / "parts", settings, Glance, CPU, max_seconds=0)
    assert not stopped.progress.episodes
    for _ in range(4):
        stopped.update()
    write_state(tmp_path / "parts" / STATE, *stopped.state())
    seen: list[int] = []
    resumed = train_algorithmic(
        tmp_path / "parts", settings, Glance, CPU, report=lambda progress: seen.append(progress.episodes)
    )
    assert seen == [BATCH * number for number in range(5, 11)]
    assert same(weights(whole), weights(resumed))
    assert resumed.progress.loss == whole.progress.loss
    assert train_algorithmic(tmp_path / "parts", settings, Glance, CPU).progress.episodes == settings.episodes


def test_ctrl_c_is_obeyed_between_two_updates(tmp_path: Path) -> None:
    seen: list[int] = []

    def report(progress: AlgorithmicProgress) -> None:
        seen.append(progress.episodes)
        if len(seen) == 3:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        train_algorithmic(tmp_path, SETTINGS, Glance, CPU, report=report)
    assert len(seen) == 3
    resumed = train_algorithmic(tmp_path, SETTINGS, Glance, CPU, report=report)
    assert seen == [BATCH * number for number in range(1, 11)]
    assert same(weights(resumed), weights(trained()))


def test_a_retest_gets_the_same_figures(tmp_path: Path) -> None:
    settings = replace(SETTINGS, task="associative_recall")
    rows = run_algorithmic(tmp_path, settings, Glance, CPU, sequences=3, slots=8)
    assert [row.size for row in rows] == list(ALGORITHMIC_TASKS["associative_recall"].tested)
    assert rows == retest_algorithmic(tmp_path / WEIGHTS, Glance, sequences=3, slots=8)
    kept = load_weights(tmp_path / WEIGHTS, Glance)
    assert (kept.settings, kept.episodes) == (settings, settings.episodes)
    _, full = read_state(tmp_path / STATE)
    for name, value in kept.machine.state_dict().items():
        assert value.dtype == torch.float32
        assert torch.equal(value, full[f"machine.{name}"].half().float())
    _, tensors = read_state(tmp_path / WEIGHTS)
    assert {value.dtype for value in tensors.values()} == {torch.float16}


def test_machines_that_can_be_compiled_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[DNC] = []
    monkeypatch.setattr(DNC, "compile_steps", lambda machine: compiled.append(machine))
    whole = train_algorithmic(tmp_path / "dnc", replace(SETTINGS, episodes=BATCH), make_dnc, CPU, compiled=True)
    assert compiled == [whole.machine]
    train_algorithmic(tmp_path / "glance", SETTINGS, Glance, CPU, compiled=True)
    train_algorithmic(tmp_path / "plain", replace(SETTINGS, episodes=BATCH), make_dnc, CPU)
    assert len(compiled) == 1


def test_an_infinite_gradient_is_passed_over() -> None:
    trainer = trained(updates=1)
    before = weights(trainer)
    # A weight so large that a cross-entropy overflows, and its gradient is none.
    trainer.machine.state_dict()["output.weight"].fill_(float("inf"))
    trainer.update()
    after = weights(trainer)
    del before["output.weight"], after["output.weight"]
    assert same(before, after)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"task": "juggling"}, "There is no task 'juggling'; there are copy, repeat_copy"),
        ({"optimiser": "luck"}, "There is no optimiser 'luck'; there are adam, rmsprop"),
        ({"batch": 0}, "batch must lie between 1 and 4096, not 0"),
        ({"learning_rate": float("nan")}, "learning_rate must lie between 1e-09 and 1, not nan"),
    ],
)
def test_settings_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        AlgorithmicSettings(**{**SETTINGS.as_dict(), **changes})


def test_settings_from_a_file() -> None:
    values = SETTINGS.as_dict()
    assert AlgorithmicSettings.from_dict(values) == SETTINGS
    with pytest.raises(CheckpointError, match="others than this version's"):
        AlgorithmicSettings.from_dict({**values, "mood": "good"})
    with pytest.raises(CheckpointError, match="unusable: There is no task 'juggling'"):
        AlgorithmicSettings.from_dict({**values, "task": "juggling"})
    with pytest.raises(CheckpointError, match="unusable"):
        AlgorithmicSettings.from_dict({**values, "batch": "many"})


def test_runs_refused(tmp_path: Path) -> None:
    train_algorithmic(tmp_path, SETTINGS, Glance, CPU, max_seconds=0)
    with pytest.raises(CheckpointError, match="of a run with other settings"):
        train_algorithmic(tmp_path, replace(SETTINGS, seed=1), Glance, CPU)
    with pytest.raises(CheckpointError, match="incomplete or damaged"):
        train_algorithmic(tmp_path, SETTINGS, make_dnc, CPU)
    with pytest.raises(CheckpointError, match="holds no weights of the machine glance"):
        load_weights(tmp_path / WEIGHTS, make_dnc)
    write_state(tmp_path / "empty.safetensors", {}, {})
    with pytest.raises(CheckpointError, match="settings of this checkpoint"):
        load_weights(tmp_path / "empty.safetensors", Glance)
    with pytest.raises(CheckpointError, match="no readable safetensors file"):
        load_weights(tmp_path / "nothing.safetensors", Glance)
