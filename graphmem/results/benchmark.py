"""The figures of the benchmark: what each seed answered, and rows over seeds.  This module needs no torch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import fmean, stdev
from typing import Any, NamedTuple

TASKS = ("traversal", "shortest_path", "inference")
TESTS = ("last_stage", "zone1", "family", "underground")
BREAKDOWNS = ("length", "nodes")
DECODING = {"traversal": "free", "shortest_path": "valid", "inference": "free"}  # of the paper
# Length of the questions that make the whole, where not all do: the others stand in the breakdown by length alone.
COUNTED_LENGTH = {("inference", "family"): 4}
# The paper's DNC, mean and spread in % over 20 networks (Graves et al. 2016, "Graph experiments" and Methods).
PUBLISHED = {
    ("traversal", "zone1"): (98.8, 1.6),
    ("shortest_path", "zone1"): (55.3, 6.4),
    ("inference", "family"): (81.8, 13.5),
}


@dataclass(frozen=True)
class Score:
    """One machine with one seed in one test.

    Attributes:
        weights: the beginning of the SHA-256 of their file; "" where nothing was trained.
        asked: questions.
        free, valid: answered rightly by free decoding, and over valid triples.
        examples: episodes seen in training.
        parameters: of the machine.
        seconds: of the processor, in training.
    """

    machine: str
    task: str
    test: str
    seed: int
    weights: str
    asked: int
    free: int
    valid: int
    examples: int
    parameters: int
    seconds: float


@dataclass(frozen=True)
class Part:
    """Those questions of a test whose ``by``, length or nodes, is from ``least`` to ``most``; else as in ``Score``."""

    machine: str
    task: str
    test: str
    seed: int
    by: str
    least: int
    most: int
    asked: int
    free: int
    valid: int


class Wanted(NamedTuple):
    """Names of what is wanted; all, where there are none."""

    machines: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    def __call__(self, machine: str, task: str, test: str) -> bool:
        """Whether it is."""
        return all(not names or name in names for names, name in zip(self, (machine, task, test), strict=True))


EVERYTHING = Wanted()


@dataclass(frozen=True)
class Benchmark:
    """All figures."""

    scores: tuple[Score, ...] = ()
    parts: tuple[Part, ...] = ()

    def only(self, wanted: Wanted) -> Benchmark:
        """Those that are wanted."""
        return self._where(lambda figure: wanted(figure.machine, figure.task, figure.test))

    def without(self, outdated: Iterable[Score]) -> Benchmark:
        """Less these, and their parts."""
        gone = set(map(sitting, outdated))
        return self._where(lambda figure: sitting(figure) not in gone)

    def updated(self, new: Benchmark) -> Benchmark:
        """With the figures of ``new`` in the place of those of the same machine, task, test and seed; in one order."""
        kept = self.without(new.scores)
        return Benchmark(
            tuple(sorted((*kept.scores, *new.scores), key=sitting)),
            tuple(sorted((*kept.parts, *new.parts), key=lambda part: (sitting(part), part.by, part.least))),
        )

    def _where(self, condition: Callable[[Score | Part], bool]) -> Benchmark:
        return Benchmark(tuple(filter(condition, self.scores)), tuple(filter(condition, self.parts)))


@dataclass(frozen=True)
class Row:
    """One machine in one test over its seeds; accuracies and spreads are shares, from 0 to 1.

    Attributes:
        accuracy: mean, decoded as in the paper: over valid edges for shortest paths, freely for the other tasks.
        seeds: how many.
        spread: sample standard deviation; None for one seed.
        examples: episodes seen in training, the mean over seeds.
        seconds: of the processor, in training, the mean over seeds.
        questions: asked of each seed.
        by, least, most: which part of the test it is, "" for the whole.
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
        """For JSON and CSV; a whole test says nothing of parts."""
        return {name: value for name, value in asdict(self).items() if self.by or name not in ("by", "least", "most")}


