"""The rows of a question about a timetable, kind by kind; see ``events`` for their meaning."""

from __future__ import annotations

import numpy as np

from ...errors import DataError
from ...graphs import Triples
from ...graphs.timetable import NOTHING, Hops
from ...graphs.triples import Ints
from .question import TimetableQuestion

_MOST_TICKS = 2**62


class RowWriter:
    """Writes the rows of a question.

    Args:
        question: the question.
        hops: the open hops, numbered as states; ``following`` holds such numbers too.

    Attributes:
        moments: (m,) place and time of each moment as one number; see ``moment_places``.

    Raises:
        DataError: if the ticks of a journey would not fit in 62 bits.
    """

    def __init__(self, question: TimetableQuestion, hops: Hops) -> None:
        self._question, self._hops = question, hops
        timetable = question.timetable
        self._line = timetable.trip_line[hops.trip]
        self._waiting = len(timetable.lines)
        self._changing, self._walking, self._arriving = (self._waiting + number for number in (1, 2, 3))
        self._boards, self._alights = np.flatnonzero(hops.boards), np.flatnonzero(hops.alights)
        self._span = question.until - question.leave
        keys = np.sort(self._key(hops.source[self._boards], hops.departure[self._boards]))
        self.moments = keys[np.diff(keys, prepend=-1) > 0]
        self._level = _levels(hops)
        self._top = int(self._level.max(initial=0)) + 1  # the level of moments
        self._boarding = self._span + self._top + 1
        # A best journey boards no vehicle twice, and no two vehicles at one place.
        most_boardings = min(len(timetable.trip_ids), len(timetable.place_station))
        self._second = self._boarding * (most_boardings + 2)
        if self._second * (self._span + 2) > _MOST_TICKS:
            raise DataError(
                f"{self._span / 3600:g} hours of {timetable.name} are too long to compare journeys exactly."
            )
        self._columns: list[tuple[Ints, Ints, Ints, Ints]] = []

    def write(self) -> Triples:
        """All rows, as one graph."""
        self._stay()
        self._transfer()
        self._arrive()
        self._wait()
        self._board()
        self._begin()
        source, line, destination, ticks = (np.concatenate(column) for column in zip(*self._columns, strict=True))
        return Triples.single(source, line, destination, ticks, self._start + 2)

    @property
    def moment_places(self) -> Ints:
        """(m,) place of each moment."""
        places: Ints = self.moments // (self._span + 1)
        return places

    @property
    def _start(self) -> int:
        return len(self._hops.trip) + len(self.moments)

    def _key(self, place: Ints, seconds: Ints) -> Ints:
        """A place and a time as one number, ordered by both."""
        return place * (self._span + 1) + seconds - self._question.leave

    def _add(self, source: Ints | int, line: Ints | int, destination: Ints | int, ticks: Ints | int) -> None:
        columns = np.broadcast_arrays(*map(np.atleast_1d, (source, line, destination, ticks)))
        self._columns.append((columns[0], columns[1], columns[2], columns[3]))

    def _stay(self) -> None:
        """Rows from a hop to the next hop of the same vehicle."""
        here = np.flatnonzero(self._hops.following != NOTHING)
        there, arrival = self._hops.following[here], self._hops.arrival
        ticks = (arrival[there] - arrival[here]) * self._second + self._level[there] - self._level[here]
        self._add(here, self._line[there], there, ticks)

    def _transfer(self) -> None:
        """Rows from the end of a hop, by every transfer, to the first moment that the passenger can reach there."""
        transfers = np.array([(*ends, seconds) for ends, seconds in sorted(self._question.transfers.items())], np.int64)
        transfers = transfers.reshape(-1, 3)
        place = self._hops.destination[self._alights]
        first = np.searchsorted(transfers[:, 0], place)
        count = np.searchsorted(transfers[:, 0], place, "right") - first
        here, nth = self._alights.repeat(count), np.arange(count.sum()) - (count.cumsum() - count).repeat(count)
        _, there, seconds = transfers[first.repeat(count) + nth].T
        ready = self._hops.arrival[here] + seconds
        moment = np.searchsorted(self.moments, self._key(there, ready))
        real = moment < len(self.moments)
        real[real] = self.moment_places[moment[real]] == there[real]
        here, there, moment = here[real], there[real], moment[real]
        time = self.moments[moment] % (self._span + 1) + self._question.leave
        station = self._question.timetable.place_station
        changes = station[self._hops.destination[here]] == station[there]
        ticks = (time - self._hops.arrival[here]) * self._second + self._top - self._level[here]
        self._add(here, np.where(changes, self._changing, self._walking), len(self._hops.trip) + moment, ticks)

    def _arrive(self) -> None:
        """Rows from the end of a hop to the goal, directly or by a transfer."""
        seconds = self._spread(self._question.egress)[self._hops.destination[self._alights]]
        real = (seconds >= 0) & (self._hops.arrival[self._alights] + seconds <= self._question.until)
        here, seconds = self._alights[real], seconds[real]
        line = np.where(seconds > 0, self._walking, self._arriving)
        self._add(here, line, self._start + 1, seconds * self._second + self._top + 1 - self._level[here])

    def _wait(self) -> None:
        """Rows from one moment at a place to the next one there."""
        here = np.flatnonzero(np.diff(self.moment_places) == 0)
        first = len(self._hops.trip) + here
        self._add(first, self._waiting, first + 1, np.diff(self.moments)[here] * self._second)

    def _board(self) -> None:
        """Rows from the moment at which a hop departs to the end of the hop."""
        here, hops = self._boards, self._hops
        moment = np.searchsorted(self.moments, self._key(hops.source[here], hops.departure[here]))
        ticks = (hops.arrival[here] - hops.departure[here]) * self._second + self._level[here] - self._top
        self._add(len(hops.trip) + moment, self._line[here], here, ticks + self._boarding)

    def _begin(self) -> None:
        """Rows from the start to the end of every hop that may be boarded first, and to the goal by a transfer."""
        question = self._question
        seconds = self._spread(question.access)[self._hops.source[self._boards]]
        spare = self._hops.departure[self._boards] - seconds - question.leave
        real = (seconds >= 0) & (spare >= 0)
        here, spare = self._boards[real], spare[real]
        ticks = (self._hops.arrival[here] - question.leave) * self._second + self._level[here] + self._boarding - spare
        self._add(self._start, self._line[here], here, ticks)
        if question.on_foot is not None and question.on_foot <= self._span:
            walk = question.on_foot * self._second + self._top + 1
            self._add(self._start, self._walking, self._start + 1, walk)

    def _spread(self, seconds: dict[int, int]) -> Ints:
        """(P,) seconds by place; ``NOTHING`` where there is no entry."""
        column = np.full(len(self._question.timetable.place_station), NOTHING)
        column[list(seconds)] = list(seconds.values())
        return column


def _levels(hops: Hops) -> Ints:
    """(n,) number of hops of the same vehicle just before each hop that arrive at the same moment."""
    before = np.flatnonzero(hops.following != NOTHING)
    before = before[hops.arrival[hops.following[before]] == hops.arrival[before]]
    level, after = np.zeros(len(hops.trip), np.int64), hops.following[before]
    while (level[after] <= level[before]).any():
        level[after] = level[before] + 1
    return level
