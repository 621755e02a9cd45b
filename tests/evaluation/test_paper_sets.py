"""The questions of each evaluation set, and how answers are counted."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from graphmem.evaluation import outcomes as outcome_module
from graphmem.evaluation import paper_sets
from graphmem.evaluation.outcomes import Outcome
from graphmem.evaluation.paper_sets import breakdown, count_outcomes, counted, evaluate_on, evaluation_episodes
from graphmem.networks import load_network
from graphmem.results.benchmark import evaluation_set_names
from graphmem.tasks.paper import END, PAPER_TASKS, Episode, registry
from graphmem.tasks.paper import task as task_module
from graphmem.tasks.paper.family import FAMILY
from graphmem.tasks.paper.shortest_path import goal_of

OUTCOMES = [
    Outcome(free=True, valid=True, length=4, nodes=9),
    Outcome(free=False, valid=True, length=4, nodes=10),
    Outcome(free=False, valid=False, length=2, nodes=14),
]


class Scripted:
    """Records its batches; answers the first query of each rightly by free decoding."""

    def __init__(self) -> None:
        self.batches: list[list[Episode]] = []
        self.drawn: list[float] = []

    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        self.batches.append(list(episodes))
        self.drawn.append(rng.random())
        return [Outcome(number == 0, True, 3, len(one.graph.nodes)) for number, one in enumerate(episodes)]


class Reports(list[tuple[int, int]]):
    """Records the calls of ``report``."""

    def __call__(self, done: int, total: int) -> None:
        self.append((done, total))


PAPER_SETS = {
    "traversal": ("last_stage", "zone1", "underground"),
    "shortest_path": ("last_stage", "zone1", "underground"),
    "inference": ("last_stage", "family", "drawn_families"),
}


def test_evaluation_sets() -> None:
    """Every task has the last stage; the paper's tasks come first, each with its maps or its family."""
    assert [(name, tuple(PAPER_TASKS[name].evaluation_sets)) for name in tuple(PAPER_TASKS)[:3]] == [
        *PAPER_SETS.items()
    ]
    assert {next(iter(task.evaluation_sets)) for task in PAPER_TASKS.values()} == {"last_stage"}
    assert evaluation_set_names()[:5] == ("last_stage", "zone1", "underground", "family", "drawn_families")


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_last_stage(task: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_module, "_LAST_STAGE_EPISODES", 12)
    stage = PAPER_TASKS[task].curriculum.stages[-1]
    episodes = evaluation_episodes.__wrapped__(task, "last_stage")
    assert len(episodes) == 12
    assert all(stage.nodes[0] <= len(episode.graph.nodes) <= stage.nodes[1] for episode in episodes)
    assert {len(episode.queries) for episode in episodes} == {stage.queries}
    assert evaluation_episodes.__wrapped__(task, "last_stage") == episodes


def test_zone_1_and_the_underground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_ZONE1_WALKS", 5)
    monkeypatch.setattr(registry, "_UNDERGROUND_QUESTIONS", 3)
    for test, number, network in ("zone1", 5, "london_zone1_interchanges"), ("underground", 3, "london_underground"):
        walks = evaluation_episodes.__wrapped__("traversal", test)
        assert len(walks) == number
        for walk in walks:
            assert len(walk.graph.nodes) == len(load_network(network).stations)
            assert [len(query.answer) for query in walk.queries] == [8]
            assert walk.queries[0].answer[-1] == END
    paths = evaluation_episodes("shortest_path", "zone1")
    assert len(paths) == 380
    assert {len(path.queries[0].answer) for path in paths} == {4}
    far = evaluation_episodes.__wrapped__("shortest_path", "underground")
    assert len({path.queries[0].steps[0] for path in far}) == 3
    for path in far:
        assert goal_of(path).accepts(path.queries[0].steps[0].source, path.queries[0].answer)


def test_the_family() -> None:
    episodes = evaluation_episodes("inference", "family")
    people = {name for couple in FAMILY for name in (couple.wife, couple.husband, *couple.daughters, *couple.sons)}
    assert {len(episode.graph.nodes) for episode in episodes} == {len(people)}
    outcomes = outcome_module.outcomes(
        PAPER_TASKS["inference"], episodes, [True] * len(episodes), [True] * len(episodes)
    )
    assert len(counted("inference", "family", outcomes)) == 29
    by_length = {place[1]: some.questions for place, some in breakdown("inference", "family", outcomes).items()}
    assert sum(asked for length, asked in by_length.items() if length <= 5) == len(episodes)
    assert by_length[4] == 29


def test_drawn_families() -> None:
    """All questions are of four edges, count, and are thousands."""
    episodes = evaluation_episodes("inference", "drawn_families")
    assert len(episodes) == 2_202
    right = [True] * len(episodes)
    outcomes = outcome_module.outcomes(PAPER_TASKS["inference"], episodes, right, right)
    assert counted("inference", "drawn_families", outcomes) == outcomes
    assert {one.length for one in outcomes} == {4}
    assert {one.nodes for one in outcomes} <= set(range(20, 41))
    assert evaluation_episodes.__wrapped__("inference", "drawn_families") == episodes


def test_counts() -> None:
    assert count_outcomes(OUTCOMES) == (3, 1, 2)
    assert counted("inference", "family", OUTCOMES) == OUTCOMES[:2]
    assert counted("inference", "last_stage", OUTCOMES) == OUTCOMES


def test_breakdown() -> None:
    whole = breakdown("traversal", "zone1", OUTCOMES)
    assert whole == {
        ("length", 2, 2): (1, 0, 0),
        ("length", 4, 4): (2, 1, 2),
        ("nodes", 5, 9): (1, 1, 1),
        ("nodes", 10, 14): (2, 0, 1),
    }
    # Relations of other lengths are in the breakdown by length alone.
    family = breakdown("inference", "family", OUTCOMES)
    assert family[("length", 2, 2)] == (1, 0, 0)
    assert family[("nodes", 10, 14)] == (1, 0, 1)


def test_a_set_is_evaluated_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_ZONE1_WALKS", 23)
    monkeypatch.setattr(paper_sets, "evaluation_episodes", evaluation_episodes.__wrapped__)
    episodes = evaluation_episodes.__wrapped__("traversal", "zone1")
    facts = len(episodes[0].graph.facts)
    for most, facts_at_once in product((50, 10), (10**9, 5 * facts, 1)):
        monkeypatch.setattr(paper_sets, "_MOST_EPISODES", most)
        monkeypatch.setattr(paper_sets, "_MOST_FACTS", facts_at_once)
        asked, reports = Scripted(), Reports()
        outcomes = evaluate_on(asked, "traversal", "zone1", 0, reports)
        size = min(most, max(facts_at_once // facts, 1), 23)
        assert [len(batch) for batch in asked.batches] == [size] * (23 // size) + [23 % size] * (23 % size > 0)
        assert [one for batch in asked.batches for one in batch] == list(episodes)
        assert len(outcomes) == 23
        assert count_outcomes(outcomes).free == len(asked.batches)
        assert reports == [(min(size * (place + 1), 23), 23) for place in range(len(asked.batches))]


def test_random_answers_depend_on_the_seed() -> None:
    drawn = []
    for seed in (0, 0, 1):
        asked = Scripted()
        evaluate_on(asked, "shortest_path", "zone1", seed)
        drawn.append(asked.drawn)
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]
