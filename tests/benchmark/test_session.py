"""A training of the benchmark ends with its budget, and resumes exactly."""

import itertools
import json
import signal
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

from graphmem.benchmark.archive import kept_seeds, read_weights, summary, weights_path
from graphmem.benchmark.machines import MACHINES
from graphmem.benchmark.session import run_folder, train_machine
from graphmem.benchmark.settings import PaperCurriculumSettings
from graphmem.errors import CheckpointError, UsageError
from graphmem.models.memory_machine import MemoryMachine
from graphmem.training import session
from graphmem.training.progress import Budget, Progress
from graphmem.training.state import read_state, write_state
from graphmem.training.trainer import Trainer

from .stand_ins import TASKS, Gru

CPU = torch.device("cpu")
ENTRY = Gru()


def train(folder: Path, task: str = "traversal", examples: float = 20, **options: object) -> Trainer[Any]:
    budget = Budget(examples=examples)
    return train_machine(folder, ENTRY, ENTRY.settings(task, 0), budget, device=CPU, **options)  # type: ignore[arg-type]


def log(folder: Path, task: str = "traversal") -> list[dict[str, float]]:
    path = run_folder(folder, ENTRY.settings(task, 0)) / "log.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]


def end(folder: Path, task: str) -> tuple[dict[str, object], dict[str, torch.Tensor]]:
    """The state, less the time that it took."""
    values, tensors = read_state(run_folder(folder, ENTRY.settings(task, 0)) / "state.safetensors")
    del values["progress"]["seconds"]
    return values, tensors


@pytest.mark.parametrize("task", TASKS)
def test_an_interrupted_run_ends_where_a_straight_one_does(task: str, tmp_path: Path) -> None:
    straight, broken = tmp_path / "straight", tmp_path / "broken"
    train(straight, task)

    def interrupt(progress: Progress) -> None:
        if progress.update in (4, 6):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        train(broken, task, report=interrupt)
    assert read_weights(weights_path(broken, "gru", task, 0)).progress.update == 4
    with pytest.raises(KeyboardInterrupt):
        train(broken, task, resume=True, report=interrupt)
    train(broken, task, resume=True)
    (values, tensors), (other_values, other_tensors) = end(straight, task), end(broken, task)
    assert values == other_values
    assert tensors.keys() == other_tensors.keys()
    assert all(torch.equal(tensors[name], other_tensors[name]) for name in tensors)
    kept = [read_weights(weights_path(folder, "gru", task, 0)).tensors for folder in (straight, broken)]
    assert all(torch.equal(kept[0][name], kept[1][name]) for name in kept[0])
    assert [line["update"] for line in log(broken, task)] == [3, 6, 9]
    whole, pieces = ([{**line, "seconds": 0} for line in log(folder, task)] for folder in (straight, broken))
    assert whole == pieces


def test_a_run_ends_with_its_examples(tmp_path: Path) -> None:
    run = train(tmp_path, examples=7)
    assert run.progress.examples == 8  # the last batch is whole
    assert run.progress.update == 4
    kept = read_weights(weights_path(tmp_path, "gru", "traversal", 0))
    assert kept.progress == summary(run)
    half = {name: value.half() for name, value in run.module.state_dict().items()}
    assert all(torch.equal(kept.tensors[name], half[name]) for name in half)
    assert kept_seeds(tmp_path, "gru", "traversal") == [0]
    # A budget that is used up: nothing happens.  A larger one: it continues.
    assert train(tmp_path, examples=8, resume=True).progress.update == 4
    assert train(tmp_path, examples=9, resume=True).progress.update == 5


def test_a_run_ends_with_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks = {"monotonic": itertools.count(0, 10), "process_time": itertools.count(0, 10)}
    for name, ticks in clocks.items():
        monkeypatch.setattr(time, name, partial(next, ticks))
    saved: list[int] = []
    monkeypatch.setattr(session, "save", lambda folder, trainer, export: saved.append(trainer.progress.update))
    run = train_machine(tmp_path, ENTRY, ENTRY.settings("traversal", 0), Budget(seconds=200), device=CPU)
    # The processor's clock is looked at once an update, the other one once more after a save, which is due after 60 s.
    assert run.progress.seconds == 200
    assert saved == [7, 14, 20]
    assert Budget(100, 50).used(Progress(examples=80, seconds=10)) == 0.8
    assert Budget(100, 50).used(Progress(examples=8, seconds=60)) == 1.2


