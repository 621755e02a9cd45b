"""The state of a training run as one safetensors file; plain values are in its header as JSON.

A file is replaced as a whole or not at all, and no pickle is ever written or read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor
from torch.optim import Optimizer

from ..common.files import replacing
from ..errors import CheckpointError


def write_tensors(path: Path, tensors: Mapping[str, Tensor], header: dict[str, str] | None = None) -> None:
    """Write a safetensors file."""
    on_cpu = {name: part.detach().cpu().contiguous() for name, part in tensors.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        save_file(on_cpu, part, metadata=header)


def write_state(path: Path, values: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> None:
    """Write values and tensors as one file, so that neither can be newer than the other."""
    write_tensors(path, tensors, {"values": json.dumps(values)})


def read_state(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """What ``write_state`` wrote.

    Raises:
        CheckpointError: if the file is missing, truncated or something else.
    """
    try:
        with safe_open(path, framework="pt") as stream:
            values = json.loads((stream.metadata() or {}).get("values", "null"))
            tensors = {name: stream.get_tensor(name) for name in stream.keys()}  # noqa: SIM118 - not a mapping
    except (OSError, SafetensorError, ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is not a readable safetensors file: {str(error).splitlines()[0]}.") from error
    if not isinstance(values, dict):
        raise CheckpointError(f"{path} holds tensors, but not the state of a training run.")
    return values, tensors


def within(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names begin with a prefix, without it."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def optimizer_tensors(optimizer: Optimizer, prefix: str) -> dict[str, Tensor]:
    """The moments that an optimizer keeps of each parameter, under names that begin with a prefix."""
    state = optimizer.state_dict()["state"]
    return {
        f"{prefix}{number}.{name}": torch.as_tensor(value)
        for number, moments in state.items()
        for name, value in moments.items()
    }


def load_optimizer(optimizer: Optimizer, tensors: Mapping[str, Tensor], prefix: str) -> None:
    """The reverse of ``optimizer_tensors``; learning rates and other settings stay as they are.

    Raises:
        ValueError: if a name is unknown, or something is missing or of another shape.
    """
    moments: dict[int, dict[str, Tensor]] = {}
    parameters = [part for group in optimizer.param_groups for part in group["params"]]
    for name, value in within(tensors, prefix).items():
        number, key = int(name.split(".")[0]), name.split(".", 1)[1]
        if number not in range(len(parameters)):
            raise ValueError(f"there is no parameter for {prefix}{name}")
        # All that torch's optimizers keep of a parameter has its shape, except the number of steps.
        if value.shape != (() if key == "step" else parameters[number].shape):
            raise ValueError(f"{prefix}{name} has another shape than its parameter")
        moments.setdefault(number, {})[key] = value
    names = _moment_names(optimizer)
    if any(set(parts) != names for parts in moments.values()):
        raise ValueError(f"{prefix[:-1]} lacks {', '.join(sorted(names))} of some parameter")
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": moments, "param_groups": groups})


def _moment_names(optimizer: Optimizer) -> set[str]:
    """The names of what an optimizer keeps of a parameter after its first step."""
    probe = torch.zeros(1, requires_grad=True)
    probe.grad = torch.zeros(1)
    twin = type(optimizer)([{**optimizer.param_groups[0], "params": [probe]}])  # type: ignore[call-arg]  # the abstract one wants more
    twin.step()
    return set(twin.state[probe])


def load_generator(state: Any) -> np.random.Generator:
    """A generator that continues from the state of another; for a wrong state it raises what numpy raises."""
    rng = np.random.Generator(np.random.PCG64())
    rng.bit_generator.state = state
    return rng


def fitting(tensor: Tensor, like: Tensor) -> Tensor:
    """The tensor itself.

    Raises:
        ValueError: if its shape or type differs from that of ``like``.
    """
    if tensor.shape != like.shape or tensor.dtype != like.dtype:
        raise ValueError(
            f"a tensor is {tensor.dtype} of shape {tuple(tensor.shape)}, not {like.dtype} of shape {tuple(like.shape)}"
        )
    return tensor


def check_fit(saved: Mapping[str, Tensor], fresh: Mapping[str, Tensor]) -> None:
    """Check that saved weights are those of a machine like a fresh one.

    Raises:
        CheckpointError: if names, shapes or types differ.
    """
    fault = "its weights have other names" if saved.keys() != fresh.keys() else ""
    for name in () if fault else fresh:
        try:
            fitting(saved[name], fresh[name])
        except ValueError as error:
            fault = f"of {name}, {error}"
            break
    if fault:
        raise CheckpointError(f"The saved run does not fit the machine: {fault}.")


@contextmanager
def complete_state() -> Iterator[None]:
    """Turn what the loading of an incomplete or damaged state raises into one sentence.

    Raises:
        CheckpointError: with that sentence.
    """
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split()).rstrip(".") + (" is missing" if isinstance(error, KeyError) else "")
        raise CheckpointError(f"The state of this training run is incomplete or damaged: {reason}.") from error
