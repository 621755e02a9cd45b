"""Where things stand on a map, in points (1/72 inch) of the axes that it fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..graphs import Network
from .shape import Shape, station_shape
from .springs import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS_PER_INCH = 72


def place_stations(network: Network, axes: Axes, spread: float = 1.0, margin: float = 10.0) -> Shape:
    """Coordinates of all stations, and limits of the axes that make one unit one point.

    Args:
        network: with coordinates or without (see ``station_shape``).
        axes: to be filled.
        spread: 1 keeps distances; less enlarges the crowded parts of the map.
        margin: kept free on every side.

    Returns:
        Their places in points.
    """
    shape = station_shape(network, spread)
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes in use have one
    box = axes.get_position()
    size = np.array([box.width, box.height]) * figure.get_size_inches() * POINTS_PER_INCH
    low, high = shape.places.min(0), shape.places.max(0)
    scale = ((size - 2 * margin) / np.maximum(high - low, 1e-9)).min()
    fill_axes(axes, np.zeros(2), size)
    return shape._replace(places=size / 2 + (shape.places - (low + high) / 2) * scale)


def fill_axes(axes: Axes, low: Floats, high: Floats) -> Floats:
    """Show what is between two corners, and no frame; returns the size, (2,)."""
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(low[1], high[1])
    axes.set_aspect("equal")
    axes.set_axis_off()
    return high - low


def limits(axes: Axes) -> Floats:
    """(2, 2) low and high corner of what the axes show."""
    return np.array([axes.get_xlim(), axes.get_ylim()]).T
