"""Runs of a trainer: a number of updates in a row, and the same with a stop in between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from graphmem.training.session import STATE, save
from graphmem.training.state import read_state
from graphmem.training.trainer import Trainer

UPDATES = 12


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one | other)


def updated(trainer: Trainer[Any], updates: int = UPDATES) -> Trainer[Any]:
    """The trainer after some updates."""
    for _ in range(updates):
        trainer.update()
    return trainer


def resumed(first: Trainer[Any], stop: int, again: Callable[[Any], Trainer[Any]], folder: Path) -> Trainer[Any]:
    """A trainer after ``UPDATES`` updates, of which ``first`` made the first ``stop``.

    Args:
        first: a new trainer.
        stop: updates before its state is saved.
        again: makes the second trainer from the saved settings.
        folder: folder of the state.
    """
    save(folder, updated(first, stop))
    values, tensors = read_state(folder / STATE)
    second = again(values["settings"])
    second.load_state(values, tensors)
    return updated(second, UPDATES - stop)


def assert_same_run(one: Trainer[Any], other: Trainer[Any]) -> None:
    """Check that two trainers have the same weights, the same best weights and the same progress."""
    assert same(one.module.state_dict(), other.module.state_dict())
    assert same(one.best, other.best)
    assert vars(one.progress) == vars(other.progress)
