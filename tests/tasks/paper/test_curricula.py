"""The stages equal the paper's tables, which are repeated here in another form."""

from typing import Any

import numpy as np
import pytest

from graphmem.errors import UsageError
from graphmem.tasks.paper import PAPER_TASKS, PaperStage, draw_batch, draw_stage_episodes

TABLES = {
    "traversal": """3-10 2-4 1-1 | 3-10 2-4 1-2 | 5-10 2-4 1-3 | 5-10 2-4 1-4 | 10-15 2-4 1-4 | 10-15 2-4 1-5 |
        10-20 2-4 1-5 | 10-20 2-4 1-6 | 10-30 2-4 1-6 | 10-30 2-4 1-7 | 10-30 2-4 1-8 | 10-30 2-4 1-9 |
        10-40 2-6 1-10 | 10-40 2-6 1-20""",
    "shortest_path": """5-10 1-2 2-2 | 5-20 1-2 2-2 | 10-20 1-2 2-2 | 10-20 1-2 2-3 | 10-20 1-3 2-3 | 10-20 2-3 2-3 |
        10-20 2-3 2-4 | 10-20 2-4 2-4 | 10-25 2-4 2-4 | 10-25 2-4 2-5 | 10-25 2-4 2-5 | 15-25 2-4 2-5 |
        15-25 2-5 2-5 | 20-25 2-5 2-5 | 20-25 2-6 2-5""",
    "inference": """3-3 2-2 2-2 | 3-5 2-2 2-2 | 4-6 2-4 2-2 | 4-6 2-4 2-2 | 6-12 2-4 2-2 | 12-18 2-4 2-2 | 4-6 2-4 2-3 |
        6-12 2-4 2-3 | 12-18 2-4 2-3 | 4-6 2-4 2-4 | 4-6 2-4 2-4 | 6-12 2-4 2-4 | 12-18 2-4 2-4 | 4-6 2-4 2-5 |
        6-12 2-4 2-5 | 12-18 2-4 2-5 | 20-25 2-4 2-5""",
}


@pytest.mark.parametrize("name", TABLES)
def test_stages(name: str) -> None:
    rows = [" ".join(f"{low}-{high}" for low, high in (stage.nodes, stage.out_degree, stage.length))
            for stage in PAPER_TASKS[name].curriculum.stages]  # fmt: skip
    assert rows == [row.strip() for row in TABLES[name].split("|")]
    assert len(rows) == {"traversal": 14, "shortest_path": 15, "inference": 17}[name]
    asked = {stage.queries for stage in PAPER_TASKS[name].curriculum.stages}
    assert asked == {3 if name == "inference" else 1}


@pytest.mark.parametrize("name", TABLES)
def test_every_stage_can_be_drawn(name: str) -> None:
    task = PAPER_TASKS[name]
    for stage in task.curriculum.stages:
        for episode in draw_stage_episodes(np.random.default_rng(0), task, stage, 6):
            assert stage.nodes[0] <= len(episode.graph.nodes) <= stage.nodes[1]
            degrees = {len(facts) for facts in episode.graph.leaving.values()}
            assert stage.out_degree[0] <= min(degrees)
            assert max(degrees) <= stage.out_degree[1]
            assert len(episode.queries) == stage.queries


def test_when_a_stage_is_passed() -> None:
    traversal, paths, inference = (PAPER_TASKS[name].curriculum for name in TABLES)
    for curriculum in (traversal, inference):
        assert (curriculum.check_every, curriculum.fresh) == (100, 0)
        assert curriculum.passed(180, 200)
        assert not curriculum.passed(179, 200)
    assert (paths.check_every, paths.fresh) == (2000, 50)
    assert paths.passed(40, 50)
    assert not paths.passed(39, 50)
    assert not paths.passed(0, 0)


def test_one_episode_in_ten_is_of_an_earlier_stage() -> None:
    rng, traversal = np.random.default_rng(0), PAPER_TASKS["traversal"].curriculum
    drawn = [traversal.draw_stage(rng, 4) for _ in range(4000)]
    assert 320 < sum(stage != traversal.stages[4] for stage in drawn) < 480
    for stage in traversal.stages[:4]:
        assert 60 < drawn.count(stage) < 140
    assert {traversal.draw_stage(rng, 0) for _ in range(50)} == {traversal.stages[0]}
    paths = PAPER_TASKS["shortest_path"].curriculum
    assert {paths.draw_stage(rng, 9) for _ in range(200)} == {paths.stages[9]}


def test_a_batch_mixes_stages() -> None:
    batch = draw_batch(np.random.default_rng(0), PAPER_TASKS["traversal"], 12, 200)
    small = sum(len(episode.graph.nodes) < 10 for episode in batch)
    assert 0 < small < 30
    assert len(batch) == 200


@pytest.mark.parametrize(
    "ranges",
    [((0, 3), (2, 4), (1, 1)), ((3, 9), (4, 2), (1, 1)), ((3, 9), (2, 4), (0, 1)), ((3, 9), (2, 4), (1, 1), 0)],
)
def test_invalid_stages(ranges: Any) -> None:
    with pytest.raises(UsageError):
        PaperStage(*ranges)


def test_the_largest_graphs_drawn_have_most_facts() -> None:
    stage = PaperStage((3, 6), (1, 3), (1, 1))
    drawn = draw_stage_episodes(np.random.default_rng(0), PAPER_TASKS["traversal"], stage, 1000)
    sizes = [len(episode.graph.facts) for episode in drawn]
    assert stage.most_facts == 18 >= max(sizes) > 14


def test_a_stage_with_nothing_to_ask() -> None:
    stage = PaperStage((2, 2), (1, 1), (9, 9))
    with pytest.raises(UsageError):
        draw_stage_episodes(np.random.default_rng(0), PAPER_TASKS["shortest_path"], stage, 1)
