"""Departures: a step of the DNC's memory that looks slots up in another way, as the planner does.

    adding_reads    a slot is read by how well it matches the key, whatever the others do, so that several matches
                    add up; in the DNC they share a weight of 1
    reading_fields  a word is three fields, and a slot matches a key as well as the fields do on average; in the DNC
                    a word is compared as a whole
    adding_fields   both

Only reading departs from the DNC.  Arguments, results and shapes are those of ``access``, but read weightings need not
sum to at most 1.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .access import LookUp, usage_of, write_content, write_then_read, write_weighting_of
from .addressing import cosine_similarities
from .allocation import allocation_weighting
from .interface import Interface
from .state import AccessState

FIELDS = 3  # of a triple


def adding_reads(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` with reads that add up: c^r[i] = exp(beta (D(k, M[i]) - 1))."""
    return _reading(
        state, interface, lambda keys, strengths, memory: _added(cosine_similarities(keys, memory), strengths)
    )


def reading_fields(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` with fields compared one by one: the mean of their cosines takes the place of D(k, M[i])."""
    return _reading(
        state,
        interface,
        lambda keys, strengths, memory: torch.softmax(_by_field(keys, memory) * strengths[:, :, None], -1),
    )


def adding_fields(state: AccessState, interface: Interface) -> tuple[Tensor, AccessState]:
    """``access`` with both."""
    return _reading(state, interface, lambda keys, strengths, memory: _added(_by_field(keys, memory), strengths))


def _reading(state: AccessState, interface: Interface, look_up: LookUp) -> tuple[Tensor, AccessState]:
    usage = usage_of(state, interface)
    write_weighting = write_weighting_of(interface, allocation_weighting(usage), write_content(state, interface))
    return write_then_read(state, interface, usage, write_weighting, look_up)


def _added(similarities: Tensor, strengths: Tensor) -> Tensor:
    """(B, K, N) in (0, 1], from similarities of at most 1 and strengths (B, K)."""
    return torch.exp((similarities - 1) * strengths[:, :, None])


def _by_field(keys: Tensor, memory: Tensor) -> Tensor:
    """The mean of the fields' cosines (B, K, N), from keys (B, K, W) and a memory (B, N, W)."""
    fields = zip(keys.tensor_split(FIELDS, -1), memory.tensor_split(FIELDS, -1), strict=True)
    return torch.stack([cosine_similarities(*one) for one in fields]).mean(0)
