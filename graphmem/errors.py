"""Every failure that graphmem reports on purpose::

    GraphmemError
    |-- UsageError          2   arguments or options that contradict each other
    |   `-- MissingExtra        an optional library is not installed
    |-- StationError        3
    |   |-- UnknownStation      no such name; carries suggestions
    |   |-- AmbiguousStation    several stations answer to it; carries them
    |   |-- UnknownLine         no such line; carries suggestions
    |   `-- AmbiguousLine       several lines answer to it; carries them
    |-- NoRoute             4   the destination cannot be reached
    |-- DataError           5   a network, table or episode file is unusable
    `-- CheckpointError     6   a file is no checkpoint of this machine

The number is the exit code of the command line.  A message is one sentence that a user can act on.
"""

from __future__ import annotations

from collections.abc import Sequence


class GraphmemError(Exception):
    """Root of the tree; never raised itself."""

    exit_code = 1


class UsageError(GraphmemError):
    """The request contradicts itself."""

    exit_code = 2


class MissingExtra(UsageError):
    """An optional library is not installed; the sentence has the command that installs it."""


class StationError(GraphmemError):
    """A name did not lead to exactly one station, or line.

    Args:
        message: one sentence.
        suggestions: names that would have worked, best first.
    """

    exit_code = 3

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.suggestions = tuple(suggestions)
        if suggestions:
            self.add_note(f"Did you mean: {'; '.join(suggestions)}?")  # shown below a traceback


class UnknownStation(StationError):
    """No station has this name."""


class AmbiguousStation(StationError):
    """More than one station has this name."""


class UnknownLine(StationError):
    """No line has this name."""


class AmbiguousLine(StationError):
    """More than one line has this name."""


class NoRoute(GraphmemError):
    """The destination cannot be reached from the origin."""

    exit_code = 4


class DataError(GraphmemError):
    """A network or table is unusable; the sentence names file, row and field."""

    exit_code = 5


class CheckpointError(GraphmemError):
    """A checkpoint is missing, damaged or made for another machine."""

    exit_code = 6
