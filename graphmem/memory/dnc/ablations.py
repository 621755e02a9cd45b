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

from .access import used, where_to_write, write, write_then_read, written_alike
from .addressing import content_weightings
from .allocation import allocation_weighting, next_usage
from .interface import Interface
from .state import AccessState


def without_content(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` where every content weighting is 1/N; see there for arguments."""
    usage = used(state, interface)
    alike = torch.full_like(usage, 1 / usage.shape[-1])
    write_weighting = where_to_write(interface, allocation_weighting(usage), alike)
    return write_then_read(state, interface, usage, write_weighting, alike[:, None].expand_as(state.read_weightings))


def without_links(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` where all links are 0, so that of the read modes only content reads; see there for arguments."""
    usage = used(state, interface)
    write_weighting = where_to_write(interface, allocation_weighting(usage), written_alike(state, interface))
    memory = write(state.memory, write_weighting, interface.erase_vector, interface.write_vector)
    _, content_mode, _ = interface.read_modes[..., None].unbind(2)
    weightings = content_mode * content_weightings(interface.read_keys, interface.read_strengths, memory)
    after = AccessState(memory, usage, write_weighting, weightings, state.link, state.precedence)
    return torch.bmm(weightings, memory), after


def without_allocation(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` where the allocation gate is 0; see there for arguments.

    From a zero memory all slots are equally similar to any key, are written alike, and remain alike for ever.
    """
    write_weighting = interface.write_gate[:, None] * written_alike(state, interface)
    return write_then_read(state, interface, state.usage, write_weighting)


def without_freeing(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` where the free gates are 0; see there for arguments."""
    usage = next_usage(state.usage, state.write_weighting, torch.ones_like(state.usage))
    write_weighting = where_to_write(interface, allocation_weighting(usage), written_alike(state, interface))
    return write_then_read(state, interface, usage, write_weighting)
