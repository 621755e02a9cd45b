"""What a network is, as stations and lines and as triples, and exact answers to judge by."""

from .exact import all_distances, distances_to, optimal_rows
from .network import Connection, Line, Network, Service, Station, Walk
from .triples import Triple, Triples

__all__ = [
    "Connection",
    "Line",
    "Network",
    "Service",
    "Station",
    "Triple",
    "Triples",
    "Walk",
    "all_distances",
    "distances_to",
    "optimal_rows",
]
