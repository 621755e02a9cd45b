"""A question about a timetable as the triples that the machine reads: states are events, and rows lead on in time.

A state is one of four things: the passenger arrives in a vehicle at the end of a hop; the passenger is ready at a place
at the moment at which a vehicle departs there; the start; or the goal.  In this example hop 0 leads from A to B, hop 1
of the same vehicle continues to C, and hop 2 belongs to a vehicle that leaves B at 08:10:

    start --board--> hop 0 (B 08:05) --stay--> hop 1 (C 08:15) --arrive--> goal
                        |
                      change
                        v
                     B at 08:10 --board--> hop 2 (D 08:20) --arrive--> ...
                        |
                       wait
                        v
                     B at 08:40 --board--> ...

The line of a row is the one ridden; waiting, changing, walking and arriving are four extra lines.

The cost of a row is the number of seconds between its two events, each worth many ticks.  Boarding costs some ticks
more, and at the start one tick less for each second that the passenger leaves later.  So the earliest arrival decides
first, then the fewest vehicles, then the latest departure.  But every row must cost at least one tick, even if it takes
no time.  So each event has a level that counts as that many ticks: hops of one vehicle that arrive at the same moment
have increasing levels, and moments at places have the highest.  Levels cancel along a journey, so they favour none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from ...graphs import Triples
from ...graphs.timetable import NOTHING
from ...graphs.triples import Ints
from .question import Ride, TimetableQuestion
from .rows import RowWriter


@dataclass(frozen=True)
class Events:
    """The rows of one question and the meaning of its states.

    Attributes:
        question: the question.
        triples: the rows that the machine reads, as one graph.
        hops: (n,) hops of the first n states; the next are the moments at places, then start and goal.
        moments: (m,) place of each moment.
    """

    question: TimetableQuestion
    triples: Triples
    hops: Ints
    moments: Ints

    @property
    def start(self) -> int:
        """The state at the origin."""
        return self.triples.num_stations - 2

    @property
    def goal(self) -> int:
        """The state at the destination."""
        return self.triples.num_stations - 1

    def stations(self, states: Sequence[int]) -> list[int]:
        """The stations of a walk over states, without repetitions of neighbours."""
        hops, question = self.question.timetable.hops, self.question
        places = np.concatenate([hops.destination[self.hops], self.moments])
        where = np.append(question.timetable.place_station[places], [question.origin, question.destination])
        return [station for station, _ in groupby(where[list(states)].tolist())]

    def rides(self, states: Sequence[int]) -> list[Ride] | None:
        """The rides of a walk over states, or None if it does not lead from start to goal or jumps between vehicles."""
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


def find_events(question: TimetableQuestion) -> Events:
    """Build the rows of a question.

    Raises:
        DataError: if the ticks of a journey would not fit in 62 bits.
    """
    timetable, chosen = question.timetable, np.flatnonzero(question.open)
    state = np.full(len(timetable.hops.trip) + 1, NOTHING)  # the last entry is for "no hop"
    state[chosen] = np.arange(len(chosen))
    hops = timetable.hops.take(chosen)
    writer = RowWriter(question, hops._replace(following=state[hops.following]))
    return Events(question, writer.write(), chosen, writer.moment_places)
