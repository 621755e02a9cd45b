"""The planner's curriculum: stages from small graphs and short routes to larger ones.

Whether a stage is passed depends on the answers only, never on the steps of an algorithm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..generators import GENERATORS, GeneratedBatch


@dataclass(frozen=True)
class Stage:
    """The ranges that the graphs and questions of a batch are drawn from.

    Attributes:
        stations: fewest and most stations of a graph.
        distance: length of the longest route asked for, in minutes.
        minutes: most minutes of a row; in half of the batches every row takes one minute.
    """

    stations: tuple[int, int]
    distance: int
    minutes: int


CURRICULUM = (
    Stage((5, 12), 4, 4),
    Stage((6, 16), 6, 5),
    Stage((8, 20), 8, 6),
    Stage((10, 25), 10, 6),
    Stage((15, 30), 14, 7),
)

# Routes of one or two hops need no planning, only a join of two rows.  A machine that begins with them learns to do
# nothing during planning, and does not unlearn it.
LEAST_DISTANCE = 3

# One-way edges are frequent.  Where every edge leads both ways, following edges backwards works as well, and a machine
# that learns to do so in the first stages does not unlearn it either.
KINDS: tuple[tuple[str, dict[str, object]], ...] = (
    ("geometric", {"connected": False, "degree": (1, 3)}),
    ("geometric", {"connected": False, "degree": (1, 4)}),
    ("sparse", {"connected": False, "one_way": 0.1}),
    ("sparse", {"connected": False, "one_way": 0.4}),
)


def draw_graphs(rng: np.random.Generator, stage: Stage, num_graphs: int) -> GeneratedBatch:
    """A batch of graphs of one random kind, with random minutes or with one minute a row."""
    name, options = KINDS[rng.integers(len(KINDS))]
    most = stage.minutes if rng.random() < 0.5 else 1
    return GENERATORS[name](rng, num_graphs, stations=stage.stations, minutes=(1, most), **options)


def draw_distance(rng: np.random.Generator, stage: Stage) -> int:
    """One distance for all graphs of a batch, in minutes, from the upper half of the stage's range."""
    return int(rng.integers(max(LEAST_DISTANCE, stage.distance // 2), stage.distance, endpoint=True))


def draw_planning_steps(rng: np.random.Generator, distance: int) -> int:
    """Mostly just enough steps for ``distance``; otherwise more, so that extra steps do no harm."""
    if rng.random() < 0.7:
        return distance - 1 + int(rng.integers(2))
    return int(rng.integers(distance - 1, 2 * distance + 2, endpoint=True))
