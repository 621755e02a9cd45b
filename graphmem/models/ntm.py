"""The neural Turing machine of Graves, Wayne and Danihelka 2014 (arXiv 1410.5401).

A step is that of every machine with an external memory (memory_machine.py); its memory finds the slots, writes, then
reads (memory/ntm/access.py).

Choices where the paper leaves a detail open: write before read (access.py); the functions that keep the heads'
parameters within their bounds (interface.py); the memory's first contents, and where the heads start (state.py); that
this step's read vectors reach the output at once, as in the DNC; initial weights (memory_machine.py).  The paper's
"reset to bias values" covers the first read vectors and the controller's state: here the former are learnt, and the
latter is 0 (dnc_controllers.py).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..memory.ntm.access import access
from ..memory.ntm.interface import Interface, interface_size, read_interface
from ..memory.ntm.state import AccessState, initial_access
from .dnc_controllers import Controller, ControllerName, controller_arguments, make_controller
from .memory_machine import MachineState, MemoryMachine, Numbers
from .recording import NTMRecording
from .saving import check_sizes

NTMState = MachineState[AccessState]
"""What a neural Turing machine carries from step to step."""


class NTM(MemoryMachine[AccessState, Interface]):
    """A controller whose heads move over a memory of N slots (Graves et al. 2014, section 3).

    It maps sequences x (T, B, I) to sequences y (T, B, O).  The first read vectors are learnt, starting from 0.

    >>> import torch
    >>> from graphmem.models import NTM
    >>> machine = NTM(input_size=4, output_size=3, hidden_size=32, num_slots=8, word_size=6)
    >>> outputs, state = machine(torch.zeros(10, 2, 4))
    >>> outputs.shape
    torch.Size([10, 2, 3])
    >>> machine.record(torch.zeros(10, 2, 4)).read_weightings.shape
    (10, 2, 1, 8)

    Args:
        input_size: I.
        output_size: O.
        hidden_size: H, units in each layer of the controller.
        num_layers: L, layers of the controller.
        num_slots: N, slots of the memory; the weights do not depend on it, and ``zero_state`` takes any other number.
        word_size: W, numbers in a slot.
        num_read_heads: R.
        num_write_heads: V.
        shift_range: S; a head moves by up to S slots a step, either way.
        controller: "lstm"; "feed-forward", which has no state of its own; or a module like those in
            dnc_controllers.py that sees I + R x W numbers.
        gradient_bound: of the LSTM, see ``DeepLSTM``.
        generator: source of the initial weights; None for torch's own, which ``torch.manual_seed`` seeds.

    Raises:
        UsageError: if a size is not a whole number of at least 1, or no controller has that name.
    """

    kind = "ntm"

    def __init__(
        self,
        input_size: int,
        output_size: int,
        *,
        hidden_size: int = 64,
        num_layers: int = 1,
        num_slots: int = 16,
        word_size: int = 16,
        num_read_heads: int = 1,
        num_write_heads: int = 1,
        shift_range: int = 1,
        controller: ControllerName | Controller = "lstm",
        gradient_bound: float = 10.0,
        generator: torch.Generator | None = None,
    ) -> None:
        sizes = {
            "input_size": input_size,
            "output_size": output_size,
            "hidden_size": hidden_size,
            "num_layers": num_layers,
            "num_slots": num_slots,
            "word_size": word_size,
            "num_read_heads": num_read_heads,
            "num_write_heads": num_write_heads,
            "shift_range": shift_range,
        }
        check_sizes(**sizes)
        reads_size = num_read_heads * word_size
        super().__init__(
            input_size,
            make_controller(controller, input_size + reads_size, hidden_size, num_layers, gradient_bound, generator),
            interface_size(word_size, num_read_heads, num_write_heads, shift_range),
            output_size,
            reads_size,
            arguments=controller_arguments(sizes, controller, gradient_bound),
            num_slots=num_slots,
            bias=True,
            generator=generator,
        )
        self.word_size = word_size
        self.num_read_heads = num_read_heads
        self.num_write_heads = num_write_heads
        self.shift_range = shift_range
        self.first_reads = nn.Parameter(torch.zeros(num_read_heads, word_size))

    def zero_state(self, batch: int, num_slots: int | None = None) -> NTMState:
        """See ``MemoryMachine.zero_state``; every head is on the first slot."""
        weight = self.interface.weight
        slots = self.num_slots if num_slots is None else num_slots
        heads = self.num_read_heads + self.num_write_heads
        memory = initial_access(batch, slots, self.word_size, heads, weight.device, weight.dtype)
        return MachineState(self.controller.zero_state(batch), memory, self.first_reads.expand(batch, -1, -1))

    def record(self, inputs: Tensor | Numbers, state: NTMState | None = None) -> NTMRecording:
        """All that happens in the memory while the machine reads a sequence; no gradients are kept.

        Args:
            inputs: x (T, B, I), at least one step; a PyTorch tensor, or a NumPy array of any type of number.
            state: before the first step; None for ``zero_state``.

        Returns:
            numpy arrays, time first: ``inputs``, ``outputs``, ``memory``, ``read_weightings``, ``write_weightings``
            ((T, B, V, N) for V write heads; a DNC has one, and its ``write_weighting`` is (T, B, N)), ``read_vectors``,
            and what the controller emits for its heads: ``keys``, ``strengths``, ``gates``, ``shifts``,
            ``sharpenings``, ``erase_vectors``, ``add_vectors``.  ``help(graphmem.models.NTMRecording)`` gives all
            their shapes.

        Raises:
            UsageError: as ``forward``.
        """
        return NTMRecording(**self._record(inputs, state))

    def _read_interface(self, vector: Tensor) -> Interface:
        return read_interface(vector, self.word_size, self.num_read_heads, self.num_write_heads, self.shift_range)

    def _access(self, interface: Interface, state: AccessState) -> tuple[Tensor, AccessState]:
        return access(state, interface)
