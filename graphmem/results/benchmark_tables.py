"""The figures of the benchmark as tables on disk.

FOLDER/results.csv     a line for each machine, task, test and seed: how many questions were answered rightly
FOLDER/breakdown.csv   the same by the length of what was asked, and by the size of the graph

Rows are made of these lines and of nothing else.  This module needs no torch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from importlib import resources
from pathlib import Path

from ..errors import DataError
from .benchmark import BREAKDOWNS, COUNTED_LENGTH, TASKS, TESTS, Benchmark, Part, Score, name_of, sitting
from .tables import read_table, table_text, write_tables

RESULTS, BREAKDOWN = "results.csv", "breakdown.csv"
_WHAT = "results of the benchmark"
_COUNTS = ("asked", "free", "valid")


def benchmark_folder(path: Path | None = None) -> AbstractContextManager[Path]:
    """The folder itself, or the one that ships with graphmem: figures, and weights by machine and task."""
    return nullcontext(path) if path else resources.as_file(resources.files("graphmem.weights") / "benchmark")


def write_benchmark(folder: Path, benchmark: Benchmark) -> None:
    """Write both tables, or neither.

    Raises:
        DataError: if they cannot be written.
    """
    scores, parts = (map(asdict, figures) for figures in (benchmark.scores, benchmark.parts))
    write_tables(folder, {RESULTS: table_text(Score, scores), BREAKDOWN: table_text(Part, parts)})


def read_benchmark(folder: Path) -> Benchmark:
    """What ``write_benchmark`` wrote.

    Raises:
        DataError: if a table is missing or damaged, or they contradict themselves or each other.
    """
    scores = read_table(folder / RESULTS, Score, _fault, _WHAT)
    parts = read_table(folder / BREAKDOWN, Part, _fault, _WHAT)
    figures: list[Score | Part] = [*scores, *parts]
    if wrong := _twice(figures) or _unlike(figures) or _no_sum(scores, parts):
        raise DataError(f"{folder}: {RESULTS} and {BREAKDOWN} do not go together: {wrong}.")
    return Benchmark(tuple(scores), tuple(parts))


def _fault(figure: Score | Part) -> str:
    known = {"task": TASKS, "test": TESTS} | ({"by": BREAKDOWNS} if isinstance(figure, Part) else {})
    for name, names in known.items():
        if getattr(figure, name) not in names:
            return f"{name} must be {', '.join(names[:-1])} or {names[-1]}, not {getattr(figure, name)!r}"
    if not figure.machine:
        return "machine is missing"
    if not figure.asked >= max(1, figure.free, figure.valid):
        return f"of {figure.asked} questions, {figure.free} and {figure.valid} cannot be right"
    return f"{figure.least} is above {figure.most}" if isinstance(figure, Part) and figure.least > figure.most else ""


def _twice(figures: Sequence[Score | Part]) -> str:
    """Which figure stands there twice, if any does."""
    seen = Counter(map(name_of, figures))
    return next((f"{name} stands there twice" for name, number in seen.items() if number > 1), "")


def _unlike(figures: Sequence[Score | Part]) -> str:
    """Which of the seeds of one row was asked something else than the first of them, if any was."""
    first: dict[tuple[object, ...], int] = {}
    for figure in figures:
        part = (figure.by, figure.least, figure.most) if isinstance(figure, Part) else ()
        asked = first.setdefault((figure.machine, figure.task, figure.test, *part), figure.asked)
        if asked != figure.asked:
            return f"{name_of(figure)} was asked {figure.asked} questions, another seed {asked}"
    return ""


def _no_sum(scores: list[Score], parts: list[Part]) -> str:
    """Of which seed the parts by length or by nodes are not the whole, if of any."""
    wholes = {sitting(score): score for score in scores}
    sums: dict[tuple[object, ...], Counter[str]] = {}
    for part in parts:
        if sitting(part) not in wholes:
            return f"{name_of(part)} is part of nothing"
        if part.by == "nodes" or COUNTED_LENGTH.get((part.task, part.test)) in (None, part.least):
            counts = {name: getattr(part, name) for name in _COUNTS}
            sums.setdefault((sitting(part), part.by), Counter()).update(counts)
    for place, whole in wholes.items():
        for by in BREAKDOWNS:
            found = sums.get((place, by), Counter())
            if [found[name] for name in _COUNTS] != [getattr(whole, name) for name in _COUNTS]:
                return f"the parts by {by} of {name_of(whole)} do not add up to the whole"
    return ""
