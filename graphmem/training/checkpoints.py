"""Checkpoints: a folder with config.json and safetensors files, replaced whole or not at all.

    config.json          machine, its sizes, how it was trained
    model.safetensors    weights
    training.safetensors, training.json    what resuming needs besides; only in the folder of a run

No pickle is ever written or read.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from ..errors import CheckpointError

FORMAT = 1
CONFIG, WEIGHTS = "config.json", "model.safetensors"
TRAINING, TRAINING_TENSORS = "training.json", "training.safetensors"


def write_folder(
    folder: Path,
    values: Mapping[str, Any],
    tensors: Mapping[str, Mapping[str, Tensor]],
    texts: Mapping[str, str] | None = None,
) -> None:
    """Write JSON, safetensors and text files into ``folder``, atomically.

    All files are written beside it first; then the folder is exchanged by renaming, so that a reader or an interruption
    meets the old checkpoint or the new one.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, text in (
            {name: json.dumps(value, indent=2) + "\n" for name, value in values.items()} | dict(texts or {})
        ).items():
            (fresh / name).write_text(text, encoding="utf-8")
        for name, parts in tensors.items():
            save_file({key: part.detach().cpu().contiguous() for key, part in parts.items()}, fresh / name)
        # A temporary folder and safetensors files are for their owner alone; weights are for everybody.
        fresh.chmod(0o755)
        for path in fresh.iterdir():
            path.chmod(0o644)
        old = folder.with_name(f".{folder.name}-old")
        if old.exists():
            shutil.rmtree(old)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        if old.exists():
            shutil.rmtree(old)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object.

    Raises:
        CheckpointError: if it is missing or something else.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} is no readable JSON file: {_reason(error)}.") from error
    if not isinstance(value, dict):
        raise CheckpointError(f"{path} does not hold a JSON object.")
    return value


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file.

    Raises:
        CheckpointError: if it is missing, truncated or something else.
    """
    try:
        return load_file(path)
    except (OSError, SafetensorError, ValueError) as error:
        raise CheckpointError(f"{path} is no readable safetensors file: {_reason(error)}.") from error


def load_weights(module: torch.nn.Module, tensors: Mapping[str, Tensor], path: Path) -> None:
    """Copy tensors into a module that has exactly these parameters.

    Raises:
        CheckpointError: if a name or a shape differs.
    """
    try:
        module.load_state_dict(dict(tensors))
    except RuntimeError as error:
        raise CheckpointError(f"{path} holds the weights of another machine.") from error


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return os.linesep.join(text.splitlines()[:1]).rstrip(".")
