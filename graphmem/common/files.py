"""Files that are written whole or not at all, and their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside a file: what is written there takes the file's place when the block ends.

    After an error, or an interruption, the file is as it was before and the temporary one is gone.  A reader finds the
    old content or the new one, never a part.

    Raises:
        OSError: if the file cannot be replaced.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink()


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
