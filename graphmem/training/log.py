"""A log of a run that may be resumed: a line of JSON for each entry."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import UsageError

LOG = "log.jsonl"


@contextmanager
def run_log(folder: Path, update: int) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Append to the log, less what a resumed run is about to do again; every entry has its "update".

    Raises:
        UsageError: if it cannot be written.
    """
    path = folder / LOG
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text("".join(line for line in lines if _is_before(line, update)), encoding="utf-8")
        path.touch()
    except OSError as error:
        raise UsageError(f"The run cannot be kept in {folder}: {error.strerror or error}.") from error
    with path.open("a", encoding="utf-8") as stream:

        def record(entry: Mapping[str, Any]) -> None:
            stream.write(json.dumps(entry) + "\n")
            stream.flush()

        yield record


def _is_before(line: str, update: int) -> bool:
    """Whether a line of the log is whole, and of an update that need not be done again."""
    try:
        return bool(json.loads(line)["update"] <= update)
    except (ValueError, KeyError, TypeError):
        return False
