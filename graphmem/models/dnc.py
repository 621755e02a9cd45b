"""The differentiable neural computer of Graves et al. 2016, to the letter.

One step, in order:

    controller   sees the input and the read vectors of the step BEFORE
    interface    a linear map of all its layers
    memory       write, then read: memory/dnc/access.py
    output       a linear map of all its layers, plus one of the read vectors of THIS step

What the paper leaves open, and what is done here: a zero row is similar to nothing (addressing.py); of equally used
slots the first is allocated first (allocation.py); initial weights (dnc_controllers.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

from ..memory.dnc.access import access
from ..memory.dnc.interface import Interface, interface_size, read_interface
from ..memory.dnc.state import AccessState, zero_access
from .dnc_controllers import DeepLSTM, FeedForward, LSTMState

Access = Callable[[AccessState, Interface], tuple[Tensor, AccessState]]
"""A step of the memory: from the state before and an interface to the read vectors (B, R, W) and the state after."""


class DNCState(NamedTuple):
    """What a DNC carries from step to step."""

    controller: LSTMState | tuple[()]
    access: AccessState
    reads: Tensor  # r (B, R, W), what the next step's controller sees


class DNC(nn.Module):
    """Holds parameters only; the number of slots is the state's, so that one set of weights works with any.

    The paper gives these maps no bias, and does not give their initial weights: here normal, with variance
    1 / (their inputs), as in the controllers.

    Args:
        controller: its inputs number I + R x W.
        output_size: O.
        word_size: W.
        num_heads: R.
        generator: where the initial weights come from.
        access: a step of the memory; the paper's, or one with a part of it closed (memory/dnc/ablations.py).
    """

    def __init__(
        self,
        controller: DeepLSTM | FeedForward,
        output_size: int,
        word_size: int,
        num_heads: int,
        generator: torch.Generator | None = None,
        *,
        access: Access = access,
    ) -> None:
        super().__init__()
        self.access = access
        self.word_size = word_size
        self.num_heads = num_heads
        self.controller = controller
        self.interface = nn.Linear(controller.output_size, interface_size(word_size, num_heads), bias=False)
        self.output = nn.Linear(controller.output_size, output_size, bias=False)
        self.read_output = nn.Linear(num_heads * word_size, output_size, bias=False)
        with torch.no_grad():
            for linear in (self.interface, self.output, self.read_output):
                linear.weight.normal_(std=1 / math.sqrt(linear.in_features), generator=generator)

    def zero_state(self, batch: int, num_slots: int) -> DNCState:
        """Before the first step: all of it 0, in the dtype and on the device of the weights."""
        weight = self.interface.weight
        memory = zero_access(batch, num_slots, self.word_size, self.num_heads, weight.device, weight.dtype)
        reads = weight.new_zeros(batch, self.num_heads, self.word_size)
        return DNCState(self.controller.zero_state(batch), memory, reads)

    def compile_steps(self) -> None:
        """Have torch.compile fuse the operations of a step: several times as fast where tensors are small.

        It takes a C++ compiler and about a minute; outputs may differ in their last bits.
        """
        # For mypy a method is fixed; this one does the same as before.
        self._advance = torch.compile(self._advance, dynamic=True)  # type: ignore[method-assign]

    def step(self, inputs: Tensor, state: DNCState) -> tuple[Tensor, DNCState]:
        """One step: x (B, I) to y (B, O), and the state after."""
        hidden, state = self._advance(inputs, state)
        return self._answer(hidden, state.reads), state

    def forward(self, inputs: Tensor, state: DNCState) -> tuple[Tensor, DNCState]:
        """One step after the other.

        The outputs are computed from all steps at once, since no later step sees them.

        Args:
            inputs: x (T, B, I).
            state: before the first step.

        Returns:
            y (T, B, O), and the state after the last step.
        """
        hidden, reads = [], []
        for now in inputs:
            layers, state = self._advance(now, state)
            hidden.append(layers)
            reads.append(state.reads)
        return self._answer(torch.stack(hidden), torch.stack(reads)), state

    def _advance(self, inputs: Tensor, state: DNCState) -> tuple[Tensor, DNCState]:
        """A step without its output; returns [h(1); ...; h(L)] (B, L x H) in its place."""
        seen = torch.cat([inputs, state.reads.flatten(1)], 1)
        hidden, controller = self.controller(seen, state.controller)
        vector = self.interface(hidden)
        # Under autocast the maps above run in half precision; similarities, usage and links never do.
        with torch.autocast(vector.device.type, enabled=False):
            interface = read_interface(vector.to(state.access.memory.dtype), self.word_size, self.num_heads)
            reads, memory = self.access(state.access, interface)
        return hidden, DNCState(controller, memory, reads)

    def _answer(self, hidden: Tensor, reads: Tensor) -> Tensor:
        """y = W_y [h(1); ...; h(L)] + W_r [r(1); ...; r(R)], of one step or of many."""
        answer: Tensor = self.output(hidden) + self.read_output(reads.flatten(-2))
        return answer
