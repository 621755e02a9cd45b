"""One batch: random graphs, freshly labelled, with questions of both tasks, as tensors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ..encoding.batches import describe, draw_labels
from ..encoding.labels import LabelScheme
from ..encoding.specs import Kind
from ..graphs import Triples
from ..memory.gating import SOFT, Gating
from ..models.planner import Planner
from ..tasks import (
    LabelledQuestions,
    Stage,
    draw_distance,
    draw_graphs,
    draw_planning_steps,
    label_questions,
    shortest_path,
    traversal,
)

_LEAST = 1e-4  # keeps the logarithm of an answer that nothing speaks for finite


class Problem(NamedTuple):
    """Questions of one kind on G graphs."""

    labels: Tensor  # (G, Q, 3)
    right: Tensor  # (G, Q, V + 1)
    weight: Tensor  # (G, Q)


class Batch(NamedTuple):
    """What the machine reads, and what is right."""

    rows: Tensor  # (G, 3, N)
    minutes: Tensor  # (G, N)
    query: tuple[Tensor, Tensor]  # origin and destination (G,) each
    planning_steps: int
    paths: Problem
    hops: Problem
    num_labels: int


class Answers(NamedTuple):
    """What the machine answers to each question: (G, Q, V + 1) each."""

    paths: Tensor
    hops: Tensor


def stage_batch(
    rng: np.random.Generator, stage: Stage, graphs: int, questions: int, scheme: LabelScheme, device: torch.device
) -> Batch:
    """Draw graphs and questions of a stage."""
    triples = draw_graphs(rng, stage, graphs).triples
    distance = draw_distance(rng, stage)
    return make_batch(rng, triples, questions, scheme, device, distance, draw_planning_steps(rng, distance))


def make_batch(
    rng: np.random.Generator,
    triples: Triples,
    questions: int,
    scheme: LabelScheme,
    device: torch.device,
    distance: int,
    planning_steps: int,
) -> Batch:
    """Label graphs and ask about them.

    Args:
        rng: source of randomness.
        triples: G graphs.
        questions: Q of each kind.
        scheme: of the labels.
        device: of the tensors.
        distance: minutes that some questions lie from their destination.
        planning_steps: P; the query is a step too, so ways of P + 1 minutes can be answered.
    """
    labelling = draw_labels(rng, triples, scheme)
    description = describe(triples, labelling)
    paths = label_questions(
        shortest_path(rng, triples, questions, distance=distance, horizon=planning_steps + 1), labelling
    )
    hops = label_questions(traversal(rng, triples, questions), labelling)
    origin, destination = paths.labels[:, 0, 0], paths.destination
    return Batch(
        torch.as_tensor(description.labels, device=device),
        torch.as_tensor(description.minutes, device=device),
        (torch.as_tensor(origin, device=device), torch.as_tensor(destination, device=device)),
        planning_steps,
        _problem(paths, device),
        _problem(hops, device),
        scheme.size,
    )


def run(machine: Planner, batch: Batch, gating: Gating = SOFT) -> Answers:
    """Describe, query, plan and answer."""
    described = machine.describe(batch.rows, batch.minutes, batch.num_labels, gating)
    planned = machine.ask(described, batch.query, batch.planning_steps, batch.num_labels, gating)
    return Answers(
        machine.answer(planned, Kind.ANSWER, batch.paths.labels, batch.num_labels, gating),
        machine.answer(described, Kind.TRAVERSAL, batch.hops.labels, batch.num_labels, gating),
    )


def loss(answers: Tensor, problem: Problem) -> Tensor:
    """Mean of -log(the share of the answer that is right); any right answer will do."""
    scores = answers + _LEAST
    share = (scores * problem.right).sum(-1) / scores.sum(-1)
    return _mean(-torch.log(share.clamp(min=_LEAST**2)), problem.weight)


def accuracy(answers: Tensor, problem: Problem) -> Tensor:
    """Share of questions whose strongest answer is right."""
    best = answers.argmax(-1, keepdim=True)
    return _mean(problem.right.gather(-1, best)[..., 0], problem.weight)


def strict_accuracy(answers: Tensor, problem: Problem) -> Tensor:
    """Share of questions where everything answered is right; of a rounded machine.

    "No route" is answered where no station is.
    """
    said = (answers[..., :-1] > 0.5).to(answers.dtype)
    none = 1 - said.amax(-1, keepdim=True)
    said = torch.cat([said, none], -1)
    wrong = (said * (1 - problem.right)).amax(-1)
    return _mean(1 - wrong, problem.weight)


def _mean(values: Tensor, weight: Tensor) -> Tensor:
    return (values * weight).sum() / weight.sum().clamp(min=1)


def _problem(asked: LabelledQuestions, device: torch.device) -> Problem:
    return Problem(
        torch.as_tensor(asked.labels, device=device),
        torch.as_tensor(asked.right, device=device),
        torch.as_tensor(asked.weight, device=device),
    )
