"""The tests that every machine of the benchmark sits: the same questions for all, and for every seed.

last_stage   500 fresh episodes of the last stage of its task
zone1         interchanges of London's Zone 1: 500 random traversals of seven steps, or all shortest paths of four
family        every person and relation that lead to anyone in the family tree; those of four steps count
underground   the whole of the London Underground: 200 traversals of seven steps, or shortest paths between any pairs

The middle two are the paper's (Graves et al. 2016, Methods), which drew its traversals as we do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from ..graphs import Triples
from ..graphs.traversal import traversal_problem
from ..networks import load_network
from ..seeding import generator
from ..tasks.paper import PAPER_TASKS, Episode, draw_stage_episodes, family_questions, map_paths, map_traversals
from ..tasks.paper.inference import LENGTHS
from .outcomes import Evaluable, Outcome

_SEED = 2016
# Random numbers hang on the name; this is the name under which the published figures were drawn.
_DRAWN_AS = {"last_stage": "last_lesson"}
_FRESH, _FAR = 500, 200  # questions, of a stage or of Zone 1, and of the whole Underground
_MOST_EPISODES, _MOST_FACTS = 50, 12_000  # that are answered at once: memory grows with both
_WIDTH = 5  # of the range of sizes of graphs that are counted together


class Exam(NamedTuple):
    """A test.

    Attributes:
        draw: its episodes.
        length: of the questions that count; others are for the breakdown alone.  None where all count.
    """

    draw: Callable[[np.random.Generator], list[Episode]]
    length: int | None = None


class Count(NamedTuple):
    """Questions, and how many were answered rightly by free decoding and over valid triples."""

    asked: int
    free: int
    valid: int


def _last_stage(task: str) -> Exam:
    kind = PAPER_TASKS[task]
    return Exam(lambda rng: draw_stage_episodes(rng, kind, kind.curriculum.stages[-1], _FRESH))


def _map(network: str) -> Triples:
    return traversal_problem(load_network(network))[0]


EXAMS: dict[str, dict[str, Exam]] = {
    "traversal": {
        "last_stage": _last_stage("traversal"),
        "zone1": Exam(lambda rng: map_traversals(rng, _map("london_zone1_interchanges"), _FRESH)),
        "underground": Exam(lambda rng: map_traversals(rng, _map("london_underground"), _FAR)),
    },
    "shortest_path": {
        "last_stage": _last_stage("shortest_path"),
        "zone1": Exam(lambda rng: map_paths(rng, _map("london_zone1_interchanges"))),
        "underground": Exam(lambda rng: map_paths(rng, _map("london_underground"), length=None, count=_FAR)),
    },
    "inference": {
        "last_stage": _last_stage("inference"),
        "family": Exam(lambda rng: [one for length in LENGTHS for one in family_questions(rng, length)], length=4),
    },
}


@cache
def questions(task: str, test: str) -> tuple[Episode, ...]:
    """The episodes of a test."""
    return tuple(EXAMS[task][test].draw(generator(_SEED, "exam", task, _DRAWN_AS.get(test, test))))


def sit(
    examinee: Evaluable, task: str, test: str, seed: int, report: Callable[[int, int], None] = lambda done, total: None
) -> list[Outcome]:
    """Answer every question of a test.

    Args:
        examinee: who is to answer.
        task: of it.
        test: a name in ``EXAMS[task]``.
        seed: for one that answers by chance.
        report: told how many of all episodes are done.
    """
    rng = generator(seed, "sitting", task, _DRAWN_AS.get(test, test))
    episodes = questions(task, test)
    outcomes: list[Outcome] = []
    done = 0
    for chunk in _chunks(episodes):
        outcomes += examinee.evaluate(chunk, rng)
        done += len(chunk)
        report(done, len(episodes))
    return outcomes


def count(outcomes: Sequence[Outcome]) -> Count:
    """How many are right."""
    return Count(len(outcomes), sum(one.free for one in outcomes), sum(one.valid for one in outcomes))


def counted(task: str, test: str, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Those that count for the row of a test."""
    return [one for one in outcomes if EXAMS[task][test].length in (None, one.length)]


def breakdown(task: str, test: str, outcomes: Sequence[Outcome]) -> dict[tuple[str, int, int], Count]:
    """Counts by "length", all of them, and by "nodes", of those that count; with the closed range of each."""
    groups: dict[tuple[str, int, int], list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(("length", one.length, one.length), []).append(one)
    for one in counted(task, test, outcomes):
        least = one.nodes // _WIDTH * _WIDTH
        groups.setdefault(("nodes", least, least + _WIDTH - 1), []).append(one)
    return {place: count(groups[place]) for place in sorted(groups)}


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
