"""transfers.txt as walks between stations, and times to change within one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ...common.text import count, listed
from ...graphs import Station, Walk
from ..notes import Notes
from .schema import IMPOSSIBLE, IN_SEAT, TIMED
from .stations import metres

if TYPE_CHECKING:
    from .feed import Feed
    from .stations import Stations

WALKING = 80.0  # metres a minute, in a straight line


def transfers_of(
    feed: Feed, stations: Stations, served: dict[str, Station], notes: Notes
) -> tuple[tuple[Walk, ...], dict[str, float]]:
    """Walks between served stations, and minutes to change by station id.

    If several rows are about the same two stations, or about one, the longest time holds.  A walk without a time takes
    the straight line at ``WALKING`` metres a minute, and at least one minute; 0 seconds are read as 1.
    """
    given: dict[tuple[str, str], list[int]] = defaultdict(list)
    barred, limited, seated, elsewhere = [], 0, 0, 0
    timed: list[str] = []
    for row in feed.transfers.to_dict("records"):
        ends = tuple(stations.station_of.get(row[f"{end}_stop_id"], "") for end in ("from", "to"))
        if row["transfer_type"] >= IN_SEAT:
            seated += 1
        elif any(row[f"{end}_{what}_id"] for end in ("from", "to") for what in ("route", "trip")):
            limited += 1
        elif not all(end in served for end in ends):
            elsewhere += 1
        elif row["transfer_type"] == IMPOSSIBLE:
            barred.append(ends)
        else:
            given[ends[0], ends[1]].append(row["min_transfer_time"])
            if row["transfer_type"] == TIMED and row["min_transfer_time"] < 0 and ends[0] == ends[1]:
                timed.append(served[ends[0]].name)
    if timed:
        places = listed(timed)
        notes.dropped.append(f"Trains wait for each other at {places}; changing takes its time there all the same.")
    if none := sum(max(times) == 0 for times in given.values()):
        notes.assumed.append(f"{count(none, 'time')} of 0 seconds in transfers.txt: 1 second.")
    _note(barred, limited, seated, elsewhere, served, notes)
    change = {one: max(*times, 1) / 60 for (one, other), times in given.items() if one == other and max(times) >= 0}
    walks: list[Walk] = []
    assumed: list[str] = []
    unknown: list[str] = []
    for (one, other), times in given.items():
        if one == other or (one, other) in barred:
            continue
        pair = f"{served[one].name} to {served[other].name}"
        if max(times) >= 0:
            minutes: float | None = max(*times, 1) / 60
        else:
            minutes = _on_foot(served[one], served[other])
            (unknown if minutes is None else assumed).append(pair)
        if minutes is not None:
            walks.append(Walk(one, other, round(minutes, 4)))
    if assumed:
        notes.assumed.append(
            f"transfers.txt gives no time for {count(len(assumed), 'walk')}: the straight line at {WALKING:g} m a "
            f"minute, at least 1 minute: {listed(assumed)}."
        )
    if unknown:
        number = count(len(unknown), "walk")
        notes.dropped.append(f"{number} of transfers.txt without a time, between unknown places: {listed(unknown)}.")
    return tuple(walks), {station: round(minutes, 4) for station, minutes in change.items()}


def _on_foot(one: Station, other: Station) -> float | None:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    distance = metres((one.latitude, one.longitude), (other.latitude, other.longitude))
    return max(1.0, round(distance / WALKING, 2))


def _note(
    barred: list[tuple[str, ...]],
    limited: int,
    seated: int,
    elsewhere: int,
    served: dict[str, Station],
    notes: Notes,
) -> None:
    within = [served[one].name for one, other in barred if one == other]
    if within:
        notes.dropped.append(f"transfers.txt forbids a change within {listed(within)}: ignored.")
    if between := len(barred) - len(within):
        notes.dropped.append(f"transfers.txt forbids {count(between, 'change')} between two stations: no walk is made.")
    for number, why in (
        (limited, "for some routes or trips only"),
        (seated, "about staying seated"),
        (elsewhere, "at stops that are not in the network"),
    ):
        if number:
            notes.dropped.append(f"{count(number, 'row')} of transfers.txt {why}.")
