"""The neural Turing machine of Graves, Wayne and Danihelka 2014 (arXiv 1410.5401).

One step, in order:

    controller   sees the input and the read vectors of the step BEFORE
    interface    a linear map of all its layers
    memory       find the places, write, then read: memory/ntm/access.py
    output       a linear map of all its layers, plus one of the read vectors of THIS step

What the paper leaves open, and what is done here: write before read (access.py); the functions that keep the heads'
parameters within their bounds (interface.py); the memory's first contents, and where the heads start (state.py); that
this step's read vectors reach the output at once, as in the DNC.  "Reset to bias values" are the first read vectors and
the controller's state: here the former are learnt, the latter is 0 (dnc_controllers.py).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from ..memory.ntm.access import access
from ..memory.ntm.interface import interface_size, read_interface
from ..memory.ntm.state import AccessState, initial_access
from .dnc_controllers import DeepLSTM, FeedForward, LSTMState
from .initial import drawn


class NTMState(NamedTuple):
    """What a neural Turing machine carries from step to step."""

    controller: LSTMState | tuple[()]
    access: AccessState
    reads: Tensor  # r (B, R, W), what the next step's controller sees


class NTM(nn.Module):
    """Holds parameters only; the number of slots is the state's, so that one set of weights works with any.

    The paper does not give initial weights.  Here they are normal with variance 1 / (their inputs), as in the
    controllers, and the biases and first read vectors 0.

    Args:
        controller: its inputs number I + R x W.
        output_size: O.
        word_size: W.
        num_read_heads: R.
        num_write_heads: V.
        shift_range: S; a head moves by up to so many slots a step, either way.
        generator: where the initial weights come from.
    """

    def __init__(
        self,
        controller: DeepLSTM | FeedForward,
        output_size: int,
        word_size: int,
        num_read_heads: int = 1,
        num_write_heads: int = 1,
        shift_range: int = 1,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.word_size = word_size
        self.num_read_heads = num_read_heads
        self.num_write_heads = num_write_heads
        self.shift_range = shift_range
        self.controller = controller
        size = interface_size(word_size, num_read_heads, num_write_heads, shift_range)
        self.interface = drawn(nn.Linear(controller.output_size, size), generator)
        self.output = drawn(nn.Linear(controller.output_size, output_size), generator)
        self.read_output = drawn(nn.Linear(num_read_heads * word_size, output_size, bias=False), generator)
        self.first_reads = nn.Parameter(torch.zeros(num_read_heads, word_size))

    def zero_state(self, batch: int, num_slots: int) -> NTMState:
        """Before the first step, in the dtype and on the device of the weights."""
        weight = self.interface.weight
        heads = self.num_read_heads + self.num_write_heads
        memory = initial_access(batch, num_slots, self.word_size, heads, weight.device, weight.dtype)
        return NTMState(self.controller.zero_state(batch), memory, self.first_reads.expand(batch, -1, -1))

    def compile_steps(self) -> None:
        """Have torch.compile fuse the operations of a step: several times as fast where tensors are small.

        It takes a C++ compiler and about a minute; outputs may differ in their last bits.
        """
        # For mypy a method is fixed; this one does the same as before.
        self._advance = torch.compile(self._advance, dynamic=True)  # type: ignore[method-assign]

    def step(self, inputs: Tensor, state: NTMState) -> tuple[Tensor, NTMState]:
        """One step: x (B, I) to y (B, O), and the state after."""
        hidden, state = self._advance(inputs, state)
        return self._answer(hidden, state.reads), state

    def forward(self, inputs: Tensor, state: NTMState) -> tuple[Tensor, NTMState]:
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

    def _advance(self, inputs: Tensor, state: NTMState) -> tuple[Tensor, NTMState]:
        """A step without its output; returns the controller's layers (B, L x H) in its place."""
        seen = torch.cat([inputs, state.reads.flatten(1)], 1)
        hidden, controller = self.controller(seen, state.controller)
        vector = self.interface(hidden)
        # Under autocast the maps above run in half precision; similarities and weightings never do.
        with torch.autocast(vector.device.type, enabled=False):
            interface = read_interface(
                vector.to(state.access.memory.dtype),
                self.word_size,
                self.num_read_heads,
                self.num_write_heads,
                self.shift_range,
            )
            reads, memory = access(state.access, interface)
        return hidden, NTMState(controller, memory, reads)

    def _answer(self, hidden: Tensor, reads: Tensor) -> Tensor:
        """y from the controller's layers and the read vectors, of one step or of many."""
        answer: Tensor = self.output(hidden) + self.read_output(reads.flatten(-2))
        return answer
