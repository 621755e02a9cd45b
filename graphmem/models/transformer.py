"""A causal Transformer with relative positions, the ages of steps (Vaswani et al. 2017; relative positions of Dai et
al. 2019, "Transformer-XL"; normalisation before each block, Xiong et al. 2020).

Positions counted from the start are new beyond the lengths of training.  Ages mean the same at any length, and an age
beyond training is still a point on the same sine waves.  torch's own encoder layer has neither such scores nor a
state, so the attention is written out here; without ages it computes the same as torch's.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from .causal import slid, visible
from .initial import drawn

_LONGEST_WAVE = 10_000.0


class LayerState(NamedTuple):
    """Keys and values of the P steps that a layer has seen; unlike Transformer-XL, of all steps, with gradients."""

    keys: Tensor  # (B, h, P, D / h)
    values: Tensor  # (B, h, P, D / h)


class RelativeAttention(nn.Module):
    """Heads of width d = D / h; step t's score for step s <= t, of age t - s, is (Dai et al. 2019, section 3.3)

        ((q_t + u) . k_s + (q_t + v) . W_r wave(t - s)) / sqrt(d)

    Args:
        width: D.
        num_heads: h.
        generator: source of the initial weights.
    """

    def __init__(self, width: int, num_heads: int, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.project = drawn(nn.Linear(width, 3 * width), generator)
        self.ages = drawn(nn.Linear(width, width, bias=False), generator)
        self.leave = drawn(nn.Linear(width, width), generator)
        self.content_bias = nn.Parameter(torch.zeros(num_heads, 1, width // num_heads))  # u
        self.age_bias = nn.Parameter(torch.zeros(num_heads, 1, width // num_heads))  # v

    def forward(self, inputs: Tensor, state: LayerState) -> tuple[Tensor, LayerState]:
        """(B, T, D) to (B, T, D), and the state after."""
        queries, keys, values = map(self._heads, self.project(inputs).chunk(3, -1))
        state = LayerState(torch.cat([state.keys, keys], 2), torch.cat([state.values, values], 2))
        new, seen = queries.shape[2], state.keys.shape[2]
        ages = self._heads(self.ages(waves(seen, inputs)))
        scores = (queries + self.content_bias) @ state.keys.transpose(-1, -2)
        scores = scores + slid((queries + self.age_bias) @ ages.transpose(-1, -2))
        scores = scores / math.sqrt(queries.shape[-1])
        shares = scores.masked_fill(~visible(new, seen, inputs.device), -torch.inf).softmax(-1)
        return self.leave((shares @ state.values).transpose(1, 2).flatten(2)), state

    def _heads(self, values: Tensor) -> Tensor:
        """(..., T, D) to (..., h, T, d)."""
        return values.view(*values.shape[:-1], self.num_heads, -1).transpose(-2, -3)


class Layer(nn.Module):
    """x + attention(norm(x)), then x + W relu(W norm(x) + b) + b, where the inner layer has F units."""

    def __init__(self, width: int, num_heads: int, inner: int, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.attention = RelativeAttention(width, num_heads, generator)
        self.inner = drawn(nn.Linear(width, inner), generator)
        self.outer = drawn(nn.Linear(inner, width), generator)
        self.before_attention, self.before_inner = nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(self, inputs: Tensor, state: LayerState) -> tuple[Tensor, LayerState]:
        """(B, T, D) to (B, T, D), and the state after."""
        found, state = self.attention(self.before_attention(inputs), state)
        inputs = inputs + found
        return inputs + self.outer(torch.relu(self.inner(self.before_inner(inputs)))), state


class Transformer(nn.Module):
    """A linear embedding, L layers, a last normalisation, and a linear output.

    Args:
        input_size: I.
        output_size: O.
        width: D, even, and a multiple of the number of heads.
        num_heads: h.
        inner: F, four times D in the paper.
        num_layers: L.
        generator: source of the initial weights.
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        width: int,
        num_heads: int,
        inner: int,
        num_layers: int,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.embed = drawn(nn.Linear(input_size, width), generator)
        self.layers = nn.ModuleList([Layer(width, num_heads, inner, generator) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(width)
        self.output = drawn(nn.Linear(width, output_size), generator)
        self.heads = num_heads, width // num_heads

    def zero_state(self, batch: int, num_slots: int) -> tuple[LayerState, ...]:
        """The state before the first step: no step seen by any layer."""
        del num_slots
        number, size = self.heads
        nothing = self.embed.weight.new_zeros(batch, number, 0, size)
        return (LayerState(nothing, nothing),) * len(self.layers)

    def forward(self, inputs: Tensor, state: tuple[LayerState, ...]) -> tuple[Tensor, tuple[LayerState, ...]]:
        """x (T, B, I) to y (T, B, O), and the state after the last step."""
        hidden, after = self.embed(inputs).transpose(0, 1), []
        for layer, held in zip(self.layers, state, strict=True):
            hidden, now = layer(hidden, held)
            after.append(now)
        return self.output(self.norm(hidden)).transpose(0, 1), tuple(after)


def waves(number: int, like: Tensor) -> Tensor:
    """(number, D) sines, then cosines, of the ages ..., 1, 0; D, dtype and device are those of ``like`` (..., D)."""
    ages = torch.arange(number, device=like.device, dtype=like.dtype).flip(0)
    places = torch.arange(0, like.shape[-1], 2, device=like.device, dtype=like.dtype)
    angles = ages[:, None] * _LONGEST_WAVE ** (-places / like.shape[-1])
    return torch.cat([angles.sin(), angles.cos()], -1)
