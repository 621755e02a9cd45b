"""The figures of experiments as tables on disk: FOLDER/NAME.csv."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import DataError
from .experiments import NAMES, ExperimentRow, as_csv
from .tables import read_table, write_tables

_CLOSE = 1e-4  # tolerance of a loss, which depends on the processor; shares and counts must be equal


def read_figures(folder: Path, name: str) -> list[ExperimentRow]:
    """The rows of an experiment.

    Raises:
        DataError: if there is no table, or it is damaged.
    """

    def fault(row: ExperimentRow) -> str:
        if row.experiment != name:
            return f"this is a figure of the experiment {row.experiment!r}, not of {name!r}"
        if missing := [field for field in ("machine", "task", "test") if not getattr(row, field)]:
            return f"{missing[0]} is missing"
        return f"accuracy must be at most 1, not {row.accuracy:g}" if row.accuracy > 1 else ""

    path = figures_path(folder, name)
    rows = read_table(path, ExperimentRow, fault, f"figures of the experiment {name!r}")
    for place, number in Counter(map(_name, rows)).items():
        if number > 1:
            raise DataError(f"{path}: {place} appears more than once.")
    return rows


def keep_figures(folder: Path, name: str, rows: Sequence[ExperimentRow]) -> None:
    """Add rows to the table of an experiment; each replaces the row of the same measurement.

    Raises:
        DataError: if the existing table is damaged, or it cannot be written.
    """
    path = figures_path(folder, name)
    kept = {_key(row): row for row in (read_figures(folder, name) if path.exists() else [])}
    kept |= {_key(row): row for row in rows}
    write_tables(folder, {path.name: as_csv(in_order(list(kept.values())))})


def figures_path(folder: Path, name: str) -> Path:
    """The file of an experiment's table."""
    return folder / f"{name}.csv"


def in_order(rows: Sequence[ExperimentRow]) -> list[ExperimentRow]:
    """Rows grouped by task and machine, both in the order of their first row; then by seed."""
    tasks, machines = (list(dict.fromkeys(getattr(row, name) for row in rows)) for name in ("task", "machine"))
    return sorted(rows, key=lambda row: (tasks.index(row.task), machines.index(row.machine), row.seed))


def differences(published: Sequence[ExperimentRow], measured: Sequence[ExperimentRow], *, whole: bool) -> list[str]:
    """A sentence for each row that differs from the published one.

    Shares, counts and names must be equal; losses and costs may differ by rounding.

    Args:
        published: rows of the table.
        measured: rows that were measured again.
        whole: whether all rows of the table should have been measured.
    """
    known, sentences = {_key(row): row for row in published}, []
    for new in measured:
        where, old = _name(new), known.pop(_key(new), None)
        if old is None:
            sentences.append(f"{where}: it is not among the published figures.")
            continue
        pairs = [(name, getattr(old, name), getattr(new, name)) for name in NAMES]
        changed = [f"{name} {value}, now {now}" for name, value, now in pairs if not _same(name, value, now)]
        sentences += [f"{where}: published {'; '.join(changed)}."] if changed else []
    return [*sentences, *(f"{_name(row)}: there are no weights of it." for row in known.values() if whole)]


def _name(row: ExperimentRow) -> str:
    return f"{row.machine}, {row.task}, {row.test}, {row.slots} slots, seed {row.seed}"


def _key(row: ExperimentRow) -> tuple[str, str, str, int, int]:
    return row.machine, row.task, row.test, row.slots, row.seed


def _same(name: str, one: Any, other: Any) -> bool:
    if name in ("loss", "cost_bits") and one is not None and other is not None:
        return math.isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return bool(one == other)
