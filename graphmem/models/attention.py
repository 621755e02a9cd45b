"""An encoder and a decoder with attention (Luong, Pham and Manning 2015, "Effective Approaches to Attention-based
Neural Machine Translation": global attention, score "general").

The paper's encoder ends before its decoder begins.  Here the end of the question is not marked, so both run at every
step: the decoder reads the encoder's output, and attends to all encoder states up to now.  The attentional vector is
not fed back (the paper's "input feeding"), so that everything but the LSTMs runs in parallel over the steps.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  # as in torch's documentation

from .causal import visible
from .initial import drawn, drawn_cells
from .recurrent import Cells


class AttentionState(NamedTuple):
    """The state after P steps, for hidden size H."""

    encoder: Cells
    decoder: Cells
    encoded: Tensor  # (B, P, H) the encoder's hidden state at each of them


class AttentionMachine(nn.Module):
    """With e the encoder's and d the decoder's hidden states, step t computes

        a_t(s) = softmax over s <= t of  d_t W_a e_s          equation 7 with the score "general"
        c_t = sum_s a_t(s) e_s                                section 3.1
        y_t = W_s tanh(W_c [c_t; d_t] + b) + b                equation 5, and the argument of softmax in equation 6

    The paper has no biases there.

    Args:
        input_size: I.
        output_size: O.
        hidden_size: H, size of encoder, decoder and attentional vector.
        generator: source of the initial weights.
    """

    def __init__(
        self, input_size: int, output_size: int, hidden_size: int, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        self.encoder = drawn_cells(nn.LSTM(input_size, hidden_size), generator)
        self.decoder = drawn_cells(nn.LSTM(hidden_size, hidden_size), generator)
        self.score = drawn(nn.Linear(hidden_size, hidden_size, bias=False), generator)
        self.attend = drawn(nn.Linear(2 * hidden_size, hidden_size), generator)
        self.output = drawn(nn.Linear(hidden_size, output_size), generator)

    def zero_state(self, batch: int, num_slots: int) -> AttentionState:
        """The state before the first step."""
        del num_slots
        zeros = self.output.weight.new_zeros(1, batch, self.output.in_features)
        return AttentionState((zeros, zeros), (zeros, zeros), zeros.new_zeros(batch, 0, self.output.in_features))

    def forward(self, inputs: Tensor, state: AttentionState) -> tuple[Tensor, AttentionState]:
        """x (T, B, I) to y (T, B, O), and the state after the last step."""
        new, encoder = self.encoder(inputs, state.encoder)
        decoded, decoder = self.decoder(new, state.decoder)
        encoded = torch.cat([state.encoded, new.transpose(0, 1)], 1)
        asks = self.score(decoded).transpose(0, 1)
        seen = visible(len(inputs), encoded.shape[1], inputs.device)
        context = F.scaled_dot_product_attention(asks, encoded, encoded, attn_mask=seen, scale=1.0)
        attended = torch.tanh(self.attend(torch.cat([context.transpose(0, 1), decoded], -1)))
        return self.output(attended), AttentionState(encoder, decoder, encoded)
