"""Figures of the benchmark: how many questions each seed answered rightly, and rows over seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import fmean, stdev
from typing import Any, NamedTuple, TypeVar

from ..tasks.paper import PAPER_TASKS

BREAKDOWNS = ("length", "nodes")


def evaluation_set_names() -> tuple[str, ...]:
    """The names of the evaluation sets of all tasks, each once."""
    return tuple(dict.fromkeys(name for task in PAPER_TASKS.values() for name in task.evaluation_sets))


@dataclass(frozen=True)
class SeedResult:
    """What one machine with one seed answered in one test; a line of results.csv.

    Attributes:
        machine: name of the machine.
        task: a name in ``PAPER_TASKS``.
        test: the name of an evaluation set of the task.
        seed: seed of weights and training episodes.
        weights: the beginning of the SHA-256 of the file of weights; "" if the machine is not trained.
        questions: number of questions.
        correct_free, correct_valid: right answers by free decoding, and over valid triples.
        examples: episodes seen in training.
        parameters: number of parameters.
        seconds: processor time of the training.
        fresh_starts: number of times that the training began again with new weights.
        stage: the stage of the curriculum that it reached, counted from 1; 0 if the machine is not trained.
        stages: number of stages of the curriculum; 0 if that was not recorded.
        score: accuracy of the weights on the evaluation set that chose them; None if there was no evaluation.
    """

    machine: str
    task: str
    test: str
    seed: int
    weights: str
    questions: int
    correct_free: int
    correct_valid: int
    examples: int
    parameters: int
    seconds: float
    fresh_starts: int = 0
    stage: int = 0
    stages: int = 0
    score: float | None = None


@dataclass(frozen=True)
class BreakdownResult:
    """The same for those questions whose length or number of nodes is within a range; a line of breakdown.csv.

    Attributes:
        by: a name in ``BREAKDOWNS``.
        least, most: the closed range of the length, or of the number of nodes.
    """

    machine: str
    task: str
    test: str
    seed: int
    by: str
    least: int
    most: int
    questions: int
    correct_free: int
    correct_valid: int


AnyResult = SeedResult | BreakdownResult
R = TypeVar("R", SeedResult, BreakdownResult)


class Selection(NamedTuple):
    """Machines, tasks and tests by name; an empty tuple selects all of them."""

    machines: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    def __call__(self, machine: str, task: str, test: str) -> bool:
        """Whether a machine's result in a test is selected."""
        return all(not names or name in names for names, name in zip(self, (machine, task, test), strict=True))


EVERYTHING = Selection()


@dataclass(frozen=True)
class BenchmarkFigures:
    """Results of seeds, and their breakdown.

    Attributes:
        results: one for each machine, task, test and seed.
        breakdown: the same results by length and by number of nodes.
    """

    results: tuple[SeedResult, ...] = ()
    breakdown: tuple[BreakdownResult, ...] = ()

    def only(self, selection: Selection) -> BenchmarkFigures:
        """The selected results with their breakdown."""
        return self._where(lambda result: selection(result.machine, result.task, result.test))

    def without(self, outdated: Iterable[SeedResult]) -> BenchmarkFigures:
        """All but these results and their breakdown."""
        gone = set(map(result_key, outdated))
        return self._where(lambda result: result_key(result) not in gone)

    def updated(self, new: BenchmarkFigures) -> BenchmarkFigures:
        """With ``new`` results in place of those of the same machine, task, test and seed; always in one order."""
        kept = self.without(new.results)
        return BenchmarkFigures(
            tuple(sorted((*kept.results, *new.results), key=result_key)),
            tuple(sorted((*kept.breakdown, *new.breakdown), key=lambda one: (result_key(one), one.by, one.least))),
        )

    def _where(self, condition: Callable[[AnyResult], bool]) -> BenchmarkFigures:
        return BenchmarkFigures(tuple(filter(condition, self.results)), tuple(filter(condition, self.breakdown)))


def beside(own: BenchmarkFigures, others: BenchmarkFigures, where: str) -> BenchmarkFigures:
    """Own figures beside others; a machine that has both is named "machine (where)" in the own ones."""
    taken = {result.machine for result in others.results}

    def renamed(results: Iterable[R]) -> tuple[R, ...]:
        return tuple(
            replace(one, machine=f"{one.machine} ({where})") if one.machine in taken else one for one in results
        )

    return others.updated(BenchmarkFigures(renamed(own.results), renamed(own.breakdown)))


