"""Episodes of the DNC paper's graph tasks: a graph, and queries with their answers, all in labels.

    phase         description        query              planning     answer
    input         every triple of    the steps of the   nothing      nothing, or the triple chosen at the step before
                  the graph          query
    target                                                           the triples of the answer

After an answer the next query may follow.  For how this is written as channels see ``encoding.paper``.
"""

from __future__ import annotations

from dataclasses import dataclass

from .graphs import Fact, LabelledGraph


@dataclass(frozen=True)
class Query:
    """One question.

    Attributes:
        steps: what is shown, a step each.
        planning: steps without input between query and answer.
        answer: the triples that are right, a step each.
        fed_back: whether a step of the answer shows the triple of the step before.
    """

    steps: tuple[Fact, ...]
    planning: int
    answer: tuple[Fact, ...]
    fed_back: bool = False


@dataclass(frozen=True)
class Episode:
    """One graph and the queries that are asked of it, one after the other."""

    graph: LabelledGraph
    queries: tuple[Query, ...]
