"""The weights of experiments that ship with graphmem."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from importlib import resources
from pathlib import Path


def weights_folder(path: Path | None = None) -> AbstractContextManager[Path]:
    """The folder itself, or the one that ships."""
    return nullcontext(path) if path else resources.as_file(resources.files("graphmem.weights") / "experiments")
