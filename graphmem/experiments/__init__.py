"""Experiments with memories: ablations, slots used again, other numbers of slots, and longer sequences."""

from ..common.extras import need

need("An experiment", "torch")
