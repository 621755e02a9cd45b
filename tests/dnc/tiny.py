"""DNCs with untrained weights, in folders like those of ``graphmem train dnc``."""

import json
from pathlib import Path

import torch

from graphmem.dnc import TrainedDNC, load_dnc
from graphmem.models import DNC


def write_tiny(folder: Path, task: str, **more: object) -> Path:
    """A DNC of random weights; ``more`` goes into its configuration."""
    machine = DNC(
        92,
        90,
        hidden_size=8,
        word_size=6,
        num_read_heads=2,
        controller="feed-forward",
        generator=torch.Generator().manual_seed(3),
    )
    machine.save(folder)
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "task": task, **more}))
    return folder


def tiny(folder: Path, task: str, **more: object) -> TrainedDNC:
    return load_dnc(task, write_tiny(folder, task, **more))
