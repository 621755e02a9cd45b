"""The memory and its addressing; knows tensors and no graph."""

from ..common.extras import need

need("A memory", "torch")
