"""Evaluation of machines: on networks, evaluation sets and sequences of any length, and by proof."""
