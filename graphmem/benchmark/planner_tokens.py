"""The paper's episodes as the planner reads them in training.

What a batch of episodes becomes; V labels are enough for the nodes or edge labels of any one graph:

    episode                          token
    (472, 131, 26) of a description  DESCRIPTION (0, 3, 1), one minute
    (472, _, 26) of a query          QUERY (0, _, 1), then its ten steps of PLANNING
    (472, 131, _), (_, 7, _)         TRAVERSAL (0, 3, _), (1, 2, _)
    a triple of an answer            its destination is correct; of a path, any first station of a shortest rest

Labels are renumbered within each graph, which costs less and changes nothing: the machine only compares labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ..encoding.specs import DESTINATION, FIELDS, LINE, SOURCE, Kind
from ..evaluation.planner_batches import PlannerQuestions
from ..graphs.triples import Ints
from ..memory.gating import SOFT, Gating
from ..models.planner import Planner
from ..tasks.paper import BLANK, Episode, goal_of


class Tokens(NamedTuple):
    """A batch of episodes as the planner reads it; of paths where there is a query, else of traversals."""

    rows: Tensor  # (B, 3, N)
    query: tuple[Tensor, Tensor] | None  # origin and destination (B,) each
    planning_steps: int
    asked: PlannerQuestions
    num_labels: int


def run_tokens(machine: Planner, tokens: Tokens, gating: Gating = SOFT) -> Tensor:
    """(B, Q, V + 1) the answers to all questions of a batch."""
    rows, asked, num_labels = tokens.rows, tokens.asked.labels, tokens.num_labels
    minutes = (rows[:, SOURCE] < num_labels).float()
    described = machine.describe(rows, minutes, num_labels, gating)
    if tokens.query is None:
        return machine.answer(described, Kind.TRAVERSAL, asked, num_labels, gating)
    planned = machine.ask(described, tokens.query, tokens.planning_steps, num_labels, gating)
    return machine.answer(planned, Kind.ANSWER, asked, num_labels, gating)


def tokens_of(episodes: Sequence[Episode], device: torch.device | None = None) -> Tokens:
    """Number the labels of each graph and lay a batch out.

    Args:
        episodes: B of one task, of one query each, with equally many steps of planning.
        device: device of the tensors.
    """
    facts = [np.array(episode.graph.facts, np.int64) for episode in episodes]
    edges = [np.unique(part[:, LINE]) for part in facts]
    size = max(max(len(episode.graph.nodes), len(lines)) for episode, lines in zip(episodes, edges, strict=True))
    answers = [_answers(episode) for episode in episodes]
    shape = len(episodes), max(map(len, answers))
    rows = np.full((len(episodes), len(FIELDS), max(map(len, facts))), size)
    labels, right, weight = np.full((*shape, 3), size), np.zeros((*shape, size + 1), np.float32), np.zeros(shape)
    ends = np.zeros((2, len(episodes)), np.int64)
    for number, episode in enumerate(episodes):
        nodes, lines = _numbers(np.array(episode.graph.nodes), size), _numbers(edges[number], size)
        columns = facts[number].T
        rows[number, :, : columns.shape[1]] = nodes[columns[SOURCE]], lines[columns[LINE]], nodes[columns[DESTINATION]]
        shown = episode.queries[0].steps[0]
        ends[:, number] = nodes[shown.source], nodes[shown.destination]
        for place, (node, edge, good) in enumerate(answers[number]):
            labels[number, place, :DESTINATION] = nodes[node], lines[edge]
            right[number, place, nodes[list(good)]] = 1
            weight[number, place] = 1
    query = episodes[0].queries[0]
    asked = PlannerQuestions(
        *(torch.as_tensor(part, device=device) for part in (labels, right, weight.astype(np.float32)))
    )
    origin, destination = torch.as_tensor(ends, device=device)
    of_paths = query.fed_back
    return Tokens(
        torch.as_tensor(rows, device=device), (origin, destination) if of_paths else None, query.planning, asked, size
    )


def _answers(episode: Episode) -> list[tuple[int, int, set[int]]]:
    """Node, edge to follow and right next nodes of every step of an answer."""
    (query,) = episode.queries
    if query.fed_back:
        goal = goal_of(episode)
        return [
            (fact.source, BLANK, {step.destination for step in goal.first_steps(fact.source)}) for fact in query.answer
        ]
    return [(fact.source, fact.edge, {fact.destination}) for fact in query.answer[:-1]]  # the last is the end


def _numbers(labels: Ints, blank: int) -> Ints:
    """(BLANK + 1,) number of each label; ``blank`` of those that are not among the ``labels``."""
    numbers = np.full(BLANK + 1, blank)
    numbers[labels] = np.arange(len(labels))
    return numbers
