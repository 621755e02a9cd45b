"""One step of a neural Turing machine's memory: address the slots, write, then read.

Graves et al. 2014, sections 3.1 and 3.2.  The paper gives no order of reading and writing.  By its indices M_t is the
result of writing (equations 3 and 4), and M_t is what is read (equation 2), so writing comes first here.  Equation 5
looks the keys up in M_t as well, which is impossible for a write head; here all heads look them up in M_(t-1).
"""

from __future__ import annotations

import torch
from torch import Tensor

from .addressing import address
from .interface import Interface
from .state import AccessState


def access(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """Write V words and read R words.

    Args:
        state: before the step; N slots of W numbers.
        interface: of this step, in the same dtype.

    Returns:
        read vectors r (B, R, W), and the state after.
    """
    weightings = address(state.memory, state.weightings, interface)
    readers = weightings.shape[1] - interface.add_vectors.shape[1]
    reading, writing = weightings[:, :readers], weightings[:, readers:]
    memory = write(state.memory, writing, interface.erase_vectors, interface.add_vectors)
    return torch.bmm(reading, memory), AccessState(memory, weightings)


def write(memory: Tensor, weightings: Tensor, erase_vectors: Tensor, add_vectors: Tensor) -> Tensor:
    """M_t = M_(t-1) o prod over heads of (1 - w e^T) + sum over heads of w a^T (equations 3 and 4).

    All heads erase before any of them adds, so that their order does not matter, as the paper requires.

    Args:
        memory: M_(t-1) (B, N, W).
        weightings: w of the write heads, (B, V, N).
        erase_vectors: e (B, V, W).
        add_vectors: a (B, V, W).
    """
    for weighting, erased in zip(weightings.unbind(1), erase_vectors.unbind(1), strict=True):
        memory = memory - memory * (weighting[:, :, None] * erased[:, None])
    return torch.baddbmm(memory, weightings.transpose(1, 2), add_vectors)
