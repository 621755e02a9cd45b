"""One batch of the DNC paper's inference task, as tensors: graphs, questions, what is right, and the exam.

Stations are numbered afresh in every graph: the machine knows no alphabet but the edge labels and the relations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ..memory.gating import SOFT, Gating
from ..models.reasoner import Reasoner
from ..seeding import generator
from ..tasks.paper import PAPER_TASKS, Episode, Fact, draw_batch, paper_relations
from ..tasks.paper.graphs import draw_relation_graphs
from ..tasks.paper.inference import FIRST_RELATION, PLANNING_STEPS, answerable, ask_relation

NUM_WORDS = FIRST_RELATION + len(paper_relations().chains)
NUM_LABELS = NUM_WORDS  # there are no more stations in a graph than words
_TASK = PAPER_TASKS["inference"]
_EXAM_NODES, _EXAM_DEGREE, EXAM_GRAPHS, _EXAM_QUERIES = (30, 40), (9, 10), 32, 50
_SEED = 20161012
_FAINT = 0.1  # an answer that is faint is as good as wrong, however much fainter all others are
_LEAST = 1e-7


class Problem(NamedTuple):
    """Q queries on each of G graphs."""

    rows: Tensor  # (G, 3, N)
    query: Tensor  # (G, Q, 3) the destination is blank
    right: Tensor  # (G, Q, 3)
    planning_steps: int


def relation_problem(rng: np.random.Generator, graphs: int, device: torch.device) -> Problem:
    """Episodes of the paper's last stage, in which every relation is asked about."""
    return make_problem(draw_batch(rng, _TASK, len(_TASK.curriculum.stages) - 1, graphs), PLANNING_STEPS, device)


def make_problem(episodes: Sequence[Episode], planning_steps: int, device: torch.device) -> Problem:
    """Number the stations of each graph and lay episodes of as many queries side by side."""
    length = max(len(episode.graph.facts) for episode in episodes)
    rows = np.full((len(episodes), len(Fact()), length), NUM_LABELS)
    right = np.empty((len(episodes), len(episodes[0].queries), len(Fact())), np.int64)
    for number, episode in enumerate(episodes):
        place = {node: at for at, node in enumerate(episode.graph.nodes)}
        facts = [(place[fact.source], fact.edge, place[fact.destination]) for fact in episode.graph.facts]
        rows[number, :, : len(facts)] = np.array(facts).T
        answers = [query.answer[0] for query in episode.queries]
        right[number] = [(place[answer.source], answer.edge, place[answer.destination]) for answer in answers]
    query = right.copy()
    query[..., -1] = NUM_LABELS
    tensors = [torch.as_tensor(part, device=device) for part in (rows, query, right)]
    return Problem(tensors[0], tensors[1], tensors[2], planning_steps)


def run(machine: Reasoner, problem: Problem, gating: Gating = SOFT) -> Tensor:
    """Describe, query, plan and answer: (G, Q, 3, V + 1)."""
    described = machine.describe(problem.rows, NUM_LABELS, gating)
    # Past its last place a word rests, so these steps would change nothing.
    steps = min(problem.planning_steps, machine.lexicon.places)
    return machine.ask(described, problem.query, steps, NUM_LABELS, gating)


def loss(answers: Tensor, right: Tensor) -> Tensor:
    """-log(the share of each field's answer that is right), summed over fields; the mean over questions."""
    scores = answers[..., :-1] + _LEAST
    share = scores.gather(-1, right[..., None])[..., 0] / (scores.sum(-1) + _FAINT)
    return -torch.log(share).sum(-1).mean()


def is_right(answers: Tensor, right: Tensor) -> Tensor:
    """(G, Q) whether the right label of every field, and no other, is emitted by more than a half."""
    said = answers[..., :-1] > 0.5
    alone = said.sum(-1) == 1
    return (alone & said.gather(-1, right[..., None])[..., 0]).all(-1)


def write_exam(device: torch.device) -> Problem:
    """Every relation asked four times, on graphs larger and denser than any stage's, so that all can be followed."""
    rng, relations = generator(_SEED, "exam"), paper_relations()
    order = np.concatenate([rng.permutation(len(relations.chains)) for _ in range(4)])
    episodes = []
    for number, graph in enumerate(draw_relation_graphs(rng, EXAM_GRAPHS, _EXAM_NODES, _EXAM_DEGREE)):
        nodes, chains = answerable(graph, relations)
        queries = []
        for chain in order[number * _EXAM_QUERIES : (number + 1) * _EXAM_QUERIES].tolist():
            starts = nodes[chains == chain]
            node = graph.nodes[starts[rng.integers(len(starts))]]
            queries.append(ask_relation(graph, relations, node, FIRST_RELATION + chain))
        episodes.append(Episode(graph, tuple(queries)))
    return make_problem(episodes, PLANNING_STEPS, device)
