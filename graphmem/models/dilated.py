"""Dilated causal convolutions: the gated residual blocks of van den Oord et al. 2016, "WaveNet".

    step                0  1  2  3  4  5  6  7
    third block reads            x           x      kernel 2, dilation 4
    second block reads     x     x     x     x      dilation 2
    first block reads   x  x  x  x  x  x  x  x      dilation 1

The paper's skip connections are left out: the output of the last block is already the sum of all blocks.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .initial import drawn


class Block(nn.Module):
    """z = tanh(W_f * x) sigmoid(W_g * x), then x + W z (equation 2 and figure 4 of the paper).

    Args:
        channels: C.
        kernel_size: k, number of steps that it reads.
        dilation: d, distance between these steps.
        generator: source of the initial weights.
    """

    def __init__(
        self, channels: int, kernel_size: int, dilation: int, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        self.convolution = drawn(nn.Conv1d(channels, 2 * channels, kernel_size, dilation=dilation), generator)
        self.leave = drawn(nn.Conv1d(channels, channels, 1), generator)

    def forward(self, inputs: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
        """(B, C, T), and the (B, C, (k - 1) d) before them, to (B, C, T) and the last of both."""
        seen = torch.cat([before, inputs], 2)
        value, gate = self.convolution(seen).chunk(2, 1)
        return inputs + self.leave(torch.tanh(value) * torch.sigmoid(gate)), seen[..., inputs.shape[2] :]


class DilatedConvolution(nn.Module):
    """A linear map in, L blocks of dilation 1, 2, 4, ..., and two layers out, each after a relu.

    An output depends on the last 1 + (k - 1)(2^L - 1) inputs, the receptive field, and on nothing older: with a kernel
    of 2 and 8 blocks, as on the benchmark, on 256 steps.

    Args:
        input_size: I.
        output_size: O.
        channels: C.
        kernel_size: k.
        num_blocks: L.
        generator: source of the initial weights.
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        channels: int,
        kernel_size: int,
        num_blocks: int,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.embed = drawn(nn.Linear(input_size, channels), generator)
        self.blocks = nn.ModuleList([Block(channels, kernel_size, 2**n, generator) for n in range(num_blocks)])
        self.inner = drawn(nn.Linear(channels, channels), generator)
        self.output = drawn(nn.Linear(channels, output_size), generator)

    def zero_state(self, batch: int, num_slots: int) -> tuple[Tensor, ...]:
        """The inputs of each block before the first step: zeros, (B, C, (k - 1) d)."""
        del num_slots
        weight = self.embed.weight
        reaches = [(self.kernel_size - 1) * 2**number for number in range(len(self.blocks))]
        return tuple(weight.new_zeros(batch, len(weight), reach) for reach in reaches)

    def forward(self, inputs: Tensor, state: tuple[Tensor, ...]) -> tuple[Tensor, tuple[Tensor, ...]]:
        """x (T, B, I) to y (T, B, O), and the last inputs of each block."""
        hidden, after = self.embed(inputs).permute(1, 2, 0), []
        for block, before in zip(self.blocks, state, strict=True):
            hidden, last = block(hidden, before)
            after.append(last)
        inner = torch.relu(self.inner(torch.relu(hidden.permute(2, 0, 1))))
        return self.output(inner), tuple(after)
