"""A controller with an external memory: the common base of the DNC and the neural Turing machine.

One step, in order:

    controller   sees the input and the read vectors of the step BEFORE
    interface    a linear map of all its layers
    memory       one access, by the interface; each machine has its own
    output       a linear map of all its layers, plus one of the read vectors of THIS step
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..errors import UsageError
from .dnc_controllers import Controller
from .initial import drawn
from .recording import Floats
from .saving import Arguments, save_machine

Numbers = NDArray[np.generic]


class _Parts(Protocol):
    def _asdict(self) -> dict[str, Any]: ...


class _HasMemory(_Parts, Protocol):
    @property
    def memory(self) -> Tensor:
        """(B, N, W) the slots."""


AccessT = TypeVar("AccessT", bound=_HasMemory)  # state of the memory
InterfaceT = TypeVar("InterfaceT", bound=_Parts)


class MachineState(NamedTuple, Generic[AccessT]):
    """The state of such a machine between two steps."""

    controller: Any  # the controller's own state: an LSTMState, or () for a feed-forward controller
    access: AccessT
    reads: Tensor  # r (B, R, W), what the controller sees at the next step


class MemoryMachine(nn.Module, ABC, Generic[AccessT, InterfaceT]):
    """Holds parameters only.  The number of slots belongs to the state, so that one set of weights works with any.

    Initial weights are normal with variance 1 / (number of inputs), as in the controllers; biases are 0.

    Args:
        input_size: I.
        controller: sees I + R x W numbers at each step.
        interface_size: length of the vector that decides one access.
        output_size: O.
        reads_size: R x W.
        arguments: of the constructor, as ``save`` writes them; None if the controller is a module of the caller's own.
        num_slots: N, the slots of ``zero_state`` where no other number is asked for.
        bias: whether the maps to interface and output have one.
        generator: source of the initial weights.

    Attributes:
        kind: name of the machine in the files that ``save`` writes.
    """

    kind: str

    def __init__(
        self,
        input_size: int,
        controller: Controller,
        interface_size: int,
        output_size: int,
        reads_size: int,
        *,
        arguments: Arguments | None,
        num_slots: int,
        bias: bool,
        generator: torch.Generator | None,
    ) -> None:
        super().__init__()
        self.input_size, self.num_slots, self.arguments = input_size, num_slots, arguments
        self.controller = controller
        self.interface = drawn(nn.Linear(controller.output_size, interface_size, bias=bias), generator)
        self.output = drawn(nn.Linear(controller.output_size, output_size, bias=bias), generator)
        self.read_output = drawn(nn.Linear(reads_size, output_size, bias=False), generator)

    def compile_steps(self) -> None:
        """Let torch.compile fuse the operations of a step: several times as fast where tensors are small.

        This needs a C++ compiler and about a minute; outputs may differ in their last bits.  It changes nothing where
        a DNC reads whole sequences by native code, which is faster still; see ``DNC.use_steps``.
        """
        # For mypy a method is fixed; this one does the same as before.
        self._advance = torch.compile(self._advance, dynamic=True)  # type: ignore[method-assign]

    @abstractmethod
    def zero_state(self, batch: int, num_slots: int | None = None) -> MachineState[AccessT]:
        """The state before the first step, in the dtype and on the device of the weights.

        Args:
            batch: B.
            num_slots: N; None for that of the constructor.
        """

    def step(self, inputs: Tensor, state: MachineState[AccessT]) -> tuple[Tensor, MachineState[AccessT]]:
        """One step: x (B, I) to y (B, O), and the state after.

        Raises:
            UsageError: if the inputs have another shape, or are float64 and the weights are not.
        """
        self._check(inputs, "batch")
        hidden, state = self._advance(inputs, state)
        return self._answer(hidden, state.reads), state

    def forward(
        self, inputs: Tensor, state: MachineState[AccessT] | None = None
    ) -> tuple[Tensor, MachineState[AccessT]]:
        """Read a sequence, step by step.

        The outputs are computed from all steps at once, since no later step sees them.

        Args:
            inputs: x (T, B, I).
            state: before the first step; None for ``zero_state``.

        Returns:
            y (T, B, O), and the state after the last step.

        Raises:
            UsageError: if the inputs have another shape or no step, or are float64 and the weights are not.
        """
        self._check(inputs, "time", "batch")
        state = self.zero_state(inputs.shape[1]) if state is None else state
        return self._run(inputs, state)

    def save(self, folder: str | Path) -> None:
        """Write config.json and model.safetensors into a folder; ``graphmem.load_machine(folder)`` reads them.

        The weights are written as float32.  Each file is replaced as a whole.

        Raises:
            UsageError: if the machine has a controller or an access of the caller's own, which no file can hold.
            OSError: if the folder cannot be written.
        """
        save_machine(self, self.kind, self.arguments, Path(folder))

    def _run(self, inputs: Tensor, state: MachineState[AccessT]) -> tuple[Tensor, MachineState[AccessT]]:
        """``forward`` with everything checked."""
        hidden, reads = [], []
        for now in inputs:
            layers, state = self._advance(now, state)
            hidden.append(layers)
            reads.append(state.reads)
        return self._answer(torch.stack(hidden), torch.stack(reads)), state

    @abstractmethod
    def _read_interface(self, vector: Tensor) -> InterfaceT:
        """The interface from its vector (B, interface_size)."""

    @abstractmethod
    def _access(self, interface: InterfaceT, state: AccessT) -> tuple[Tensor, AccessT]:
        """One step of the memory: to read vectors (B, R, W) and the state after."""

    @torch.no_grad()
    def _record(self, inputs: Tensor | Numbers, state: MachineState[AccessT] | None) -> dict[str, Floats]:
        """What happens at each step of ``forward``, time first, by the names of the recording's fields."""
        if isinstance(inputs, np.ndarray) and inputs.dtype.kind in "biuf":
            # PyTorch takes no array that is read-only, reversed or of another byte order; a copy is none of these.
            inputs = torch.from_numpy(inputs.astype(np.float64, order="C")).to(self.interface.weight)
        self._check(inputs, "time", "batch")
        state = self.zero_state(inputs.shape[1]) if state is None else state
        steps: list[dict[str, Tensor]] = []
        for now in inputs:
            hidden, controller, interface = self._control(now, state)
            state = self._remember(controller, interface, state.access)
            own = {"inputs": now, "outputs": self._answer(hidden, state.reads), "read_vectors": state.reads}
            steps.append({**own, **state.access._asdict(), **interface._asdict()})
        return {name: np.stack([step[name].cpu().numpy() for step in steps]) for name in steps[0]}

    def _check(self, inputs: object, *axes: str) -> None:
        """Refuse inputs that are no tensor of these axes, none of them empty, and then I."""
        if not isinstance(inputs, Tensor):
            given = "NumPy array" if isinstance(inputs, np.ndarray) else type(inputs).__name__
            raise UsageError(
                f"inputs must be a PyTorch tensor, not a {given}; "
                "make one with torch.tensor(inputs, dtype=torch.float32)."
            )
        if inputs.dim() != len(axes) + 1 or inputs.shape[-1] != self.input_size or not len(inputs):
            raise UsageError(f"inputs must be ({', '.join(axes)}, {self.input_size}), not {tuple(inputs.shape)}.")
        if inputs.dtype == torch.float64 != self.interface.weight.dtype:
            raise UsageError("inputs must be float32 like the weights, not float64; convert them with inputs.float().")

    def _control(self, inputs: Tensor, state: MachineState[AccessT]) -> tuple[Tensor, Any, InterfaceT]:
        """The controller's step: [h(1); ...; h(L)] (B, L x H), its state after, and the interface."""
        seen = torch.cat([inputs, state.reads.flatten(1)], 1)
        hidden, controller = self.controller(seen, state.controller)
        vector = self.interface(hidden)
        # Under autocast the maps above run in half precision; what happens in the memory never does.
        with torch.autocast(vector.device.type, enabled=False):
            return hidden, controller, self._read_interface(vector.to(state.access.memory.dtype))

    def _advance(self, inputs: Tensor, state: MachineState[AccessT]) -> tuple[Tensor, MachineState[AccessT]]:
        """A step without its output; returns [h(1); ...; h(L)] (B, L x H) in its place."""
        hidden, controller, interface = self._control(inputs, state)
        return hidden, self._remember(controller, interface, state.access)

    def _remember(self, controller: Any, interface: InterfaceT, before: AccessT) -> MachineState[AccessT]:
        """The memory's step, and the state after it."""
        with torch.autocast(before.memory.device.type, enabled=False):
            reads, access = self._access(interface, before)
        return MachineState(controller, access, reads)

    def _answer(self, hidden: Tensor, reads: Tensor) -> Tensor:
        """y = W_y [h(1); ...; h(L)] + W_r [r(1); ...; r(R)] (+ b), of one step or of many."""
        answer: Tensor = self.output(hidden) + self.read_output(reads.flatten(-2))
        return answer
