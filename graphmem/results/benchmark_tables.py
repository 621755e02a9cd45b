"""The figures of the benchmark as tables on disk.

FOLDER/results.csv     right answers for each machine, task, test and seed
FOLDER/breakdown.csv   the same by length of the answer and by number of nodes of the graph
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ..common.text import joined
from ..errors import DataError
from ..tasks.paper import PAPER_TASKS
from .benchmark import (
    BREAKDOWNS,
    AnyResult,
    BenchmarkFigures,
    BreakdownResult,
    SeedResult,
    name_of,
    result_key,
)
from .tables import read_table, table_text, write_tables

RESULTS, BREAKDOWN = "results.csv", "breakdown.csv"
_CONTENT = "results of the benchmark"
_COUNTS = ("questions", "correct_free", "correct_valid")


def write_benchmark(folder: Path, figures: BenchmarkFigures) -> None:
    """Write both tables, or neither.

    Raises:
        DataError: if they cannot be written.
    """
    results, breakdown = (map(asdict, some) for some in (figures.results, figures.breakdown))
    write_tables(folder, {RESULTS: table_text(SeedResult, results), BREAKDOWN: table_text(BreakdownResult, breakdown)})


def read_benchmark(folder: Path) -> BenchmarkFigures:
    """The figures that ``write_benchmark`` wrote.

    Raises:
        DataError: if a table is missing or damaged, or the tables contradict themselves or each other.
    """
    results = read_table(folder / RESULTS, SeedResult, _fault, _CONTENT)
    breakdown = read_table(folder / BREAKDOWN, BreakdownResult, _fault, _CONTENT)
    both: list[AnyResult] = [*results, *breakdown]
    if wrong := _duplicate(both) or _unequal_questions(both) or _wrong_sum(results, breakdown):
        raise DataError(f"{folder}: {RESULTS} and {BREAKDOWN} are inconsistent: {wrong}.")
    return BenchmarkFigures(tuple(results), tuple(breakdown))


def _fault(result: AnyResult) -> str:
    if result.task not in PAPER_TASKS:
        return f"task must be {joined(tuple(PAPER_TASKS), 'or')}, not {result.task!r}"
    known = {"test": tuple(PAPER_TASKS[result.task].evaluation_sets)}
    known |= {"by": BREAKDOWNS} if isinstance(result, BreakdownResult) else {}
    for name, names in known.items():
        if getattr(result, name) not in names:
            return f"{name} must be {joined(names, 'or')}, not {getattr(result, name)!r}"
    if not result.machine:
        return "machine is missing"
    if not result.questions >= max(1, result.correct_free, result.correct_valid):
        return f"of {result.questions} questions, {result.correct_free} and {result.correct_valid} cannot be right"
    if isinstance(result, BreakdownResult):
        return f"{result.least} is above {result.most}" if result.least > result.most else ""
    if result.stages and result.stage > result.stages:
        return f"of {result.stages} stages, {result.stage} cannot be reached"
    if result.score is not None and result.score > 1:
        return f"score must be a share, from 0 to 1, not {result.score:g}"
    return ""


def _duplicate(results: Sequence[AnyResult]) -> str:
    """The first result that appears more than once, in a sentence, or ""."""
    seen = Counter(map(name_of, results))
    return next((f"{name} appears more than once" for name, number in seen.items() if number > 1), "")


def _unequal_questions(results: Sequence[AnyResult]) -> str:
    """The first result with another number of questions than other seeds of its row, in a sentence, or ""."""
    first: dict[tuple[object, ...], int] = {}
    for result in results:
        part = (result.by, result.least, result.most) if isinstance(result, BreakdownResult) else ()
        questions = first.setdefault((result.machine, result.task, result.test, *part), result.questions)
        if questions != result.questions:
            return f"{name_of(result)} has {result.questions} questions, another seed {questions}"
    return ""


def _wrong_sum(results: list[SeedResult], breakdown: list[BreakdownResult]) -> str:
    """The first result whose breakdown does not add up to it, in a sentence, or ""."""
    wholes = {result_key(result): result for result in results}
    sums: dict[tuple[object, ...], Counter[str]] = {}
    for part in breakdown:
        if result_key(part) not in wholes:
            return f"{name_of(part)} belongs to no result"
        counted_length = PAPER_TASKS[part.task].evaluation_sets[part.test].counted_length
        if part.by == "nodes" or counted_length in (None, part.least):
            counts = {name: getattr(part, name) for name in _COUNTS}
            sums.setdefault((result_key(part), part.by), Counter()).update(counts)
    for key, whole in wholes.items():
        for by in BREAKDOWNS:
            found = sums.get((key, by), Counter())
            if [found[name] for name in _COUNTS] != [getattr(whole, name) for name in _COUNTS]:
                return f"the breakdown by {by} of {name_of(whole)} does not add up to it"
    return ""
