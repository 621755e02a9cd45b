"""The discretised planner: its control table, its memory, its steps, its answers and its checkpoints."""
