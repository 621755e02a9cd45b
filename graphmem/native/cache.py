"""Compiled libraries in the user's cache.

A file is called NAME-KEY-CONTENT.so.  KEY is a digest of all that decides what the compiler makes, CONTENT one of the
file itself.  So a damaged file is found before it is loaded, and two processes that compile at once do not disturb each
other: each moves a whole file into place under a name that fits its content.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ..common.files import digest, file_digest
from .sources import Source

_DIGITS = 20  # of a digest, in a name


def cache_folder() -> Path:
    """$GRAPHMEM_CACHE; or graphmem in $XDG_CACHE_HOME, or in ~/.cache.

    Raises:
        OSError: if the user has no home directory.
    """
    if own := os.environ.get("GRAPHMEM_CACHE"):
        return Path(own)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "graphmem"
    try:
        return Path.home() / ".cache" / "graphmem"
    except RuntimeError as error:
        raise OSError("there is no home directory for the cache; $GRAPHMEM_CACHE names another folder") from error


def key_of(source: Source, target: str) -> str:
    """The digest of a source, its flags and what the compiler is and compiles for."""
    parts = [*source.compiler_flags, target, *(part for item in sorted(source.texts.items()) for part in item)]
    return digest("\0".join(parts).encode())[:_DIGITS]


def find_library(folder: Path, name: str, key: str) -> Path | None:
    """The library of a key, or None; damaged ones are removed."""
    for path in sorted(folder.glob(f"{name}-{key}-*.so")):
        with suppress(OSError):
            if file_digest(path).startswith(path.stem.rpartition("-")[2]):
                return path
            path.unlink()
    return None


def keep_library(folder: Path, name: str, key: str, built: Path) -> Path:
    """Move a library into the cache; it must have been built on the same disk.

    Raises:
        OSError: if that fails.
    """
    path = folder / f"{name}-{key}-{file_digest(built)[:_DIGITS]}.so"
    built.replace(path)
    return path
