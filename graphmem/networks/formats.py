"""The formats that networks are imported from, by name.

To add a format, write a reader and put an ``ImportFormat`` into ``FORMATS``; ``graphmem import`` and every
``--network`` option then accept it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import DataError
from ..graphs import Network
from .about import About, read_about
from .graph_files import read_graph
from .notes import Notes
from .tables import holds_tables, read_network

_HEAD = 4096  # bytes from which the format is recognised

Content = tuple[Network, About | None, Notes]
"""A network, what its source says about itself, and what the import changed."""


@dataclass(frozen=True)
class ImportFormat:
    """One format.

    Attributes:
        recognises: whether a source is of this format, by its path and the first bytes of a file (none of a folder).
        read: reads a source, given a name for the network (None for its own) and chosen route types.
        patterns: the files of a folder that belong to the source.
        explanation: for the README of an import: what each part of the network was made from.
        has_route_types: whether route types can be chosen.
    """

    recognises: Callable[[Path, bytes], bool]
    read: Callable[[Path, str | None, Sequence[str]], Content]
    explanation: str
    patterns: tuple[str, ...] = ()
    has_route_types: bool = False


def _is_feed(source: Path, head: bytes) -> bool:
    return source.is_dir() or source.suffix == ".zip" or head.startswith(b"PK")


def _read_feed(source: Path, name: str | None, chosen: Sequence[str]) -> Content:
    from .gtfs import feed_about, feed_network, read_feed, route_types

    numbers = route_types(chosen)
    feed = read_feed(source)
    network, made = feed_network(feed, numbers, name)
    notes = Notes()
    notes += feed.notes
    notes += made
    return network, feed_about(feed), notes


def _read_tables(source: Path, name: str | None, chosen: Sequence[str]) -> Content:
    return read_network(source, name), read_about(source), Notes()


def _read_graph(source: Path, name: str | None, chosen: Sequence[str]) -> Content:
    network, notes = read_graph(source, name)
    return network, None, notes


def _text(head: bytes) -> str:
    return head.decode("utf-8-sig", errors="ignore").lstrip()


_GRAPH = "A node is a station; an edge is a connection, or a walk if its kind is walk."

# A source has the first format that recognises it.
FORMATS: dict[str, ImportFormat] = {
    "folder of tables": ImportFormat(
        recognises=lambda source, head: source.is_dir() and holds_tables(source),
        read=_read_tables,
        explanation="The tables were read, checked and written again.",
        patterns=("*.csv",),
    ),
    "GTFS feed": ImportFormat(
        recognises=_is_feed,
        read=_read_feed,
        explanation=(
            "A line is a route of the feed. Minutes are the median, over the trips that run on one day at least, of "
            "the time from leaving one station to reaching the next; a trip of frequencies.txt counts as often as it "
            "departs on a day. A stopping pattern is a sequence of calls that trips of a line make; sequences that are "
            "part of another are left out. Its direction is the headsign that most of its trips show, or its last "
            "station. Walks, and times to change at a station, are those of transfers.txt; where it gives several, the "
            "longest."
        ),
        patterns=("*.txt", "*/*.txt"),
        has_route_types=True,
    ),
    "GraphML file": ImportFormat(
        recognises=lambda source, head: source.suffix == ".graphml" or "<graphml" in _text(head),
        read=_read_graph,
        explanation=_GRAPH,
    ),
    "node-link JSON file": ImportFormat(
        recognises=lambda source, head: source.suffix == ".json" or _text(head).startswith("{"),
        read=_read_graph,
        explanation=_GRAPH,
    ),
}


def format_of(source: Path) -> str:
    """The name of the format of a file or folder.

    Raises:
        DataError: if it does not exist, or no format recognises it.
    """
    head = b""
    if not source.is_dir():
        if not source.is_file():
            raise DataError(f"There is no file or folder {source}.")
        with source.open("rb") as stream:
            head = stream.read(_HEAD)
    found = next((name for name, one in FORMATS.items() if one.recognises(source, head)), None)
    if found is None:
        raise DataError(f"{source} is not a folder, zip, GraphML or JSON file.")
    return found


def files_of(source: Path, kind: str) -> list[Path]:
    """The files that a source of this format consists of, in order."""
    if source.is_file():
        return [source]
    return sorted(path for pattern in FORMATS[kind].patterns for path in source.glob(pattern) if path.is_file())
