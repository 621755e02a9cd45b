"""The interface vector: what the controller of the planner sends to the memory at one step."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from ..encoding.specs import MODE_BOUND, interface_shapes
from .gating import Gating
from .vectors import cut


class Interface(NamedTuple):
    """Gates of one step, with S station sources and L line sources (``specs.station_sources``, ``specs.line_sources``).

    Difference from the DNC of 2016, whose interface holds the keys themselves: here it holds gates on the paths along
    which labels are copied, so that no label passes through the controller and the same weights work with any labels.
    """

    source_paths: Tensor  # (B, R, S) from each source of labels to the key's source field
    line_paths: Tensor  # (B, R, L) to the key's line field
    destination_paths: Tensor  # (B, R, S) to the key's destination field
    masks: Tensor  # (B, R, 3) whether each field counts
    conditions: Tensor  # (B, R, 2) whether a row must be unmarked, and marked
    read_modes: Tensor  # (B, R, 4), sums to 1, in the order of ``specs.READ_MODES``
    mark_gates: Tensor  # (B, R) whether the rows held are marked
    write_gate: Tensor  # (B,)
    answer_paths: Tensor  # (B, S) from each source of labels to the answer
    no_route: Tensor  # (B,) probability of the answer "no route"


def read_interface(vector: Tensor, num_heads: int, gating: Gating) -> Interface:
    """Cut the vector into its parts and turn logits into gates.

    The logits of read modes are bounded by ``MODE_BOUND``: a softmax that saturates in an early stage of the
    curriculum, where every mode works, passes no gradient later, when only one does.

    Args:
        vector: (B, I) output of the controller; I = ``specs.interface_size(num_heads)``.
        num_heads: R.
        gating: soft, noisy or discretised.
    """
    logits = cut(vector, interface_shapes(num_heads))
    modes = gating.choice(MODE_BOUND * torch.tanh(logits.pop("read_modes") / MODE_BOUND))
    no_route = torch.sigmoid(logits.pop("no_route"))
    gates = {name: gating.gate(value) for name, value in logits.items()}
    return Interface(read_modes=modes, no_route=no_route, **gates)
