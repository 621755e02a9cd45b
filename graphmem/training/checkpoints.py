"""Checkpoints: safetensors and JSON files, each replaced whole or not at all.  No pickle is ever written or read.

model/config.json         machine, its sizes, how it was trained
model/model.safetensors   weights
model/README.md           the model card
state.safetensors         what resuming needs: tensors, and all other values as JSON in the header
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
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
from ..encoding.specs import CONFIG_FILE, FORMAT, MACHINE, WEIGHTS_FILE
from ..errors import CheckpointError

__all__ = [
    "FORMAT",
    "MACHINE",
    "complete_state",
    "fitting",
    "load_generator",
    "load_optimizer",
    "optimizer_tensors",
    "read_state",
    "within",
    "write_model",
    "write_state",
]


def write_model(folder: Path, config: Mapping[str, Any], weights: Mapping[str, Tensor], card: str) -> None:
    """Write the three files of a model, each in one piece; weights of a run fit its config at any other moment."""
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / WEIGHTS_FILE, lambda path: save_file(_on_cpu(weights), path))
    _replace(folder / CONFIG_FILE, lambda path: _write_text(path, json.dumps(config, indent=2) + "\n"))
    _replace(folder / "README.md", lambda path: _write_text(path, card))


def write_state(path: Path, values: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> None:
    """Write values and tensors as one file, so that neither can be newer than the other."""
    header = {"values": json.dumps(values)}
    _replace(path, lambda part: save_file(_on_cpu(tensors), part, metadata=header))


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
        raise CheckpointError(f"{path} is no readable safetensors file: {str(error).splitlines()[0]}.") from error
    if not isinstance(values, dict):
        raise CheckpointError(f"{path} holds tensors, but not the state of a training run.")
    return values, tensors


def within(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names begin with a prefix, without it."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def optimizer_tensors(optimizer: Optimizer, prefix: str) -> dict[str, Tensor]:
    """What an optimizer remembers of each parameter, under names that begin with a prefix."""
    state = optimizer.state_dict()["state"]
    return {
        f"{prefix}{number}.{name}": torch.as_tensor(value)
        for number, moments in state.items()
        for name, value in moments.items()
    }


def load_optimizer(optimizer: Optimizer, tensors: Mapping[str, Tensor], prefix: str) -> None:
    """The reverse of ``optimizer_tensors``; rates and other settings stay as they are.

    Raises:
        ValueError: if a name is none of an optimizer's, or something is missing or of another shape.
    """
    moments: dict[int, dict[str, Tensor]] = {}
    parameters = [part for group in optimizer.param_groups for part in group["params"]]
    for name, value in within(tensors, prefix).items():
        number, key = int(name.split(".")[0]), name.split(".", 1)[1]
        if number not in range(len(parameters)):
            raise ValueError(f"{prefix}{name} is of no parameter")
        # All that torch's optimizers remember of a parameter has its shape, but for the number of steps.
        if value.shape != (() if key == "step" else parameters[number].shape):
            raise ValueError(f"{prefix}{name} has another shape than its parameter")
        moments.setdefault(number, {})[key] = value
    names = _remembered(optimizer)
    if any(set(parts) != names for parts in moments.values()):
        raise ValueError(f"{prefix[:-1]} does not remember {', '.join(sorted(names))} of each parameter")
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": moments, "param_groups": groups})


def _remembered(optimizer: Optimizer) -> set[str]:
    """The names of what it keeps of a parameter, once it has taken a step."""
    probe = torch.zeros(1, requires_grad=True)
    probe.grad = torch.zeros(1)
    twin = type(optimizer)([{**optimizer.param_groups[0], "params": [probe]}])  # type: ignore[call-arg]  # the abstract one wants more
    twin.step()
    return set(twin.state[probe])


def load_generator(state: Any) -> np.random.Generator:
    """A generator that goes on from the state of another; of a wrong state it raises what numpy does."""
    rng = np.random.Generator(np.random.PCG64())
    rng.bit_generator.state = state
    return rng


def fitting(tensor: Tensor, like: Tensor) -> Tensor:
    """The tensor.

    Raises:
        ValueError: if it is not of the same shape and type as another.
    """
    if tensor.shape != like.shape or tensor.dtype != like.dtype:
        raise ValueError(
            f"{tensor.dtype} of shape {tuple(tensor.shape)} stands where {like.dtype} of shape "
            f"{tuple(like.shape)} should"
        )
    return tensor


@contextmanager
def complete_state() -> Iterator[None]:
    """Around the loading of a state: whatever comes of one that lacks something, or holds something else.

    Raises:
        CheckpointError: instead.
    """
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split()).rstrip(".") + (" is missing" if isinstance(error, KeyError) else "")
        raise CheckpointError(f"The state of this training run is incomplete or damaged: {reason}.") from error


def _on_cpu(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: part.detach().cpu().contiguous() for name, part in tensors.items()}


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _replace(path: Path, write: Callable[[Path], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        write(part)
        part.chmod(0o644)  # safetensors makes files that only their owner can read
