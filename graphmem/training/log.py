"""The log of a run that may be resumed: one line of JSON per entry, and TensorBoard where that is installed."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from ..errors import UsageError

LOG = "log.jsonl"
Record = Callable[[Mapping[str, float]], None]
OpenLog = Callable[[Path, int], AbstractContextManager[Record]]


@contextmanager
def run_log(folder: Path, update: int) -> Iterator[Record]:
    """Append entries to the log of a run; each has its "update".

    Args:
        folder: folder of the run.
        update: the last update of the run so far; entries after it are dropped, since they will come again.

    Raises:
        UsageError: if the log cannot be written.
    """
    path = folder / LOG
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text("".join(line for line in lines if _is_before(line, update)), encoding="utf-8")
        path.touch()
    except OSError as error:
        raise UsageError(f"The run cannot be saved in {folder}: {error.strerror or error}.") from error
    with path.open("a", encoding="utf-8") as stream:

        def record(entry: Mapping[str, float]) -> None:
            stream.write(json.dumps(entry) + "\n")
            stream.flush()

        yield record


@contextmanager
def run_log_and_tensorboard(folder: Path, update: int) -> Iterator[Record]:
    """``run_log``, with the same figures in FOLDER/tensorboard where tensorboard is installed."""
    with run_log(folder, update) as record:
        if not importlib.util.find_spec("tensorboard"):
            yield record
            return
        from torch.utils.tensorboard import SummaryWriter

        writer: Any = SummaryWriter(str(folder / "tensorboard"), purge_step=update + 1)

        def record_twice(entry: Mapping[str, float]) -> None:
            record(entry)
            for name, value in entry.items():
                writer.add_scalar(name, value, entry["update"])

        try:
            yield record_twice
        finally:
            writer.close()


def _is_before(line: str, update: int) -> bool:
    """Whether a line of the log is complete, and its update lies not after ``update``."""
    try:
        return bool(json.loads(line)["update"] <= update)
    except (ValueError, KeyError, TypeError):
        return False
