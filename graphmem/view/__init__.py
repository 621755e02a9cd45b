"""Pictures: network maps, routes drawn on them, the planner's search, and a machine's memory over time.

They need matplotlib, which is imported only when something is drawn.
"""

from .canvas import check_picture_path, new_figure, write_picture
from .episode import draw_episode
from .maps import draw_network, write_map
from .memory import draw_recording
from .waves import arrivals, draw_film, draw_wave

__all__ = [
    "arrivals",
    "check_picture_path",
    "draw_episode",
    "draw_film",
    "draw_network",
    "draw_recording",
    "draw_wave",
    "new_figure",
    "write_map",
    "write_picture",
]
