"""How a graph network, which is given the graph as structure, learns the paper's tasks in rounds of messages.

    traversal       a round for each edge label of the query, and one with a blank for the end; after each, a
                    distribution over all triples of the graph and the end
    shortest path   as many rounds as there are planning steps; then each node has a distribution over the edges that
                    leave it, and the walk follows these
    inference       as many rounds as there are planning steps, with the relation's word in each; then a distribution
                    over all nodes

A graph network is given what a sequence machine has to learn: which edges meet at a node, which node a query names, and
that the answer is a triple of the graph.  It can give no other answer, so free decoding is the same as decoding over
valid triples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

import numpy as np
import torch
from torch import Tensor, nn

from ..evaluation.outcomes import Outcome, outcomes
from ..models.gnn import GraphMachine, WordContext
from ..tasks.paper import BLANK, END, PAPER_TASKS, AnswerForm, Episode, Fact, PaperTask, Query
from ..tasks.paper.walks import BETA, SPARE
from ..training.trainable import StepResult
from .graph_layout import Layout, lay_out, queries_of


class GraphAdapter:
    """A graph network as a machine of the benchmark.

    Args:
        machine: the graph network.
        task: a name in ``PAPER_TASKS``.
    """

    def __init__(self, machine: GraphMachine, task: str) -> None:
        self.machine, self.task = machine, PAPER_TASKS[task]
        self._answer = GRAPH_ANSWERS[self.task.answer_form]

    @property
    def module(self) -> nn.Module:
        """The graph network."""
        return self.machine

    def training_step(self, batch: Sequence[Episode], rng: np.random.Generator, /) -> StepResult:
        """-log Pr of the answers summed over their steps, or J^beta for walks; the mean over episodes."""
        loss, right = self._answer(self.task, self.machine, batch, rng, BETA, SPARE)
        sizes = [len(episode.queries) for episode in batch]
        parts = zip(sizes, accumulate(sizes), strict=True)
        return StepResult(loss / len(batch), [all(right[stop - size : stop]) for size, stop in parts])

    @torch.no_grad()
    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """The likeliest triples; on a walk, the likeliest edges that leave the current node."""
        _, right = self._answer(self.task, self.machine, episodes, rng, 0, 0)
        return outcomes(self.task, episodes, right, right)


def _traverse(
    task: PaperTask,
    machine: GraphMachine,
    episodes: Sequence[Episode],
    rng: np.random.Generator,
    beta: float,
    spare: int,
) -> tuple[Tensor, list[bool]]:
    """Answers of triples: one for each step of the query, then the end."""
    layout = _layout(machine, episodes)
    queries = [query for _, query in queries_of(episodes)]
    graphs, state = layout.graphs, machine.start(layout.marks)
    ends = [len(graphs.labels) + number for number in range(len(queries))]
    options = _table([[*edges.values(), end] for edges, end in zip(layout.triples, ends, strict=True)], state)
    described = machine.describe(graphs)
    loss, right = state.new_zeros(()), [True] * len(queries)
    for step in range(max(len(query.answer) for query in queries)):
        words = [query.steps[step].edge if step < len(query.steps) else BLANK for query in queries]
        asked = machine.ask(graphs, described, torch.tensor(words, device=state.device))
        state = machine(graphs, asked, state)
        scores = torch.cat([machine.score_triples(graphs, asked, state), machine.score_end(asked)])
        now = [number for number, query in enumerate(queries) if step < len(query.answer)]
        targets = [queries[number].answer[step] for number in now]
        places = [ends[n] if fact == END else layout.triples[n][fact] for n, fact in zip(now, targets, strict=True)]
        losses, best = _choose(scores, options[now], places)
        loss = loss + losses
        for number, place, choice in zip(now, places, best, strict=True):
            right[number] &= choice == place
    return loss, right


def _infer(
    task: PaperTask,
    machine: GraphMachine,
    episodes: Sequence[Episode],
    rng: np.random.Generator,
    beta: float,
    spare: int,
) -> tuple[Tensor, list[bool]]:
    """Answers of one node."""
    layout = _layout(machine, episodes)
    queries = [query for _, query in queries_of(episodes)]
    _, state = _plan(machine, layout, queries)
    places = [nodes[query.answer[0].destination] for nodes, query in zip(layout.nodes, queries, strict=True)]
    options = _table([list(nodes.values()) for nodes in layout.nodes], state)
    loss, best = _choose(machine.score_nodes(state), options, places)
    return loss, [choice == place for choice, place in zip(best, places, strict=True)]


def _walk(
    task: PaperTask,
    machine: GraphMachine,
    episodes: Sequence[Episode],
    rng: np.random.Generator,
    beta: float,
    spare: int,
) -> tuple[Tensor, list[bool]]:
    """Answers of edges that are chosen one after another, as in ``tasks.paper.walks.walk``."""
    layout = _layout(machine, episodes)
    graphs, queries = zip(*queries_of(episodes), strict=True)
    scores = machine.score_triples(layout.graphs, *_plan(machine, layout, queries))
    goals = [task.goal_of(episode, number) for episode in episodes for number in range(len(episode.queries))]
    where = [query.steps[0].source for query in queries]
    most = [task.length(query) + spare for query in queries]
    paths: list[tuple[Fact, ...]] = [()] * len(queries)
    now, loss = list(range(len(queries))), scores.new_zeros(())
    while now:
        edges = [graphs[number].leaving[where[number]] for number in now]
        ways = [[layout.triples[n][fact] for fact in facts] for n, facts in zip(now, edges, strict=True)]
        first = [goals[number].first_steps(where[number]) for number in now]
        targets = [facts[rng.integers(len(facts))] for facts in first]
        places = [layout.triples[n][fact] for n, fact in zip(now, targets, strict=True)]
        losses, best = _choose(scores, _table(ways, scores), places)
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
    return loss, [goal.accepts(origin, path) for goal, origin, path in zip(goals, origins, paths, strict=True)]


# Each takes the task, the machine, episodes, the source of randomness, and beta and spare of ``walk``; it returns the
# loss summed over all queries, and whether each query is answered rightly.
GraphAnswers = Callable[
    [PaperTask, GraphMachine, Sequence[Episode], np.random.Generator, float, int], tuple[Tensor, list[bool]]
]
GRAPH_ANSWERS: dict[AnswerForm, GraphAnswers] = {
    AnswerForm.TRIPLES: _traverse,
    AnswerForm.NODE: _infer,
    AnswerForm.WALK: _walk,
}


def _layout(machine: GraphMachine, episodes: Sequence[Episode]) -> Layout:
    return lay_out(queries_of(episodes), machine.mark.weight.device)


def _plan(machine: GraphMachine, layout: Layout, queries: Sequence[Query]) -> tuple[WordContext, Tensor]:
    """The query's word, the label of a relation or a blank, in all rounds of planning.

    The nodes of a query with fewer rounds than others of the batch stay as they are in the rounds left.
    """
    words = torch.tensor([query.steps[0].edge for query in queries], device=layout.marks.device)
    graphs = layout.graphs
    asked, state = machine.ask(graphs, machine.describe(graphs), words), machine.start(layout.marks)
    rounds = [query.planning for query in queries]
    of_node = torch.tensor(rounds, device=layout.marks.device)[graphs.node_graphs, None]
    for number in range(max(rounds)):
        after = machine(graphs, asked, state)
        state = after if number < min(rounds) else torch.where(of_node > number, after, state)
    return asked, state


def _table(options: Sequence[Sequence[int]], like: Tensor) -> Tensor:
    """(n, K) the places of each row's options; shorter rows are padded with -1."""
    width = max(map(len, options))
    return torch.tensor([[*row, *[-1] * (width - len(row))] for row in options], device=like.device)


def _choose(scores: Tensor, options: Tensor, targets: list[int]) -> tuple[Tensor, list[int]]:
    """The loss () of the ``targets`` summed over rows, and the likeliest option of each row.

    Args:
        scores: (K,) logits of all places.
        options: (n, M) the places that each row may choose from, -1 for none.
        targets: the right place of each row.
    """
    nothing = scores.new_full((1,), -torch.inf)
    shares = torch.cat([scores, nothing])[options].log_softmax(1)
    right = options == torch.tensor(targets, device=options.device)[:, None]
    best: list[int] = options.gather(1, shares.argmax(1, keepdim=True))[:, 0].tolist()
    return -shares[right].sum(), best
