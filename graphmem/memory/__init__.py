"""The memory and its addressing; knows tensors and no graph."""
