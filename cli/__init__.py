"""The command line: parse, call, print.  Nothing in graphmem imports it."""

from .main import main

__all__ = ["main"]
