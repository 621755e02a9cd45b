"""Networks from files and folders of any known format; ``formats`` has the registry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..common.files import file_digest
from ..common.text import one_line
from ..errors import UsageError
from ..graphs import Network
from .about import About
from .formats import FORMATS, files_of, format_of
from .notes import Notes


@dataclass(frozen=True)
class Imported:
    """An imported network and its origin.

    Attributes:
        network: the network.
        about: title, source, licence and date, or None if unknown.
        notes: faults of the source, and what was merged, dropped and assumed.
        kind: name of the source's format in ``FORMATS``.
        files: name and SHA-256 of each file of the source.
    """

    network: Network
    about: About | None
    notes: Notes
    kind: str
    files: tuple[tuple[str, str], ...]


def import_network(source: Path, route_types: Iterable[str] = (), name: str | None = None) -> Imported:
    """Read a network from a file or folder of any known format.

    Args:
        source: a GTFS zip or folder, a folder of tables as ``write_network`` makes it, a GraphML or JSON file.
        route_types: route types to read from a GTFS feed, as numbers or words; all by default.
        name: of the network; by default that of the source.

    Raises:
        UsageError: for an unknown route type, or route types for a source that is not a GTFS feed.
        DataError: if the source is unusable, in one sentence that names file, row and field.
    """
    kind, chosen = format_of(source), list(route_types)
    if chosen and not FORMATS[kind].has_route_types:
        raise UsageError(f"Route types can be chosen from a GTFS feed, and {source} is a {kind}.")
    files = tuple(
        (one_line(path.relative_to(source.parent).as_posix()), file_digest(path)) for path in files_of(source, kind)
    )
    network, about, notes = FORMATS[kind].read(source, name, chosen)
    return Imported(replace(network, name=one_line(network.name)), about, notes, kind, files)
