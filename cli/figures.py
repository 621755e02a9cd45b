"""What ``benchmark`` and ``experiment`` share: options, and figures as text, JSON and CSV."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click
from click.core import ParameterSource

from ..errors import DataError, UsageError

SHOW, RETEST = "", "--retest"  # what to do: print what is known, or find it again
FILE = click.Path(path_type=Path)

CSV = click.option("--csv", "csv_file", type=FILE, metavar="FILE", help="Write the rows as a .csv file too.")
FOLDER = click.option(
    "--folder", type=FILE, metavar="FOLDER", help="Figures and weights.  [default: those that ship with graphmem]"
)
THREADS = click.option(
    "--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads on the CPU."
)


def chosen_action(ctx: click.Context, actions: Sequence[str], goes_with: Mapping[str, Sequence[str]]) -> str:
    """Which of the options that say what to do was given, or ``SHOW``.

    Args:
        ctx: of the command.
        actions: those options.
        goes_with: by parameter, the actions that another option goes with, if not all.

    Raises:
        UsageError: if options do not go together.
    """
    options = {parameter.name or "": parameter.opts[0] for parameter in ctx.command.params}
    given = [name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    chosen = [action for action in actions if action in {options[name] for name in given}]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} do not go together.")
    action = (*chosen, SHOW)[0]
    for name, along in goes_with.items():
        if name in given and action not in along:
            with_what = f"says nothing to {action}" if action else f"goes with {' or '.join(along)}"
            raise UsageError(f"{options[name]} {with_what}.")
    return action


def check_files(csv_file: Path | None, picture: Path | None) -> None:
    """See before the work that the files can be written, as far as that can be seen.

    Raises:
        DataError: if one cannot.
        UsageError: if there is nothing to draw with, or both are the same file.
    """
    if picture:
        from ..view import check_picture_path

        check_picture_path(picture)
    if csv_file and picture and csv_file.resolve() == picture.resolve():
        raise UsageError(f"The table and the picture cannot both be {csv_file}.")
    for what, path in (("table", csv_file), ("picture", picture)):
        if path:
            folder = path.parent
            if not folder.is_dir():
                _refuse(what, path, f"there is no folder {folder}")
            if path.exists() and not path.is_file():
                _refuse(what, path, "it is a folder" if path.is_dir() else "it is no regular file")
            if not os.access(folder, os.W_OK):
                _refuse(what, path, f"nothing can be written into {folder}")


def check_folder(folder: Path) -> None:
    """See before the work that files can be written into a folder, which is made if need be.

    Raises:
        DataError: if they cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError as error:
        raise DataError(f"{folder} cannot be made a folder: {error.strerror}.") from error
    if not writable:
        raise DataError(f"Nothing can be written into {folder}.")


def print_figures(
    rows: Sequence[Mapping[str, Any]],
    table: str,
    text: Sequence[str],
    as_json: bool,
    csv_file: Path | None,
    picture: Path | None,
) -> None:
    """Write the .csv file, if one is asked for, as a whole or not at all; then print.

    Args:
        rows: for programs.
        table: the same, as CSV.
        text: the same, for people.
        as_json: whether a program reads it.
        csv_file: to be written.
        picture: that has been drawn.

    Raises:
        DataError: if the file cannot be written.
    """
    if csv_file:
        from ..common.files import replace_files

        target = csv_file.resolve()
        try:
            replace_files(target.parent, {target.name: table})
        except OSError as error:
            _refuse("table", csv_file, error.strerror or str(error))
    written = [f"{kind}: {path}" for kind, path in (("CSV", csv_file), ("Picture", picture)) if path]
    report = json.dumps({"rows": rows}, indent=2, ensure_ascii=False)
    click.echo(report if as_json else "\n".join([*text, *written]))


def agreement(figures: int) -> str:
    """What is said when all that was found again is as it was told."""
    return f"Checked again: {figures:,} {'figure agrees' if figures == 1 else 'figures agree'}."


def _refuse(what: str, path: Path, why: str) -> NoReturn:
    raise DataError(f"The {what} cannot be written to {path}: {why}.")