@dataclass(frozen=True)
class BenchmarkRow:
    """One machine in one test over its seeds; accuracies and spreads are shares, from 0 to 1.

    Attributes:
        accuracy: mean accuracy, decoded as in the paper: over valid edges for shortest paths, freely for other tasks.
        seeds: number of seeds.
        spread: sample standard deviation over seeds; None for one seed.
        examples: episodes seen in training, the mean over seeds.
        seconds: processor time of the training, the mean over seeds.
        accuracy_free, spread_free, accuracy_valid, spread_valid: the same by free decoding, and over valid triples.
        questions: number of questions for each seed.
        by, least, most: the part of the test, as in ``BreakdownResult``; "" for the whole test.
    """

    machine: str
    task: str
    test: str
    accuracy: float
    seeds: int
    spread: float | None
    examples: int
    parameters: int
    seconds: float
    accuracy_free: float
    spread_free: float | None
    accuracy_valid: float
    spread_valid: float | None
    questions: int
    by: str = ""
    least: int = 0
    most: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON and CSV; the row of a whole test has no ``by``, ``least`` and ``most``."""
        return {name: value for name, value in asdict(self).items() if self.by or name not in ("by", "least", "most")}


def accuracy(result: AnyResult, decoding: str | None = None) -> float:
    """The share of right answers, decoded "free" or "valid"; by default as in the paper."""
    right: int = getattr(result, f"correct_{decoding or PAPER_TASKS[result.task].paper_decoding}")
    return right / result.questions


def benchmark_rows(figures: BenchmarkFigures, by: str = "") -> list[BenchmarkRow]:
    """Rows of whole tests, the best machine first; or by length or number of nodes, in that order."""
    wholes = {result_key(result): result for result in figures.results}
    groups: dict[tuple[Any, ...], list[AnyResult]] = {}
    for result in (one for one in figures.breakdown if one.by == by) if by else figures.results:
        part = (result.least, result.most) if isinstance(result, BreakdownResult) else ()
        groups.setdefault((result.machine, result.task, result.test, *part), []).append(result)
    rows = [_row(group, [wholes[result_key(result)] for result in group]) for group in groups.values()]
    return sorted(rows, key=lambda row: (*_order(row.task, row.test), *_rank(row)))


def _row(group: Sequence[AnyResult], wholes: Sequence[SeedResult]) -> BenchmarkRow:
    first = group[0]
    means, spreads = {}, {}
    for decoding in ("free", "valid"):
        shares = [accuracy(result, decoding) for result in group]
        means[decoding] = fmean(shares)
        spreads[decoding] = stdev(shares) if len(shares) > 1 else None
    of_paper = PAPER_TASKS[first.task].paper_decoding
    part = (first.by, first.least, first.most) if isinstance(first, BreakdownResult) else ("", 0, 0)
    return BenchmarkRow(
        machine=first.machine,
        task=first.task,
        test=first.test,
        accuracy=means[of_paper],
        seeds=len(group),
        spread=spreads[of_paper],
        examples=round(fmean(whole.examples for whole in wholes)),
        parameters=wholes[0].parameters,
        seconds=round(fmean(whole.seconds for whole in wholes), 1),
        accuracy_free=means["free"],
        spread_free=spreads["free"],
        accuracy_valid=means["valid"],
        spread_valid=spreads["valid"],
        questions=first.questions,
        by=part[0],
        least=part[1],
        most=part[2],
    )


def _rank(row: BenchmarkRow) -> tuple[Any, ...]:
    return (row.machine, row.least) if row.by else (-row.accuracy, row.machine)


def _order(task: str, test: str) -> tuple[int, int]:
    return list(PAPER_TASKS).index(task), evaluation_set_names().index(test)


def result_key(result: AnyResult) -> tuple[int, int, str, int]:
    """Numbers of task and test, machine and seed: what a result belongs to, and its place in the order of all."""
    return (*_order(result.task, result.test), result.machine, result.seed)


def name_of(result: AnyResult) -> str:
    """The result's name in a sentence: "dnc on traversal, zone1, seed 0"."""
    part = f", {result.by} {result.least} to {result.most}" if isinstance(result, BreakdownResult) else ""
    return f"{result.machine} on {result.task}, {result.test}, seed {result.seed}{part}"
