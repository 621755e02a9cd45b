"""A quick machine on the NTM paper's tasks, and damage to the state of a run."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn

from graphmem.models.dnc import DNC
from graphmem.models.initial import drawn
from graphmem.training.algorithmic import AlgorithmicSettings, MakeMachine, algorithmic_plan
from graphmem.training.trainer import Trainer

BATCH = 2
CPU = torch.device("cpu")
LACKS = object()  # stands for a missing value
SETTINGS = AlgorithmicSettings("glance", "copy", batch=BATCH, episodes=10 * BATCH, slots=4)


class Glance(nn.Module):
    """Answers from the present input alone: it remembers nothing, and is quick."""

    def __init__(self, inputs: int, outputs: int, generator: torch.Generator) -> None:
        super().__init__()
        self.output = drawn(nn.Linear(inputs, outputs), generator)

    def zero_state(self, batch: int, num_slots: int) -> tuple[()]:
        del batch, num_slots
        return ()

    def forward(self, inputs: Tensor, state: tuple[()]) -> tuple[Tensor, tuple[()]]:
        return self.output(inputs), state


def make_dnc(inputs: int, outputs: int, generator: torch.Generator) -> DNC:
    return DNC(inputs, outputs, hidden_size=4, word_size=3, generator=generator)


def new(settings: AlgorithmicSettings = SETTINGS, make: MakeMachine = Glance) -> Trainer[Any]:
    return Trainer(algorithmic_plan(settings, make, CPU))


def trained(settings: AlgorithmicSettings = SETTINGS, updates: int = 10) -> Trainer[Any]:
    trainer = new(settings)
    for _ in range(updates):
        trainer.update()
    return trainer


def weights(trainer: Trainer[Any]) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in trainer.module.state_dict().items()}


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    assert one.keys() == other.keys()
    return all(torch.equal(value, other[name]) for name, value in one.items())


def with_value(values: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy with something else at a place such as "progress/loss"; nothing there where the value is ``LACKS``."""
    changed = deepcopy(values)
    *folders, name = path.split("/")
    place = changed
    for folder in folders:
        place = place[folder]
    if value is LACKS:
        del place[name]
    else:
        place[name] = value
    return changed
