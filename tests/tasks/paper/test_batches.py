"""Episodes as channels, by hand and read back."""

import numpy as np
import pytest

from graphmem.encoding.paper import (
    ANSWER_REQUIRED,
    PHASE_CHANGE,
    read_channels,
    read_digits,
)
from graphmem.errors import UsageError
from graphmem.tasks.paper import (
    END,
    PAPER_TASKS,
    Episode,
    Fact,
    LabelledGraph,
    Query,
    Span,
    draw_batch,
    encode,
    encode_questions,
)

GRAPH = LabelledGraph((5, 8, 1), (Fact(5, 3, 8), Fact(8, 1, 5)))
TRAVERSAL = Episode(GRAPH, (Query((Fact(5, 3), Fact(edge=1)), 0, (Fact(5, 3, 8), Fact(8, 1, 5), END)),))
PATH = Episode(GRAPH, (Query((Fact(5, destination=8),), 2, (Fact(5, 3, 8), Fact(8, 1, 5)), fed_back=True),))
TWICE = Episode(GRAPH, (Query((Fact(5, 12),), 1, (Fact(5, 12, 8),)), Query((Fact(8, 13),), 1, (Fact(8, 13, 8),))))


def rows(*facts: Fact | None) -> list[list[int]]:
    return [list(fact or Fact()) for fact in facts]


def test_nothing_to_encode() -> None:
    with pytest.raises(UsageError):
        encode([])
    with pytest.raises(UsageError):
        encode_questions([], 3)


def test_a_traversal_by_hand() -> None:
    batch = encode([TRAVERSAL])
    assert batch.observations.shape == (7, 1, 92)
    shown = rows(*GRAPH.facts, Fact(5, 3), Fact(edge=1), None, None, None)
    assert read_channels(batch.observations[:, 0]).tolist() == shown
    assert batch.observations[:, 0, PHASE_CHANGE].tolist() == [0, 0, 1, 0, 1, 0, 0]
    assert batch.observations[:, 0, ANSWER_REQUIRED].tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert batch.mask[:, 0].tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert read_digits(batch.targets[4:, 0]).tolist() == rows(*TRAVERSAL.queries[0].answer)
    assert batch.spans == (Span(0, 0, 4, 7),)


def test_a_path_by_hand() -> None:
    batch = encode([PATH])
    shown = rows(*GRAPH.facts, Fact(5, destination=8), None, None, None, Fact(5, 3, 8))
    assert read_channels(batch.observations[:, 0]).tolist() == shown
    assert batch.observations[:, 0, PHASE_CHANGE].tolist() == [0, 0, 1, 1, 0, 1, 0]
    assert batch.observations[:, 0, ANSWER_REQUIRED].tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert read_digits(batch.targets[5:, 0]).tolist() == rows(Fact(5, 3, 8), Fact(8, 1, 5))


def test_two_queries_by_hand() -> None:
    batch = encode([TWICE])
    shown = rows(*GRAPH.facts, Fact(5, 12), None, None, Fact(8, 13), None, None)
    assert read_channels(batch.observations[:, 0]).tolist() == shown
    assert batch.observations[:, 0, PHASE_CHANGE].tolist() == [0, 0, 1, 1, 1, 1, 1, 1]
    assert batch.mask[:, 0].tolist() == [0, 0, 0, 0, 1, 0, 0, 1]
    assert batch.spans == (Span(0, 0, 4, 5), Span(0, 1, 7, 8))


def test_lengths_differ() -> None:
    """Every episode of a batch is encoded as it is alone, followed by blank steps."""
    episodes = [TRAVERSAL, TWICE, PATH]
    batch = encode(episodes)
    assert batch.observations.shape == (8, 3, 92)
    for number, episode in enumerate(episodes):
        alone = encode([episode])
        length = len(alone.observations)
        for whole, single in ((batch.observations, alone.observations), (batch.targets, alone.targets)):
            assert np.array_equal(whole[:length, number], single[:, 0])
            assert not whole[length:, number].any()
        assert np.array_equal(batch.mask[:length, number], alone.mask[:, 0])
        assert not batch.mask[length:, number].any()
    assert [span.episode for span in batch.spans] == [0, 1, 1, 2]


def test_questions_have_blank_answers() -> None:
    batch, whole = encode_questions([PATH, PATH], 5), encode([PATH, PATH])
    assert batch.observations.shape == (10, 2, 92)
    assert batch.spans == (Span(0, 0, 5, 10), Span(1, 0, 5, 10))
    assert np.array_equal(batch.observations[:5], whole.observations[:5])
    assert np.argwhere(batch.observations[5:]).tolist() == [[0, 0, PHASE_CHANGE], [0, 1, PHASE_CHANGE]]
    assert not batch.mask.any()


@pytest.mark.parametrize("name", PAPER_TASKS)
def test_drawn_episodes_are_read_back(name: str) -> None:
    task = PAPER_TASKS[name]
    stage = min(8, len(task.curriculum.stages) - 1)
    episodes = draw_batch(np.random.default_rng(0), task, stage, 12)
    batch = encode(episodes)
    assert set(np.unique(batch.observations).tolist()) == {0.0, 1.0}
    for number, episode in enumerate(episodes):
        shown = iter(read_channels(batch.observations[:, number]).tolist())
        assert [Fact(*next(shown)) for _ in episode.graph.facts] == list(episode.graph.facts)
        for query in episode.queries:
            assert tuple(Fact(*next(shown)) for _ in query.steps) == query.steps
            assert {Fact(*next(shown)) for _ in range(query.planning)} <= {Fact()}
            read = [Fact(*next(shown)) for _ in query.answer]
            assert read == ([Fact(), *query.answer[:-1]] if query.fed_back else [Fact()] * len(read))
        assert set(map(tuple, shown)) <= {Fact()}
    for span in batch.spans:
        answer = episodes[span.episode].queries[span.query].answer
        assert tuple(Fact(*row) for row in read_digits(batch.targets[span.start : span.stop, span.episode])) == answer
    assert batch.mask.sum() == sum(len(query.answer) for episode in episodes for query in episode.queries)
    assert np.array_equal(batch.mask, batch.observations[..., ANSWER_REQUIRED])
    again = encode(draw_batch(np.random.default_rng(0), task, stage, 12))
    assert np.array_equal(again.observations, batch.observations)