def test_a_folder_in_use_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run to resume"):
        train(tmp_path, resume=True)
    train(tmp_path, examples=2)
    with pytest.raises(UsageError, match="holds a run already"):
        train(tmp_path)


def test_a_run_keeps_its_settings(tmp_path: Path) -> None:
    train(tmp_path, examples=2)
    others = Gru(batch=31)
    run = train_machine(tmp_path, others, others.settings("traversal", 0), Budget(examples=4), resume=True, device=CPU)
    assert run.plan.settings == ENTRY.settings("traversal", 0)
    assert run.progress.examples == 4


def test_a_damaged_state_is_refused(tmp_path: Path) -> None:
    train(tmp_path, examples=2)
    path = run_folder(tmp_path, ENTRY.settings("traversal", 0)) / "state.safetensors"
    values, tensors = read_state(path)
    for broken, sentence in (
        ({}, "not those of this version"),
        (values | {"settings": 3}, "not those of this version"),
        (values | {"settings": values["settings"] | {"seed": False}}, "seed must be a whole number, not False"),
        (values | {"settings": ENTRY.settings("traversal", 1).as_dict()}, "holds a run of gru on traversal, seed 1"),
        (values | {"progress": {**values["progress"], "stage": 99}}, "incomplete or damaged"),
    ):
        write_state(path, broken, tensors)
        with pytest.raises(CheckpointError, match=sentence):
            train(tmp_path, resume=True)


def test_a_run_of_a_machine_whose_size_has_changed_is_not_resumed(tmp_path: Path) -> None:
    train(tmp_path, examples=2)
    other = Gru(hidden_size=7)
    with pytest.raises(
        CheckpointError, match=r"^The saved run does not fit the machine: of cells\.weight_ih_l0, a tensor"
    ):
        train_machine(
            tmp_path, other, other.settings("traversal", 0), Budget(examples=4), resume=True, device=torch.device("cpu")
        )


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "gru").touch()
    with pytest.raises(UsageError, match="cannot be saved"):
        train(tmp_path)


def test_a_run_goes_on_at_another_rate(tmp_path: Path) -> None:
    assert train(tmp_path, examples=4, learning_rate=2e-3).plan.settings.learning_rate == 2e-3
    run = train(tmp_path, examples=8, resume=True, learning_rate=1e-4)
    decayed = 1e-4 * run.plan.settings.stage_decay**run.progress.stage
    assert [group["lr"] for group in run.current.optimizer.param_groups] == [pytest.approx(decayed)]
    assert train(tmp_path, examples=10, resume=True).plan.settings.rates == ((4, 1e-4),)  # and keeps it
    kept = read_weights(weights_path(tmp_path, "gru", "traversal", 0)).settings
    assert (kept.learning_rate, kept.rates) == (2e-3, ((4, 1e-4),))
    again = train(tmp_path, examples=11, resume=True, learning_rate=1e-5)
    assert again.plan.settings.rates == ((4, 1e-4), (10, 1e-5))


def test_it_is_saved_that_steps_were_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And that they were not, until a session compiles them."""
    compiled: list[MemoryMachine] = []  # type: ignore[type-arg]
    monkeypatch.setattr(MemoryMachine, "compile_steps", lambda machine: compiled.append(machine))

    def kept(examples: int, **options: bool) -> bool:
        settings = PaperCurriculumSettings("dnc", "traversal", 0, batch=2)
        train_machine(tmp_path, MACHINES["dnc"], settings, Budget(examples=examples), device=CPU, **options)
        return read_weights(weights_path(tmp_path, "dnc", "traversal", 0)).settings.compiled

    assert (kept(2), len(compiled)) == (False, 0)
    assert (kept(4, resume=True, compiled=True), len(compiled)) == (True, 1)
    assert (kept(6, resume=True), len(compiled)) == (True, 1)
