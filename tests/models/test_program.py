"""The planner with gates set by hand answers everything exactly."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from graphmem.encoding.labels import LabelScheme
from graphmem.graphs import Triples, all_distances
from graphmem.memory.gating import DISCRETE

Make = Callable[..., Any]


def assert_right(answers: tuple[torch.Tensor, torch.Tensor], problem: Any) -> None:
    """The stations answered are exactly the right ones, and none where there is no route."""
    for answer, (_, right, weight) in zip(answers, (problem.ways, problem.hops), strict=True):
        answered = answer[..., :-1][weight > 0]
        torch.testing.assert_close(answered, right[..., :-1][weight > 0], atol=1e-5, rtol=0)
    assert problem.ways[2].sum() > 0


@pytest.mark.parametrize("heads", [1, 2, 3])
@pytest.mark.parametrize("name", ["sparse", "geometric", "transit"])
def test_every_answer_is_right(name: str, heads: int, program: Make, graphs: Make, pose: Make, run: Make) -> None:
    problem = pose(graphs(name, seed=heads, graphs=10))
    assert problem.ways[1][..., -1].any() == (name == "sparse")
    assert_right(run(program(heads), problem, DISCRETE), problem)


@pytest.mark.parametrize("steps", [0, 1, 3, 30])
def test_each_step_plans_one_minute_further(steps: int, program: Make, graphs: Make, pose: Make, run: Make) -> None:
    """The query is a step too; more steps than needed do no harm."""
    problem = pose(graphs(graphs=12), planning_steps=steps)
    assert_right(run(program(), problem, DISCRETE), problem)


def test_stations_beyond_the_plan_have_no_route(program: Make, graphs: Make, pose: Make, run: Make) -> None:
    triples: Triples = graphs("transit", seed=3, graphs=12)
    far = all_distances(triples)
    near, full = (
        pose(triples, planning_steps=1),
        pose(triples, planning_steps=int(far[np.isfinite(far)].max())),
    )
    short = full._replace(planning_steps=1, query=near.query)
    with pytest.raises(AssertionError, match="not close"):
        assert_right(run(program(), short, DISCRETE), full)
    assert_right(run(program(), full, DISCRETE), full)


@pytest.mark.parametrize(
    "scheme", [LabelScheme(2, 7), LabelScheme(3, 3), LabelScheme(10, 3), LabelScheme(16, 1)], ids=str
)
def test_the_same_weights_know_any_labels(
    scheme: LabelScheme, program: Make, graphs: Make, pose: Make, run: Make
) -> None:
    problem = pose(graphs(), scheme)
    assert problem.num_labels == scheme.size
    assert_right(run(program(), problem, DISCRETE), problem)
