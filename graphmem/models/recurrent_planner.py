"""The planner with a controller that has a state of its own, as in the DNC of 2016; for its ablations."""

from __future__ import annotations

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from ..encoding.specs import Kind, num_control_bits
from ..memory.allocation import write_rows
from ..memory.gating import SOFT, Gating, discretised
from ..memory.interface import Interface, read_interface
from ..memory.state import MemoryState, empty_memory
from .planner import Planner, Token
from .planner_controller import PlannerController
from .planner_variants import control_bits


class RecurrentPlannerState(NamedTuple):
    """A ``MemoryState``, part by part, with the state of the controller."""

    labels: Tensor
    minutes: Tensor
    presence: Tensor
    marks: Tensor
    elapsed: Tensor
    held: Tensor
    hidden: Tensor  # (B, H)

    @property
    def ages(self) -> Tensor:
        """See ``MemoryState.ages``."""
        return self.elapsed - self.minutes

    def repeated(self, times: int) -> MemoryState:
        """See ``MemoryState.repeated``."""
        return cast(MemoryState, RecurrentPlannerState(*(part.repeat_interleave(times, dim=0) for part in self)))


def remembered_interface(controller: PlannerController, kind: Kind, state: MemoryState, gating: Gating) -> Interface:
    """The interface that the controller's own state gives, after it has taken its step."""
    del kind
    return read_interface(controller.output(cast(RecurrentPlannerState, state).hidden), state.held.shape[1], gating)


class RecurrentPlanner(Planner):
    """A GRU cell before the planner's own output layer; it sees the same bits.

    Args:
        num_heads, hidden_size, generator: as for the planner.
    """

    def __init__(self, num_heads: int = 2, hidden_size: int = 64, generator: torch.Generator | None = None) -> None:
        super().__init__(num_heads, hidden_size, generator, interface=remembered_interface)
        self.cell = nn.GRUCell(num_control_bits(num_heads), hidden_size)
        with torch.no_grad():
            for name, parameter in self.cell.named_parameters():
                if name.startswith("weight"):
                    parameter.normal_(std=parameter.shape[1] ** -0.5, generator=generator)
                else:
                    parameter.zero_()

    def describe(self, labels: Tensor, minutes: Tensor, num_labels: int, gating: Gating = SOFT) -> MemoryState:
        """See ``Planner.describe``.

        The controller takes a step for every triple, equally many in the whole batch; the write gate is that of the
        first step, so that all triples are written alike.
        """
        batch, _, slots = labels.shape
        empty = empty_memory(batch, slots, self.num_heads, num_labels, labels.device)
        bits = discretised(control_bits(Kind.DESCRIPTION, empty))
        hidden = first = self.cell(bits, bits.new_zeros(batch, self.hidden_size))
        for _ in range(slots - 1):
            hidden = self.cell(bits, hidden)
        gate = read_interface(self.controller.output(first), self.num_heads, gating).write_gate
        return cast(MemoryState, RecurrentPlannerState(*write_rows(empty, labels, minutes, gate, num_labels), hidden))

    def _advance(
        self, token: Token, state: MemoryState, num_labels: int, gating: Gating
    ) -> tuple[MemoryState, Interface]:
        hidden = self.cell(discretised(control_bits(token.kind, state)), cast(RecurrentPlannerState, state).hidden)
        moved = cast(RecurrentPlannerState, state)._replace(hidden=hidden)
        return super()._advance(token, cast(MemoryState, moved), num_labels, gating)
