"""Batches equal what ``batches.encode`` writes for the same episodes, and describe their queries and choices."""

from itertools import pairwise

import numpy as np
import pytest

from graphmem.encoding.paper import ANSWER_REQUIRED, BLANK, read_channels, read_digits
from graphmem.errors import UsageError
from graphmem.tasks.paper import END, PAPER_TASKS, Episode, Fact, encode, plan
from graphmem.tasks.paper.sampling import EncodedBatch, PathStage, Sampler, TraversalStage, word_chains

from .cases import NUMBER, STAGES, draw_one

EXACT = [name for name, stage in STAGES.items() if not (isinstance(stage, PathStage) and stage.deviation)]
PATHS = [name for name, stage in STAGES.items() if isinstance(stage, PathStage)]


@pytest.mark.parametrize("name", EXACT)
def test_it_is_what_encode_writes(name: str, sampler: Sampler) -> None:
    for seed in (0, 1):
        batch = draw_one(sampler, name, 24, seed)
        written = encode(batch.episodes())
        for mine, theirs in (
            (batch.observations, written.observations),
            (batch.targets, written.targets),
            (batch.mask, written.mask),
        ):
            assert mine.dtype == theirs.dtype
            assert np.array_equal(mine, theirs)
        assert list(zip(*(part.tolist() for part in batch.queries[:3]), strict=True)) == [
            (span.episode, span.start, span.stop) for span in written.spans
        ]


def test_tasks_may_be_mixed(sampler: Sampler) -> None:
    numbers = np.array([NUMBER[name] for name in EXACT] * 4)
    for batch in sampler.draw(8, numbers, len(EXACT)):
        written = encode(batch.episodes())
        assert np.array_equal(batch.observations, written.observations)
        assert np.array_equal(batch.targets, written.targets)


@pytest.mark.parametrize("name", STAGES)
def test_sizes_and_lengths(name: str, sampler: Sampler) -> None:
    batch = draw_one(sampler, name, 40)
    episodes = batch.episodes()
    assert batch.stage.tolist() == [NUMBER[name]] * 40
    assert batch.triples.tolist() == [len(episode.graph.facts) for episode in episodes]
    asked = [(number, query) for number, episode in enumerate(episodes) for query in episode.queries]
    steps = [sum(len(query.steps) for query in episode.queries) for episode in episodes]
    assert batch.query_steps.tolist() == steps
    assert batch.queries.episode.tolist() == [number for number, _ in asked]
    stage = STAGES[name]
    for (_, query), length, word in zip(asked, batch.queries.length, batch.queries.word, strict=True):
        if isinstance(stage, TraversalStage | PathStage):
            task = PAPER_TASKS["traversal" if isinstance(stage, TraversalStage) else "shortest_path"]
            assert (length, word) == (task.length(query), BLANK)
        else:
            assert word == query.steps[0].edge
            assert length == len(word_chains()[word])


def test_batches_have_episodes_of_similar_steps(sampler: Sampler) -> None:
    numbers = np.full(160, NUMBER["long walks"])
    batches = sampler.draw(0, numbers, 16)
    steps = [batch.pool.tables.counts[batch.members, 0] for batch in batches]
    assert sorted(np.concatenate([batch.members for batch in batches]).tolist()) == list(range(160))
    for batch, own in zip(batches, steps, strict=True):
        assert len(batch.observations) == own.max()
    ends = sorted((int(own.min()), int(own.max())) for own in steps)
    assert all(before[1] <= after[0] for before, after in pairwise(ends))
    assert ends != [(own.min(), own.max()) for own in steps], "batches are in random order"


def shown(batch: EncodedBatch, time: int, column: int) -> Fact:
    return Fact(*read_channels(batch.observations[time, column]).tolist())


@pytest.mark.parametrize("name", PATHS)
def test_choices_are_the_edges_that_leave_the_current_node(name: str, sampler: Sampler) -> None:
    batch = draw_one(sampler, name, 60)
    choices = batch.choices
    assert choices is not None
    task = PAPER_TASKS["shortest_path"]
    stage = STAGES[name]
    assert isinstance(stage, PathStage)
    deviations = steps = 0
    asked = [(column, episode, query) for column, episode in enumerate(batch.episodes()) for query in episode.queries]
    for (column, episode, query), own, start, stop in zip(
        asked, batch.queries.episode, batch.queries.start, batch.queries.stop, strict=True
    ):
        assert own == column
        (question,), shortest = query.steps, task.length(query)
        goal, node = plan(episode.graph, question.destination), question.source
        before = Fact()
        for time in range(start, stop):
            leaving = episode.graph.leaving[node]
            there = choices.there[time, column]
            edges = tuple(Fact(*row) for row in read_digits(choices.digits[time, column][there]).tolist())
            assert edges == leaving
            right = [edge for edge, good in zip(edges, choices.right[time, column][there], strict=True) if good]
            assert tuple(right) == goal.first_steps(node)
            target = Fact(*read_digits(batch.targets[time, column]).tolist())
            assert target in right
            assert shown(batch, time, column) == before
            before = edges[choices.taken[time, column]]
            assert before == target or before not in right
            deviations += before != target
            steps += 1
            node = before.destination
        ended = node == goal.destination or node not in goal.left or stop - start == shortest + stage.spare
        assert ended
        assert stop - start <= shortest + stage.spare
    assert np.array_equal(choices.there.any(-1), batch.mask == 1)
    assert not choices.digits[~choices.there].any()
    assert not (choices.right & ~choices.there).any()
    assert (choices.taken[batch.mask == 0] == -1).all()
    assert np.array_equal(batch.mask, batch.observations[..., ANSWER_REQUIRED])
    assert (deviations > 0) == (stage.deviation > 0)
    if stage.deviation >= 0.4:
        assert 0.25 < deviations / steps < 0.4  # a step without a wrong edge cannot deviate


def test_a_rebuilt_walk_with_deviations_is_right(sampler: Sampler) -> None:
    batch = draw_one(sampler, "paths with deviations", 100)
    task = PAPER_TASKS["shortest_path"]
    straight = 0
    for column, episode in enumerate(batch.episodes()):
        query = episode.queries[0]
        assert task.goal_of(episode).accepts(query.steps[0].source, query.answer)
        start, stop = batch.queries.start[column], batch.queries.stop[column]
        targets = [Fact(*row) for row in read_digits(batch.targets[start:stop, column]).tolist()]
        assert query.answer[0] == targets[0]
        straight += list(query.answer) == targets
    assert 10 < straight < 90


def test_other_tasks_have_no_choices(sampler: Sampler) -> None:
    assert draw_one(sampler, "tiny walks", 4).choices is None
    assert draw_one(sampler, "relations", 4).choices is None


def test_the_end_of_a_walk(sampler: Sampler) -> None:
    batch = draw_one(sampler, "tiny walks", 50)
    for column, stop in enumerate(batch.queries.stop.tolist()):
        assert Fact(*read_digits(batch.targets[stop - 1, column]).tolist()) == END


def test_whole_batches(sampler: Sampler) -> None:
    for size in (0, 7, -1):
        with pytest.raises(UsageError, match="whole batches"):
            sampler.draw(0, np.zeros(10, int), size)


def test_rebuilt_graphs_hold_their_rules(sampler: Sampler) -> None:
    """``LabelledGraph`` refuses labels out of range, loops, and two edges of one label that leave one node."""
    for name in STAGES:
        episodes: list[Episode] = draw_one(sampler, name, 30, 3).episodes()
        assert len({episode.graph for episode in episodes}) == 30
