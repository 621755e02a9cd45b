"""Transit networks: as stations and lines, as triples and as timetables, and exact search on them."""

from .exact import all_distances, distances_to, distances_to_one, optimal_rows
from .network import Network
from .parts import Connection, Line, Station, StoppingPattern, Walk
from .traversal import traversal_problem
from .triples import Triple, Triples

__all__ = [
    "Connection",
    "Line",
    "Network",
    "Station",
    "StoppingPattern",
    "Triple",
    "Triples",
    "Walk",
    "all_distances",
    "distances_to",
    "distances_to_one",
    "optimal_rows",
    "traversal_problem",
]
