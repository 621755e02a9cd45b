"""The controllers of a DNC or a neural Turing machine: a deep LSTM, and one without a state of its own.

Graves et al. 2016, Methods, "Controller network".  Every layer sees the input, the read vectors of the step before and
the layer below; the output is all layers side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Protocol

import torch
from torch import Tensor, nn

from ..errors import UsageError
from .initial import FORGET_BIAS, drawn
from .saving import Arguments

ControllerName = Literal["lstm", "feed-forward"]


class Controller(Protocol):
    """What a module must have to be the controller of a DNC or a neural Turing machine.

    Attributes:
        output_size: C, numbers that it gives out at a step.
    """

    output_size: int

    def zero_state(self, batch: int) -> Any:
        """The state before the first step of B sequences."""

    def __call__(self, inputs: Tensor, state: Any) -> tuple[Tensor, Any]:
        """One step: input and read vectors (B, I + R x W) to (B, C), and the state after."""


class LSTMState(NamedTuple):
    """Passed in and returned, never kept on a module; all layers side by side."""

    hidden: Tensor  # h (B, L x H)
    cells: Tensor  # s (B, L x H)


class DeepLSTM(nn.Module):
    """L layers of H cells.  With x = [input; reads], layer l computes at step t

        i, f, o = sigmoid(W [x; h(t-1, l); h(t, l-1)] + b)
        s(t, l) = f s(t-1, l) + i tanh(W [x; h(t-1, l); h(t, l-1)] + b)
        h(t, l) = o tanh(s(t, l))

    The paper does not give its initial weights.  Here they are normal with variance 1 / (inputs of the layer); biases
    are 0, except for the forget gate's, which is ``FORGET_BIAS``.

    Args:
        input_size: length of x, input and reads together.
        hidden_size: H.
        num_layers: L.
        gradient_bound: the gradient of each argument of the sigmoids and of tanh(W ... + b) is clipped to plus and
            minus this; 10 in the paper.
        generator: source of the initial weights.
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
        """The state before the first step."""
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
    """L layers of H units, h(l) = tanh(W [x; h(l-1)] + b), connected as in the deep LSTM.

    It has no state of its own: all that it remembers is in the memory.

    Args:
        input_size: length of x, input and reads together.
        hidden_size: H.
        num_layers: L.
        generator: source of the initial weights.
    """

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        self.output_size = hidden_size * num_layers
        self.layers = nn.ModuleList(_layers(input_size, hidden_size, num_layers, 1, generator))

    def zero_state(self, batch: int) -> tuple[()]:
        """Empty, whatever the batch."""
        del batch
        return ()

    def forward(self, inputs: Tensor, state: tuple[()]) -> tuple[Tensor, tuple[()]]:
        """One step: x (B, X) to [h(1); ...; h(L)] (B, L x H)."""
        hidden: list[Tensor] = []
        for layer in self.layers:
            hidden.append(torch.tanh(layer(torch.cat([inputs, *hidden[-1:]], 1))))
        return torch.cat(hidden, 1), state


class _BoundGradient(torch.autograd.Function):
    """The identity, with its gradient clipped to plus and minus a bound."""

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
    """One linear map for each layer, to ``parts`` x H numbers; all but the first also see the layer below."""
    sizes = [input_size, *[input_size + hidden_size] * (num_layers - 1)]
    return [drawn(nn.Linear(seen, parts * hidden_size), generator) for seen in sizes]


def make_controller(
    controller: ControllerName | Controller,
    input_size: int,
    hidden_size: int,
    num_layers: int,
    gradient_bound: float,
    generator: torch.Generator | None,
) -> Controller:
    """The controller of that name, or the module given.

    Raises:
        UsageError: if no controller has that name.
    """
    if controller == "lstm":
        return DeepLSTM(input_size, hidden_size, num_layers, gradient_bound, generator)
    if controller == "feed-forward":
        return FeedForward(input_size, hidden_size, num_layers, generator)
    if isinstance(controller, str):
        raise UsageError(f'controller must be "lstm", "feed-forward" or a module, not {controller!r}.')
    return controller


def controller_arguments(
    sizes: Mapping[str, int], controller: ControllerName | Controller, gradient_bound: float
) -> Arguments | None:
    """The arguments of a machine's constructor, for its file; None if the controller is no name."""
    if not isinstance(controller, str):
        return None
    return {**sizes, "controller": controller, "gradient_bound": gradient_bound}
