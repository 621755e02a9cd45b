"""A discretised reasoner from a folder with config.json and model.safetensors."""

from __future__ import annotations

from pathlib import Path

from ...encoding.specs import WEIGHTS_FILE
from ...encoding.words import LIMITS, MACHINE, SHIPPED_AS
from ..model_files import model_folder, read_config, read_tensors
from ..weights import check_tensors, reasoner_shapes
from .machine import DiscreteReasoner


def load_reasoner(path: Path | None = None) -> DiscreteReasoner:
    """The reasoner of a checkpoint folder, or the one that ships with graphmem.

    Args:
        path: the folder; None for the reasoner that ships.

    Raises:
        CheckpointError: if there is no such folder, or it holds no undamaged reasoner of this format.
    """
    with model_folder(path, MACHINE, SHIPPED_AS) as folder:
        shapes = reasoner_shapes(*read_config(folder, MACHINE, LIMITS))
        tensors = check_tensors(read_tensors(folder), shapes, str(folder / WEIGHTS_FILE))
    return DiscreteReasoner.from_tensors(tensors)
