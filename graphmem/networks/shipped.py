"""Networks that come with the package, by name, and any other by its folder."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..errors import DataError
from ..graphs import Network
from .tables import read_network

SHIPPED = {
    "london_underground": "graphmem.networks.london_underground",
    "london_zone1_interchanges": "graphmem.networks.london_zone1_interchanges",
}


def shipped_networks() -> tuple[str, ...]:
    """The names that ``load_network`` knows without a folder."""
    return tuple(SHIPPED)


def load_network(name_or_path: str) -> Network:
    """A shipped network by its name, or the tables in a folder.

    Raises:
        DataError: if it is neither, or its tables are unusable.
    """
    if name_or_path in SHIPPED:
        return read_network(files(SHIPPED[name_or_path]), name_or_path)
    if not Path(name_or_path).is_dir():
        known = ", ".join(SHIPPED)
        raise DataError(f"{name_or_path!r} is neither a folder nor a shipped network ({known}).")
    return read_network(Path(name_or_path))
