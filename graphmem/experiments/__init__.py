"""Experiments with memories: ablations, reuse of slots, other numbers of slots, and longer sequences."""

from ..common.extras import need

need("An experiment", "torch")
