"""The interface vector: what a controller tells the memory at one step."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from ..encoding.specs import MODE_BOUND, interface_shapes
from .gating import Gating
from .vectors import cut


class Interface(NamedTuple):
    """Gates of one step; S station sources, L line sources (``specs.station_sources``, ``specs.line_sources``).

    Departs from the DNC of 2016, whose interface holds the keys themselves: here it holds gates on paths along which
    labels are copied, so that no label passes through the controller and any alphabet works with the same weights.
    """

    source_paths: Tensor  # (B, R, S)
    line_paths: Tensor  # (B, R, L)
    destination_paths: Tensor  # (B, R, S)
    masks: Tensor  # (B, R, 3)
    conditions: Tensor  # (B, R, 2)
    read_modes: Tensor  # (B, R, 4), sums to 1
    mark_gates: Tensor  # (B, R)
    write_gate: Tensor  # (B,)
    answer_paths: Tensor  # (B, S)
    no_route: Tensor  # (B,)


def read_interface(vector: Tensor, num_heads: int, gating: Gating) -> Interface:
    """Cut the vector into its parts and turn logits into gates.

    The logits of read modes are bounded by ``MODE_BOUND``: a softmax that saturates in an early stage, where every
    mode will do, passes no gradient later, when only one will.

    Args:
        vector: (B, I) output of the controller; I = ``specs.interface_size(num_heads)``.
        num_heads: R.
        gating: soft, noisy or rounded.
    """
    logits = cut(vector, interface_shapes(num_heads))
    modes = gating.choice(MODE_BOUND * torch.tanh(logits.pop("read_modes") / MODE_BOUND))
    no_route = torch.sigmoid(logits.pop("no_route"))
    gates = {name: gating.gate(value) for name, value in logits.items()}
    return Interface(read_modes=modes, no_route=no_route, **gates)
