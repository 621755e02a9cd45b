"""A DNC over a whole sequence as one call of native code, with its gradients: the same numbers as step by step."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from .dnc_library import STATE, Sizes, backward, forward, new_kept


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
    def state(self) -> tuple[str, ...]:
        """Names of the parts of the state; a feed-forward controller has none of its own."""
        return STATE if self.lstm else STATE[2:]

    def names(self) -> list[str]:
        """A name for each tensor among the arguments of ``NativeSequence.apply``."""
        layers = [*["weights"] * self.num_layers, *["biases"] * self.num_layers]
        return ["inputs", "interface", "output", "read_output", *layers, *(f"{name}_0" for name in self.state)]


class NativeSequence(torch.autograd.Function):
    """All steps of a DNC.

    Arguments of ``apply``: a ``Call``; x (T, B, I); the weights of the maps to interface, output and from reads to
    output; the weights of each layer, then the biases of each; the state before the first step: hidden and cells of an
    LSTM, the fields of ``AccessState``, and the read vectors.

    Results: y (T, B, O) and the state after the last step.
    """

    @staticmethod
    def forward(ctx: Any, call: Call, *given: Tensor) -> tuple[Tensor, ...]:
        """See the class."""
        given = tuple(tensor.contiguous() for tensor in given)
        named = _named(call, given)
        sizes = _sizes(call, named)
        inputs = named["inputs"]
        outputs = inputs.new_empty(*inputs.shape[:2], len(named["output"]))
        after = {f"{name}_T": torch.empty_like(named[f"{name}_0"]) for name in call.state}
        kept = new_kept(call.library, sizes, inputs.dtype)
        forward(call.library, sizes, inputs.dtype, {**named, "outputs": outputs, **after}, kept)
        ctx.set_materialize_grads(False)
        if call.keep:
            ctx.call, ctx.sizes = call, sizes
            ctx.save_for_backward(*given, *kept)
        return outputs, *after.values()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *of_results: Tensor | None) -> tuple[Tensor | None, ...]:
        """The gradients of the arguments, from those of the results."""
        call: Call = ctx.call
        names = call.names()
        saved = ctx.saved_tensors
        given, kept = saved[: len(names)], saved[len(names) :]
        of_results = tuple(part if part is None else part.contiguous() for part in of_results)
        # Those of all weights are computed together, of the others what is asked for.
        found = [
            torch.empty_like(part) if needed or not (name == "inputs" or name.endswith("_0")) else None
            for name, part, needed in zip(names, given, ctx.needs_input_grad[1:], strict=True)
        ]
        results = zip(["outputs", *(f"{name}_T" for name in call.state)], of_results, strict=True)
        gradients = {**_named(call, found), **dict(results)}
        backward(call.library, ctx.sizes, given[0].dtype, _named(call, given), gradients, kept, call.gradient_bound)
        return None, *found


def _named(call: Call, tensors: Any) -> dict[str, Any]:
    """Tensors by name, those of the layers as lists."""
    named: dict[str, Any] = {"weights": [], "biases": []}
    for name, tensor in zip(call.names(), tensors, strict=True):
        if name in ("weights", "biases"):
            named[name].append(tensor)
        else:
            named[name] = tensor
    return named


def _sizes(call: Call, named: dict[str, Any]) -> Sizes:
    steps, batch, size = named["inputs"].shape
    return Sizes(
        inputs=size,
        outputs=len(named["output"]),
        steps=steps,
        batch=batch,
        slots=named["memory_0"].shape[1],
        word=named["memory_0"].shape[2],
        heads=named["reads_0"].shape[1],
        layers=call.num_layers,
        hidden=named["interface"].shape[1] // call.num_layers,
        lstm=call.lstm,
        keep=call.keep,
        threads=torch.get_num_threads(),
    )
