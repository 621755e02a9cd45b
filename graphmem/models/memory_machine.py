"""A controller with an external memory: what the DNC and the neural Turing machine have in common.

One step, in order:

    controller   sees the input and the read vectors of the step BEFORE
    interface    a linear map of all its layers
    memory       one access, by the interface; each machine has its own
    output       a linear map of all its layers, plus one of the read vectors of THIS step
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, NamedTuple, Protocol, TypeVar

import torch
from torch import Tensor, nn

from .dnc_controllers import DeepLSTM, FeedForward, LSTMState
from .initial import drawn


class _HasMemory(Protocol):
    @property
    def memory(self) -> Tensor:
        """(B, N, W) the slots."""


A = TypeVar("A", bound=_HasMemory)


class MachineState(NamedTuple, Generic[A]):
    """What such a machine carries from step to step."""

    controller: LSTMState | tuple[()]
    access: A
    reads: Tensor  # r (B, R, W), what the next step's controller sees


class MemoryMachine(nn.Module, ABC, Generic[A]):
    """Holds parameters only; the number of slots is the state's, so that one set of weights works with any.

    Initial weights are normal, with variance 1 / (their inputs), as in the controllers, and biases 0.

    Args:
        controller: its inputs number I + R x W.
        interface_size: numbers that decide one access.
        output_size: O.
        reads_size: R x W.
        bias: whether interface and output have one.
        generator: where the initial weights come from.
    """

    def __init__(
        self,
        controller: DeepLSTM | FeedForward,
        interface_size: int,
        output_size: int,
        reads_size: int,
        *,
        bias: bool,
        generator: torch.Generator | None,
    ) -> None:
        super().__init__()
        self.controller = controller
        self.interface = drawn(nn.Linear(controller.output_size, interface_size, bias=bias), generator)
        self.output = drawn(nn.Linear(controller.output_size, output_size, bias=bias), generator)
        self.read_output = drawn(nn.Linear(reads_size, output_size, bias=False), generator)

    def compile_steps(self) -> None:
        """Have torch.compile fuse the operations of a step: several times as fast where tensors are small.

        It takes a C++ compiler and about a minute; outputs may differ in their last bits.
        """
        # For mypy a method is fixed; this one does the same as before.
        self._advance = torch.compile(self._advance, dynamic=True)  # type: ignore[method-assign]

    def step(self, inputs: Tensor, state: MachineState[A]) -> tuple[Tensor, MachineState[A]]:
        """One step: x (B, I) to y (B, O), and the state after."""
        hidden, state = self._advance(inputs, state)
        return self._answer(hidden, state.reads), state

    def forward(self, inputs: Tensor, state: MachineState[A]) -> tuple[Tensor, MachineState[A]]:
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

    @abstractmethod
    def _access(self, vector: Tensor, state: A) -> tuple[Tensor, A]:
        """The memory's step: an interface vector and a state to read vectors (B, R, W) and the state after."""

    def _advance(self, inputs: Tensor, state: MachineState[A]) -> tuple[Tensor, MachineState[A]]:
        """A step without its output; returns [h(1); ...; h(L)] (B, L x H) in its place."""
        seen = torch.cat([inputs, state.reads.flatten(1)], 1)
        hidden, controller = self.controller(seen, state.controller)
        vector = self.interface(hidden)
        # Under autocast the maps above run in half precision; what happens in the memory never does.
        with torch.autocast(vector.device.type, enabled=False):
            reads, access = self._access(vector.to(state.access.memory.dtype), state.access)
        return hidden, MachineState(controller, access, reads)

    def _answer(self, hidden: Tensor, reads: Tensor) -> Tensor:
        """y = W_y [h(1); ...; h(L)] + W_r [r(1); ...; r(R)] (+ b), of one step or of many."""
        answer: Tensor = self.output(hidden) + self.read_output(reads.flatten(-2))
        return answer
