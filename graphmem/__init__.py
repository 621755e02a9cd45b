"""Graph reasoning with a memory machine: random networks, a machine that learns on them, routes on real ones."""

__version__ = "0.3.0"
