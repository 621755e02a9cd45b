"""Episodes as tables of labels, before they are encoded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....generators.batch import starts, within
from ....graphs.triples import Ints

DESCRIPTION, QUERY, PLANNING, ANSWER = range(4)  # phases
STEP_COLUMNS, OPTION_COLUMNS, QUERY_COLUMNS = 9, 4, 2
MOST_GRAPHS = 1000  # graphs that are drawn for an episode until one has something to ask

Table = NDArray[np.int32]


class NothingToAsk(Exception):
    """No graph of a stage had anything to ask; carries the number of the stage."""

    def __init__(self, stage: int) -> None:
        super().__init__(stage)
        self.stage = stage


class PoolTables(NamedTuple):
    """The episodes of a pool, one after the other in every table.

    Attributes:
        counts: (P, 3) rows of each episode in the three other tables.
        steps: (S, 9) phase; three labels that are shown; three labels to answer with; number of options; place of the
            option taken, or -1.  Labels are BLANK where there are none.
        options: (O, 4) three labels of an edge among which the answer of a step chooses; 1 if it is right, else 0.
        queries: (Q, 2) number of edges of a walk, path or chain; its word, or BLANK in the other tasks.
    """

    counts: Table
    steps: Table
    options: Table
    queries: Table


@dataclass(frozen=True, eq=False)
class Pool:
    """P episodes that were drawn together.

    Attributes:
        tables: the episodes.
        stage: (P,) number of the stage of each.
    """

    tables: PoolTables
    stage: Ints

    @cached_property
    def first_rows(self) -> Ints:
        """(P + 1, 3) the first row of each episode in the tables of steps, options and queries."""
        return np.stack([starts(column) for column in self.tables.counts.astype(np.int64).T], axis=1)

    def rows(self, table: int, members: Ints) -> tuple[Ints, Ints]:
        """The rows of some episodes in a table: 0 for steps, 1 for options, 2 for queries.

        Returns:
            (R,) the place in ``members`` of each row's episode, and (R,) the numbers of the rows.
        """
        counts = self.tables.counts[members, table].astype(np.int64)
        return np.repeat(np.arange(len(members)), counts), np.repeat(self.first_rows[members, table], counts) + within(
            counts
        )
