"""The interface of all machines on sequences, so that one training loop and one benchmark serve all."""

from __future__ import annotations

from typing import Any, Protocol

from torch import Tensor


class SequenceMachine(Protocol):
    """Holds parameters only; the state is passed in and returned.

    A sequence read in pieces, with the state passed on, gives the same outputs as when it is read at once.  No output
    depends on a later input.
    """

    def zero_state(self, batch: int, num_slots: int) -> Any:
        """The state before the first step of B sequences; N slots for an external memory, ignored without one."""

    def __call__(self, inputs: Tensor, state: Any) -> tuple[Tensor, Any]:
        """x (T, B, I) and a state to y (T, B, O) and the state after the last step."""
