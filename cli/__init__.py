"""The command line: parse, call, print.  Only ``python -m graphmem`` imports it."""

from .main import main

__all__ = ["main"]
