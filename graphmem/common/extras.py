"""Optional libraries: checks whether they are installed, and an error with the command that installs them."""

from __future__ import annotations

from importlib.util import find_spec

from ..errors import MissingExtra

# Top-level module -> the extra of pyproject.toml that installs it, and the library's name.
OPTIONAL = {
    "torch": ("train", "PyTorch"),
    "torch_geometric": ("train", "PyTorch Geometric"),
    "tensorboard": ("train", "TensorBoard"),
    "matplotlib": ("map", "Matplotlib"),
    "pyarrow": ("parquet", "pyarrow"),
    "tzdata": ("gtfs", "a database of time zones"),
}


def need(purpose: str, *modules: str) -> None:
    """Check that optional libraries are installed, without importing them.

    >>> need("Drawing a map", "matplotlib")

    Args:
        purpose: the task that needs them, as the subject of a sentence: "Training", "Drawing a map".
        modules: their top-level modules, keys of ``OPTIONAL``.

    Raises:
        MissingExtra: if one of them is not installed.
    """
    for module in modules:
        if find_spec(module) is None:
            raise missing(module, purpose)


def missing(module: str, purpose: str = "This") -> MissingExtra:
    """The error for a library that is not installed.

    >>> print(missing("torch", "Training"))
    Training needs PyTorch; install it with: pip install "graphmem[train]"
    """
    extra, library = OPTIONAL[module]
    return MissingExtra(f'{purpose} needs {library}; install it with: pip install "graphmem[{extra}]"')
