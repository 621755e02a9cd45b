"""The differentiable neural computer of Graves et al. 2016, to the letter.

A step is that of every machine with an external memory (memory_machine.py); its memory writes, then reads
(memory/dnc/access.py).

What the paper leaves open, and what is done here: a zero row is similar to nothing (addressing.py); of equally used
slots the first is allocated first (allocation.py); initial weights (memory_machine.py, dnc_controllers.py).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from ..memory.dnc.access import access
from ..memory.dnc.interface import Interface, interface_size, read_interface
from ..memory.dnc.state import AccessState, zero_access
from .dnc_controllers import DeepLSTM, FeedForward
from .memory_machine import MachineState, MemoryMachine

Access = Callable[[AccessState, Interface], tuple[Tensor, AccessState]]
"""A step of the memory: from the state before and an interface to the read vectors (B, R, W) and the state after."""

DNCState = MachineState[AccessState]
"""What a DNC carries from step to step."""


class DNC(MemoryMachine[AccessState]):
    """The paper gives interface and output no bias.

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
        size = interface_size(word_size, num_heads)
        super().__init__(controller, size, output_size, num_heads * word_size, bias=False, generator=generator)
        self.access = access
        self.word_size = word_size
        self.num_heads = num_heads

    def zero_state(self, batch: int, num_slots: int) -> DNCState:
        """Before the first step: all of it 0, in the dtype and on the device of the weights."""
        weight = self.interface.weight
        memory = zero_access(batch, num_slots, self.word_size, self.num_heads, weight.device, weight.dtype)
        reads = weight.new_zeros(batch, self.num_heads, self.word_size)
        return MachineState(self.controller.zero_state(batch), memory, reads)

    def _access(self, vector: Tensor, state: AccessState) -> tuple[Tensor, AccessState]:
        return self.access(state, read_interface(vector, self.word_size, self.num_heads))
