"""Figures without any global state, and files whose bytes depend on the figure alone."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DataError, UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 150
# By suffix: what matplotlib would otherwise add of its own version and of the time.
_METADATA: dict[str, dict[str, str | None]] = {".png": {"Software": None}, ".svg": {"Date": None}}
_SALT = "graphmem"  # svg ids are hashes with a salt, drawn at random unless it is given


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of so many inches; it belongs to no window and no list of open figures.

    Raises:
        UsageError: if matplotlib is missing.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("Pictures need matplotlib: pip install 'graphmem[notebook]'.") from error
    return Figure(figsize=(width, height), dpi=DPI)


def whole_axes(width: float, height: float) -> Axes:
    """Axes that fill a new figure but for a title's height."""
    return new_figure(width, height).add_axes((0, 0, 1, 0.94))


def write_picture(figure: Figure, path: Path) -> None:
    """Write a .png or .svg file; it is there as a whole or not at all.

    Raises:
        DataError: if the suffix is another one, or the file cannot be written.
    """
    import matplotlib

    suffix = path.suffix.lower()
    if suffix not in _METADATA:
        raise DataError(f"A picture is a .png or .svg file, not {path.name!r}.")
    if path.is_dir():
        raise DataError(f"The picture cannot be written to {path}: it is a folder.")
    try:
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=suffix)
    except OSError as error:
        raise DataError(f"The picture cannot be written to {path}: {error.strerror}.") from error
    fresh = Path(name)
    try:
        with os.fdopen(number, "wb") as stream, matplotlib.rc_context({"svg.hashsalt": _SALT}):
            figure.savefig(stream, format=suffix[1:], metadata=_METADATA[suffix])
        fresh.chmod(0o644)
        fresh.replace(path)
    except OSError as error:
        raise DataError(f"The picture cannot be written to {path}: {error.strerror}.") from error
    finally:
        fresh.unlink(missing_ok=True)
