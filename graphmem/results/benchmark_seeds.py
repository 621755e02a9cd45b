"""Every seed of a machine on its own row: how it was trained, and what it answers; failures included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, stdev
from typing import Any

from ..common.text import count
from ..tasks.paper import PAPER_TASKS
from .benchmark import BenchmarkFigures, SeedResult, accuracy, result_key


@dataclass(frozen=True)
class SeedRow:
    """One seed of a machine in one test; accuracies, the score and spreads are shares, from 0 to 1.

    Attributes:
        machine, task, test, seed, fresh_starts, examples, seconds, stage, stages, score, questions: see ``SeedResult``.
        accuracy_free, accuracy_valid: accuracy by free decoding, and over valid triples.
        paper, paper_spread: mean and standard deviation of the paper's 20 networks, decoded as in the paper; None if
            the paper has no such figure.
    """

    machine: str
    task: str
    test: str
    seed: int
    fresh_starts: int
    examples: int
    seconds: float
    stage: int
    stages: int
    score: float | None
    questions: int
    accuracy_free: float
    accuracy_valid: float
    paper: float | None
    paper_spread: float | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON and CSV."""
        return asdict(self)


def seed_rows(figures: BenchmarkFigures) -> list[SeedRow]:
    """A row for each result, in the order of tasks, tests, machines and seeds."""
    return [_row(result) for result in sorted(figures.results, key=result_key)]


def published_tests(tasks: Sequence[str] = ()) -> tuple[str, ...]:
    """The names of the evaluation sets of some tasks, or of all, of which the paper has figures."""
    sets = (found for task in tasks or PAPER_TASKS for found in PAPER_TASKS[task].evaluation_sets.items())
    return tuple(dict.fromkeys(name for name, one in sets if one.published))


def seed_summaries(rows: Sequence[SeedRow]) -> list[str]:
    """A sentence for each machine and test: its mean and standard deviation, beside the paper's."""
    groups: dict[tuple[str, str, str], list[SeedRow]] = {}
    for row in rows:
        groups.setdefault((row.machine, row.task, row.test), []).append(row)
    return [f"{', '.join(key)}: {_summary(group)}" for key, group in groups.items()]


def _summary(rows: Sequence[SeedRow]) -> str:
    free, valid = ([getattr(row, f"accuracy_{way}") for row in rows] for way in ("free", "valid"))
    short = [row for row in rows if row.stage < row.stages]
    parts = [f"{_spread(free)} free and {_spread(valid)} over valid, {count(len(rows), 'seed')}"]
    if short:
        parts.append(f"{len(short)} of them did not reach the last stage")
    first = rows[0]
    if first.paper is not None and first.paper_spread is not None:
        way = {"free": "free", "valid": "over valid"}[PAPER_TASKS[first.task].paper_decoding]
        parts.append(f"the paper's DNC: {100 * first.paper:.1f} ± {100 * first.paper_spread:.1f}% {way}, 20 networks")
    return f"{'; '.join(parts)}."


def _spread(shares: Sequence[float]) -> str:
    """Mean and sample standard deviation in %."""
    spread = f" ± {100 * stdev(shares):.1f}" if len(shares) > 1 else ""
    return f"{100 * fmean(shares):.1f}{spread}%"


def _row(result: SeedResult) -> SeedRow:
    published = PAPER_TASKS[result.task].evaluation_sets[result.test].published
    mean, spread = (share / 100 for share in published) if published else (None, None)
    return SeedRow(
        machine=result.machine,
        task=result.task,
        test=result.test,
        seed=result.seed,
        fresh_starts=result.fresh_starts,
        examples=result.examples,
        seconds=result.seconds,
        stage=result.stage,
        stages=result.stages,
        score=result.score,
        questions=result.questions,
        accuracy_free=accuracy(result, "free"),
        accuracy_valid=accuracy(result, "valid"),
        paper=mean,
        paper_spread=spread,
    )
