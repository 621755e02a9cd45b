"""Stages that cannot be drawn are refused in one sentence, after a bounded number of draws."""

from collections.abc import Callable

import numpy as np
import pytest

from graphmem.errors import UsageError
from graphmem.tasks.paper.sampling import (
    EDGES_ALONE,
    InferenceStage,
    NearestNeighbours,
    PathStage,
    RelationGraphs,
    Sampler,
    Stage,
    TransitLines,
    TraversalStage,
    relation_words,
)

SMALL = NearestNeighbours((3, 4), (1, 2))


@pytest.mark.parametrize(
    "make",
    [
        lambda: NearestNeighbours((1, 4), (1, 2)),
        lambda: NearestNeighbours((5, 4), (1, 2)),
        lambda: NearestNeighbours((5, 1001), (1, 2)),
        lambda: NearestNeighbours((5, 6), (0, 2)),
        lambda: NearestNeighbours((5, 6), (1, 2), (0.5, 1.0)),
        lambda: NearestNeighbours((5, 6), (1, 2), similar_labels=1.1),
        lambda: TransitLines((5, 6), (10, 20), similar_labels=-0.1),
        lambda: RelationGraphs((5, 6), (1, 2), similar_labels=1.1),
        lambda: TransitLines((1, 4), (10, 20)),
        lambda: TransitLines((5, 6), (11, 11)),
        lambda: TransitLines((5, 6), (10, 20), stops=(1, 3)),
        lambda: TransitLines((5, 6), (10, 20), shared=1.1),
        lambda: TransitLines((5, 6), (10, 20), most_out_degree=0),
        lambda: RelationGraphs((5, 6), (1, 11)),
        lambda: TraversalStage(SMALL, (0, 2)),
        lambda: TraversalStage(SMALL, (3, 2)),
        lambda: PathStage(SMALL, (0, 2)),
        lambda: PathStage(SMALL, (1, 2), planning=(-1, 2)),
        lambda: PathStage(SMALL, (1, 2), deviation=-0.1),
        lambda: PathStage(SMALL, (1, 2), spare=-1),
        lambda: PathStage(SMALL, (1, 2), queries=(0, 2)),
        lambda: InferenceStage(RelationGraphs((5, 6), (1, 2)), ()),
        lambda: InferenceStage(RelationGraphs((5, 6), (1, 2)), (3, 3)),
        lambda: InferenceStage(RelationGraphs((5, 6), (1, 2)), (450,)),
        lambda: InferenceStage(RelationGraphs((5, 6), (1, 2)), (-1,)),
        lambda: InferenceStage(RelationGraphs((5, 6), (1, 2)), EDGES_ALONE, queries=(0, 1)),
        lambda: InferenceStage(RelationGraphs((5, 6), (1, 2)), EDGES_ALONE, planning=(5, 4)),
        lambda: InferenceStage(RelationGraphs((5, 6), (1, 2)), EDGES_ALONE, planning=(0, 4), partial=True),
    ],
)
def test_bad_stages(make: Callable[[], object]) -> None:
    with pytest.raises(UsageError) as caught:
        make()
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


IMPOSSIBLE: dict[str, Stage] = {
    "no path is so long": PathStage(SMALL, (9, 9)),
    "every edge is right": PathStage(NearestNeighbours((3, 6), (1, 1)), (1, 2), wrong_first=True),
    "too few edges for all stations": TraversalStage(TransitLines((20, 20), (4, 4)), (1, 1)),
    "too many edges": TraversalStage(TransitLines((3, 3), (50, 50), most_out_degree=2), (1, 1)),
    "too few edges for a chain": InferenceStage(RelationGraphs((2, 2), (1, 1)), relation_words((5,), 1)),
}


@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_nothing_to_ask(name: str, native: bool) -> None:
    sampler = Sampler([TraversalStage(SMALL, (1, 1)), IMPOSSIBLE[name]], native)
    assert sampler.draw_pool(0, np.array([0])).tables.counts.shape == (1, 3)
    with pytest.raises(UsageError, match="In 1000 random graphs there was nothing to ask") as caught:
        sampler.draw_pool(0, np.array([0, 1, 0]))
    assert str(IMPOSSIBLE[name]) in str(caught.value)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_seeds_have_64_bits(seed: int) -> None:
    with pytest.raises(UsageError, match="64 bits"):
        Sampler([TraversalStage(SMALL, (1, 1))]).draw_pool(seed, np.array([0]))


@pytest.mark.parametrize("numbers", [[], [1], [-1], [[0]]])
def test_numbers_of_stages(numbers: list[int]) -> None:
    with pytest.raises(UsageError, match="numbers of stages"):
        Sampler([TraversalStage(SMALL, (1, 1))]).draw_pool(0, np.array(numbers, int))


def test_no_stages() -> None:
    with pytest.raises(UsageError, match="no stages"):
        Sampler([])
