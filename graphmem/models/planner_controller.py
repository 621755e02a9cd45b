"""The feed-forward controller: control bits in, interface vector out.

Differences from the DNC of 2016, whose controller is an LSTM that sees the input and the read vectors: this one has no
state, because a recurrent controller counts steps and fails beyond the longest stage of the curriculum; and it sees no
label.  Discretised, it is a table with one row for each control state, a pattern of control bits.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from ..encoding.specs import Kind, interface_shapes, interface_size, num_control_bits

_INITIAL_SCALE = 0.3  # gates start near the middle: a gate that starts shut or open changes slowly
# The weights of the kinds of token start far apart, so that training one kind does not change the others; but a QUERY
# is little more than a first PLANNING token, and shares what is learnt for that.
_KIND_SCALE, _BIT_SCALE = 3.0, 0.7
_INITIAL_BIAS = {"mark_gates": 2.0, "write_gate": -2.0}


class PlannerController(nn.Module):
    """Two linear layers with a tanh between them.

    Mark gates start nearly open, since without marks there are no ages to learn from; the write gate starts nearly
    shut, since a step that writes does not read.

    Args:
        num_heads: R.
        hidden_size: H.
        generator: source of the initial weights.
    """

    def __init__(self, num_heads: int, hidden_size: int, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.hidden = nn.Linear(num_control_bits(num_heads), hidden_size)
        self.output = nn.Linear(hidden_size, interface_size(num_heads))
        with torch.no_grad():
            self.hidden.weight.normal_(generator=generator)
            scale = torch.full((num_control_bits(num_heads),), _BIT_SCALE)
            scale[list(Kind)] = _KIND_SCALE
            scale[Kind.QUERY] = _BIT_SCALE
            self.hidden.weight *= scale
            self.output.weight.normal_(std=_INITIAL_SCALE / math.sqrt(hidden_size), generator=generator)
            self.hidden.bias.zero_()
            start = [
                torch.full((math.prod(shape),), _INITIAL_BIAS.get(name, 0.0))
                for name, shape in interface_shapes(num_heads).items()
            ]
            self.output.bias.copy_(torch.cat(start))

    def forward(self, bits: Tensor) -> Tensor:
        """(B, C) control bits to (B, I) logits."""
        logits: Tensor = self.output(torch.tanh(self.hidden(bits)))
        return logits
