"""A DNC over a whole sequence as one call of native code, with its gradients: the same numbers as step by step.

Native is what must be done step by step: controller, interface and memory.  The products that all steps share, with the
inputs and for the gradients of the weights, are PyTorch's.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from .dnc_library import AFTER, BEFORE, Parts, Sizes, backward, forward, kept_bytes


@dataclass(frozen=True)
class Call:
    """What a call needs beside tensors.

    Attributes:
        library: of native/dnc.cpp.
        lstm: whether the controller is a deep LSTM; else it is feed-forward.
        num_layers: L.
        gradient_bound: of the LSTM.
        keep: whether a backward pass may follow.
    """

    library: ctypes.CDLL
    lstm: bool
    num_layers: int
    gradient_bound: float
    keep: bool

    @property
    def before(self) -> tuple[str, ...]:
        """Names of the parts of the state before the first step."""
        return BEFORE if self.lstm else BEFORE[2:]

    @property
    def after(self) -> tuple[str, ...]:
        """Names of the parts of the state after the last step that are results of their own."""
        return AFTER if self.lstm else AFTER[1:]


class NativeSequence(torch.autograd.Function):
    """All steps of a DNC.

    Arguments of ``apply``: a ``Call``; x (T, B, I); the weights of the interface; the weights of each layer, then the
    biases of each; the state before the first step: hidden and cells of an LSTM, the fields of ``AccessState``, and the
    read vectors.

    Results: [h(1); ...; h(L)] (T, B, C) and r (T, B, R, W) of all steps; then of the state after the last step the
    cells of an LSTM and the fields of ``AccessState``.
    """

    @staticmethod
    def forward(ctx: Any, call: Call, inputs: Tensor, interface: Tensor, *rest: Tensor) -> tuple[Tensor, ...]:
        """See the class."""
        interface, *rest_ = (tensor.contiguous() for tensor in (interface, *rest))
        weights, biases, state = _cut(rest_, call.num_layers, call.num_layers)
        before = dict(zip(call.before, state, strict=True))
        steps, batch, size = inputs.shape
        flat = inputs.reshape(-1, size)
        gates = [torch.addmm(bias, flat, weight[:, :size].t()) for weight, bias in zip(weights, biases, strict=True)]
        sizes = _sizes(call, inputs, interface, before)
        hidden = inputs.new_empty(steps, batch, interface.shape[1])
        reads = inputs.new_empty(steps, *before["reads_0"].shape)
        after = {name: torch.empty_like(before[name.replace("_T", "_0")]) for name in call.after}
        kept = torch.empty(kept_bytes(call.library, sizes, inputs.dtype), dtype=torch.uint8)
        own: dict[str, Tensor | list[Tensor]] = {
            "interface": interface,
            "weights": weights,
            "gates": gates,
            "hidden": hidden,
            "reads": reads,
            "kept": kept,
        }
        forward(call.library, sizes, inputs.dtype, {**own, **before, **after})
        ctx.call, ctx.sizes = call, sizes
        ctx.set_materialize_grads(False)
        if call.keep:
            ctx.save_for_backward(inputs, interface, hidden, reads, kept, *weights, *gates, *state)
        return hidden, reads, *after.values()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *given: Tensor | None) -> tuple[Tensor | None, ...]:
        """The gradients of the arguments, from those of the results."""
        call, sizes = ctx.call, ctx.sizes
        (inputs, interface, hidden, reads, kept), rest = ctx.saved_tensors[:5], ctx.saved_tensors[5:]
        weights, gates, state = _cut(rest, call.num_layers, call.num_layers)
        before = dict(zip(call.before, state, strict=True))
        given = tuple(gradient if gradient is None else gradient.contiguous() for gradient in given)
        needed = ctx.needs_input_grad
        to_state = [
            torch.empty_like(part) if need else None for part, need in zip(state, needed[-len(state) :], strict=True)
        ]
        to_interface = inputs.new_empty(*inputs.shape[:2], len(interface))
        to_gates = [torch.empty_like(gate) for gate in gates]
        backward(
            call.library,
            sizes,
            inputs.dtype,
            {"interface": interface, "weights": weights, "gates": gates, "hidden": hidden, "reads": reads, "kept": kept}
            | before,
            dict(zip((*call.before, *call.after), (*to_state, *given[2:]), strict=True)),
            {"hidden": given[0], "reads": given[1], "interface": to_interface, "gates": to_gates},
            call.gradient_bound,
        )
        to_inputs = _to_inputs(inputs, weights, to_gates) if needed[1] else None
        to_weights = [
            gate.t() @ _seen(call, layer, inputs, hidden, reads, before) for layer, gate in enumerate(to_gates)
        ]
        to_biases = [gate.sum(0) for gate in to_gates]
        by_interface = to_interface.flatten(0, 1).t() @ hidden.flatten(0, 1)
        return None, to_inputs, by_interface, *to_weights, *to_biases, *to_state


def _cut(tensors: Any, *counts: int) -> list[list[Tensor]]:
    """The first tensors, the next, and so on, and the rest."""
    parts, place = [], 0
    for count in counts:
        parts.append(list(tensors[place : place + count]))
        place += count
    return [*parts, list(tensors[place:])]


def _sizes(call: Call, inputs: Tensor, interface: Tensor, before: Parts) -> Sizes:
    memory, weightings = before["memory_0"], before["read_weightings_0"]
    assert isinstance(memory, Tensor) and isinstance(weightings, Tensor)  # noqa: S101, PT018 - for the type checker
    steps, batch, size = inputs.shape
    return Sizes(
        steps=steps,
        batch=batch,
        slots=memory.shape[1],
        word=memory.shape[2],
        heads=weightings.shape[1],
        layers=call.num_layers,
        hidden=interface.shape[1] // call.num_layers,
        lstm=call.lstm,
        inputs=size,
        keep=call.keep,
        threads=torch.get_num_threads(),
    )


def _seen(call: Call, layer: int, inputs: Tensor, hidden: Tensor, reads: Tensor, before: dict[str, Tensor]) -> Tensor:
    """(T x B, ...) what a layer saw: the input, the read vectors and itself one step before, the layer below."""
    width = hidden.shape[2] // call.num_layers
    own = slice(layer * width, (layer + 1) * width)
    parts = [inputs, torch.cat([before["reads_0"][None], reads[:-1]]).flatten(2)]
    if call.lstm:
        parts.append(torch.cat([before["hidden_0"][None, :, own], hidden[:-1, :, own]]))
    if layer:
        parts.append(hidden[:, :, own.start - width : own.start])
    return torch.cat(parts, 2).flatten(0, 1)


def _to_inputs(inputs: Tensor, weights: list[Tensor], to_gates: list[Tensor]) -> Tensor:
    """The gradient of the inputs, which every layer sees."""
    size = inputs.shape[2]
    total = to_gates[0] @ weights[0][:, :size]
    for gate, weight in zip(to_gates[1:], weights[1:], strict=True):
        total.addmm_(gate, weight[:, :size])
    return total.view_as(inputs)
