"""The deep LSTM against the paper's equations in numpy."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from graphmem.models.deep_lstm import DeepLSTMMachine

STEPS, INPUTS, OUTPUTS, HIDDEN, LAYERS = 6, 3, 2, 4, 3


def sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-values)))


def test_as_in_numpy() -> None:
    generator = torch.Generator().manual_seed(0)
    made = DeepLSTMMachine(INPUTS, OUTPUTS, HIDDEN, LAYERS, generator).double()
    inputs = torch.randn(STEPS, 1, INPUTS, generator=generator).double()
    outputs, _ = made(inputs, made.zero_state(1, 0))
    weights = {name: parameter.detach().numpy() for name, parameter in made.named_parameters()}
    hidden, cells = np.zeros((LAYERS, HIDDEN)), np.zeros((LAYERS, HIDDEN))
    for now, found in zip(inputs[:, 0].numpy(), outputs[:, 0].detach().numpy(), strict=True):
        for layer in range(LAYERS):
            seen = np.concatenate([now, hidden[layer], hidden[layer - 1] if layer else []])
            name = f"controller.layers.{layer}"
            enter, forget, leave, new = np.split(weights[f"{name}.weight"] @ seen + weights[f"{name}.bias"], 4)
            cells[layer] = sigmoid(forget) * cells[layer] + sigmoid(enter) * np.tanh(new)
            hidden[layer] = sigmoid(leave) * np.tanh(cells[layer])
        np.testing.assert_allclose(found, weights["output.weight"] @ hidden.reshape(-1))
