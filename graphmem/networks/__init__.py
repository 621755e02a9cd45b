"""Where real networks come from: shipped tables and folders of tables."""

from .about import About, read_about, write_about
from .rows import Row, read_rows
from .shipped import load_network, shipped_networks
from .tables import read_network, write_network

__all__ = [
    "About",
    "Row",
    "load_network",
    "read_about",
    "read_network",
    "read_rows",
    "shipped_networks",
    "write_about",
    "write_network",
]
