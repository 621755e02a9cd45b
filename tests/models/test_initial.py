"""Initial weights, by their statistics."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from graphmem.models.initial import drawn, drawn_cells

SIZE = 64


@pytest.mark.parametrize("module", [nn.Linear(400, 300), nn.Conv1d(200, 300, 2)], ids=["linear", "convolution"])
def test_variance_is_one_over_the_inputs(module: nn.Linear | nn.Conv1d) -> None:
    weight = drawn(module, torch.Generator().manual_seed(0)).weight
    assert weight.var().item() == pytest.approx(1 / 400, rel=0.02)
    assert module.bias is not None
    assert not module.bias.any()


@pytest.mark.parametrize(("cells", "gates"), [(nn.RNN, 1), (nn.GRU, 3), (nn.LSTM, 4)])
def test_cells(cells: type[nn.RNN] | type[nn.GRU] | type[nn.LSTM], gates: int) -> None:
    """Both layers; torch's gates of an LSTM come in the order input, forget, cell, output."""
    made = drawn_cells(cells(400, SIZE, 2), torch.Generator().manual_seed(0))
    weights = dict(made.named_parameters())
    for layer, seen in ((0, 400), (1, SIZE)):
        assert weights[f"weight_ih_l{layer}"].var().item() == pytest.approx(1 / seen, rel=0.05)
        for gate in weights[f"weight_hh_l{layer}"].view(gates, SIZE, SIZE):
            torch.testing.assert_close(gate @ gate.T, torch.eye(SIZE), atol=1e-5, rtol=0)
        bias = (weights[f"bias_ih_l{layer}"] + weights[f"bias_hh_l{layer}"]).view(gates, SIZE)
        assert bias.sum(1).tolist() == ([0, SIZE, 0, 0] if cells is nn.LSTM else [0] * gates)
