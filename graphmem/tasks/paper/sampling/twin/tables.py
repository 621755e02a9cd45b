"""The tables that an episode is drawn into; see ``pool`` for their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .....encoding.paper import BLANK
from ..pool import ANSWER, DESCRIPTION, PLANNING, QUERY
from .graphs import DrawnGraph

Row = tuple[int, int, int]
NOTHING = (BLANK, BLANK, BLANK)


@dataclass
class EpisodeTables:
    """The rows of one episode.

    Attributes:
        steps: rows of ``Pool.steps``.
        options: rows of ``Pool.options``.
        queries: rows of ``Pool.queries``.
    """

    steps: list[tuple[int, ...]] = field(default_factory=list)
    options: list[tuple[int, ...]] = field(default_factory=list)
    queries: list[tuple[int, ...]] = field(default_factory=list)

    def describe(self, graph: DrawnGraph) -> None:
        """Show the edges of a graph."""
        for edge in graph.edges:
            self._add(DESCRIPTION, graph.row(edge))

    def ask(self, length: int, *steps: Row, word: int = BLANK, planning: int = 0) -> None:
        """Show a query and leave time for planning."""
        self.queries.append((length, word))
        for step in steps:
            self._add(QUERY, step)
        for _ in range(planning):
            self._add(PLANNING, NOTHING)

    def answer(self, target: Row, shown: Row = NOTHING) -> None:
        """A step of an answer."""
        self._add(ANSWER, shown, target)

    def choose(self, target: Row, shown: Row, options: Sequence[tuple[int, ...]], chosen: int) -> None:
        """A step of an answer that is a choice among edges.

        Args:
            target: the right triple that the answer aims at.
            shown: the triple that was chosen at the step before.
            options: source, edge and destination of each edge that may be chosen, and whether it is right.
            chosen: the place of the edge taken.
        """
        self._add(ANSWER, shown, target, len(options), chosen)
        self.options += options

    def _add(self, phase: int, shown: Row, target: Row = NOTHING, options: int = 0, chosen: int = -1) -> None:
        self.steps.append((phase, *shown, *target, options, chosen))
