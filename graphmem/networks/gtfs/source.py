"""The location of a feed: the one folder, in a zip or on disk, with its tables."""

from __future__ import annotations

import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from ...common.text import few, joined, listed
from ...errors import DataError
from ..notes import Notes
from ..tables import CONNECTIONS, LINES, STATIONS
from .schema import EITHER, NEEDED, TABLES, UNREAD_FILES

MAX_BYTES = 4 << 30  # of all tables that are read, unpacked
MAX_TABLE_BYTES = 1 << 30  # of one of them
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Source:
    """The tables of one feed by their names in ``schema.TABLES``, each with a function that opens it."""

    path: Path
    tables: dict[str, Callable[[], IO[bytes]]]


@contextmanager
def open_source(path: Path, notes: Notes) -> Iterator[Source]:
    """Find the feed in a zip or folder; other files are noted.

    Raises:
        DataError: if there is no feed or more than one, or the zip is damaged, encrypted, or contains only another zip.
    """
    if path.is_dir():
        files = [*_files(path), *(file for folder in sorted(path.iterdir()) for file in _files(folder))]
        members = {PurePosixPath(file.relative_to(path).as_posix()): file for file in files}
        sizes = {member: file.stat().st_size for member, file in members.items() if member.stem in TABLES}
        yield _feed(path, {member: partial(_open, file) for member, file in members.items()}, sizes, notes)
        return
    if not path.is_file():
        raise DataError(f"There is no file or folder {path}.")
    if not zipfile.is_zipfile(path):
        raise DataError(f"{path} is not a zip.")
    try:
        packed = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise DataError(f"{path} is a damaged zip: {error}.") from error
    with packed:
        entries = [entry for entry in packed.infolist() if not entry.is_dir()]
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise DataError(f"{path} is encrypted; unpack it first.")
        name, times = Counter(entry.filename for entry in entries).most_common(1)[0] if entries else ("", 0)
        if times > 1:
            raise DataError(f"{path} contains {name} {times} times.")
        packed_members = {PurePosixPath(entry.filename): entry for entry in entries}
        sizes = {member: entry.file_size for member, entry in packed_members.items() if member.stem in TABLES}
        openers: dict[PurePosixPath, Callable[[], IO[bytes]]] = {
            member: partial(packed.open, entry) for member, entry in packed_members.items()
        }
        yield _feed(path, openers, sizes, notes)


def _open(file: Path) -> IO[bytes]:
    return file.open("rb")


def _files(folder: Path) -> Iterable[Path]:
    return sorted(file for file in folder.iterdir() if file.is_file()) if folder.is_dir() else ()


def _feed(
    path: Path, members: dict[PurePosixPath, Callable[[], IO[bytes]]], sizes: dict[PurePosixPath, int], notes: Notes
) -> Source:
    """The tables of the only folder with required tables."""
    members = {member: opener for member, opener in members.items() if not _hidden(member)}
    folders: dict[PurePosixPath, dict[str, PurePosixPath]] = defaultdict(dict)
    for member in members:
        if member.suffix == ".txt" and member.stem in TABLES:
            folders[member.parent][member.stem] = member
    feeds = sorted(folder for folder, tables in folders.items() if tables.keys() & {*NEEDED, *EITHER})
    if len(feeds) > 1:
        raise DataError(f"{path} contains several feeds ({few(map(str, feeds))}); choose one.")
    if not feeds:
        if inner := sorted(str(member) for member in members if member.suffix.lower() == ".zip"):
            raise DataError(f"{path} contains another zip, {inner[0]}, and no feed; unpack it first.")
        needed = few(f"{table}.txt" for table in NEEDED)
        if path.is_dir():  # it may have been meant as a folder of either kind
            csv = joined([STATIONS, LINES, CONNECTIONS])
            raise DataError(f"{path} is no network: it has neither tables ({csv}) nor a GTFS feed ({needed}).")
        raise DataError(f"{path} contains no GTFS feed: {needed} are missing.")
    (folder,) = feeds
    for table in folders[folder].values():
        if sizes[table] > MAX_TABLE_BYTES:
            raise DataError(
                f"{path} holds {table.name} of {sizes[table]:,} bytes, more than the {MAX_TABLE_BYTES:,} that are read."
            )
    if (size := sum(sizes[table] for table in folders[folder].values())) > MAX_BYTES:
        raise DataError(f"{path} holds tables of {size >> 30} GiB, more than the {MAX_BYTES >> 30} GiB that are read.")
    if str(folder) != ".":
        notes.faults.append(f"The feed is in the folder {folder} of {path.name}.")
    tables = folders[folder]
    others = sorted(members.keys() - set(tables.values()))
    unknown = [str(member) for member in others if member.suffix == ".txt" and member.stem not in UNREAD_FILES]
    if unread := [str(member) for member in others if str(member) not in unknown]:
        notes.unread.append(f"Files: {listed(unread)}.")
    if unknown:
        notes.faults.append(f"GTFS has no file {listed(unknown)}; ignored.")
    return Source(path, {name: members[member] for name, member in tables.items()})


def _hidden(member: PurePosixPath) -> bool:
    """Whether it is a hidden file, or metadata of macOS."""
    return any(part.startswith((".", "__MACOSX")) for part in member.parts)
