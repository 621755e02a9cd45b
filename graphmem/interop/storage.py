"""Nested dicts and lists of tensors and plain values as one safetensors file; no pickle is written or read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError

from ..common.extras import missing

try:
    import torch
    from safetensors.torch import load, save
    from torch import Tensor
except ModuleNotFoundError as error:
    raise missing("torch", "A file of tensors") from error

from ..common.files import replace_file
from ..errors import DataError

# The values are stored in a tensor of bytes, since the size of a safetensors header is limited.
_JSON = "json"


def write_values(values: Mapping[str, Any], path: Path) -> None:
    """Write the file whole or not at all.

    Args:
        values: dense tensors, None, bools, numbers, texts, and lists, tuples and dicts (with texts for keys) of these.
        path: the file, in an existing folder.

    Raises:
        DataError: if there is anything else, named by its place, or the file cannot be written.
    """
    tensors: dict[str, Tensor] = {}
    text = json.dumps(_encode(values, "", tensors))
    tensors[_JSON] = torch.frombuffer(bytearray(text, "ascii"), dtype=torch.uint8)
    write_bytes(save(tensors), path)


def read_values(path: Path) -> dict[str, Any]:
    """The values that ``write_values`` wrote.

    Raises:
        DataError: if the file is missing, truncated or something else.
    """
    try:
        tensors = load(path.read_bytes())
        values = _decode(json.loads(tensors[_JSON].numpy().tobytes()), tensors)
    except (OSError, SafetensorError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(f"{path} holds no processed graphs: {error}.") from error
    if not isinstance(values, dict):
        raise DataError(f"{path} holds no processed graphs.")
    return values


def write_bytes(content: bytes, path: Path) -> None:
    """Write a file whole or not at all.

    Raises:
        DataError: if it cannot be written.
    """
    try:
        replace_file(path, content)
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror}.") from error


def _encode(value: object, where: str, tensors: dict[str, Tensor]) -> Any:
    """As JSON: dicts, tuples and tensors become a dict with one key, which names their type."""
    if type(value) is Tensor and value.layout is torch.strided:
        name = str(len(tensors))
        tensors[name] = value.detach().cpu().clone(memory_format=torch.contiguous_format)
        return {"tensor": name}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        items = [_encode(item, f"{where}[{place}]", tensors) for place, item in enumerate(value)]
        return items if isinstance(value, list) else {"tuple": items}
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {"dict": {key: _encode(item, f"{where}.{key}", tensors) for key, item in value.items()}}
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    raise DataError(f"{where[1:]} is a {kind}, which cannot be kept without a pickle.")


def _decode(value: Any, tensors: Mapping[str, Tensor]) -> Any:
    if isinstance(value, list):
        return [_decode(item, tensors) for item in value]
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    if kind == "tensor":
        return tensors[content]
    if kind == "tuple":
        return tuple(_decode(item, tensors) for item in content)
    if kind == "dict":
        return {key: _decode(item, tensors) for key, item in content.items()}
    raise ValueError(f"{kind} is not a type of value")
