"""Configuration, loop and checkpoints."""

from ..common.extras import need

need("Training", "torch")
