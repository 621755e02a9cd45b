"""Figures without any global state, and files whose bytes depend on the figure alone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
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
    _matplotlib()
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=DPI)


def whole_axes(width: float, height: float) -> Axes:
    """Axes that fill a new figure but for a title's height."""
    return new_figure(width, height).add_axes((0, 0, 1, 0.94))


@contextmanager
def plain_settings() -> Iterator[None]:
    """The settings that matplotlib comes with, whatever the user's are, but for text.

    In .svg files it is text, which can be searched; in .png files it is as wide as in print.
    """
    matplotlib = _matplotlib()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.hashsalt": _SALT, "svg.fonttype": "none", "text.hinting": "no_hinting"})
        yield


def check_picture_path(path: Path) -> None:
    """See beforehand that a picture can have this name, and that there is something to draw it with.

    Raises:
        DataError: if the suffix is neither .png nor .svg, or there is a folder of that name.
        UsageError: if matplotlib is missing.
    """
    if path.suffix.lower() not in _METADATA:
        raise DataError(f"A picture is a .png or .svg file, not {path.name!r}.")
    if path.is_dir():
        raise DataError(f"The picture cannot be written to {path}: it is a folder.")
    _matplotlib()


def write_picture(figure: Figure, path: Path) -> None:
    """Write a .png or .svg file; it is there as a whole or not at all.

    Raises:
        DataError: if the suffix is another one, or the file cannot be written.
    """
    check_picture_path(path)
    suffix = path.suffix.lower()
    try:
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=suffix)
    except OSError as error:
        raise DataError(f"The picture cannot be written to {path}: {error.strerror}.") from error
    fresh = Path(name)
    try:
        with os.fdopen(number, "wb") as stream, plain_settings():
            figure.savefig(stream, format=suffix[1:], metadata=_METADATA[suffix])
        fresh.chmod(0o644)
        fresh.replace(path)
    except OSError as error:
        raise DataError(f"The picture cannot be written to {path}: {error.strerror}.") from error
    finally:
        fresh.unlink(missing_ok=True)


def _matplotlib() -> ModuleType:
    try:
        import matplotlib
        import matplotlib.figure
    except ImportError as error:
        raise UsageError("Pictures need matplotlib: pip install 'graphmem[map]'.") from error
    return matplotlib
