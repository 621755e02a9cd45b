"""Machines, states and results for the tests of the native DNC."""

from __future__ import annotations

import shutil
from typing import NamedTuple

import pytest
import torch
from torch import Tensor

from graphmem.memory.dnc.state import AccessState
from graphmem.models.dnc import DNC, DNCState
from graphmem.models.dnc_controllers import LSTMState
from graphmem.models.dnc_dispatch import run_natively
from graphmem.models.memory_machine import MachineState

needs_compiler = pytest.mark.skipif(not any(map(shutil.which, ("c++", "g++", "clang++"))), reason="no C++ compiler")


class Case(NamedTuple):
    """Sizes of a machine and of a sequence."""

    controller: str = "lstm"
    layers: int = 1
    hidden: int = 7
    inputs: int = 5
    outputs: int = 4
    word: int = 6
    heads: int = 2
    batch: int = 3
    slots: int = 9
    steps: int = 11
    bound: float = 10.0
    scale: float = 1.0


def sequence(case: Case, dtype: torch.dtype = torch.float64, seed: int = 5) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(case.steps, case.batch, case.inputs, generator=generator, dtype=dtype)


def machine(case: Case, dtype: torch.dtype = torch.float64) -> DNC:
    made = DNC(
        case.inputs,
        case.outputs,
        hidden_size=case.hidden,
        num_layers=case.layers,
        num_slots=case.slots,
        word_size=case.word,
        num_read_heads=case.heads,
        controller=case.controller,  # type: ignore[arg-type]
        gradient_bound=case.bound,
        generator=torch.Generator().manual_seed(0),
    ).to(dtype)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter *= case.scale
    return made


def drawn_state(made: DNC, case: Case, generator: torch.Generator) -> DNCState:
    """A state in which no two slots are alike."""
    weight = made.interface.weight

    def uniform(*shape: int) -> Tensor:
        return torch.rand(case.batch, *shape, generator=generator, dtype=weight.dtype)

    slots, heads = case.slots, case.heads
    access = AccessState(
        memory=2 * uniform(slots, case.word) - 1,
        usage=uniform(slots),
        write_weighting=torch.softmax(4 * uniform(slots), -1),
        read_weightings=torch.softmax(4 * uniform(heads, slots), -1),
        link=uniform(slots, slots) / slots * (1 - torch.eye(slots, dtype=weight.dtype)),
        precedence=torch.softmax(4 * uniform(slots), -1),
    )
    width = case.layers * case.hidden
    controller = LSTMState(uniform(width) - 0.5, uniform(width) - 0.5) if case.controller == "lstm" else ()
    return MachineState(controller, access, uniform(heads, case.word))


def leaves(state: DNCState) -> list[Tensor]:
    return [*state.controller, *state.access, state.reads]


def as_leaves(state: DNCState) -> DNCState:
    """The same state, to be differentiated by."""
    parts = [part.detach().clone().requires_grad_() for part in leaves(state)]
    held = len(state.controller)
    controller = LSTMState(*parts[:held]) if held else ()
    return MachineState(controller, AccessState(*parts[held:-1]), parts[-1])


def results(made: DNC, inputs: Tensor, state: DNCState, *, ordered: bool) -> list[Tensor]:
    """Outputs, the state after, and gradients of everything by everything.

    ``ordered`` is whether slots can be told apart: from a zero state unused slots are alike, and rounding decides which
    of them is taken.
    """
    inputs, state = inputs.clone().requires_grad_(), as_leaves(state)
    outputs, after = made(inputs, state)
    found = [outputs, *(leaves(after) if ordered else [*after.controller, after.reads])]
    generator = torch.Generator().manual_seed(3)
    loss = sum((part * torch.randn(part.shape, generator=generator, dtype=part.dtype)).sum() for part in found)
    assert isinstance(loss, Tensor)
    by = [inputs, *made.parameters(), *(leaves(state) if ordered else [*state.controller, state.reads])]
    return [*found, *torch.autograd.grad(loss, by)]


def is_native(made: DNC, inputs: Tensor, state: DNCState | None = None) -> bool:
    return run_natively(made, inputs, made.zero_state(inputs.shape[1]) if state is None else state) is not None
