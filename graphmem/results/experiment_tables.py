"""The figures of experiments as tables on disk: FOLDER/NAME.csv, a line a row.  This module needs no torch."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import DataError
from .experiments import NAMES, ExperimentRow, as_csv
from .tables import read_table, write_tables

_CLOSE = 1e-4  # of a loss: what another processor may add to it; shares and counts must be the same


def read_figures(folder: Path, name: str) -> list[ExperimentRow]:
    """The rows of an experiment.

    Raises:
        DataError: if there are none, or the table is damaged.
    """

    def fault(row: ExperimentRow) -> str:
        if row.experiment != name:
            return f"this is a figure of {row.experiment!r}, not of {name!r}"
        if missing := [field for field in ("machine", "task", "test") if not getattr(row, field)]:
            return f"{missing[0]} is missing"
        return f"accuracy must be at most 1, not {row.accuracy:g}" if row.accuracy > 1 else ""

    path = figures_path(folder, name)
    rows = read_table(path, ExperimentRow, fault, f"figures of the experiment {name!r}")
    for place, number in Counter(map(_words, rows)).items():
        if number > 1:
            raise DataError(f"{path}: {place} stands there twice.")
    return rows


def keep_figures(folder: Path, name: str, rows: Sequence[ExperimentRow]) -> None:
    """Put rows into the table of an experiment, each in the place of the one that measured the same.

    Raises:
        DataError: if the table that is there is damaged, or it cannot be written.
    """
    path = figures_path(folder, name)
    kept = {_place(row): row for row in (read_figures(folder, name) if path.exists() else [])}
    kept |= {_place(row): row for row in rows}
    write_tables(folder, {path.name: as_csv(in_order(list(kept.values())))})


def figures_path(folder: Path, name: str) -> Path:
    """Where the table of an experiment stands."""
    return folder / f"{name}.csv"


def in_order(rows: Sequence[ExperimentRow]) -> list[ExperimentRow]:
    """Tasks and their machines together, as each comes first; then by seed."""
    tasks, machines = (list(dict.fromkeys(getattr(row, name) for row in rows)) for name in ("task", "machine"))
    return sorted(rows, key=lambda row: (tasks.index(row.task), machines.index(row.machine), row.seed))


def differences(told: Sequence[ExperimentRow], found: Sequence[ExperimentRow], *, whole: bool) -> list[str]:
    """A sentence for each row that was measured again and is not what the table tells.

    Shares, counts and names must be the same; losses and costs may differ by what the order of additions does.

    Args:
        told: the table.
        found: what was measured.
        whole: whether all was measured that the table tells.
    """
    known, sentences = {_place(row): row for row in told}, []
    for new in found:
        where, old = _words(new), known.pop(_place(new), None)
        if old is None:
            sentences.append(f"{where}: the table has no such row.")
            continue
        pairs = [(name, getattr(old, name), getattr(new, name)) for name in NAMES]
        changed = [f"{name} {value}, now {now}" for name, value, now in pairs if not _same(name, value, now)]
        sentences += [f"{where}: the table has {'; '.join(changed)}."] if changed else []
    return [*sentences, *(f"{_words(row)}: there are no weights of it." for row in known.values() if whole)]


def _words(row: ExperimentRow) -> str:
    return f"{row.machine}, {row.task}, {row.test}, {row.slots} slots, seed {row.seed}"


def _place(row: ExperimentRow) -> tuple[str, str, str, int, int]:
    return row.machine, row.task, row.test, row.slots, row.seed


def _same(name: str, one: Any, other: Any) -> bool:
    if name in ("loss", "cost_bits") and one is not None and other is not None:
        return math.isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return bool(one == other)