def accuracy(figure: Score | Part, decoding: str | None = None) -> float:
    """The share of right answers, decoded "free" or "valid"; by default as in the paper."""
    right: int = getattr(figure, decoding or DECODING[figure.task])
    return right / figure.asked


def rows(benchmark: Benchmark, by: str = "") -> list[Row]:
    """Whole tests, the best first, or their parts in their order."""
    runs = {sitting(score): score for score in benchmark.scores}
    groups: dict[tuple[Any, ...], list[Score | Part]] = {}
    for figure in (part for part in benchmark.parts if part.by == by) if by else benchmark.scores:
        place = (figure.least, figure.most) if isinstance(figure, Part) else ()
        groups.setdefault((figure.machine, figure.task, figure.test, *place), []).append(figure)
    found = [_row(some, [runs[sitting(figure)] for figure in some]) for some in groups.values()]
    return sorted(found, key=lambda row: (*_order(row.task, row.test), *_rank(row)))


def _row(figures: Sequence[Score | Part], runs: Sequence[Score]) -> Row:
    first = figures[0]
    means, spreads = {}, {}
    for decoding in ("free", "valid"):
        shares = [accuracy(figure, decoding) for figure in figures]
        means[decoding] = fmean(shares)
        spreads[decoding] = stdev(shares) if len(shares) > 1 else None
    of_paper = DECODING[first.task]
    return Row(
        first.machine,
        first.task,
        first.test,
        means[of_paper],
        len(figures),
        spreads[of_paper],
        round(fmean(run.examples for run in runs)),
        runs[0].parameters,
        round(fmean(run.seconds for run in runs), 1),
        means["free"],
        spreads["free"],
        means["valid"],
        spreads["valid"],
        first.asked,
        *((first.by, first.least, first.most) if isinstance(first, Part) else ()),
    )


def _rank(row: Row) -> tuple[Any, ...]:
    return (row.machine, row.least) if row.by else (-row.accuracy, row.machine)


def _order(task: str, test: str) -> tuple[int, int]:
    return TASKS.index(task), TESTS.index(test)


def sitting(figure: Score | Part) -> tuple[int, int, str, int]:
    """Task, test, machine and seed, in the order of the benchmark."""
    return (*_order(figure.task, figure.test), figure.machine, figure.seed)


def name_of(figure: Score | Part) -> str:
    """For sentences."""
    part = f", {figure.by} {figure.least} to {figure.most}" if isinstance(figure, Part) else ""
    return f"{figure.machine} on {figure.task}, {figure.test}, seed {figure.seed}{part}"


def differences(told: Benchmark, found: Benchmark) -> list[str]:
    """A sentence for each figure that was found otherwise than told; of a test that differs as a whole, none for parts.

    Args:
        told: some figures.
        found: those of the same machines, tasks, tests and seeds, and no others.
    """
    now = {sitting(score): score for score in found.scores}
    sentences, same = [], set()
    for score in told.scores:
        new = now[sitting(score)]
        changed = "; ".join(_changes(score, new))
        if score.weights != new.weights:
            changed = changed or "the figures are the same"
            sentences.append(f"{name_of(score)}: the weights are not those that were examined; {changed}.")
        elif changed:
            sentences.append(f"{name_of(score)}: the benchmark has {changed}.")
        else:
            same.add(sitting(score))
    old_parts, new_parts = (
        {(sitting(part), part.by, part.least, part.most): part for part in benchmark.parts}
        for benchmark in (told, found)
    )
    for place in sorted(old_parts.keys() | new_parts.keys()):
        if place[0] in same:
            part = old_parts.get(place) or new_parts[place]
            none = replace(part, asked=0, free=0, valid=0)
            changes = _changes(old_parts.get(place, none), new_parts.get(place, none))
            sentences += [f"{name_of(part)}: the benchmark has {'; '.join(changes)}."] if changes else []
    return sentences


def _changes(told: Score | Part, found: Score | Part) -> list[str]:
    pairs = ((name, value, getattr(found, name)) for name, value in vars(told).items() if name != "weights")
    return [f"{name} {value}, now {now}" for name, value, now in pairs if value != now]
