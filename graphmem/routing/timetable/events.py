"""A question about a timetable as the triples put to the machine: states are events, and rows lead on in time.

A state is the arrival of a vehicle at the end of a hop, with oneself in it; or a moment at which something leaves a
place, with oneself ready there; or the start, or the goal.  Hop 0 leads from A to B, hop 1 of the same vehicle on to
C, and hop 2 is of one that leaves B at 08:10:

    start --board--> hop 0 (B 08:05) --stay--> hop 1 (C 08:15) --arrive--> goal
                        |
                      change
                        v
                     B at 08:10 --board--> hop 2 (D 08:20) --arrive--> ...
                        |
                       wait
                        v
                     B at 08:40 --board--> ...

The line of a row is the one ridden; waiting, changing, walking and arriving are lines of their own.

A row takes the seconds between its two events, each worth many ticks.  Boarding takes some ticks more; at the start it
takes a tick less for each second that one leaves later.  So the earliest arrival comes first, then the fewest vehicles,
then the latest departure.  But a row takes a tick at least, also where it takes no time.  So each event has a level,
which counts as that many ticks: hops of one vehicle that arrive at the same moment stand one above the other, and
moments at places above all of them.  Levels cancel out along the way, so they favour no journey.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from ...graphs import Triples
from ...graphs.timetable import NOTHING
from ...graphs.triples import Ints
from .question import Question, Ride
from .rows import RowWriter


@dataclass(frozen=True)
class Events:
    """The rows of one question, and what its states mean.

    Attributes:
        question: what is asked.
        triples: the rows the machine reads; one graph.
        hops: (n,) hops of the first n states; then come moments at places, the start and the goal.
        moments: (m,) place of each moment.
    """

    question: Question
    triples: Triples
    hops: Ints
    moments: Ints

    @property
    def start(self) -> int:
        """At the origin, before anything."""
        return self.triples.num_stations - 2

    @property
    def goal(self) -> int:
        """At the destination."""
        return self.triples.num_stations - 1

    def stations(self, states: Sequence[int]) -> list[int]:
        """Where one is on a walk over states, each change of place once."""
        hops, question = self.question.timetable.hops, self.question
        places = np.concatenate([hops.destination[self.hops], self.moments])
        where = np.append(question.timetable.place_station[places], [question.origin, question.destination])
        return [station for station, _ in groupby(where[list(states)].tolist())]

    def rides(self, states: Sequence[int]) -> list[Ride] | None:
        """The rides of a walk over states, or None if it does not lead from start to goal or leaps between vehicles."""
        if states[0] != self.start or states[-1] != self.goal:
            return None
        rides: list[Ride] = []
        following = self.question.timetable.hops.following
        for before, state in pairwise(states):
            if state >= len(self.hops):
                continue
            hop = int(self.hops[state])
            if before >= len(self.hops):
                rides.append(Ride(hop, hop))
            elif following[rides[-1].last] == hop:
                rides[-1] = rides[-1]._replace(last=hop)
            else:
                return None
        return rides


def find_events(question: Question) -> Events:
    """The rows of a question.

    Raises:
        DataError: if the ticks of a journey would not fit in 62 bits.
    """
    timetable, chosen = question.timetable, np.flatnonzero(question.open)
    state = np.full(len(timetable.hops.trip) + 1, NOTHING)  # the last place stands for no hop
    state[chosen] = np.arange(len(chosen))
    hops = timetable.hops.take(chosen)
    writer = RowWriter(question, hops._replace(following=state[hops.following]))
    return Events(question, writer.write(), chosen, writer.moment_places)
