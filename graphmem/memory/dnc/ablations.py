"""A step of the DNC's memory with one part of it closed, to see what the part is worth.

    without_content      every slot is as similar to a key as any other; heads still move along the links
    without_links        no slot was written after another; heads still look up by content
    without_allocation   what is written goes where the write key is looked up
    without_freeing      slots are allocated, and never released

The shapes are those of ``access``, and so are parts of the state that still mean something; the others stay 0.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .access import read_by_modes, write
from .addressing import content_weightings
from .allocation import allocation_weighting, next_usage, retention
from .interface import Interface
from .linkage import follow_links, next_link, next_precedence
from .state import AccessState


def without_content(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` where every content weighting is 1/N; see there for arguments."""
    usage = _usage(state, interface)
    alike = torch.full_like(usage, 1 / usage.shape[-1])
    write_weighting = _mixed(interface, allocation_weighting(usage), alike)
    memory = write(state.memory, write_weighting, interface.erase_vector, interface.write_vector)
    link = next_link(state.link, state.precedence, write_weighting)
    precedence = next_precedence(state.precedence, write_weighting)
    backward, forward = follow_links(link, state.read_weightings)
    read_weightings = read_by_modes(interface.read_modes, backward, alike[:, None].expand_as(backward), forward)
    return _read(AccessState(memory, usage, write_weighting, read_weightings, link, precedence))


def without_links(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` where all links are 0, so that of the read modes only content reads; see there for arguments."""
    usage = _usage(state, interface)
    write_weighting = _mixed(interface, allocation_weighting(usage), _write_content(state, interface))
    memory = write(state.memory, write_weighting, interface.erase_vector, interface.write_vector)
    _, content_mode, _ = interface.read_modes[..., None].unbind(2)
    read_weightings = content_mode * content_weightings(interface.read_keys, interface.read_strengths, memory)
    return _read(AccessState(memory, usage, write_weighting, read_weightings, state.link, state.precedence))


def without_allocation(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` where the allocation gate is 0; see there for arguments.

    From a zero memory all slots are equally similar to any key, are written alike, and remain alike for ever.
    """
    write_weighting = interface.write_gate[:, None] * _write_content(state, interface)
    return _read_linked(state, interface, state.usage, write_weighting)


def without_freeing(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` where the free gates are 0; see there for arguments."""
    usage = next_usage(state.usage, state.write_weighting, torch.ones_like(state.usage))
    write_weighting = _mixed(interface, allocation_weighting(usage), _write_content(state, interface))
    return _read_linked(state, interface, usage, write_weighting)


def _usage(state: AccessState, interface: Interface) -> Tensor:
    retained = retention(interface.free_gates, state.read_weightings)
    return next_usage(state.usage, state.write_weighting, retained)


def _write_content(state: AccessState, interface: Interface) -> Tensor:
    """c^w (B, N), from the memory before the step."""
    return content_weightings(interface.write_key[:, None], interface.write_strength[:, None], state.memory)[:, 0]


def _mixed(interface: Interface, allocation: Tensor, content: Tensor) -> Tensor:
    """w^w = g^w (g^a a + (1 - g^a) c^w); (B, N)."""
    allocation_gate, write_gate = interface.allocation_gate[:, None], interface.write_gate[:, None]
    return write_gate * (allocation_gate * allocation + (1 - allocation_gate) * content)


def _read_linked(
    state: AccessState, interface: Interface, usage: Tensor, write_weighting: Tensor
) -> tuple[Tensor, AccessState]:
    """Write there, and read in all three modes."""
    memory = write(state.memory, write_weighting, interface.erase_vector, interface.write_vector)
    link = next_link(state.link, state.precedence, write_weighting)
    precedence = next_precedence(state.precedence, write_weighting)
    backward, forward = follow_links(link, state.read_weightings)
    content = content_weightings(interface.read_keys, interface.read_strengths, memory)
    read_weightings = read_by_modes(interface.read_modes, backward, content, forward)
    return _read(AccessState(memory, usage, write_weighting, read_weightings, link, precedence))


def _read(state: AccessState) -> tuple[Tensor, AccessState]:
    return torch.bmm(state.read_weightings, state.memory), state
