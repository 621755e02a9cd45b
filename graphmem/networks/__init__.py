"""Where real networks come from: shipped tables, folders of tables, and imports of GTFS, GraphML and JSON."""

from .about import About, read_about, write_about
from .import_folder import write_import
from .importing import Imported, import_network
from .shipped import load_described, load_network, shipped_networks
from .tables import read_network, write_network

__all__ = [
    "About",
    "Imported",
    "import_network",
    "load_described",
    "load_network",
    "read_about",
    "read_network",
    "shipped_networks",
    "write_about",
    "write_import",
    "write_network",
]
