"""The discretised reasoner: its control, its machine and its checkpoints."""
