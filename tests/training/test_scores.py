"""Losses, accuracies and the exam, against values worked out by hand."""

import math

import pytest
import torch

from graphmem.encoding.labels import LabelScheme
from graphmem.evaluation.planner_set import sit, write_exam
from graphmem.models.planner import Planner
from graphmem.training.batches import Problem, accuracy, loss, strict_accuracy

# Two questions about three stations; the last column is "no route".
RIGHT = torch.tensor([[[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]])
BOTH = torch.ones(1, 2)


def problem(weight: torch.Tensor = BOTH) -> Problem:
    return Problem(torch.zeros(1, 2, 3, dtype=torch.int64), RIGHT, weight)


def test_any_right_answer_will_do() -> None:
    answers = torch.tensor([[[0.0, 0.5, 0.5, 0.0], [0.5, 0.0, 0.0, 0.5]]])
    assert float(loss(answers, problem())) == pytest.approx(-(math.log(1) + math.log(0.5)) / 2, abs=1e-3)


def test_questions_that_are_not_there_do_not_count() -> None:
    answers = torch.tensor([[[0.0, 0.5, 0.5, 0.0], [0.5, 0.0, 0.0, 0.1]]])
    one = torch.tensor([[1.0, 0.0]])
    assert float(loss(answers, problem(one))) == pytest.approx(0, abs=1e-3)
    assert float(accuracy(answers, problem(one))) == 1
    assert float(accuracy(answers, problem())) == 0.5


@pytest.mark.parametrize(
    ("first", "second", "score"),
    [
        ([0, 1, 1, 0.3], [0, 0, 0, 0.9], 1.0),
        ([0, 1, 0, 0.3], [0, 0, 0, 0.0], 1.0),  # "no route" is said by naming no station
        ([1, 1, 0, 0.3], [0, 0, 0, 0.9], 0.5),  # one wrong station spoils the answer
        ([0, 0, 0, 0.9], [0, 1, 0, 0.9], 0.0),
    ],
)
def test_a_strict_judge_wants_everything_said_to_be_right(
    first: list[float], second: list[float], score: float
) -> None:
    assert float(strict_accuracy(torch.tensor([[first, second]]), problem())) == score


def test_the_exam_is_the_same_every_time_and_untrained_weights_fail_it() -> None:
    scheme, device = LabelScheme(), torch.device("cpu")
    exam, again = write_exam(scheme, device), write_exam(scheme, device)
    for one, other in zip(exam, again, strict=True):
        assert torch.equal(one.rows, other.rows)
        assert torch.equal(one.paths.right, other.paths.right)
        assert one.planning_steps == other.planning_steps
    assert any(bool(batch.paths.right[..., -1].any()) for batch in exam)
    assert sit(Planner(generator=torch.Generator().manual_seed(0)), exam) < 0.5
