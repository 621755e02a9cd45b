"""Where real networks come from: shipped tables and folders of tables."""

from .shipped import load_network, shipped_networks
from .tables import read_network, write_network

__all__ = ["load_network", "read_network", "shipped_networks", "write_network"]
