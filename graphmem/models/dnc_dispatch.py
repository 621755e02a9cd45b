"""Whether native code can read a sequence for a DNC, and its call."""

from __future__ import annotations

import ctypes
import logging
from functools import cache
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from ..memory.dnc.access import access
from ..memory.dnc.interface import interface_size
from ..memory.dnc.state import AccessState
from ..native.library import load_library
from .dnc_controllers import DeepLSTM, FeedForward, LSTMState
from .dnc_library import MOST_HEADS
from .dnc_native import Call, NativeSequence
from .memory_machine import MachineState

if TYPE_CHECKING:
    from .dnc import DNC

_log = logging.getLogger("graphmem")
Result = tuple[Tensor, MachineState[AccessState]]
_Known = DeepLSTM | FeedForward


def run_natively(machine: DNC, inputs: Tensor, state: MachineState[AccessState]) -> Result | None:
    """All steps of a DNC in native code; None where it must go step by step.

    Args:
        machine: a DNC.
        inputs: x (T, B, I).
        state: before the first step.

    Returns:
        y (T, B, O), and the state after the last step.
    """
    controller = machine.controller
    if not isinstance(controller, (DeepLSTM, FeedForward)) or not _is_known(machine, controller):
        return None
    if torch.compiler.is_compiling() or torch._C._get_tracing_state():
        return None
    library = _library(inputs.device.type)
    before = [*state.controller, *state.access, state.reads]
    if library is None or not _is_plain(machine, controller, inputs, before):
        return None
    every = [inputs.to(machine.interface.weight.dtype), *_parameters(machine, controller), *before]
    keep = torch.is_grad_enabled() and any(tensor.requires_grad for tensor in every)
    lstm = isinstance(controller, DeepLSTM)
    bound = controller.gradient_bound if isinstance(controller, DeepLSTM) else 0.0
    call = Call(library, lstm, len(controller.layers), bound, keep)
    outputs, *after = NativeSequence.apply(call, *every)  # type: ignore[no-untyped-call]  # torch's apply is
    last = LSTMState(after.pop(0), after.pop(0)) if lstm else ()
    return outputs, MachineState(last, AccessState(*after[:-1]), after[-1])


def _is_known(machine: DNC, controller: _Known) -> bool:
    """Whether the machine is one that the native code knows: nothing in it has been replaced or is watched by hooks."""
    if machine.access is not access or machine.num_read_heads > MOST_HEADS or _is_overridden(machine):
        return False
    if type(controller) not in (DeepLSTM, FeedForward):
        return False
    maps = (machine.interface, machine.output, machine.read_output)
    parts = (*controller.layers, *maps)
    if any(part.bias is not None for part in maps):
        return False
    return all(type(part) is nn.Linear for part in parts) and not any(map(_is_watched, (controller, *parts)))


def _is_overridden(machine: DNC) -> bool:
    """Whether a subclass has a step of its own."""
    steps = ("_advance", "_control", "_remember", "_access", "_read_interface", "_answer")
    return any(not getattr(type(machine), step).__module__.startswith("graphmem.") for step in steps)


def _is_watched(module: nn.Module) -> bool:
    hooks = (module._forward_hooks, module._forward_pre_hooks, module._backward_hooks, module._backward_pre_hooks)
    return any(hooks)


def _is_plain(machine: DNC, controller: _Known, inputs: Tensor, state: list[Tensor]) -> bool:
    """Whether all tensors are ordinary ones, of one type and of the shapes that the sizes call for.

    Where they are not, going step by step either works or raises PyTorch's own error.
    """
    weight = machine.interface.weight
    if torch.is_autocast_enabled("cpu") or weight.dtype not in (torch.float32, torch.float64):
        return False
    slots = state[-1 - len(AccessState._fields)].shape[1:2].numel()
    if not inputs.numel() or not slots or inputs.is_complex():
        return False
    tensors = [*_parameters(machine, controller), *state]
    shapes = [*_parameter_shapes(machine, controller), *_state_shapes(machine, controller, inputs.shape[1], slots)]
    dtype, kinds = weight.dtype, (Tensor, nn.Parameter)
    return len(tensors) == len(shapes) and all(
        tensor.shape == shape and tensor.dtype is dtype and tensor.is_cpu and type(tensor) in kinds
        for tensor, shape in zip(tensors, shapes, strict=True)
    )


def _parameters(machine: DNC, controller: _Known) -> list[Tensor]:
    """The weights of the maps, of each layer, and the biases of each."""
    layers = [layer for layer in controller.layers if isinstance(layer, nn.Linear)]
    maps = machine.interface, machine.output, machine.read_output
    return [*(part.weight for part in (*maps, *layers)), *(layer.bias for layer in layers)]


def _parameter_shapes(machine: DNC, controller: _Known) -> list[tuple[int, ...]]:
    width = machine.interface.in_features
    layers, gates = len(controller.layers), 4 if isinstance(controller, DeepLSTM) else 1
    hidden, seen = width // layers, machine.input_size + machine.word_size * machine.num_read_heads
    own = hidden if isinstance(controller, DeepLSTM) else 0
    weights = [(gates * hidden, seen + own + (hidden if layer else 0)) for layer in range(layers)]
    outputs, reads = machine.output.out_features, machine.word_size * machine.num_read_heads
    maps = [(interface_size(machine.word_size, machine.num_read_heads), width), (outputs, width), (outputs, reads)]
    return [*maps, *weights, *[(gates * hidden,)] * layers]


def _state_shapes(machine: DNC, controller: _Known, batch: int, slots: int) -> list[tuple[int, ...]]:
    word, heads = machine.word_size, machine.num_read_heads
    memory = [(slots, word), (slots,), (slots,), (heads, slots), (slots, slots), (slots,), (heads, word)]
    own = [(machine.interface.in_features,)] * (2 if isinstance(controller, DeepLSTM) else 0)
    return [(batch, *shape) for shape in (*own, *memory)]


@cache
def _library(device: str) -> ctypes.CDLL | None:
    """The library for a kind of device; on others than the CPU a sentence to the log, once."""
    if device == "cpu":
        return load_library("dnc")
    _log.warning("On %s the DNC goes step by step; only the CPU has native code for it.", device)
    return None
