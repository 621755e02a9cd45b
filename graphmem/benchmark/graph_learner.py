"""How a machine that is given the graph as structure learns the paper's tasks.

    traversal       a round for each edge label of the query, and one with a blank for the end; after each, a
                    distribution over all triples of the graph and the end
    shortest path   as many rounds as there are planning steps; then each node has a distribution over the edges that
                    leave it, and the walk follows these
    inference       as many rounds as there are planning steps, the relation's word in each; then a distribution over
                    all nodes

What is given that a sequence machine has to learn: which edges meet at a node, which node a query names, and that the
answer is a triple of the graph.  So it can say nothing else: its free decoding is its decoding over valid triples, and
both are marked alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from ..errors import UsageError
from ..evaluation.outcomes import Outcome
from ..models.gnn import MARKS, Asked, GraphMachine, Graphs
from ..tasks.paper import BLANK, END, Episode, Fact, LabelledGraph, Query, goal_of, is_shortest
from ..tasks.paper.walks import BETA
from ..training.trainable import StepResult
from .learner import outcomes

SPARE = 2  # edges that a walk may be longer than the shortest while it is taught


class Sheet(NamedTuple):
    """Queries and their graphs, one graph a query, laid out side by side.

    Attributes:
        graphs: by numbers.
        marks: (N, 2) 1 at the nodes that a query names.
        nodes: for each query, the number of each node by its label.
        triples: for each query, the number of each triple.
    """

    graphs: Graphs
    marks: Tensor
    nodes: tuple[dict[int, int], ...]
    triples: tuple[dict[Fact, int], ...]


def lay_out(asked: Sequence[tuple[LabelledGraph, Query]], device: torch.device | None = None) -> Sheet:
    """The sheet of some queries; labels of nodes are in none of its tensors."""
    nodes: list[dict[int, int]] = []
    triples: list[dict[Fact, int]] = []
    marked: list[tuple[int, int]] = []
    num_nodes = num_edges = 0
    for graph, query in asked:
        nodes.append({label: num_nodes + place for place, label in enumerate(graph.nodes)})
        triples.append({fact: num_edges + place for place, fact in enumerate(graph.facts)})
        named = (query.steps[0].source, query.steps[0].destination)
        marked += [(nodes[-1][label], place) for place, label in enumerate(named) if label != BLANK]
        num_nodes, num_edges = num_nodes + len(graph.nodes), num_edges + len(graph.facts)
    rows = [
        (place[fact.source], place[fact.destination], fact.edge, number)
        for number, (place, facts) in enumerate(zip(nodes, triples, strict=True))
        for fact in facts
    ]
    table = torch.tensor(rows, device=device).reshape(-1, 4).T.contiguous()
    sizes = torch.tensor([len(place) for place in nodes], device=device)
    owners = torch.arange(len(nodes), device=device).repeat_interleave(sizes)
    marks = torch.zeros(num_nodes, MARKS, device=device)
    marks[tuple(torch.tensor(marked, device=device).T)] = 1
    return Sheet(Graphs(table[:2], table[2], owners, table[3]), marks, tuple(nodes), tuple(triples))


class GraphLearner:
    """A graph network that answers with triples of the graph.

    Args:
        machine: to be taught.
        task: name in ``PAPER_TASKS``.
    """

    def __init__(self, machine: GraphMachine, task: str) -> None:
        self.machine, self.task = machine, task

    @property
    def module(self) -> nn.Module:
        """The machine."""
        return self.machine

    def training_step(self, episodes: Sequence[Episode], rng: np.random.Generator) -> StepResult:
        """-log Pr of the answers, summed over their steps; or J^beta.  The mean over episodes."""
        loss, right = self._answer(episodes, rng, BETA, SPARE)
        sizes = [len(episode.queries) for episode in episodes]
        parts = zip(sizes, accumulate(sizes), strict=True)
        return StepResult(loss / len(episodes), [all(right[stop - size : stop]) for size, stop in parts])

    @torch.no_grad()
    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """The likeliest triples; on a walk, those of the edges that leave where it stands."""
        _, right = self._answer(episodes, rng, 0, 0)
        return outcomes(self.task, episodes, right, right)

    def _answer(
        self, episodes: Sequence[Episode], rng: np.random.Generator, beta: float, spare: int
    ) -> tuple[Tensor, list[bool]]:
        """The loss summed over all queries, and whether each is answered rightly."""
        asked = [(episode.graph, query) for episode in episodes for query in episode.queries]
        sheet = lay_out(asked, self.machine.mark.weight.device)
        if self.task == "traversal":
            return self._traverse(sheet, [query for _, query in asked])
        if self.task == "inference":
            return self._infer(sheet, asked)
        return self._walk(sheet, episodes, rng, beta, spare)

    def _traverse(self, sheet: Sheet, queries: list[Query]) -> tuple[Tensor, list[bool]]:
        graphs, machine, state = sheet.graphs, self.machine, self.machine.start(sheet.marks)
        ends = [len(graphs.labels) + number for number in range(len(queries))]
        options = _table([[*edges.values(), end] for edges, end in zip(sheet.triples, ends, strict=True)], state)
        described = machine.describe(graphs)
        loss, right = state.new_zeros(()), [True] * len(queries)
        for step in range(max(len(query.answer) for query in queries)):
            words = [query.steps[step].edge if step < len(query.steps) else BLANK for query in queries]
            asked = machine.ask(graphs, described, torch.tensor(words, device=state.device))
            state = machine(graphs, asked, state)
            scores = torch.cat([machine.score_triples(graphs, asked, state), machine.score_end(asked)])
            now = [number for number, query in enumerate(queries) if step < len(query.answer)]
            said = [queries[number].answer[step] for number in now]
            places = [ends[n] if fact == END else sheet.triples[n][fact] for n, fact in zip(now, said, strict=True)]
            losses, best = _judge(scores, options[now], places)
            loss = loss + losses
            for number, place, choice in zip(now, places, best, strict=True):
                right[number] &= choice == place
        return loss, right

    def _infer(self, sheet: Sheet, asked: list[tuple[LabelledGraph, Query]]) -> tuple[Tensor, list[bool]]:
        queries = [query for _, query in asked]
        _, state = self._plan(sheet, queries)
        places = [nodes[query.answer[0].destination] for nodes, query in zip(sheet.nodes, queries, strict=True)]
        options = _table([list(nodes.values()) for nodes in sheet.nodes], state)
        loss, best = _judge(self.machine.score_nodes(state), options, places)
        return loss, [choice == place for choice, place in zip(best, places, strict=True)]

    def _walk(
        self, sheet: Sheet, episodes: Sequence[Episode], rng: np.random.Generator, beta: float, spare: int
    ) -> tuple[Tensor, list[bool]]:
        """As ``paper_walks.walk``; ``beta`` and ``spare`` are what they are there."""
        queries = [episode.queries[0] for episode in episodes]
        scores = self.machine.score_triples(sheet.graphs, *self._plan(sheet, queries))
        goals, where = [goal_of(episode) for episode in episodes], [query.steps[0].source for query in queries]
        most = [goal.left[origin] + spare for goal, origin in zip(goals, where, strict=True)]
        paths: list[tuple[Fact, ...]] = [()] * len(queries)
        now, loss = list(range(len(queries))), scores.new_zeros(())
        while now:
            edges = [goals[number].graph.leaving[where[number]] for number in now]
            ways = [[sheet.triples[n][fact] for fact in facts] for n, facts in zip(now, edges, strict=True)]
            first = [goals[number].first_steps(where[number]) for number in now]
            targets = [facts[rng.integers(len(facts))] for facts in first]
            places = [sheet.triples[n][fact] for n, fact in zip(now, targets, strict=True)]
            losses, best = _judge(scores, _table(ways, scores), places)
            loss = loss + losses
            going = []
            for number, facts, way, target, choice in zip(now, edges, ways, targets, best, strict=True):
                chosen = target if rng.random() < beta else facts[way.index(choice)]
                paths[number] += (chosen,)
                where[number] = chosen.destination
                if goals[number].first_steps(where[number]) and len(paths[number]) < most[number]:
                    going.append(number)
            now = going
        origins = [query.steps[0].source for query in queries]
        return loss, list(map(is_shortest, goals, origins, paths))

    def _plan(self, sheet: Sheet, queries: list[Query]) -> tuple[Asked, Tensor]:
        """A query's word, the label of a relation or a blank, through all of its planning."""
        planning = {query.planning for query in queries}
        if len(planning) > 1:
            raise UsageError(f"The queries of a batch have as many planning steps each, not {sorted(planning)}.")
        words = torch.tensor([query.steps[0].edge for query in queries], device=sheet.marks.device)
        machine, graphs = self.machine, sheet.graphs
        asked, state = machine.ask(graphs, machine.describe(graphs), words), machine.start(sheet.marks)
        for _ in range(max(planning)):
            state = machine(graphs, asked, state)
        return asked, state


def _table(options: Sequence[Sequence[int]], like: Tensor) -> Tensor:
    """(n, K) the places of each row's options; shorter rows are filled up with -1."""
    width = max(map(len, options))
    return torch.tensor([[*row, *[-1] * (width - len(row))] for row in options], device=like.device)


def _judge(scores: Tensor, options: Tensor, targets: list[int]) -> tuple[Tensor, list[int]]:
    """The loss () of the places ``targets`` (n,) summed, and the likeliest place of each row.

    Args:
        scores: (K,) logits of all places.
        options: (n, M) the places that each row may choose from, -1 for none.
        targets: one of each row.
    """
    nothing = scores.new_full((1,), -torch.inf)
    shares = torch.cat([scores, nothing])[options].log_softmax(1)
    right = options == torch.tensor(targets, device=options.device)[:, None]
    best: list[int] = options.gather(1, shares.argmax(1, keepdim=True))[:, 0].tolist()
    return -shares[right].sum(), best
