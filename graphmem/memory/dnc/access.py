"""One step of a DNC's memory: write, then read.

Graves et al. 2016, Methods, "Memory reading and writing".  In order:

    retention     by the free gates and the read weightings of the step BEFORE
    usage         by the usage and the write weighting of the step BEFORE
    weighting     allocation, and the write key looked up in the OLD memory
    memory        erase, then add
    link          with the OLD precedence; then precedence
    read          backward and forward from the read weightings of BEFORE; the read keys looked up in the NEW memory
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from .addressing import content_weightings
from .allocation import allocation_weighting, next_usage, retention
from .interface import Interface
from .linkage import follow_links, next_link, next_precedence
from .state import AccessState

LookUp = Callable[[Tensor, Tensor, Tensor], Tensor]
"""From keys (B, K, W), strengths (B, K) and a memory (B, N, W) to weightings (B, K, N), as ``content_weightings``."""


def access(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """Write one word and read R words.

    Args:
        state: before the step; N slots of W numbers.
        interface: of this step, in the same dtype.

    Returns:
        read vectors r (B, R, W), and the state after.
    """
    usage = usage_of(state, interface)
    write_weighting = write_weighting_of(interface, allocation_weighting(usage), write_content(state, interface))
    return write_then_read(state, interface, usage, write_weighting)


def usage_of(state: AccessState, interface: Interface) -> Tensor:
    """u (B, N) before this step writes, after the free gates have released slots."""
    return next_usage(state.usage, state.write_weighting, retention(interface.free_gates, state.read_weightings))


def write_content(state: AccessState, interface: Interface) -> Tensor:
    """c^w (B, N), the content weighting of the write key in the memory before the step."""
    return content_weightings(interface.write_key[:, None], interface.write_strength[:, None], state.memory)[:, 0]


def write_weighting_of(interface: Interface, allocation: Tensor, content: Tensor) -> Tensor:
    """w^w = g^w (g^a a + (1 - g^a) c^w).

    Args:
        interface: of this step.
        allocation: a (B, N).
        content: c^w (B, N).

    Returns:
        (B, N), sums to at most 1.
    """
    allocation_gate, write_gate = interface.allocation_gate[:, None], interface.write_gate[:, None]
    return write_gate * (allocation_gate * allocation + (1 - allocation_gate) * content)


def write_then_read(
    state: AccessState,
    interface: Interface,
    usage: Tensor,
    write_weighting: Tensor,
    look_up: LookUp = content_weightings,
) -> tuple[Tensor, AccessState]:
    """The rest of a step, given the write weighting.

    Args:
        state, interface: as in ``access``.
        usage: u (B, N).
        write_weighting: w^w (B, N).
        look_up: looks the read keys up.

    Returns:
        as ``access``.
    """
    memory = write(state.memory, write_weighting, interface.erase_vector, interface.write_vector)
    link = next_link(state.link, state.precedence, write_weighting)
    precedence = next_precedence(state.precedence, write_weighting)
    backward, forward = follow_links(link, state.read_weightings)
    content = look_up(interface.read_keys, interface.read_strengths, memory)
    read_weightings = read_by_modes(interface.read_modes, backward, content, forward)
    reads = torch.bmm(read_weightings, memory)
    return reads, AccessState(memory, usage, write_weighting, read_weightings, link, precedence)


def write(memory: Tensor, write_weighting: Tensor, erase_vector: Tensor, write_vector: Tensor) -> Tensor:
    """M' = M o (1 - w^w e^T) + w^w v^T.

    Args:
        memory: M (B, N, W).
        write_weighting: w^w (B, N).
        erase_vector: e (B, W).
        write_vector: v (B, W).
    """
    return memory + write_weighting[:, :, None] * (write_vector[:, None] - erase_vector[:, None] * memory)


def read_by_modes(read_modes: Tensor, backward: Tensor, content: Tensor, forward: Tensor) -> Tensor:
    """w^r = pi[1] b + pi[2] c^r + pi[3] f.

    Args:
        read_modes: pi (B, R, 3).
        backward: b (B, R, N).
        content: c^r (B, R, N).
        forward: f (B, R, N).
    """
    first, second, third = read_modes[..., None].unbind(2)
    return first * backward + second * content + third * forward
