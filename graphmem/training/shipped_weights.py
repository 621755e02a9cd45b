"""Copy the model of a training run in half precision: ``python -m graphmem.training.shipped_weights MODEL OUT``.

The DNC weights in ``graphmem/weights/dnc`` were made in this way from the ``model`` folder of ``graphmem train dnc``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from ..encoding.specs import WEIGHTS_FILE
from ..errors import CheckpointError, GraphmemError, UsageError
from ..interpreter.model_files import read_object, read_tensors
from .model_cards import write_model

NOTE = "The numbers are stored in half precision."


def copy_half(model: Path, out: Path) -> None:
    """Copy config.json, README.md and model.safetensors of a model, its weights rounded to half precision.

    Args:
        model: a folder as training writes it.
        out: the folder of the copy, which is made if need be.

    Raises:
        CheckpointError: if the model cannot be read, or a weight is not finite in half precision.
        OSError: if the copy cannot be written.
    """
    weights = {name: torch.from_numpy(array.copy()).half() for name, array in read_tensors(model).items()}
    for name, tensor in weights.items():
        if not torch.isfinite(tensor).all():
            raise CheckpointError(f"{model / WEIGHTS_FILE}: tensor {name} is not finite in half precision.")
    try:
        card = (model / "README.md").read_text(encoding="utf-8")
    except OSError as error:
        raise CheckpointError(f"{model / 'README.md'} cannot be read: {error.strerror}.") from error
    if NOTE not in card:
        card = card.replace("\n\nLicence:", f"\n- {NOTE}\n\nLicence:")
    write_model(out, read_object(model), weights, card)


def main(arguments: Sequence[str] | None = None) -> int:
    """Copy one folder to the other; returns the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        if len(words) != 2:
            raise UsageError("Usage: python -m graphmem.training.shipped_weights MODEL OUT")
        copy_half(*map(Path, words))
    except GraphmemError as error:
        print(f"graphmem: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
