"""The evaluation sets of the benchmark: the same questions for every machine and every seed.

Each task of ``tasks.paper`` has its own, by name: "last_stage", "zone1", "underground", "family", "drawn_families".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from ..seeding import generator
from ..tasks.paper import PAPER_TASKS, Episode
from .outcomes import Evaluable, Outcome

_SEED = 2016
# Random streams depend on these strings, under which the published figures were drawn; they must not change.
_STREAM_NAMES = {"last_stage": "last_lesson"}
_MOST_EPISODES, _MOST_FACTS = 50, 12_000  # answered at once: memory grows with both
_WIDTH = 5  # numbers of nodes that one row of the breakdown covers


class Count(NamedTuple):
    """The number of questions, and of right answers by free decoding and over valid triples."""

    questions: int
    free: int
    valid: int


@cache
def evaluation_episodes(task: str, test: str) -> tuple[Episode, ...]:
    """The episodes of an evaluation set.

    Args:
        task: a name in ``PAPER_TASKS``.
        test: the name of one of its evaluation sets.
    """
    stream = generator(_SEED, "exam", task, _STREAM_NAMES.get(test, test))
    return tuple(PAPER_TASKS[task].evaluation_sets[test].draw(stream))


def evaluate_on(
    machine: Evaluable, task: str, test: str, seed: int, report: Callable[[int, int], None] = lambda done, total: None
) -> list[Outcome]:
    """Answer every question of an evaluation set.

    Args:
        machine: a trained machine, or a baseline.
        task: a name in ``PAPER_TASKS``.
        test: the name of one of its evaluation sets.
        seed: seed for a machine that answers at random.
        report: called with the number of episodes done and of all episodes.
    """
    rng = generator(seed, "sitting", task, _STREAM_NAMES.get(test, test))
    return answer_all(machine, evaluation_episodes(task, test), rng, report)


def answer_all(
    machine: Evaluable,
    episodes: Sequence[Episode],
    rng: np.random.Generator,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> list[Outcome]:
    """Answer every query of some episodes, a part of them at once.

    Args:
        machine: a trained machine, or a baseline.
        episodes: at least one.
        rng: source of randomness for a machine that answers at random.
        report: called with the number of episodes done and of all episodes.
    """
    outcomes: list[Outcome] = []
    done = 0
    for chunk in _chunks(episodes):
        outcomes += machine.evaluate(chunk, rng)
        done += len(chunk)
        report(done, len(episodes))
    return outcomes


def count_outcomes(outcomes: Sequence[Outcome]) -> Count:
    """The number of outcomes and of right ones."""
    return Count(len(outcomes), sum(one.free for one in outcomes), sum(one.valid for one in outcomes))


def counted(task: str, test: str, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes that count towards the accuracy: all, or those of the set's ``counted_length``."""
    length = PAPER_TASKS[task].evaluation_sets[test].counted_length
    return [one for one in outcomes if length in (None, one.length)]


def breakdown(task: str, test: str, outcomes: Sequence[Outcome]) -> dict[tuple[str, int, int], Count]:
    """Counts by "length", of all outcomes, and by "nodes", of those that count; keys hold the closed range of each."""
    groups: dict[tuple[str, int, int], list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(("length", one.length, one.length), []).append(one)
    for one in counted(task, test, outcomes):
        least = one.nodes // _WIDTH * _WIDTH
        groups.setdefault(("nodes", least, least + _WIDTH - 1), []).append(one)
    return {part: count_outcomes(groups[part]) for part in sorted(groups)}


def _chunks(episodes: Sequence[Episode]) -> Iterator[list[Episode]]:
    chunk: list[Episode] = []
    facts = 0
    for episode in episodes:
        if chunk and (len(chunk) == _MOST_EPISODES or facts + len(episode.graph.facts) > _MOST_FACTS):
            yield chunk
            chunk, facts = [], 0
        chunk.append(episode)
        facts += len(episode.graph.facts)
    yield chunk
