"""Files that are written whole or not at all, and their digests."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary file beside a file: what is written there takes the file's place when the block ends.

    After an error, or an interruption, the file is as it was before and the temporary one is gone.  A reader finds the
    old content or the new one, never a part, even after a power cut.  The temporary file is new and its name is random,
    so that nobody can have put a link there; one is left behind only where the process is killed.  A file that is
    replaced keeps its permissions.

    Raises:
        OSError: if the file cannot be replaced.
    """
    part, mode = _new_file(path)
    try:
        with suppress(FileNotFoundError):
            mode = stat.S_IMODE(path.stat().st_mode)
        part.chmod(mode)
        yield part
        part.chmod(mode)  # again: safetensors makes a file of its own, which only its owner can read
        _flush(part)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink()
    with suppress(OSError):  # not all systems can flush a folder, and the file has been replaced
        _flush(path.parent)


def _new_file(path: Path) -> tuple[Path, int]:
    """An empty file with a random name in the folder of another, and the permissions that new files have."""
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        return part, stat.S_IMODE(os.fstat(opened).st_mode)
    finally:
        os.close(opened)


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    # Windows flushes only what is open for writing; elsewhere a file may be one that its owner cannot write.
    opened = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: with the old file still in place.
    """
    with replacing(path) as part:
        part.write_bytes(content)


def replace_files(folder: Path, contents: Mapping[str, str | bytes]) -> None:
    """Write files by name into a folder, made if need be; no file is replaced before all are written.

    Raises:
        OSError: with the old files still in place.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        for name, content in contents.items():
            part = stack.enter_context(replacing(folder / name))
            part.write_bytes(content.encode() if isinstance(content, str) else content)
            _flush(part)  # a full disk is noticed before the first file is replaced


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal digits.

    >>> digest(b"")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(content).hexdigest()


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits.

    Raises:
        OSError: if the file cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
