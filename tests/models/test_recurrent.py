"""Recurrent networks against their equations in numpy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from graphmem.models.recurrent import Recurrent

Array = NDArray[np.float64]
STEPS, INPUTS, OUTPUTS, HIDDEN, LAYERS = 6, 3, 2, 4, 2


def sigmoid(values: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-values)))


def plain(seen: Array, held: Array, hidden: Array, cells: Array) -> tuple[Array, Array]:
    return np.tanh(seen + held), cells


def gated(seen: Array, held: Array, hidden: Array, cells: Array) -> tuple[Array, Array]:
    (reset, update, new), (reset_held, update_held, new_held) = np.split(seen, 3), np.split(held, 3)
    keep = sigmoid(update + update_held)
    return (1 - keep) * np.tanh(new + sigmoid(reset + reset_held) * new_held) + keep * hidden, cells


def long_short(seen: Array, held: Array, hidden: Array, cells: Array) -> tuple[Array, Array]:
    enter, forget, new, leave = np.split(seen + held, 4)
    cells = sigmoid(forget) * cells + sigmoid(enter) * np.tanh(new)
    return sigmoid(leave) * np.tanh(cells), cells


Step = Callable[[Array, Array, Array, Array], tuple[Array, Array]]


@pytest.mark.parametrize(
    ("cells", "step"), [(nn.RNN, plain), (nn.GRU, gated), (nn.LSTM, long_short)], ids=["rnn", "gru", "lstm"]
)
def test_as_in_numpy(cells: type[nn.RNN] | type[nn.GRU] | type[nn.LSTM], step: Step) -> None:
    generator = torch.Generator().manual_seed(0)
    made = Recurrent(cells, INPUTS, OUTPUTS, HIDDEN, LAYERS, generator).double()
    inputs = torch.randn(STEPS, 1, INPUTS, generator=generator).double()
    outputs, _ = made(inputs, made.zero_state(1, 0))
    weights = {name: parameter.detach().numpy() for name, parameter in made.named_parameters()}
    hidden, kept = np.zeros((LAYERS, HIDDEN)), np.zeros((LAYERS, HIDDEN))
    for now, found in zip(inputs[:, 0].numpy(), outputs[:, 0].detach().numpy(), strict=True):
        below = now
        for layer in range(LAYERS):
            seen, held = (
                weights[f"cells.weight_{of}_l{layer}"] @ values + weights[f"cells.bias_{of}_l{layer}"]
                for of, values in (("ih", below), ("hh", hidden[layer]))
            )
            hidden[layer], kept[layer] = step(seen, held, hidden[layer], kept[layer])
            below = hidden[layer]
        np.testing.assert_allclose(found, weights["output.weight"] @ below + weights["output.bias"])
