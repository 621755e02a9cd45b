"""Calls of the compiled DNC: the structures of native/dnc/, filled from tensors by name."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

MOST_HEADS = 32  # kMostHeads of native/dnc/memory.hpp
SIZES = ("steps", "batch", "slots", "word", "heads", "layers", "hidden", "lstm", "inputs", "keep", "threads")
BEFORE = (
    "hidden_0",
    "cells_0",
    "memory_0",
    "usage_0",
    "write_weighting_0",
    "read_weightings_0",
    "link_0",
    "precedence_0",
    "reads_0",
)
AFTER = (
    "cells_T",
    "memory_T",
    "usage_T",
    "write_weighting_T",
    "read_weightings_T",
    "link_T",
    "precedence_T",
)

Parts = Mapping[str, "Tensor | Sequence[Tensor] | None"]
"""Tensors by the names of a structure's fields; a list of tensors is passed as a list of addresses."""


class Sizes(ctypes.Structure):
    """The sizes of a call."""

    _fields_ = tuple((name, ctypes.c_int64) for name in SIZES)


class _Tensors(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_void_p)
        for name in ("interface", "weights", "gates", "hidden", "reads", *BEFORE, *AFTER, "kept")
    )


class _OuterGradients(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_void_p) for name in ("hidden", "reads", "interface", "gates"))


def kept_bytes(library: ctypes.CDLL, sizes: Sizes, dtype: torch.dtype) -> int:
    """Bytes of what a forward pass keeps; without ``sizes.keep``, of its running state."""
    function = getattr(library, f"dnc_kept_bytes_{_suffix(dtype)}")
    function.restype = ctypes.c_int64
    return int(function(ctypes.byref(sizes)))


def forward(library: ctypes.CDLL, sizes: Sizes, dtype: torch.dtype, tensors: Parts) -> None:
    """All steps; see native/dnc/sequence.hpp for the tensors.

    Raises:
        MemoryError: if there is not enough memory.
    """
    with_lists, _keep = _filled(_Tensors, tensors)
    _call(library, "forward", dtype, ctypes.byref(sizes), ctypes.byref(with_lists))


def backward(
    library: ctypes.CDLL,
    sizes: Sizes,
    dtype: torch.dtype,
    tensors: Parts,
    gradients: Parts,
    outer: Parts,
    bound: float,
) -> None:
    """All steps backward.

    Args:
        library: of native/dnc.cpp.
        sizes: as in the forward pass.
        dtype: of all tensors.
        tensors: those of the forward pass.
        gradients: of the state after the last step, read, and of the state before the first, set.
        outer: gradients of the outputs, read, and of interface vectors and layers, set.
        bound: of the gradients into an LSTM.

    Raises:
        MemoryError: if there is not enough memory.
    """
    filled = [_filled(_Tensors, tensors), _filled(_Tensors, gradients), _filled(_OuterGradients, outer)]
    structures = (ctypes.byref(structure) for structure, _ in filled)
    _call(library, "backward", dtype, ctypes.byref(sizes), *structures, ctypes.c_double(bound))


def _call(library: ctypes.CDLL, name: str, dtype: torch.dtype, *arguments: object) -> None:
    if getattr(library, f"dnc_{name}_{_suffix(dtype)}")(*arguments):
        raise MemoryError("There is not enough memory for the DNC.")


def _suffix(dtype: torch.dtype) -> str:
    return "float64" if dtype == torch.float64 else "float32"


def _filled(kind: type[ctypes.Structure], parts: Parts) -> tuple[ctypes.Structure, list[object]]:
    """A structure with the addresses of tensors, and the lists that it points to, which must outlive it."""
    structure, lists = kind(), list[object]()
    for name, part in parts.items():
        if part is None:
            continue
        if isinstance(part, Tensor):
            setattr(structure, name, part.data_ptr())
        else:
            addresses = (ctypes.c_void_p * len(part))(*(tensor.data_ptr() for tensor in part))
            lists.append(addresses)
            setattr(structure, name, ctypes.addressof(addresses))
    return structure, lists
