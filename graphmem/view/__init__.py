"""Pictures: maps of networks, routes on them, and the wave of marks that a plan is.  They need matplotlib."""

from .canvas import check_picture_path, new_figure, write_picture
from .maps import draw_network
from .sheet import write_map
from .waves import arrivals, draw_film, draw_wave

__all__ = [
    "arrivals",
    "check_picture_path",
    "draw_film",
    "draw_network",
    "draw_wave",
    "new_figure",
    "write_map",
    "write_picture",
]
