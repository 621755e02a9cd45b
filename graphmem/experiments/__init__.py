"""Experiments with memories: using slots again, other numbers of them, and parts that are switched off."""
