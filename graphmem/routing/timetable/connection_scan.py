"""Exact earliest arrival: the Connection Scan Algorithm (Dibbelt, Pajor, Strasser and Wagner 2013), counting vehicles.

Hops are scanned once, by departure.  A place keeps labels: for each number of vehicles boarded so far, the earliest
time at which a passenger can board the next.  A vehicle keeps the fewest boardings, its own included, with which a
passenger can be in it.

A forward scan finds the earliest arrival and the fewest boardings with it.  A scan of the reversed timetable, in which
times are negative and boarding and alighting are swapped, finds the latest departure with these; its labels also hold
the journey.  The scan is independent of the events that the machine reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ...graphs.timetable import NOTHING, Hops
from ...graphs.triples import Ints
from .question import Ride, TimetableQuestion


class _Label(NamedTuple):
    """A passenger is ready at ``time`` after ``boardings``, having ridden ``ride`` from ``before``."""

    boardings: int
    time: int
    ride: Ride | None = None
    before: _Label | None = None


def search(question: TimetableQuestion) -> list[Ride] | None:
    """The rides of a best journey, see ``Merit``; an empty list for a walk, and None if there is no journey."""
    hops, chosen = question.timetable.hops, np.flatnonzero(question.open)
    forward = _Scan(hops, chosen, question.transfers, question.access, question.egress, question.leave)
    if question.on_foot is not None:
        forward.reached.append(_Label(0, question.leave + question.on_foot))
    best = forward.best(len(question.timetable.place_station))  # boarding twice at one place is never of use
    if best is None or best.time > question.until:
        return None
    if not best.boardings:
        return []
    transfers = {(there, here): seconds for (here, there), seconds in question.transfers.items()}
    backward = _Scan(_backwards(hops), chosen[::-1], transfers, question.egress, question.access, -best.time)
    label, rides = backward.best(best.boardings), list[Ride]()
    while label is not None and label.ride is not None:
        rides.append(Ride(label.ride.last, label.ride.first))
        label = label.before
    return rides


def _backwards(hops: Hops) -> Hops:
    """The hops of the reversed timetable, with the same numbers."""
    following = np.full(len(hops.trip), NOTHING)
    before = np.flatnonzero(hops.following != NOTHING)
    following[hops.following[before]] = before
    return Hops(
        trip=hops.trip,
        source=hops.destination,
        destination=hops.source,
        departure=-hops.arrival,
        arrival=-hops.departure,
        boards=hops.alights,
        alights=hops.boards,
        following=following,
    )


class _Scan:
    """One scan over a timetable.

    Args:
        hops: all hops of the timetable.
        chosen: numbers of the hops to scan.
        transfers: seconds between places.
        access: seconds from the origin to the places where the first vehicle may be boarded.
        egress: seconds to the destination from the places where the last vehicle may be left.
        leave: earliest time at which the passenger leaves the origin.

    Attributes:
        reached: labels at the destination.
    """

    def __init__(
        self,
        hops: Hops,
        chosen: Ints,
        transfers: dict[tuple[int, int], int],
        access: dict[int, int],
        egress: dict[int, int],
        leave: int,
    ) -> None:
        self.reached: list[_Label] = []
        self._egress = egress
        self._labels: defaultdict[int, list[_Label]] = defaultdict(list)
        for place, seconds in access.items():
            self._labels[place].append(_Label(0, leave + seconds))
        self._ways: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for (here, there), seconds in transfers.items():
            self._ways[here].append((there, seconds))
        self._seated: dict[int, tuple[int, int, _Label]] = {}  # by hop: boardings, hop boarded at, label before
        order = chosen[np.argsort(hops.departure[chosen], kind="stable")]
        order = order[hops.departure[order] >= leave]
        self._table = np.column_stack([order, *(column[order].astype(np.int64) for column in hops[1:])])

    def best(self, most_boardings: int) -> _Label | None:
        """Scan; return the earliest label at the destination, of several the one with the fewest boardings."""
        for departure, group, instant in self._groups():
            label = self._earliest(most_boardings)
            if label is not None and departure > label.time:
                break
            gained = True
            while gained:
                gained = False
                for row in group:
                    gained |= self._ride(*row)
                gained &= instant  # a hop that takes no time may lead to others of its group
        return self._earliest(most_boardings)

    def _earliest(self, most_boardings: int) -> _Label | None:
        allowed = (label for label in self.reached if label.boardings <= most_boardings)
        return min(allowed, key=lambda label: (label.time, label.boardings), default=None)

    def _groups(self) -> Iterator[tuple[int, list[list[int]], bool]]:
        """Groups of hops with the same departure: the time, the hops, and whether one of them takes no time."""
        departure, arrival = self._table[:, 3], self._table[:, 4]
        bounds = np.append(np.flatnonzero(np.diff(departure, prepend=departure[:1] - 1)), len(departure)).tolist()
        for start, end in pairwise(bounds):
            instant = bool((arrival[start:end] == departure[start]).any())
            yield int(departure[start]), self._table[start:end].tolist(), instant

    def _ride(
        self,
        hop: int,
        source: int,
        destination: int,
        departure: int,
        arrival: int,
        boards: int,
        alights: int,
        following: int,
    ) -> bool:
        """Board a hop or stay in it, and label what can be reached; return whether any label is new."""
        sitting = self._seated.get(hop)
        if boards:
            for label in self._labels[source]:
                if label.time <= departure:
                    if sitting is None or label.boardings + 1 < sitting[0]:
                        sitting = label.boardings + 1, hop, label
                    break
        if sitting is None:
            return False
        gained = False
        there = self._seated.get(following)
        if following != NOTHING and (there is None or sitting[0] < there[0]):
            self._seated[following] = sitting
            gained = True
        if alights:
            boardings, boarded, before = sitting
            ride = Ride(boarded, hop)
            for place, seconds in self._ways[destination]:
                gained |= _add(self._labels[place], _Label(boardings, arrival + seconds, ride, before))
            if destination in self._egress:
                there_at = arrival + self._egress[destination]
                gained |= _add(self.reached, _Label(boardings, there_at, ride, before))
        return gained


def _add(labels: list[_Label], fresh: _Label) -> bool:
    """Add a label and drop those that it dominates; return False if the label is dominated itself."""
    for label in labels:
        if label.boardings <= fresh.boardings and label.time <= fresh.time:
            return False
    labels[:] = [label for label in labels if label.boardings < fresh.boardings or label.time < fresh.time]
    labels.append(fresh)
    labels.sort(key=lambda label: label.boardings)
    return True
