"""What a network is, as stations and lines and as triples, and exact answers to judge by.

``convert.pyg`` and ``dataset`` need torch and are imported by their own names.
"""

from .convert import (
    from_networkx,
    from_pandas,
    to_networkx,
    to_pandas,
    triples_from_pandas,
    triples_to_pandas,
)
from .exact import all_distances, distances_to, optimal_rows
from .network import Connection, Line, Network, Service, Station, Walk
from .traversal import traversal_problem
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
    "from_networkx",
    "from_pandas",
    "optimal_rows",
    "to_networkx",
    "to_pandas",
    "traversal_problem",
    "triples_from_pandas",
    "triples_to_pandas",
]
