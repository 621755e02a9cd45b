"""Weights from a folder: config.json and model.safetensors."""

from __future__ import annotations

from pathlib import Path

from ...encoding.specs import MACHINE, interface_size, num_control_bits
from ..model_files import checked, model_folder, read_config, read_tensors
from .control import ControlTable, Weights
from .machine import DiscretePlanner

MOST = 4096  # heads or hidden units; more is a damaged file


def load_planner(path: Path | None = None) -> DiscretePlanner:
    """The planner of a checkpoint folder, or the one that ships with graphmem.

    Raises:
        CheckpointError: if the folder is none, or no planner of this format stands in it undamaged.
    """
    with model_folder(path, MACHINE, MACHINE) as folder:
        sizes = {"num_heads": (1, MOST), "hidden_size": (1, MOST)}
        num_heads, hidden_size = read_config(folder, MACHINE, sizes)
        tensors = read_tensors(folder)
    shapes = {
        "controller.hidden.weight": (hidden_size, num_control_bits(num_heads)),
        "controller.hidden.bias": (hidden_size,),
        "controller.output.weight": (interface_size(num_heads), hidden_size),
        "controller.output.bias": (interface_size(num_heads),),
    }
    weights = Weights(*(checked(tensors.get(name), name, shape, folder) for name, shape in shapes.items()))
    return DiscretePlanner(ControlTable(weights, num_heads), num_heads)
