"""The recurrent networks of torch with a linear output: plain, GRU (Cho et al. 2014) and LSTM."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .initial import drawn, drawn_cells

Cells = tuple[Tensor, Tensor]  # h, c (L, B, H)


class Recurrent(nn.Module):
    """A stack of layers, of which the output reads the last; initial weights are those of initial.py.

    Args:
        cells: nn.RNN, nn.GRU or nn.LSTM.
        input_size: I.
        output_size: O.
        hidden_size: H.
        num_layers: L.
        generator: source of the initial weights.
    """

    def __init__(
        self,
        cells: type[nn.RNN] | type[nn.GRU] | type[nn.LSTM],
        input_size: int,
        output_size: int,
        hidden_size: int,
        num_layers: int,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.cells = drawn_cells(cells(input_size, hidden_size, num_layers), generator)
        self.output = drawn(nn.Linear(hidden_size, output_size), generator)

    def zero_state(self, batch: int, num_slots: int) -> Tensor | Cells:
        """The state before the first step: h (L, B, H); for an LSTM, h and c."""
        del num_slots
        zeros = self.output.weight.new_zeros(self.cells.num_layers, batch, self.cells.hidden_size)
        return (zeros, zeros) if isinstance(self.cells, nn.LSTM) else zeros

    def forward(self, inputs: Tensor, state: Tensor | Cells) -> tuple[Tensor, Tensor | Cells]:
        """x (T, B, I) to y (T, B, O), and the state after the last step."""
        hidden, state = self.cells(inputs, state)
        return self.output(hidden), state
