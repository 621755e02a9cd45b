"""Encoder and decoder against the equations in plain loops, and a case by hand."""

from __future__ import annotations

import numpy as np
import torch

from graphmem.models.attention import AttentionMachine

STEPS, INPUTS, OUTPUTS, HIDDEN = 6, 3, 2, 4


def machine() -> AttentionMachine:
    return AttentionMachine(INPUTS, OUTPUTS, HIDDEN, torch.Generator().manual_seed(0)).double()


def sequence() -> torch.Tensor:
    return torch.randn(STEPS, 1, INPUTS, generator=torch.Generator().manual_seed(1)).double()


def test_as_in_loops() -> None:
    """The LSTMs are torch's; all after them in numpy, one step and one score at a time."""
    made, inputs = machine(), sequence()
    with torch.no_grad():
        made.score.weight *= 4  # shares far from even
        encoded, _ = made.encoder(inputs)
        decoded, _ = made.decoder(encoded)
        outputs, _ = made(inputs, made.zero_state(1, 0))
    weights = {name: parameter.detach().numpy() for name, parameter in made.named_parameters()}
    e, d = encoded[:, 0].numpy(), decoded[:, 0].numpy()
    for now in range(STEPS):
        shares = np.array([np.exp(e[step] @ weights["score.weight"] @ d[now]) for step in range(now + 1)])
        context = sum(share * e[step] for step, share in enumerate(shares / shares.sum()))
        inner = np.tanh(weights["attend.weight"] @ np.concatenate([context, d[now]]) + weights["attend.bias"])
        expected = weights["output.weight"] @ inner + weights["output.bias"]
        np.testing.assert_allclose(outputs[now, 0].numpy(), expected)


def test_it_finds_the_step_it_asks_for() -> None:
    """The third cell rose at step 2 alone; a decoder that always asks for that cell is given that step."""
    made = machine()
    state = made.zero_state(1, 0)
    encoded = torch.eye(HIDDEN, dtype=torch.float64)[None]
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.zero_()
        made.decoder.bias_ih_l0[2 * HIDDEN :] = 50  # cell and output: all hidden units near tanh(1/2)
        made.score.weight[2] = 100
        made.attend.weight[:, :HIDDEN] = torch.eye(HIDDEN)
        made.output.weight[:] = torch.eye(HIDDEN)[2:]
        outputs, after = made(torch.zeros(1, 1, INPUTS).double(), state._replace(encoded=encoded))
    torch.testing.assert_close(outputs[0, 0], torch.tensor([1, 0]).double().tanh())
    assert after.encoded.shape == (1, HIDDEN + 1, HIDDEN)
