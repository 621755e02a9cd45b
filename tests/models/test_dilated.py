"""Receptive fields by hand, and the convolutions as loops."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from graphmem.models.dilated import DilatedConvolution


@pytest.mark.parametrize(("kernel", "blocks", "field"), [(2, 1, 2), (2, 3, 8), (3, 2, 7), (1, 2, 1)])
def test_receptive_field(kernel: int, blocks: int, field: int) -> None:
    """A change ``field`` - 1 steps ago matters, one step earlier it does not."""
    generator = torch.Generator().manual_seed(0)
    made = DilatedConvolution(1, 1, 16, kernel, blocks, generator).double()
    inputs = torch.randn(12, 1, 1, generator=generator).double().requires_grad_()
    made(inputs, made.zero_state(1, 0))[0][-1].sum().backward()
    assert inputs.grad is not None
    assert inputs.grad.view(-1).nonzero().view(-1).tolist() == list(range(12 - field, 12))
    assert sum(held.shape[2] for held in made.zero_state(1, 0)) == field - 1


def test_what_is_far_back_is_found_again() -> None:
    """One channel; kernel 2 with taps (1, 0): each of three blocks gives the value 1, 2 and 4 steps back, all open."""
    made = DilatedConvolution(1, 1, 1, 2, 3).double()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.zero_()
        for linear in (made.embed, made.inner, made.output):
            linear.weight.fill_(1)
        for block in made.blocks:
            block.convolution.weight[0, 0, 0] = 0.01  # of tanh, in its straight part
            block.convolution.bias[1] = 50  # of the gate
            block.leave.weight.fill_(100)
    inputs = torch.zeros(10, 1, 1, dtype=torch.float64)
    inputs[1] = 1
    outputs, _ = made(inputs, made.zero_state(1, 0))
    # Each block adds what it found to what it was given: paths 0, 1, 2, 1 + 2, 4, 1 + 4, 2 + 4, 1 + 2 + 4 steps long.
    expected = torch.tensor([0, 1, 1, 1, 1, 1, 1, 1, 1, 0]).double()
    torch.testing.assert_close(outputs.view(-1), expected, atol=1e-3, rtol=0)


def test_as_in_loops() -> None:
    generator = torch.Generator().manual_seed(0)
    made = DilatedConvolution(2, 3, 12, 3, 2, generator).double()
    inputs = torch.randn(9, 1, 2, generator=generator).double()
    outputs, _ = made(inputs, made.zero_state(1, 0))
    weights = {name: parameter.detach().numpy() for name, parameter in made.named_parameters()}
    hidden = [weights["embed.weight"] @ now + weights["embed.bias"] for now in inputs[:, 0].numpy()]
    for number, dilation in enumerate((1, 2)):
        taps, bias = (weights[f"blocks.{number}.convolution.{part}"] for part in ("weight", "bias"))
        leave, shift = (weights[f"blocks.{number}.leave.{part}"] for part in ("weight", "bias"))
        after = []
        for now, given in enumerate(hidden):
            total = bias.copy()
            for tap, back in enumerate((2 * dilation, dilation, 0)):
                if now >= back:
                    total += taps[:, :, tap] @ hidden[now - back]
            found = np.tanh(total[:12]) / (1 + np.exp(-total[12:]))
            after.append(given + leave[:, :, 0] @ found + shift)
        hidden = after
    for now, found in zip(hidden, outputs[:, 0].detach().numpy(), strict=True):
        inner = np.maximum(weights["inner.weight"] @ np.maximum(now, 0) + weights["inner.bias"], 0)
        np.testing.assert_allclose(found, weights["output.weight"] @ inner + weights["output.bias"])
