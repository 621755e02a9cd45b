"""The discretised planner: it reads a graph under freshly drawn labels, plans towards a destination, and answers.

    planner = load_planner()
    description = planner.describe(triples, rng)
    plan = description.plan(destination)
    plan.next_station(current)

Each gate, match and mark is 0 or 1, so that sets of rows take the place of tensors, and a step costs no more than the
rows that it touches.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from ...encoding.labels import LabelScheme
from ...encoding.specs import FIELDS, SOURCE, Kind
from ...graphs import Triples
from ...graphs.triples import Ints
from ..weights import HIDDEN_BIAS, Tensors, check_tensors, planner_shapes, shape_of
from .answers import EmissionTable, emission_table, emitted_labels, lowest_emitted
from .control import ControlState, ControlTable, Program
from .recording import PlanRecording
from .rows import MemoryRows, Token
from .state import PlanState, Snapshot
from .steps import plan_steps


class DiscretePlanner:
    """A program, run on graphs.

    Args:
        program: the control table; it must have a row for every control state that occurs.
        num_heads: R.
        name: shown in the output of commands.
    """

    def __init__(self, program: Program, num_heads: int, name: str = "planner") -> None:
        self.program, self.num_heads, self.name = program, num_heads, name

    @classmethod
    def from_tensors(cls, tensors: Tensors, num_heads: int = 2, name: str = "planner") -> DiscretePlanner:
        """The program that the weights of a torch planner hold.

        Args:
            tensors: float32 arrays by their names in the planner's ``state_dict``; see ``weights.planner_shapes``.
            num_heads: R.
            name: shown in the output of commands.

        Raises:
            CheckpointError: if a tensor is missing, has another type or shape, or is not finite.
        """
        (hidden_size,) = shape_of(tensors, HIDDEN_BIAS, 1)
        checked = check_tensors(tensors, planner_shapes(num_heads, hidden_size))
        return cls(ControlTable(checked, num_heads), num_heads, name)

    def describe(self, triples: Triples, rng: np.random.Generator) -> DiscreteDescription:
        """Read one graph under labels drawn from ``rng``.

        The heads rest while the machine writes, so the order of the triples does not matter.
        """
        num_lines = int(triples.line.max(initial=0)) + 1
        schemes = LabelScheme.for_count(triples.num_stations), LabelScheme.for_count(num_lines)
        stations, lines = schemes[0].draw(rng, triples.num_stations)[0], schemes[1].draw(rng, num_lines)[0]
        blank = Token(schemes[0].size, schemes[1].size, schemes[0].size)
        columns = np.empty((len(FIELDS), len(triples)), np.int64)
        columns[:] = stations[triples.source], lines[triples.line], stations[triples.destination]
        off = (False,) * self.num_heads
        written = len(triples) if self.program[ControlState(Kind.DESCRIPTION, off, off)].writes else 0
        rows = MemoryRows(columns[:, :written], triples.minutes[:written], blank)
        return DiscreteDescription(self, rows, stations, lines)


class DiscreteDescription:
    """A planner that has read a graph.

    Attributes:
        planner: the machine.
        rows: the triples that it has written.
        stations, lines: label of each station and line, by number.
    """

    def __init__(self, planner: DiscretePlanner, rows: MemoryRows, stations: Ints, lines: Ints) -> None:
        self.planner, self.rows, self.stations, self.lines = planner, rows, stations, lines

    @cached_property
    def decoder(self) -> Ints:
        """(V + 1,) station of each label; -1 for labels that were not drawn, and for the blank."""
        stations = np.full(self.rows.blank[SOURCE] + 1, -1, np.int64)
        stations[self.stations] = np.arange(len(self.stations))
        return stations

    def plan(self, destination: int, origin: int | None = None) -> DiscretePlan:
        """Plan towards one destination until a step changes nothing; the query names an origin only if one is given."""
        state = PlanState(self.rows, self.planner.num_heads)
        computed = sum(1 for _ in plan_steps(self.planner.program, state, self._query(destination, origin)))
        return DiscretePlan(self, state, computed)

    def trace(self, destination: int, origin: int | None = None) -> Iterator[Snapshot]:
        """The state after every step of a plan, beginning with the query's."""
        state = PlanState(self.rows, self.planner.num_heads)
        for _ in plan_steps(self.planner.program, state, self._query(destination, origin), skip=False):
            yield state.snapshot()

    def record(self, destination: int, origin: int | None = None) -> PlanRecording:
        """What the heads hold, the marks and the ages after every step of a plan, as arrays with the step first."""
        return PlanRecording.of(self.trace(destination, origin))

    def hop(self, station: int, line: int) -> int | None:
        """The station that ``line`` leads to from ``station``, or None; of several, the one with the lowest label."""
        token = self.rows.blank._replace(source=int(self.stations[station]), line=int(self.lines[line]))
        state = PlanState(self.rows, self.planner.num_heads)
        row = self.planner.program[state.control(Kind.TRAVERSAL)]
        return _lowest_station(self, emitted_labels(state, row, token))

    def _query(self, destination: int, origin: int | None) -> Token:
        token = self.rows.blank._replace(destination=int(self.stations[destination]))
        return token if origin is None else token._replace(source=int(self.stations[origin]))


class DiscretePlan:
    """A plan towards one destination.

    Attributes:
        description: the planner and the graph that it has read.
        state: after the last step.
        computed_steps: steps that were computed; the others of ``steps`` only let time pass.
    """

    def __init__(self, description: DiscreteDescription, state: PlanState, computed_steps: int) -> None:
        self.description, self.state, self.computed_steps = description, state, computed_steps
        self._row = description.planner.program[state.control(Kind.ANSWER)]

    @property
    def steps(self) -> int:
        """Steps of the plan, including the query's and the last, which changed nothing."""
        return self.state.clock

    def answers(self, current: int) -> frozenset[int]:
        """All stations that are emitted at the current station; none means "no route"."""
        return frozenset(self.description.decoder[self._emitted_at(current)].tolist())

    def next_station(self, current: int) -> int | None:
        """The station to go to next, or None for "no route"; of several stations, the one with the lowest label."""
        return _lowest_station(self.description, self._emitted_at(current))

    def next_stations(self) -> Ints:
        """(num_stations,) ``next_station`` of every station at once; -1 for "no route"."""
        stations = self.description.stations
        emission = self.emission
        if emission is None:
            following = [self.next_station(current) for current in range(len(stations))]
            return np.array([-1 if station is None else station for station in following], np.int64)
        return self.description.decoder[lowest_emitted(emission, self.state.rows.blank[SOURCE])[stations]]

    @cached_property
    def emission(self) -> EmissionTable | None:
        """The labels emitted at every station, or None if each station needs a step of its own."""
        return emission_table(self.state, self._row)

    def _emitted_at(self, current: int) -> Ints:
        token = self.state.rows.blank._replace(source=int(self.description.stations[current]))
        return emitted_labels(self.state, self._row, token)


def _lowest_station(description: DiscreteDescription, labels: Ints) -> int | None:
    return int(description.decoder[labels.min()]) if len(labels) else None
