"""The differentiable neural computer of Graves et al. 2016, exactly as in the paper.

A step is that of every machine with an external memory (memory_machine.py); its memory writes, then reads
(memory/dnc/access.py).

Choices where the paper leaves a detail open: a zero row is similar to nothing (addressing.py); of equally used
slots the first is allocated first (allocation.py); initial weights (memory_machine.py, dnc_controllers.py).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from ..memory.dnc.access import access as access_of_the_paper
from ..memory.dnc.interface import Interface, interface_size, read_interface
from ..memory.dnc.state import AccessState, zero_access
from .dnc_controllers import Controller, ControllerName, controller_arguments, make_controller
from .dnc_dispatch import run_natively
from .memory_machine import MachineState, MemoryMachine, Numbers
from .recording import DNCRecording
from .saving import check_sizes

Access = Callable[[AccessState, Interface], tuple[Tensor, AccessState]]
"""A step of the memory: from the state before and an interface to the read vectors (B, R, W) and the state after."""

DNCState = MachineState[AccessState]
"""What a DNC carries from step to step."""


class DNC(MemoryMachine[AccessState, Interface]):
    """A controller that writes to a memory of N slots and reads from it (Graves et al. 2016, Methods).

    It maps sequences x (T, B, I) to sequences y (T, B, O).  As in the paper, the maps to interface and output have no
    bias.

    >>> import torch
    >>> from graphmem.models import DNC
    >>> machine = DNC(input_size=4, output_size=3, hidden_size=32, num_slots=8, word_size=6)
    >>> outputs, state = machine(torch.zeros(10, 2, 4))
    >>> outputs.shape
    torch.Size([10, 2, 3])
    >>> machine.record(torch.zeros(10, 2, 4)).write_weighting.shape
    (10, 2, 8)

    Args:
        input_size: I.
        output_size: O.
        hidden_size: H, units in each layer of the controller.
        num_layers: L, layers of the controller.
        num_slots: N, slots of the memory; the weights do not depend on it, and ``zero_state`` takes any other number.
        word_size: W, numbers in a slot.
        num_read_heads: R.
        controller: "lstm"; "feed-forward", which has no state of its own; or a module like those in
            dnc_controllers.py that sees I + R x W numbers.
        gradient_bound: of the LSTM, see ``DeepLSTM``.
        generator: source of the initial weights; None for torch's own, which ``torch.manual_seed`` seeds.
        access: one step of the memory: the paper's, one with a part of it disabled (memory/dnc/ablations.py), or one
            that reads in another way (memory/dnc/departures.py).

    Raises:
        UsageError: if a size is not a whole number of at least 1, or no controller has that name.
    """

    kind = "dnc"

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
        controller: ControllerName | Controller = "lstm",
        gradient_bound: float = 10.0,
        generator: torch.Generator | None = None,
        access: Access = access_of_the_paper,
    ) -> None:
        sizes = {
            "input_size": input_size,
            "output_size": output_size,
            "hidden_size": hidden_size,
            "num_layers": num_layers,
            "num_slots": num_slots,
            "word_size": word_size,
            "num_read_heads": num_read_heads,
        }
        check_sizes(**sizes)
        reads_size = num_read_heads * word_size
        super().__init__(
            input_size,
            make_controller(controller, input_size + reads_size, hidden_size, num_layers, gradient_bound, generator),
            interface_size(word_size, num_read_heads),
            output_size,
            reads_size,
            arguments=controller_arguments(sizes, controller, gradient_bound)
            if access is access_of_the_paper
            else None,
            num_slots=num_slots,
            bias=False,
            generator=generator,
        )
        self.access = access
        self.word_size = word_size
        self.num_read_heads = num_read_heads
        self._native = True

    def use_steps(self) -> None:
        """Go step by step in PyTorch from now on, also where native code would serve.

        On a CPU ``forward`` reads a sequence as one call of native code, several times as fast; its results are the
        same but for rounding.  It goes step by step with an access or a controller of the caller's own, under autocast,
        on a GPU, and where no C++ compiler is found.
        """
        self._native = False

    def zero_state(self, batch: int, num_slots: int | None = None) -> DNCState:
        """See ``MemoryMachine.zero_state``; all of it is 0."""
        weight = self.interface.weight
        slots = self.num_slots if num_slots is None else num_slots
        memory = zero_access(batch, slots, self.word_size, self.num_read_heads, weight.device, weight.dtype)
        reads = weight.new_zeros(batch, self.num_read_heads, self.word_size)
        return MachineState(self.controller.zero_state(batch), memory, reads)

    def record(self, inputs: Tensor | Numbers, state: DNCState | None = None) -> DNCRecording:
        """All that happens in the memory while the machine reads a sequence; no gradients are kept.

        Args:
            inputs: x (T, B, I), at least one step; a PyTorch tensor, or a NumPy array of any type of number.
            state: before the first step; None for ``zero_state``.

        Returns:
            numpy arrays, time first: ``inputs``, ``outputs``, ``memory``, ``usage``, ``write_weighting`` (one write
            head, so (T, B, N); those of an NTM are ``write_weightings``), ``read_weightings``, ``read_vectors``,
            ``link``, ``precedence``, and the interface: ``write_gate``, ``allocation_gate``, ``free_gates``,
            ``read_modes``, keys, strengths and vectors.  ``help(graphmem.models.DNCRecording)`` gives all their shapes.

        Raises:
            UsageError: as ``forward``.
        """
        return DNCRecording(**self._record(inputs, state))

    def _run(self, inputs: Tensor, state: DNCState) -> tuple[Tensor, DNCState]:
        done = run_natively(self, inputs, state) if self._native else None
        return super()._run(inputs, state) if done is None else done

    def _read_interface(self, vector: Tensor) -> Interface:
        return read_interface(vector, self.word_size, self.num_read_heads)

    def _access(self, interface: Interface, state: AccessState) -> tuple[Tensor, AccessState]:
        return self.access(state, interface)
