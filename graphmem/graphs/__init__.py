"""What a network is, as stations and lines and as triples, and exact answers to judge by.

``convert.pyg`` and ``dataset`` need torch and are imported by their own names.
"""

from .exact import all_distances, distances_to, optimal_rows
from .network import Connection, Line, Network, Station, StoppingPattern, Walk
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
    "optimal_rows",
    "traversal_problem",
]
