"""The folders of figures and weights of the benchmark and of the experiments.

The tables of figures are part of the package.  The weights behind them are part of the repository but not of the
installed package, which would otherwise be 50 MB larger.  They are found where graphmem is imported from a checkout, or
where the working directory is in one.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from ..errors import CheckpointError, DataError
from .benchmark_tables import RESULTS

_WEIGHTS = "*.safetensors"


def benchmark_folder(path: Path | None = None) -> AbstractContextManager[Path]:
    """The folder ``path``, or graphmem's own: that of a checkout, or the tables that are installed."""
    return _folder(path, "benchmark")


def experiments_folder(path: Path | None = None) -> AbstractContextManager[Path]:
    """The folder ``path``, or graphmem's own: that of a checkout, or the tables that are installed."""
    return _folder(path, "experiments")


def benchmark_beside(experiments: Path, machine: str) -> Path | None:
    """The benchmark's folder in the checkout that a folder of experiments belongs to.

    A checkout has both folders in graphmem/weights.  None stands for graphmem's own, where there is no such folder or
    it has no weights of the machine.
    """
    folder = experiments.parent / "benchmark"
    return folder if has_weights(folder, machine) else None


def check_weights(folder: Path, shipped: bool) -> None:
    """Check that a folder holds any weights.

    Args:
        folder: the folder.
        shipped: whether it is graphmem's own, so that the sentence has to say where its weights are.

    Raises:
        CheckpointError: if it holds none.
    """
    if _holds_weights(folder):
        return
    if not shipped:
        raise CheckpointError(f"There are no weights in {folder}.")
    raise CheckpointError(
        f"The weights of the {folder.name} are not part of the installed package: work in a checkout of graphmem's "
        f"repository, or pass its graphmem/weights/{folder.name} by --folder."
    )


def check_evaluated(folder: Path) -> None:
    """Check that a folder of the benchmark has figures, if it has weights.

    Raises:
        DataError: if its machines are trained, but none of them is evaluated.
    """
    if not (folder / RESULTS).exists() and has_weights(folder):
        raise DataError(
            f"The machines in {folder} are trained, but not evaluated; run: graphmem benchmark evaluate {folder}"
        )


def has_weights(folder: Path, machine: str | None = None) -> bool:
    """Whether a folder of the benchmark has weights of a machine, or with None of any."""
    return any(machine in (None, path.parents[1].name) for path in folder.glob(f"*/*/{_WEIGHTS}"))


def _folder(path: Path | None, name: str) -> AbstractContextManager[Path]:
    if path:
        return nullcontext(path)
    own = _own_folder(name)
    checkout = None if _holds_weights(own) else _checkout_folder(name)
    return nullcontext(checkout) if checkout else resources.as_file(own)


def _own_folder(name: str) -> Traversable:
    """The folder in the package that is imported; an installed one has tables and no weights."""
    return resources.files("graphmem.weights") / name


def _checkout_folder(name: str) -> Path | None:
    """The folder in the checkout that the working directory is in, if it is in one."""
    here = Path.cwd()
    folders = (parent / "graphmem" / "weights" / name for parent in (here, *here.parents))
    return next((folder for folder in folders if _holds_weights(folder)), None)


def _holds_weights(folder: Traversable) -> bool:
    return isinstance(folder, Path) and next(folder.rglob(_WEIGHTS), None) is not None
