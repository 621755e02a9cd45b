"""Queries of the DNC paper's inference task as tensors, a reasoner's answers, and the evaluation set.

Nodes are renumbered in every graph: only the labels of edges and relations have a fixed meaning for the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..common.extras import missing

try:
    import torch
    from torch import Tensor
except ModuleNotFoundError as error:
    raise missing("torch", "The evaluation set of a reasoner") from error

from ..memory.gating import DISCRETE, SOFT, Gating
from ..models.reasoner import Reasoner
from ..seeding import generator
from ..tasks.paper import Episode, Fact, paper_relations
from ..tasks.paper.graphs import draw_relation_graphs
from ..tasks.paper.inference import FIRST_RELATION, answerable, ask_relation

NUM_WORDS = FIRST_RELATION + len(paper_relations().chains)
NUM_LABELS = NUM_WORDS  # no graph has more nodes than there are words
NUM_GRAPHS = 32  # of the evaluation set
_NODES, _DEGREE, _QUERIES = (30, 40), (9, 10), 50
_SEED = 20161012


class RelationBatch(NamedTuple):
    """Q queries on each of G graphs, with their correct answers."""

    rows: Tensor  # (G, 3, N)
    query: Tensor  # (G, Q, 3) the destination is blank
    right: Tensor  # (G, Q, 3)
    planning_steps: int


def make_relation_batch(episodes: Sequence[Episode], device: torch.device) -> RelationBatch:
    """Number the nodes of each graph and lay episodes side by side.

    Args:
        episodes: G episodes with equally many queries, and equally many planning steps after each.
        device: device of the tensors.
    """
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
    return RelationBatch(tensors[0], tensors[1], tensors[2], episodes[0].queries[0].planning)


def run_reasoner(machine: Reasoner, batch: RelationBatch, gating: Gating = SOFT) -> Tensor:
    """Describe, query, plan and answer: (G, Q, 3, V + 1)."""
    described = machine.describe(batch.rows, NUM_LABELS, gating)
    # Past its last place a word rests, so these steps would change nothing.
    steps = min(batch.planning_steps, machine.lexicon.places)
    return machine.ask(described, batch.query, steps, NUM_LABELS, gating)


def is_right(answers: Tensor, right: Tensor) -> Tensor:
    """(G, Q) whether the correct label of every field, and no other, is answered by more than a half.

    Args:
        answers: (G, Q, 3, V + 1) how far each label is answered in each field.
        right: (G, Q, 3) the correct labels.
    """
    answered = answers[..., :-1] > 0.5
    alone = answered.sum(-1) == 1
    return (alone & answered.gather(-1, right[..., None])[..., 0]).all(-1)


def reasoner_evaluation_set(device: torch.device) -> RelationBatch:
    """Every relation asked four times, on graphs larger and denser than in training, so that all can be followed."""
    rng, relations = generator(_SEED, "exam"), paper_relations()
    order = np.concatenate([rng.permutation(len(relations.chains)) for _ in range(4)])
    episodes = []
    for number, graph in enumerate(draw_relation_graphs(rng, NUM_GRAPHS, _NODES, _DEGREE)):
        nodes, chains = answerable(graph, relations)
        queries = []
        for chain in order[number * _QUERIES : (number + 1) * _QUERIES].tolist():
            starts = nodes[chains == chain]
            node = graph.nodes[starts[rng.integers(len(starts))]]
            queries.append(ask_relation(graph, relations, node, FIRST_RELATION + chain))
        episodes.append(Episode(graph, tuple(queries)))
    return make_relation_batch(episodes, device)


@torch.no_grad()
def score_reasoner(machine: Reasoner, batch: RelationBatch) -> float:
    """Share of queries that the discretised machine answers correctly."""
    return float(is_right(run_reasoner(machine, batch, DISCRETE), batch.right).double().mean())
