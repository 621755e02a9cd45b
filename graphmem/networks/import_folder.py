"""An import on disk: tables, about.json, and a README that describes the source and how it was read."""

from __future__ import annotations

import shutil
import uuid
from collections import Counter
from datetime import date
from pathlib import Path

from ..common.text import count, one_line
from ..errors import DataError, UsageError
from .about import ABOUT, write_about
from .formats import FORMATS
from .importing import Imported
from .tables import REQUIRED, write_network

README = "README.md"
OURS = frozenset((*REQUIRED, ABOUT, README))
_SECTIONS = {
    "faults": "Faults of the source",
    "merged": "Merged",
    "dropped": "Dropped",
    "assumed": "Assumed",
    "unread": "Not read",
}


def check_folder(folder: Path, force: bool = False) -> None:
    """Refuse a folder whose content an import would overwrite.

    Args:
        folder: where to write; it need not exist.
        force: whether tables of another network may be replaced.

    Raises:
        UsageError: if it is a file, contains anything but an import, or contains an import and ``force`` is not set.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file, not a folder.")
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if strange := [name for name in there if name not in OURS]:
        raise UsageError(f"{folder} contains {strange[0]}, which is not part of a network; choose another folder.")
    if there and not force:
        raise UsageError(f"{folder} already contains a network; --force replaces it.")


def write_import(imported: Imported, folder: Path, force: bool = False, today: date | None = None) -> None:
    """Write all of an import, or nothing.

    Args:
        imported: what to write.
        folder: where to write; created if necessary.
        force: whether tables of another network may be replaced.
        today: the date of the import, for the README.

    Raises:
        UsageError: as ``check_folder`` does.
        DataError: if it cannot be written.
    """
    check_folder(folder, force)
    place = folder.resolve()
    part = place.with_name(f".{place.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        part.mkdir(parents=True)
        write_network(imported.network, part)
        if imported.about:
            write_about(imported.about, part)
        (part / README).write_text(readme(imported, today or date.today()), encoding="utf-8")
        if not place.exists():
            part.rename(place)
            return
        written = {path.name for path in part.iterdir()}
        for name in sorted(written):
            (part / name).replace(place / name)
        for name in OURS - written:
            (place / name).unlink(missing_ok=True)
    except OSError as error:
        raise DataError(f"The tables cannot be written to {folder}: {error.strerror}.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def readme(imported: Imported, today: date) -> str:
    """The README: contents of the network, its source, and how it was made."""
    network, about = imported.network, imported.about
    stations, connections, patterns = Counter[str](), Counter[str](), Counter[str]()
    for line in network.lines:
        stations[line.id] = sum(line.id in there for there in network.lines_at.values())
    connections.update(connection.line for connection in network.connections)
    patterns.update(pattern.line for pattern in network.stopping_patterns)
    text = [
        f"# {one_line(about.title if about else network.name)}",
        "",
        f"{summary(imported)[0].upper()}{summary(imported)[1:]}: imported from a {imported.kind} on {today}.",
        "",
        "| line | stations | connections | stopping patterns |",
        "|---|--:|--:|--:|",
        *(
            f"| {_cell(line.name)} | {stations[line.id]} | {connections[line.id]} | {patterns[line.id]} |"
            for line in network.lines
        ),
        "",
        "## Source",
        "",
    ]
    if about:
        text += [f"- {key}: {one_line(value)}" for key, value in vars(about).items() if key != "title"]
    text += [f"- `{name}`, SHA-256 `{digest}`" for name, digest in imported.files]
    text += ["", "## How it was made", "", FORMATS[imported.kind].explanation]
    for section, title in _SECTIONS.items():
        sentences = getattr(imported.notes, section)
        text += ["", f"## {title}", "", *(f"- {one_line(sentence)}" for sentence in sentences or ["Nothing."])]
    return "\n".join(text) + "\n"


def summary(imported: Imported) -> str:
    """The size of the network in a few words."""
    network = imported.network
    parts = [
        count(len(network.lines), "line"),
        count(len(network.stations), "station"),
        count(len(network.connections), "directed connection"),
    ]
    if network.stopping_patterns:
        parts.append(count(len(network.stopping_patterns), "stopping pattern"))
    if network.walks:
        parts.append(count(len(network.walks), "walk"))
    return ", ".join(parts)


def _cell(text: str) -> str:
    return one_line(text).replace("|", "\\|")
