"""A discretised planner from a folder with config.json and model.safetensors."""

from __future__ import annotations

from pathlib import Path

from ...encoding.specs import MACHINE, WEIGHTS_FILE
from ..model_files import model_folder, read_config, read_tensors
from ..weights import check_tensors, planner_shapes
from .machine import DiscretePlanner

_LARGEST = 4096  # heads or hidden units; a greater number means a damaged file


def load_planner(path: Path | None = None) -> DiscretePlanner:
    """The planner of a checkpoint folder, or the one that ships with graphmem.

    Args:
        path: the folder; None for the planner that ships.

    Raises:
        CheckpointError: if there is no such folder, or it holds no undamaged planner of this format.
    """
    with model_folder(path, MACHINE, MACHINE) as folder:
        sizes = {"num_heads": (1, _LARGEST), "hidden_size": (1, _LARGEST)}
        num_heads, hidden_size = read_config(folder, MACHINE, sizes)
        shapes = planner_shapes(num_heads, hidden_size)
        tensors = check_tensors(read_tensors(folder), shapes, str(folder / WEIGHTS_FILE))
    return DiscretePlanner.from_tensors(tensors, num_heads)
