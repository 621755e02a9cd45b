"""Batches of random graphs with new labels and questions of both kinds, as tensors; and a planner's answers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..common.extras import missing

try:
    import torch
    from torch import Tensor
except ModuleNotFoundError as error:
    raise missing("torch", "Evaluating a planner in PyTorch") from error

from ..encoding.batches import describe, draw_labels
from ..encoding.labels import LabelScheme
from ..encoding.specs import Kind
from ..graphs import Triples
from ..memory.gating import SOFT, Gating
from ..models.planner import Planner
from ..tasks import LabelledQuestions, label_questions, shortest_path, traversal


class PlannerQuestions(NamedTuple):
    """Q questions of one kind on each of G graphs, with their correct answers."""

    labels: Tensor  # (G, Q, 3)
    right: Tensor  # (G, Q, V + 1) 1 at each correct answer
    weight: Tensor  # (G, Q) 1, or 0 where there is no such question


class PlannerBatch(NamedTuple):
    """Descriptions and questions for a planner, as tensors."""

    rows: Tensor  # (G, 3, N)
    minutes: Tensor  # (G, N)
    query: tuple[Tensor, Tensor]  # origin and destination (G,) each
    planning_steps: int
    paths: PlannerQuestions
    hops: PlannerQuestions
    num_labels: int


class PlannerAnswers(NamedTuple):
    """A planner's answers to each question: (G, Q, V + 1) each."""

    paths: Tensor
    hops: Tensor


def make_batch(
    rng: np.random.Generator,
    triples: Triples,
    questions: int,
    scheme: LabelScheme,
    device: torch.device,
    distance: int,
    planning_steps: int,
) -> PlannerBatch:
    """Label graphs and draw questions about them.

    Args:
        rng: source of randomness.
        triples: G graphs.
        questions: Q of each kind.
        scheme: scheme of the labels.
        device: device of the tensors.
        distance: minutes that some questions lie from their destination.
        planning_steps: P; the query is a step too, so paths of P + 1 minutes can be answered.
    """
    labelling = draw_labels(rng, triples, scheme)
    description = describe(triples, labelling)
    paths = label_questions(
        shortest_path(rng, triples, questions, distance=distance, horizon=planning_steps + 1), labelling
    )
    hops = label_questions(traversal(rng, triples, questions), labelling)
    origin, destination = paths.labels[:, 0, 0], paths.destination
    return PlannerBatch(
        torch.as_tensor(description.labels, device=device),
        torch.as_tensor(description.minutes, device=device),
        (torch.as_tensor(origin, device=device), torch.as_tensor(destination, device=device)),
        planning_steps,
        _questions(paths, device),
        _questions(hops, device),
        scheme.size,
    )


def run_planner(machine: Planner, batch: PlannerBatch, gating: Gating = SOFT) -> PlannerAnswers:
    """Describe, query, plan and answer."""
    described = machine.describe(batch.rows, batch.minutes, batch.num_labels, gating)
    planned = machine.ask(described, batch.query, batch.planning_steps, batch.num_labels, gating)
    return PlannerAnswers(
        machine.answer(planned, Kind.ANSWER, batch.paths.labels, batch.num_labels, gating),
        machine.answer(described, Kind.TRAVERSAL, batch.hops.labels, batch.num_labels, gating),
    )


def correct_answers(answers: Tensor, questions: PlannerQuestions) -> list[bool]:
    """For each question, whether its strongest answer is correct; arguments as of ``accuracy``."""
    there = questions.weight > 0
    correct: list[bool] = (_strongest(answers, questions)[there] > 0).tolist()
    return correct


def accuracy(answers: Tensor, questions: PlannerQuestions) -> Tensor:
    """Share of questions whose strongest answer is correct.

    Args:
        answers: (G, Q, V + 1) how far each label is answered; the last column is "no route".
        questions: questions with their correct answers.
    """
    return _mean(_strongest(answers, questions), questions.weight)


def strict_accuracy(answers: Tensor, questions: PlannerQuestions) -> Tensor:
    """Share of questions where everything that is answered is correct; for a discretised machine.

    Where no station is answered, the answer is "no route".  Arguments as of ``accuracy``.
    """
    answered = (answers[..., :-1] > 0.5).to(answers.dtype)
    none = 1 - answered.amax(-1, keepdim=True)
    answered = torch.cat([answered, none], -1)
    wrong = (answered * (1 - questions.right)).amax(-1)
    return _mean(1 - wrong, questions.weight)


def _strongest(answers: Tensor, questions: PlannerQuestions) -> Tensor:
    best = answers.argmax(-1, keepdim=True)
    return questions.right.gather(-1, best)[..., 0]


def _mean(values: Tensor, weight: Tensor) -> Tensor:
    return (values * weight).sum() / weight.sum().clamp(min=1)


def _questions(asked: LabelledQuestions, device: torch.device) -> PlannerQuestions:
    return PlannerQuestions(
        torch.as_tensor(asked.labels, device=device),
        torch.as_tensor(asked.right, device=device),
        torch.as_tensor(asked.weight, device=device),
    )
