"""The controllers of a DNC: a deep LSTM, and one without a state of its own.

Graves et al. 2016, Methods, "Controller network".  Both are told the input and the read vectors of the step before,
every layer of them also the layer below, and both give out all their layers.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from .initial import FORGET_BIAS, drawn


class LSTMState(NamedTuple):
    """Passed in and returned; all layers side by side."""

    hidden: Tensor  # h (B, L x H)
    cells: Tensor  # s (B, L x H)


class DeepLSTM(nn.Module):
    """L layers of H cells; with x = [input; reads], for layer l of step t

        i, f, o = sigmoid(W [x; h(t-1, l); h(t, l-1)] + b)
        s(t, l) = f s(t-1, l) + i tanh(W [x; h(t-1, l); h(t, l-1)] + b)
        h(t, l) = o tanh(s(t, l))

    The paper does not give its initial weights.  Here they are normal with variance 1 / (inputs of the layer), and the
    biases 0 but for the forget gate's, which is ``FORGET_BIAS``.

    Args:
        input_size: of x, input and reads together.
        hidden_size: H.
        num_layers: L.
        gradient_bound: gradients into what the gates' and cells' nonlinearities are given lie within plus and minus
            this; 10 in the paper.
        generator: where the initial weights come from.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int,
        gradient_bound: float = 10.0,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.output_size = hidden_size * num_layers
        self.gradient_bound = gradient_bound
        layers = _layers(input_size + hidden_size, hidden_size, num_layers, 4, generator)
        with torch.no_grad():
            for layer in layers:
                layer.bias[hidden_size : 2 * hidden_size] = FORGET_BIAS
        self.layers = nn.ModuleList(layers)

    def zero_state(self, batch: int) -> LSTMState:
        """Before the first step."""
        zeros = next(self.parameters()).new_zeros(batch, self.output_size)
        return LSTMState(zeros, zeros)

    def forward(self, inputs: Tensor, state: LSTMState) -> tuple[Tensor, LSTMState]:
        """One step: x (B, X) to [h(1); ...; h(L)] (B, L x H)."""
        hidden: list[Tensor] = []
        cells: list[Tensor] = []
        # A tensor, since torch.compile cannot follow a number into the backward pass of several layers.
        bound = torch.tensor(self.gradient_bound, dtype=inputs.dtype, device=inputs.device)
        before = zip(state.hidden.chunk(self.num_layers, 1), state.cells.chunk(self.num_layers, 1), strict=True)
        for layer, (own, kept) in zip(self.layers, before, strict=True):
            logits: Tensor = _BoundGradient.apply(  # type: ignore[no-untyped-call]  # torch's apply is
                layer(torch.cat([inputs, own, *hidden[-1:]], 1)), bound
            )
            enter, forget, leave = torch.sigmoid(logits[:, : 3 * self.hidden_size]).chunk(3, 1)
            cells.append(forget * kept + enter * torch.tanh(logits[:, 3 * self.hidden_size :]))
            hidden.append(leave * torch.tanh(cells[-1]))
        state = LSTMState(torch.cat(hidden, 1), torch.cat(cells, 1))
        return state.hidden, state


class FeedForward(nn.Module):
    """L layers of H units, h(l) = tanh(W [x; h(l-1)] + b), wired as the deep LSTM is.

    It has no state of its own: all it remembers is in the memory.

    Args:
        input_size: of x, input and reads together.
        hidden_size: H.
        num_layers: L.
        generator: where the initial weights come from.
    """

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        self.output_size = hidden_size * num_layers
        self.layers = nn.ModuleList(_layers(input_size, hidden_size, num_layers, 1, generator))

    def zero_state(self, batch: int) -> tuple[()]:
        """Nothing, whatever the batch."""
        del batch
        return ()

    def forward(self, inputs: Tensor, state: tuple[()]) -> tuple[Tensor, tuple[()]]:
        """One step: x (B, X) to [h(1); ...; h(L)] (B, L x H)."""
        hidden: list[Tensor] = []
        for layer in self.layers:
            hidden.append(torch.tanh(layer(torch.cat([inputs, *hidden[-1:]], 1))))
        return torch.cat(hidden, 1), state


class _BoundGradient(torch.autograd.Function):
    """The value as it is; its gradient within plus and minus a bound."""

    @staticmethod
    def forward(ctx: Any, value: Tensor, bound: Tensor) -> Tensor:
        ctx.save_for_backward(bound)
        return value.view_as(value)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (bound,) = ctx.saved_tensors
        return gradients[0].clamp(-bound, bound), None


def _layers(
    input_size: int, hidden_size: int, num_layers: int, parts: int, generator: torch.Generator | None
) -> list[nn.Linear]:
    """One map a layer, from everything it sees to ``parts`` x H; all but the first see the layer below."""
    sizes = [input_size, *[input_size + hidden_size] * (num_layers - 1)]
    return [drawn(nn.Linear(seen, parts * hidden_size), generator) for seen in sizes]
