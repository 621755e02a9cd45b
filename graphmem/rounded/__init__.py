"""The planner with every gate, match and mark rounded to 0 or 1, without torch."""
