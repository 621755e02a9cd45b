"""The planner without torch: every gate, match and mark is 0 or 1."""
