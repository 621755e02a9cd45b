"""Configuration, loop and checkpoints."""
