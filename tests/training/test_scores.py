"""Losses, accuracies and the evaluation set of the planner, against values worked out by hand."""

import math

import pytest
import torch

from graphmem.encoding.labels import LabelScheme
from graphmem.evaluation.planner_batches import PlannerQuestions, accuracy, correct_answers, strict_accuracy
from graphmem.evaluation.planner_set import planner_evaluation_set, score_planner
from graphmem.models.planner import Planner
from graphmem.training.planner import answer_loss

# Two questions about three stations; the last column is "no route".
RIGHT = torch.tensor([[[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]])
BOTH = torch.ones(1, 2)


def questions(weight: torch.Tensor = BOTH) -> PlannerQuestions:
    return PlannerQuestions(torch.zeros(1, 2, 3, dtype=torch.int64), RIGHT, weight)


def test_any_correct_answer_will_do() -> None:
    answers = torch.tensor([[[0.0, 0.5, 0.5, 0.0], [0.5, 0.0, 0.0, 0.5]]])
    assert float(answer_loss(answers, questions())) == pytest.approx(-(math.log(1) + math.log(0.5)) / 2, abs=1e-3)


def test_missing_questions_do_not_count() -> None:
    answers = torch.tensor([[[0.0, 0.5, 0.5, 0.0], [0.5, 0.0, 0.0, 0.1]]])
    one = torch.tensor([[1.0, 0.0]])
    assert float(answer_loss(answers, questions(one))) == pytest.approx(0, abs=1e-3)
    assert float(accuracy(answers, questions(one))) == 1
    assert correct_answers(answers, questions(one)) == [True]
    assert correct_answers(answers, questions()) == [True, False]
    assert float(accuracy(answers, questions())) == 0.5


@pytest.mark.parametrize(
    ("first", "second", "score"),
    [
        ([0, 1, 1, 0.3], [0, 0, 0, 0.9], 1.0),
        ([0, 1, 0, 0.3], [0, 0, 0, 0.0], 1.0),  # naming no station means "no route"
        ([1, 1, 0, 0.3], [0, 0, 0, 0.9], 0.5),  # one wrong station spoils the answer
        ([0, 0, 0, 0.9], [0, 1, 0, 0.9], 0.0),
    ],
)
def test_strict_accuracy_wants_everything_answered_to_be_correct(
    first: list[float], second: list[float], score: float
) -> None:
    assert float(strict_accuracy(torch.tensor([[first, second]]), questions())) == score


def test_the_evaluation_set_is_the_same_every_time_and_untrained_weights_fail_it() -> None:
    scheme, device = LabelScheme(), torch.device("cpu")
    batches, again = planner_evaluation_set(scheme, device), planner_evaluation_set(scheme, device)
    for one, other in zip(batches, again, strict=True):
        assert torch.equal(one.rows, other.rows)
        assert torch.equal(one.paths.right, other.paths.right)
        assert one.planning_steps == other.planning_steps
    assert any(bool(batch.paths.right[..., -1].any()) for batch in batches)
    assert score_planner(Planner(generator=torch.Generator().manual_seed(0)), batches) < 0.5
