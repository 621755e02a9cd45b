"""The planner, rounded: it reads a graph under fresh labels, plans towards a destination, and answers.

    planner = load_planner()
    description = planner.describe(triples, rng)
    plan = description.plan(destination)
    plan.next_station(current)

Each gate, match and mark is 0 or 1, so what the trained machine computes with tensors is done with sets of rows, and a
step costs no more than the rows that it touches.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from ...encoding.labels import LabelScheme
from ...encoding.specs import FIELDS, SOURCE, Kind
from ...graphs import Triples
from ...graphs.triples import Ints
from .answers import Emission, emitted, emitted_for_all, lowest
from .control import ControlState, Program
from .rows import Rows, Token
from .state import Snapshot, State
from .steps import think


class DiscretePlanner:
    """A program, run on graphs.

    Args:
        program: the control table; it must have a row for every control state that is met.
        num_heads: R.
        name: what the output calls it.
    """

    def __init__(self, program: Program, num_heads: int, name: str = "planner") -> None:
        self.program, self.num_heads, self._name = program, num_heads, name

    @property
    def name(self) -> str:
        """What the output calls it."""
        return self._name

    def describe(self, triples: Triples, rng: np.random.Generator) -> DiscreteDescription:
        """Read one graph under labels drawn by ``rng``.

        The heads rest while the machine writes, so the order in which triples come makes no difference; they come in
        the order given.
        """
        num_lines = int(triples.line.max(initial=0)) + 1
        schemes = LabelScheme.for_count(triples.num_stations), LabelScheme.for_count(num_lines)
        stations, lines = schemes[0].draw(rng, triples.num_stations)[0], schemes[1].draw(rng, num_lines)[0]
        blank = Token(schemes[0].size, schemes[1].size, schemes[0].size)
        columns = np.empty((len(FIELDS), len(triples)), np.int64)
        columns[:] = stations[triples.source], lines[triples.line], stations[triples.destination]
        off = (False,) * self.num_heads
        written = len(triples) if self.program[ControlState(Kind.DESCRIPTION, off, off)].writes else 0
        rows = Rows(columns[:, :written], triples.minutes[:written], blank)
        return DiscreteDescription(self, rows, stations, lines)


class DiscreteDescription:
    """A machine that has read a graph.

    Attributes:
        planner: the machine.
        rows: what it has written.
        stations, lines: labels by number.
    """

    def __init__(self, planner: DiscretePlanner, rows: Rows, stations: Ints, lines: Ints) -> None:
        self.planner, self.rows, self.stations, self.lines = planner, rows, stations, lines

    @cached_property
    def decoder(self) -> Ints:
        """(V + 1,) station of each label; -1 for labels that were not drawn, and for the blank."""
        stations = np.full(self.rows.blank[SOURCE] + 1, -1, np.int64)
        stations[self.stations] = np.arange(len(self.stations))
        return stations

    def plan(self, destination: int, origin: int | None = None) -> DiscretePlan:
        """Think about one destination until a step changes nothing; the query names no origin unless one is given."""
        state = State(self.rows, self.planner.num_heads)
        worked = sum(1 for _ in think(self.planner.program, state, self._query(destination, origin)))
        return DiscretePlan(self, state, worked)

    def trace(self, destination: int, origin: int | None = None) -> Iterator[Snapshot]:
        """The state after every step of a plan, the query's first."""
        state = State(self.rows, self.planner.num_heads)
        for _ in think(self.planner.program, state, self._query(destination, origin), skip=False):
            yield state.snapshot()

    def hop(self, station: int, line: int) -> int | None:
        """Where ``line`` leads from ``station``, or None; of several stations, the one with the lowest label."""
        token = self.rows.blank._replace(source=int(self.stations[station]), line=int(self.lines[line]))
        state = State(self.rows, self.planner.num_heads)
        row = self.planner.program[state.control(Kind.TRAVERSAL)]
        return _lowest_station(self, emitted(state, row, token))

    def _query(self, destination: int, origin: int | None) -> Token:
        token = self.rows.blank._replace(destination=int(self.stations[destination]))
        return token if origin is None else token._replace(source=int(self.stations[origin]))


class DiscretePlan:
    """What the machine made of one destination.

    Attributes:
        state: after the last step.
        worked: steps that were worked out; in the others a step could only let time pass.
    """

    def __init__(self, description: DiscreteDescription, state: State, worked: int) -> None:
        self.description, self.state, self.worked = description, state, worked
        self._row = description.planner.program[state.control(Kind.ANSWER)]

    @property
    def steps(self) -> int:
        """Steps it thought, the query and the last, which changed nothing, among them."""
        return self.state.clock

    def answers(self, current: int) -> frozenset[int]:
        """All stations that are emitted; none means "no route"."""
        return frozenset(self.description.decoder[self._emitted(current)].tolist())

    def next_station(self, current: int) -> int | None:
        """The station to go to next, or None for "no route"; of several stations, the one with the lowest label."""
        return _lowest_station(self.description, self._emitted(current))

    def next_stations(self) -> Ints:
        """(num_stations,) the same for every station at once; -1 for "no route"."""
        stations = self.description.stations
        emission = self.emission
        if emission is None:
            said = [self.next_station(current) for current in range(len(stations))]
            return np.array([-1 if station is None else station for station in said], np.int64)
        return self.description.decoder[lowest(emission, self.state.rows.blank[SOURCE])[stations]]

    @cached_property
    def emission(self) -> Emission | None:
        """All that is emitted for all labels, or None where each has to be asked for by itself."""
        return emitted_for_all(self.state, self._row)

    def _emitted(self, current: int) -> Ints:
        token = self.state.rows.blank._replace(source=int(self.description.stations[current]))
        return emitted(self.state, self._row, token)


def _lowest_station(description: DiscreteDescription, labels: Ints) -> int | None:
    return int(description.decoder[labels.min()]) if len(labels) else None
