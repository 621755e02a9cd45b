"""Ablations: a step of the DNC's memory with one of its parts disabled.

    without_content      all slots are equally similar to every key; heads still move along the links
    without_links        all links are 0; heads still look up by content
    without_allocation   words are written only where the write key is found
    without_freeing      slots are allocated and never released

Arguments, results and shapes are those of ``access``; parts of the state that no longer mean anything stay 0.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .access import usage_of, write, write_content, write_then_read, write_weighting_of
from .addressing import content_weightings
from .allocation import allocation_weighting, next_usage
from .interface import Interface
from .state import AccessState


def without_content(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` with every content weighting 1/N."""
    usage = usage_of(state, interface)
    uniform = torch.full_like(usage, 1 / usage.shape[-1])
    write_weighting = write_weighting_of(interface, allocation_weighting(usage), uniform)

    def look_up(keys: Tensor, strengths: Tensor, memory: Tensor) -> Tensor:
        return uniform[:, None].expand(-1, keys.shape[1], -1)

    return write_then_read(state, interface, usage, write_weighting, look_up)


def without_links(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` with all links 0, so that only the read mode for content reads anything."""
    usage = usage_of(state, interface)
    write_weighting = write_weighting_of(interface, allocation_weighting(usage), write_content(state, interface))
    memory = write(state.memory, write_weighting, interface.erase_vector, interface.write_vector)
    _, content_mode, _ = interface.read_modes[..., None].unbind(2)
    weightings = content_mode * content_weightings(interface.read_keys, interface.read_strengths, memory)
    after = AccessState(memory, usage, write_weighting, weightings, state.link, state.precedence)
    return torch.bmm(weightings, memory), after


def without_allocation(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` with the allocation gate 0.

    In a zero memory all slots are equally similar to any key, so they are all written alike and never differ.
    """
    write_weighting = interface.write_gate[:, None] * write_content(state, interface)
    return write_then_read(state, interface, state.usage, write_weighting)


def without_freeing(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` with the free gates 0."""
    usage = next_usage(state.usage, state.write_weighting, torch.ones_like(state.usage))
    write_weighting = write_weighting_of(interface, allocation_weighting(usage), write_content(state, interface))
    return write_then_read(state, interface, usage, write_weighting)
