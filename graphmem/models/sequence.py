"""What every machine that answers sequences has in common, so that one training loop and one benchmark serve all."""

from __future__ import annotations

from typing import Any, Protocol

from torch import Tensor


class SequenceMachine(Protocol):
    """Holds parameters only; the state is passed in and returned.

    Inputs given in pieces, the state handed on, are answered as they are when given at once; an output depends on no
    later input.
    """

    def zero_state(self, batch: int, num_slots: int) -> Any:
        """Before the first step; ``num_slots`` is the size of an external memory, and means nothing without one."""

    def __call__(self, inputs: Tensor, state: Any) -> tuple[Tensor, Any]:
        """(T, B, I) and a state to (T, B, O) and the state after."""
