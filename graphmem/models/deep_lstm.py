"""The deep LSTM that the paper compares with the DNC: the controller without a memory (Graves et al. 2016, Methods)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .dnc_controllers import DeepLSTM, LSTMState
from .initial import drawn


class DeepLSTMMachine(nn.Module):
    """Every layer sees the input; y = W [h(1); ...; h(L)] reads all layers, without a bias, as in the DNC.

    Args:
        input_size: I.
        output_size: O.
        hidden_size: H.
        num_layers: L.
        generator: source of the initial weights.
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        hidden_size: int,
        num_layers: int,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.controller = DeepLSTM(input_size, hidden_size, num_layers, generator=generator)
        self.output = drawn(nn.Linear(self.controller.output_size, output_size, bias=False), generator)

    def zero_state(self, batch: int, num_slots: int) -> LSTMState:
        """The state before the first step."""
        del num_slots
        return self.controller.zero_state(batch)

    def forward(self, inputs: Tensor, state: LSTMState) -> tuple[Tensor, LSTMState]:
        """x (T, B, I) to y (T, B, O), and the state after the last step; all outputs are computed at once."""
        hidden = []
        for now in inputs:
            layers, state = self.controller(now, state)
            hidden.append(layers)
        return self.output(torch.stack(hidden)), state
