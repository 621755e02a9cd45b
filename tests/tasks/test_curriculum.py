"""Stages stay within their ranges, and use all of them."""

from itertools import pairwise

import numpy as np
import pytest

from graphmem.tasks import CURRICULUM, Stage, draw_distance, draw_graphs, draw_planning_steps

every_stage = pytest.mark.parametrize("stage", CURRICULUM, ids=str)


@every_stage
def test_graphs(stage: Stage) -> None:
    rng = np.random.default_rng(0)
    sizes: set[int] = set()
    longest: set[int] = set()
    for _ in range(16):
        triples = draw_graphs(rng, stage, 12).triples
        assert triples.num_graphs == 12
        sizes.update(np.diff(triples.station_offsets).tolist())
        assert triples.minutes.min() >= 1
        longest.add(int(triples.minutes.max()))
    assert sizes == set(range(stage.stations[0], stage.stations[1] + 1))
    assert longest == {1, stage.minutes}


@every_stage
def test_distances_and_planning_steps(stage: Stage) -> None:
    rng = np.random.default_rng(0)
    distances = [draw_distance(rng, stage) for _ in range(300)]
    assert set(distances) == set(range(max(3, stage.distance // 2), stage.distance + 1))
    steps = [draw_planning_steps(rng, stage.distance) for _ in range(3000)]
    spare = [number - (stage.distance - 1) for number in steps]  # the query is a step too
    assert set(spare) == set(range(stage.distance + 4))
    assert 0.65 < np.mean([number in (0, 1) for number in spare]) < 0.97


def test_stages_grow() -> None:
    for easy, hard in pairwise(CURRICULUM):
        assert easy.stations[0] <= hard.stations[0]
        assert easy.stations[1] <= hard.stations[1]
        assert easy.distance <= hard.distance
        assert easy.minutes <= hard.minutes
        assert easy != hard


def test_same_seed_same_stage() -> None:
    batches = [draw_graphs(np.random.default_rng(seed), CURRICULUM[3], 8).triples for seed in (5, 5, 6)]
    assert list(batches[0]) == list(batches[1])
    assert list(batches[0]) != list(batches[2])
