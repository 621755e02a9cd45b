"""Common parts of ``benchmark`` and ``experiment``: options, and figures as text, JSON and CSV."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from ..errors import DataError, UsageError
from .options import JSON, WIDE, F, with_options

if TYPE_CHECKING:
    import torch

FILE = click.Path(path_type=Path)
STANDARD_OUTPUT = Path("-")

CSV = click.option(
    "--csv", "csv_file", type=FILE, metavar="FILE", help="Write the rows as a .csv file too; - is standard output."
)
FOLDER = click.option(
    "--folder", type=FILE, metavar="FOLDER", help="Figures and weights.  [default: those of graphmem]"
)
THREADS = click.option(
    "--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads on the CPU."
)
DEVICE = click.option("--device", default="cpu", show_default=True, help="auto, cpu, cuda, cuda:1 ...")


class Output(NamedTuple):
    """How and where figures are written.

    Attributes:
        as_json: print one JSON object.
        wide: print all columns.
        csv_file: also write the rows to this .csv file; with ``STANDARD_OUTPUT``, print them in place of the table.
        picture: also draw the figures to this .png or .svg file.
    """

    as_json: bool = False
    wide: bool = False
    csv_file: Path | None = None
    picture: Path | None = None

    def check(self) -> None:
        """Check before the work that the files can be written, as far as that can be known.

        Raises:
            DataError: if one cannot.
            UsageError: if both are the same file, nothing can draw, or standard output is asked for twice.
        """
        if self.picture:
            from ..view import check_picture_path

            check_picture_path(self.picture)
        if self.csv_file == STANDARD_OUTPUT:
            if self.as_json:
                raise UsageError("--json and --csv - both print to standard output; choose one.")
            return
        if self.csv_file and self.picture and self.csv_file.resolve() == self.picture.resolve():
            raise UsageError(f"The table and the picture cannot both be {self.csv_file}.")
        for what, path in (("table", self.csv_file), ("picture", self.picture)):
            if path:
                folder = path.parent
                if not folder.is_dir():
                    _refuse(what, path, f"there is no folder {folder}")
                if path.exists() and not path.is_file():
                    _refuse(what, path, "it is a folder" if path.is_dir() else "it is not a regular file")
                if not os.access(folder, os.W_OK):
                    _refuse(what, path, f"the folder {folder} is not writable")

    def write(self, rows: Sequence[Mapping[str, Any]], table: str, text: Sequence[str]) -> None:
        """Write the .csv file as a whole or not at all, then print.

        Args:
            rows: the figures for JSON.
            table: the figures as CSV.
            text: the figures as lines for people.

        Raises:
            DataError: if the file cannot be written.
        """
        if self.csv_file == STANDARD_OUTPUT:
            click.echo(table, nl=False)
            return
        if self.csv_file:
            from ..common.files import replace_files

            target = self.csv_file.resolve()
            try:
                replace_files(target.parent, {target.name: table})
            except OSError as error:
                _refuse("table", self.csv_file, error.strerror or str(error))
        written = [f"{kind}: {path}" for kind, path in (("CSV", self.csv_file), ("Picture", self.picture)) if path]
        report = json.dumps({"rows": rows}, indent=2, ensure_ascii=False)
        click.echo(report if self.as_json else "\n".join([*text, *written]))


def output_options(function: F) -> F:
    """The options of every command that prints figures."""
    return with_options(JSON, WIDE, CSV)(function)


def weights_options(function: F) -> F:
    """The options of every command that runs machines."""
    return with_options(DEVICE, THREADS)(function)


def check_folder(folder: Path) -> None:
    """Check before the work that files can be written into a folder, and make it if need be.

    Raises:
        DataError: if they cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError as error:
        raise DataError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    if not writable:
        raise DataError(f"The folder {folder} is not writable.")


def agreement(figures: int) -> str:
    """The last line of a reproduction without differences."""
    return f"Reproduced: {figures:,} {'figure agrees' if figures == 1 else 'figures agree'}."


def need_torch(purpose: str) -> None:
    """Check that what runs machines is installed.

    Raises:
        MissingExtra: if it is not, with the command that installs it.
    """
    from ..common.extras import need

    need(purpose, "torch", "torch_geometric")


def device_of(name: str, threads: int) -> torch.device:
    """The device, after PyTorch's number of threads on the CPU has been set."""
    import torch

    from ..training.devices import choose_device

    torch.set_num_threads(threads)
    return choose_device(name)


def _refuse(what: str, path: Path, why: str) -> NoReturn:
    raise DataError(f"The {what} cannot be written to {path}: {why}.")
