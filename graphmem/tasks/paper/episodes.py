"""Episodes of the DNC paper's graph tasks: a graph, and queries with their answers, all in labels.

    phase         description        query              planning     answer
    input         every triple of    the steps of the   nothing      nothing, or the triple chosen at the step before
                  the graph          query
    target                                                           the triples of the answer

After an answer the next query may follow.  ``batches`` writes episodes as the channels that a machine reads.
"""

from __future__ import annotations

from dataclasses import dataclass

from .graphs import Fact, LabelledGraph


@dataclass(frozen=True)
class Query:
    """One question.

    Attributes:
        steps: triples that are shown, one a step.
        planning: number of steps without input between query and answer.
        answer: the right triples, one a step.
        fed_back: whether each step of the answer shows the triple of the step before.
    """

    steps: tuple[Fact, ...]
    planning: int
    answer: tuple[Fact, ...]
    fed_back: bool = False


@dataclass(frozen=True)
class Episode:
    """One graph and the queries on it, one after the other."""

    graph: LabelledGraph
    queries: tuple[Query, ...]
