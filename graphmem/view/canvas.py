"""Figures without global state, and picture files whose bytes depend only on the figure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..common.extras import need
from ..common.files import replacing
from ..errors import DataError, UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DPI = 150
POINTS_PER_INCH = 72
INK = "#1a1a1a"  # the colour of text and outlines
# By suffix: the metadata to suppress, since matplotlib would add its version or the time.
_METADATA: dict[str, dict[str, str | None]] = {".png": {"Software": None}, ".svg": {"Date": None}}
_SALT = "graphmem"  # the ids in an .svg file are salted hashes; the default salt is random


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, sized in inches, that is not registered with pyplot.

    Raises:
        MissingExtra: if matplotlib is not installed.
    """
    _matplotlib()
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=DPI)


def whole_axes(width: float, height: float) -> Axes:
    """Axes that fill a new figure except for the height of a title."""
    return new_figure(width, height).add_axes((0, 0, 1, 0.94))


def fill_axes(axes: Axes, low: Floats, high: Floats) -> Floats:
    """Show the area between two corners, (2,) each, without a frame; returns its size, (2,)."""
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(low[1], high[1])
    axes.set_aspect("equal")
    axes.set_axis_off()
    return high - low


def axes_limits(axes: Axes) -> Floats:
    """The lower left and upper right corners of the visible area, (2, 2)."""
    return np.array([axes.get_xlim(), axes.get_ylim()]).T


@contextmanager
def plain_settings() -> Iterator[None]:
    """Use matplotlib's default settings instead of the user's, except for text.

    Text in .svg files stays text, so that it can be searched.  Text in .png files is not hinted, so that it is as wide
    as measured.
    """
    matplotlib = _matplotlib()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.hashsalt": _SALT, "svg.fonttype": "none", "text.hinting": "no_hinting"})
        yield


def check_picture_path(path: Path) -> None:
    """Check, before any work, that a picture can have this name and that matplotlib is installed.

    Raises:
        UsageError: if the suffix is neither .png nor .svg.
        DataError: if the path is a folder, or if its folder does not exist.
        MissingExtra: if matplotlib is not installed.
    """
    if path.suffix.lower() not in _METADATA:
        raise UsageError(f"A picture is a .png or .svg file, not {path.name!r}.")
    if path.is_dir():
        raise DataError(f"The picture cannot be written to {path}: it is a folder.")
    if not path.parent.is_dir():
        raise DataError(f"The picture cannot be written to {path}: there is no folder {path.parent}.")
    _matplotlib()


def write_picture(figure: Figure, path: Path) -> None:
    """Write a .png or .svg file, completely or not at all.

    Raises:
        UsageError: if the suffix is another one.
        DataError: if the file cannot be written.
        MissingExtra: if matplotlib is not installed.
    """
    check_picture_path(path)
    suffix = path.suffix.lower()
    try:
        with replacing(path) as part, part.open("wb") as stream, plain_settings():
            figure.savefig(stream, format=suffix[1:], metadata=_METADATA[suffix])
    except OSError as error:
        raise DataError(f"The picture cannot be written to {path}: {error.strerror}.") from error


def _matplotlib() -> ModuleType:
    need("Drawing a picture", "matplotlib")
    import matplotlib
    import matplotlib.figure

    return matplotlib
