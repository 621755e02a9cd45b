"""Whether a sequence machine takes and gives what the benchmark needs, found out by two steps on blank inputs."""

from __future__ import annotations

import torch
from torch import Tensor

from ..encoding.paper import INPUTS, OUTPUTS
from ..errors import UsageError
from .sequence_adapter import SequenceAdapter

_STEPS, _BATCH, _SLOTS = 2, 3, 4


def check_sequence_machine(name: str, adapter: SequenceAdapter) -> None:
    """Run a machine once; its weights, its mode and torch's random numbers stay as they are.

    Args:
        name: name of the machine.
        adapter: the machine.

    Raises:
        UsageError: in one sentence with what is wrong and what is expected.
    """
    modes = [(part, part.training) for part in adapter.module.modules()]
    adapter.module.eval()
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        fault = _fault(adapter)
    for part, training in modes:
        part.training = training
    if fault:
        raise UsageError(
            f"The machine {name!r} does not fit the benchmark: {fault}.  It needs zero_state(batch, num_slots), and "
            f"must turn inputs (T, B, {INPUTS}) and a state into outputs (T, B, {OUTPUTS}) and the next state."
        )


def _fault(adapter: SequenceAdapter) -> str:
    if not callable(getattr(adapter.module, "zero_state", None)):
        return "it has no zero_state"
    try:
        state = adapter.module.zero_state(_BATCH, _SLOTS)  # type: ignore[operator]  # found to be callable
        result = adapter.module(torch.zeros(_STEPS, _BATCH, INPUTS), state)
    except Exception as error:  # whatever another package's machine raises
        return f"{type(error).__name__}: {' '.join(str(error).split()).rstrip('.')}"
    outputs = result[0] if isinstance(result, tuple) and len(result) == 2 else None
    if not isinstance(outputs, Tensor):
        return "it does not return a pair of outputs and a state"
    if outputs.shape != (_STEPS, _BATCH, OUTPUTS):
        return f"for T = {_STEPS} and B = {_BATCH} its outputs have the shape {tuple(outputs.shape)}"
    return ""
