"""Calls of the compiled DNC: the structures of native/dnc/sequence.hpp, filled from tensors by name."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

MOST_HEADS = 32  # kMostHeads of native/dnc/memory.hpp
SIZES = (
    "inputs",
    "outputs",
    "steps",
    "batch",
    "slots",
    "word",
    "heads",
    "layers",
    "hidden",
    "lstm",
    "keep",
    "threads",
)
STATE = (
    "hidden",
    "cells",
    "memory",
    "usage",
    "write_weighting",
    "read_weightings",
    "link",
    "precedence",
    "reads",
)
_TENSORS = (
    "inputs",
    "outputs",
    "interface",
    "output",
    "read_output",
    "weights",
    "biases",
    *(f"{name}_0" for name in STATE),
    *(f"{name}_T" for name in STATE),
)
_KEPT_ARRAYS = 8  # Kept::kArrays
_TOGETHER = 2**23  # bytes; larger arrays are allocated one by one, so that the allocator keeps more of them for reuse

Parts = Mapping[str, "Tensor | Sequence[Tensor] | None"]
"""Tensors by the names of the fields; a list of tensors is passed as a list of addresses, None as no address."""


class Sizes(ctypes.Structure):
    """The sizes of a call."""

    _fields_ = tuple((name, ctypes.c_int64) for name in SIZES)


class _Tensors(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_void_p) for name in _TENSORS)


def new_kept(library: ctypes.CDLL, sizes: Sizes, dtype: torch.dtype) -> list[Tensor]:
    """Memory for what a forward pass keeps; without ``sizes.keep``, for its running state."""
    counts = (ctypes.c_int64 * _KEPT_ARRAYS)()
    _function(library, "kept", dtype)(ctypes.byref(sizes), counts)
    if sum(counts) <= _TOGETHER:
        return list(torch.split(torch.empty(sum(counts), dtype=torch.uint8), list(counts)))
    return [torch.empty(count, dtype=torch.uint8) for count in counts]


def forward(library: ctypes.CDLL, sizes: Sizes, dtype: torch.dtype, tensors: Parts, kept: Sequence[Tensor]) -> None:
    """All steps.

    Args:
        library: of native/dnc.cpp.
        sizes: of the call.
        dtype: of all tensors.
        tensors: inputs, weights and the state before the first step, read; outputs and the state after the last, set.
        kept: of ``new_kept``.

    Raises:
        MemoryError: if there is not enough memory.
    """
    structure, _lists = _filled(tensors)
    _check(_function(library, "forward", dtype)(ctypes.byref(sizes), ctypes.byref(structure), _addresses(kept)))


def backward(
    library: ctypes.CDLL,
    sizes: Sizes,
    dtype: torch.dtype,
    tensors: Parts,
    gradients: Parts,
    kept: Sequence[Tensor],
    bound: float,
) -> None:
    """All steps backward.

    Args:
        library: of native/dnc.cpp.
        sizes: of the call.
        dtype: of all tensors.
        tensors: inputs and weights.
        gradients: of the outputs and the state after the last step, read; of the others, set.
        kept: by the forward pass.
        bound: of the gradients into an LSTM.

    Raises:
        MemoryError: if there is not enough memory.
    """
    (read, _lists), (given, _others) = _filled(tensors), _filled(gradients)
    structures = (ctypes.byref(structure) for structure in (sizes, read, given))
    _check(_function(library, "backward", dtype)(*structures, _addresses(kept), ctypes.c_double(bound)))


def _function(library: ctypes.CDLL, name: str, dtype: torch.dtype) -> ctypes._NamedFuncPointer:
    found: ctypes._NamedFuncPointer = getattr(library, f"dnc_{name}_{str(dtype).removeprefix('torch.')}")
    return found


def _check(failed: int) -> None:
    if failed:
        raise MemoryError("There is not enough memory for the DNC.")


def _addresses(tensors: Sequence[Tensor]) -> ctypes.Array[ctypes.c_void_p]:
    return (ctypes.c_void_p * len(tensors))(*(tensor.data_ptr() for tensor in tensors))


def _filled(parts: Parts) -> tuple[_Tensors, list[object]]:
    """The structure with the addresses of tensors, and the lists that it points to, which must outlive it."""
    structure, lists = _Tensors(), list[object]()
    for name, part in parts.items():
        if isinstance(part, Tensor):
            setattr(structure, name, part.data_ptr())
        elif part is not None:
            addresses = _addresses(part)
            lists.append(addresses)
            setattr(structure, name, ctypes.addressof(addresses))
    return structure, lists
