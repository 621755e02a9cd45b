"""The neural Turing machine of Graves, Wayne and Danihelka 2014 (arXiv 1410.5401).

A step is that of every machine with an external memory (memory_machine.py); its memory finds the places, writes, then
reads (memory/ntm/access.py).

What the paper leaves open, and what is done here: write before read (access.py); the functions that keep the heads'
parameters within their bounds (interface.py); the memory's first contents, and where the heads start (state.py); that
this step's read vectors reach the output at once, as in the DNC; initial weights (memory_machine.py).  "Reset to bias
values" are the first read vectors and the controller's state: here the former are learnt, the latter is 0
(dnc_controllers.py).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..memory.ntm.access import access
from ..memory.ntm.interface import interface_size, read_interface
from ..memory.ntm.state import AccessState, initial_access
from .dnc_controllers import DeepLSTM, FeedForward
from .memory_machine import MachineState, MemoryMachine

NTMState = MachineState[AccessState]
"""What a neural Turing machine carries from step to step."""


class NTM(MemoryMachine[AccessState]):
    """The first read vectors are learnt, from 0.

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
        size = interface_size(word_size, num_read_heads, num_write_heads, shift_range)
        super().__init__(controller, size, output_size, num_read_heads * word_size, bias=True, generator=generator)
        self.word_size = word_size
        self.num_read_heads = num_read_heads
        self.num_write_heads = num_write_heads
        self.shift_range = shift_range
        self.first_reads = nn.Parameter(torch.zeros(num_read_heads, word_size))

    def zero_state(self, batch: int, num_slots: int) -> NTMState:
        """Before the first step, in the dtype and on the device of the weights."""
        weight = self.interface.weight
        heads = self.num_read_heads + self.num_write_heads
        memory = initial_access(batch, num_slots, self.word_size, heads, weight.device, weight.dtype)
        return MachineState(self.controller.zero_state(batch), memory, self.first_reads.expand(batch, -1, -1))

    def _access(self, vector: Tensor, state: AccessState) -> tuple[Tensor, AccessState]:
        sizes = self.word_size, self.num_read_heads, self.num_write_heads, self.shift_range
        return access(state, read_interface(vector, *sizes))
