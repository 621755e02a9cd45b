"""Scores of a machine on networks."""
