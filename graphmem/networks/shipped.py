"""Networks that ship with the package, by name, and others by their folder or file."""

from __future__ import annotations

import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ..errors import DataError, UsageError
from ..graphs import Network
from .about import About, read_about
from .tables import holds_tables, read_network

# Each is a folder of datasets/, installed as a subpackage of this package.
SHIPPED = (
    "london_underground",
    "london_rail",
    "london_zone1_interchanges",
    "berlin_ubahn",
    "vienna_ubahn",
    "singapore_mrt",
    "tokyo_metro",
    "lisbon_metro",
    "stockholm_tunnelbana",
    "montpellier_tram",
    "nantes_tram",
)


def shipped_networks() -> tuple[str, ...]:
    """The names of the networks that ship with the package."""
    return SHIPPED


def load_network(name_or_path: str | Path) -> Network:
    """Load a network that ships with the package, or one from a file or folder.

    >>> network = load_network("berlin_ubahn")
    >>> len(network.stations), [line.name for line in network.lines[:3]]
    (169, ['U1', 'U2', 'U3'])

    Args:
        name_or_path: a name of ``shipped_networks``; or the path of a folder of CSV tables, a GTFS feed (a zip or a
            folder), a GraphML file, or a file of node-link JSON.

    Raises:
        UsageError: if the argument is neither a text nor a path.
        DataError: if there is no such network, or the file or folder is unusable; the sentence names the fault.
    """
    if (path := _path(name_or_path)) and holds_tables(path):
        return read_network(path)
    return load_described(name_or_path)[0]


def load_described(name_or_path: str | Path) -> tuple[Network, About | None]:
    """The same, and the source of the network, or None if it is unknown."""
    path = _path(name_or_path)
    if path is None:
        name = str(name_or_path)
        folder = _tables(name)
        return read_network(folder, name), read_about(folder)
    from .importing import import_network

    imported = import_network(path)
    return imported.network, imported.about


def _tables(name: str) -> Traversable:
    """The folder of a shipped network: its package, or in a checkout that is not installed the folder of datasets/."""
    try:
        return files(f"{__package__}.{name}")
    except ModuleNotFoundError:
        return Path(__file__).resolve().parents[2] / "datasets" / name


def _path(name_or_path: str | Path) -> Path | None:
    """The existing path, or None for the name of a shipped network."""
    if not isinstance(name_or_path, str | os.PathLike):
        raise UsageError(f"A network is loaded by a name or a path, not by {type(name_or_path).__name__}.")
    if name_or_path in SHIPPED:
        return None
    if not str(name_or_path).strip():
        raise DataError("A network needs a name or a path.")
    path = Path(name_or_path)
    if path.exists():
        return path
    from difflib import get_close_matches  # imported only after a mistake

    near = get_close_matches(str(name_or_path).lower(), SHIPPED)
    known = f"; did you mean {' or '.join(near)}?" if near else f" ({', '.join(SHIPPED)})."
    raise DataError(f"{str(name_or_path)!r} is neither a file or folder nor a shipped network{known}")
