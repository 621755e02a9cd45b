"""What timetables the machine carries: seconds of processor time and memory a question, on a feed or a drawn city.

    python tests/benchmarks/bench_timetable.py --feed bart.zip --depart "2018-11-21 08:15" --questions 50
    python tests/benchmarks/bench_timetable.py --lines 400

A drawn city is a square grid of stations in which lines of 25 calls wander, both ways every ten minutes for 30 hours.
A question reads as much of the timetable as it needs; the last line of the output is for reading all 24 hours at once.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from graphmem.errors import NoRoute
from graphmem.graphs import Line, Station
from graphmem.graphs.timetable import NOTHING, OWN_TIME, Timetable
from graphmem.interpreter import load_planner
from graphmem.routing.timetable import TimetableQuestion, ask_timetable, search
from graphmem.routing.timetable.events import find_events
from graphmem.seeding import generator

CALLS, HEADWAY, HOURS, HORIZON = 25, 600, 30, 24
DIRECTIONS = np.array([(0, 1), (1, 0), (0, -1), (-1, 0)])


def peak() -> float:
    """GiB that this process has needed so far, at most at one time."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def wander(rng: np.random.Generator, side: int) -> list[int]:
    """Stations of a line: straight on, but for a turn now and then and at the edge."""
    place, heading = rng.integers(side, size=2), rng.integers(4)
    stations = [int(place[0] * side + place[1])]
    while len(stations) < CALLS:
        ahead = place + DIRECTIONS[heading]
        if rng.random() < 0.2 or ahead.min() < 0 or ahead.max() >= side:
            heading = rng.integers(4)
            continue
        place = ahead
        stations.append(int(place[0] * side + place[1]))
    return stations


def city(rng: np.random.Generator, num_lines: int, unit: int) -> Timetable:
    """A drawn city; hops take 1 to 4 minutes, to whole units of so many seconds."""
    side = max(5, int((num_lines * 5) ** 0.5))
    line, places, times = [], [], []
    for number in range(num_lines):
        stations = wander(rng, side)
        running = np.append(0, rng.integers(60 // unit, 240 // unit + 1, CALLS - 1).cumsum()) * unit
        for way, offsets in ((stations, running), (stations[::-1], running[-1] - running[::-1])):
            for start in range(int(rng.integers(HEADWAY // unit)) * unit, HOURS * 3600, HEADWAY):
                line.append(number)
                places.append(way)
                times.append(offsets + start)
    trips, stations = len(line), np.arange(side * side)
    time_table = np.concatenate(times)
    yes = np.ones(len(time_table), bool)
    return Timetable(
        name=f"city of {num_lines} lines",
        start=datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/London")),
        stations=tuple(Station(f"S{number}", f"S{number}") for number in stations.tolist()),
        lines=tuple(Line(f"L{number}", f"Line {number}") for number in range(num_lines)),
        place_station=stations,
        trip_ids=tuple(map(str, range(trips))),
        headsigns=("",) * trips,
        trip_line=np.array(line, np.int64),
        trip_following=np.full(trips, NOTHING),
        first_call=np.arange(trips + 1) * CALLS,
        call_place=np.array(places, np.int64).ravel(),
        arrival=time_table,
        departure=time_table,
        boards=yes,
        alights=yes,
        transfers=np.column_stack([stations, stations, np.full(len(stations), OWN_TIME)]),
    )


def read(path: Path, depart: datetime) -> Timetable:
    """A feed's timetable from ``depart`` on."""
    from graphmem.networks.gtfs import read_feed
    from graphmem.networks.gtfs.departures import feed_timetable
    from graphmem.networks.gtfs.network import feed_network

    feed = read_feed(path)
    return feed_timetable(feed, feed_network(feed)[0], depart, HORIZON)


def main() -> None:
    """Print one line per step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feed", type=Path)
    parser.add_argument("--depart", type=datetime.fromisoformat, default=datetime(2026, 11, 23, 8, 15))
    parser.add_argument("--lines", type=int, default=100)
    parser.add_argument("--unit", type=int, choices=(1, 60), default=60, help="seconds that drawn times are whole in")
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng, planner = generator(options.seed, "timetable"), load_planner()
    begun = time.process_time()
    table = read(options.feed, options.depart) if options.feed else city(rng, options.lines, options.unit)
    hops = table.hops
    made = time.process_time() - begun
    leave = table.seconds(options.depart)
    within = int(((hops.departure >= leave) & (hops.arrival <= leave + HORIZON * 3600)).sum())
    print(
        f"{table.name}: {len(np.unique(hops.source)):,} stations, {len(table.trip_ids):,} trips, {len(hops.trip):,} "
        f"hops, {within:,} of them in {HORIZON} hours; made in {made:.1f} s, peak {peak():.2f} GiB"
    )

    served = np.unique(table.place_station[hops.source])
    took, exact_took, right, none, windows = [], [], 0, 0, []
    question = TimetableQuestion(table, 0, 0, leave, leave + HORIZON * 3600, 300)
    for _ in range(options.questions):
        origin, destination = rng.choice(served, 2, replace=False).tolist()
        question = replace(question, origin=origin, destination=destination)
        begun = time.process_time()
        try:
            answer = ask_timetable(planner, question, rng)
        except NoRoute as error:
            none += "also answers that there is none" in str(error)
        else:
            right += answer.optimal
            windows.append(answer.window // 3600)
        took.append(time.process_time() - begun)
        begun = time.process_time()
        search(question)
        exact_took.append(time.process_time() - begun)
    print(
        f"{options.questions} questions: {right} optimal, {none} rightly without a journey; median "
        f"{np.median(took):.2f} s, longest {max(took):.2f} s, exact search {np.median(exact_took):.2f} s and "
        f"{max(exact_took):.2f} s of it; read {min(windows, default=0)} to {max(windows, default=0)} hours; "
        f"peak {peak():.2f} GiB"
    )

    begun = time.process_time()
    events = find_events(question)
    rows = time.process_time() - begun
    begun = time.process_time()
    plan = planner.describe(events.triples, rng).plan(events.goal)
    print(
        f"{HORIZON} hours at once: {len(events.triples):,} rows written in {rows:.1f} s, planned in "
        f"{time.process_time() - begun:.1f} s, {plan.computed_steps:,} steps; peak {peak():.2f} GiB"
    )


if __name__ == "__main__":
    main()
