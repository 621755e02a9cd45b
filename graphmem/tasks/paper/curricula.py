"""The stages of the DNC paper's curricula (Graves et al. 2016, Extended Data Tables 3 to 5), and when one is passed.

The paper contradicts itself on shortest paths: its Methods accept a walk that is one edge too long, the caption of its
Table 5 only the shortest.  Here a walk is right only if it is shortest, in training and in evaluation.
The paper does not say whether episodes of earlier stages count when a stage is checked; here they do, as a tenth of
the episodes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import UsageError

Range = tuple[int, int]


@dataclass(frozen=True)
class PaperStage:
    """The ranges that an episode is drawn from, closed and uniform.

    Attributes:
        nodes: nodes of the graph.
        out_degree: edges that leave a node.
        length: edges of the walk, the shortest path or the relation.
        queries: queries in one episode.
    """

    nodes: Range
    out_degree: Range
    length: Range
    queries: int = 1

    def __post_init__(self) -> None:
        for least, most in (self.nodes, self.out_degree, self.length, (self.queries, self.queries)):
            if not 1 <= least <= most:
                raise UsageError(f"The ranges of a stage must be in order and begin at 1 or more: {self}.")

    @property
    def most_facts(self) -> int:
        """Triples of the largest graph that the stage can draw."""
        return self.nodes[1] * self.out_degree[1]


@dataclass(frozen=True)
class PaperCurriculum:
    """Stages, and the condition for passing from one to the next.

    Attributes:
        stages: the stages in their order.
        share: share of right answers that passes a stage.
        check_every: batches between two checks.
        fresh: new episodes drawn for a check; 0 if the check counts the batches since the last one.
        earlier: probability that an episode comes from an earlier stage, each as likely.
    """

    stages: tuple[PaperStage, ...]
    share: float
    check_every: int
    fresh: int
    earlier: float

    def draw_stage(self, rng: np.random.Generator, number: int) -> PaperStage:
        """The stage of one episode during training in stage ``number``, counted from 0."""
        if number and rng.random() < self.earlier:
            return self.stages[rng.integers(number)]
        return self.stages[number]

    def passed(self, right: int, asked: int) -> bool:
        """Whether ``right`` of ``asked`` answers pass a stage."""
        return asked > 0 and right >= self.share * asked


TRAVERSAL = PaperCurriculum(
    (
        PaperStage((3, 10), (2, 4), (1, 1)),
        PaperStage((3, 10), (2, 4), (1, 2)),
        PaperStage((5, 10), (2, 4), (1, 3)),
        PaperStage((5, 10), (2, 4), (1, 4)),
        PaperStage((10, 15), (2, 4), (1, 4)),
        PaperStage((10, 15), (2, 4), (1, 5)),
        PaperStage((10, 20), (2, 4), (1, 5)),
        PaperStage((10, 20), (2, 4), (1, 6)),
        PaperStage((10, 30), (2, 4), (1, 6)),
        PaperStage((10, 30), (2, 4), (1, 7)),
        PaperStage((10, 30), (2, 4), (1, 8)),
        PaperStage((10, 30), (2, 4), (1, 9)),
        PaperStage((10, 40), (2, 6), (1, 10)),
        PaperStage((10, 40), (2, 6), (1, 20)),
    ),
    share=0.9,
    check_every=100,
    fresh=0,
    earlier=0.1,
)

SHORTEST_PATH = PaperCurriculum(
    (
        PaperStage((5, 10), (1, 2), (2, 2)),
        PaperStage((5, 20), (1, 2), (2, 2)),
        PaperStage((10, 20), (1, 2), (2, 2)),
        PaperStage((10, 20), (1, 2), (2, 3)),
        PaperStage((10, 20), (1, 3), (2, 3)),
        PaperStage((10, 20), (2, 3), (2, 3)),
        PaperStage((10, 20), (2, 3), (2, 4)),
        PaperStage((10, 20), (2, 4), (2, 4)),
        PaperStage((10, 25), (2, 4), (2, 4)),
        PaperStage((10, 25), (2, 4), (2, 5)),
        PaperStage((10, 25), (2, 4), (2, 5)),
        PaperStage((15, 25), (2, 4), (2, 5)),
        PaperStage((15, 25), (2, 5), (2, 5)),
        PaperStage((20, 25), (2, 5), (2, 5)),
        PaperStage((20, 25), (2, 6), (2, 5)),
    ),
    share=0.8,
    check_every=2000,
    fresh=50,
    earlier=0.0,
)

INFERENCE = PaperCurriculum(
    (
        PaperStage((3, 3), (2, 2), (2, 2), 3),
        PaperStage((3, 5), (2, 2), (2, 2), 3),
        PaperStage((4, 6), (2, 4), (2, 2), 3),
        PaperStage((4, 6), (2, 4), (2, 2), 3),
        PaperStage((6, 12), (2, 4), (2, 2), 3),
        PaperStage((12, 18), (2, 4), (2, 2), 3),
        PaperStage((4, 6), (2, 4), (2, 3), 3),
        PaperStage((6, 12), (2, 4), (2, 3), 3),
        PaperStage((12, 18), (2, 4), (2, 3), 3),
        PaperStage((4, 6), (2, 4), (2, 4), 3),
        PaperStage((4, 6), (2, 4), (2, 4), 3),
        PaperStage((6, 12), (2, 4), (2, 4), 3),
        PaperStage((12, 18), (2, 4), (2, 4), 3),
        PaperStage((4, 6), (2, 4), (2, 5), 3),
        PaperStage((6, 12), (2, 4), (2, 5), 3),
        PaperStage((12, 18), (2, 4), (2, 5), 3),
        PaperStage((20, 25), (2, 4), (2, 5), 3),
    ),
    share=0.9,
    check_every=100,
    fresh=0,
    earlier=0.1,
)
