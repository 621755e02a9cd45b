"""Files that are there as a whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def replace_files(folder: Path, contents: Mapping[str, str | bytes]) -> None:
    """Write files by name into a folder, which is made if need be; none takes its place before all are written.

    Raises:
        OSError: with what stood there before still in its place.
    """
    parts = {folder / name: folder / f".{name}.part" for name in contents}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, part in parts.items():
            content = contents[path.name]
            part.write_bytes(content.encode() if isinstance(content, str) else content)
        for path, part in parts.items():
            part.replace(path)
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink()
