"""Networks from files and folders of any known format: GTFS, CSV tables, GraphML and node-link JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..common.files import file_digest
from ..common.text import one_line
from ..errors import DataError, UsageError
from ..graphs import Network
from .about import About, read_about
from .graph_files import read_graph
from .notes import Notes
from .tables import holds_tables, read_network

GTFS, TABLES, GRAPHML, NODE_LINK = "GTFS feed", "folder of tables", "GraphML file", "node-link JSON file"
_HEAD = 4096  # bytes from which the format is recognised


@dataclass(frozen=True)
class Imported:
    """An imported network and its origin.

    Attributes:
        network: the network.
        about: title, source, licence and date, or None if unknown.
        notes: faults of the source, and what was merged, dropped and assumed.
        kind: format of the source.
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
    kind, chosen = _kind(source), list(route_types)
    if chosen and kind != GTFS:
        raise UsageError(f"Route types can be chosen from a GTFS feed, and {source} is a {kind}.")
    files = tuple(
        (one_line(path.relative_to(source.parent).as_posix()), file_digest(path)) for path in _files(source, kind)
    )
    if kind == TABLES:
        return Imported(_named(read_network(source, name)), read_about(source), Notes(), kind, files)
    if kind == GTFS:
        return _import_feed(source, chosen, name, files)
    network, notes = read_graph(source, name)
    return Imported(network, None, notes, kind, files)


def _import_feed(source: Path, chosen: list[str], name: str | None, files: tuple[tuple[str, str], ...]) -> Imported:
    from .gtfs import feed_about, feed_network, read_feed, route_types

    numbers = route_types(chosen)
    feed = read_feed(source)
    network, made = feed_network(feed, numbers, name)
    notes = Notes()
    notes += feed.notes
    notes += made
    return Imported(_named(network), feed_about(feed), notes, GTFS, files)


def _named(network: Network) -> Network:
    return replace(network, name=one_line(network.name))


def _kind(source: Path) -> str:
    if source.is_dir():
        return TABLES if holds_tables(source) else GTFS
    if not source.is_file():
        raise DataError(f"There is no file or folder {source}.")
    with source.open("rb") as stream:
        head = stream.read(_HEAD)
    text = head.decode("utf-8-sig", errors="ignore").lstrip()
    if source.suffix == ".zip" or head.startswith(b"PK"):
        return GTFS
    if source.suffix == ".graphml" or "<graphml" in text:
        return GRAPHML
    if source.suffix == ".json" or text.startswith("{"):
        return NODE_LINK
    raise DataError(f"{source} is not a folder, zip, GraphML or JSON file.")


def _files(source: Path, kind: str) -> list[Path]:
    if source.is_file():
        return [source]
    patterns = ("*.csv",) if kind == TABLES else ("*.txt", "*/*.txt")
    return sorted(path for pattern in patterns for path in source.glob(pattern) if path.is_file())
