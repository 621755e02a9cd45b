"""Networks that ship with the package, by name, and others by their folder or file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..errors import DataError
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


def load_network(name_or_path: str) -> Network:
    """A shipped network by its name, or whatever ``import_network`` reads from a folder or file.

    What tables say of their source is not looked at.

    Raises:
        DataError: if it is neither, or unusable.
    """
    if name_or_path not in SHIPPED and holds_tables(path := _existing(name_or_path)):
        return read_network(path)
    return load_described(name_or_path)[0]


def load_described(name_or_path: str) -> tuple[Network, About | None]:
    """The same, and what is known of its source; every shipped network has that."""
    if name_or_path in SHIPPED:
        folder = files(f"{__package__}.{name_or_path}")
        return read_network(folder, name_or_path), read_about(folder)
    path = _existing(name_or_path)
    from .importing import import_network

    imported = import_network(path)
    return imported.network, imported.about


def _existing(name_or_path: str) -> Path:
    if not name_or_path.strip():
        raise DataError("A network needs a name or a path.")
    path = Path(name_or_path)
    if path.exists():
        return path
    from difflib import get_close_matches  # only a mistake pays for the import

    near = get_close_matches(name_or_path.lower(), SHIPPED)
    known = f"; did you mean {' or '.join(near)}?" if near else f" ({', '.join(SHIPPED)})."
    raise DataError(f"{name_or_path!r} is neither a file or folder nor a shipped network{known}")
