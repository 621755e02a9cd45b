"""From feeds to networks: a town worked out by hand, and small random feeds worked out trip by trip."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphmem.errors import DataError
from graphmem.graphs import Connection, Line, Network, Station, StoppingPattern
from graphmem.networks import read_network, write_network
from graphmem.networks.gtfs import feed_network, read_feed
from graphmem.networks.notes import Notes

Write = Callable[..., Path]
Town = dict[str, str]

TIMES = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"


def imported(path: Path, *types: int) -> tuple[Network, Notes]:
    return feed_network(read_feed(path), types)


def test_the_town(write_feed: Write) -> None:
    network, notes = imported(write_feed())
    assert network == Network(
        "town",
        (
            Station("A", "Ash", 51.5, -0.1, "1"),
            Station("B", "Birch", 51.51, -0.1, "1"),
            Station("C", "Cedar", 51.52, -0.1, "2"),
            Station("D", "Date", 51.53, -0.1, "2"),
            Station("E", "Elm", 51.525, -0.09, "2"),
            Station("F", "Fir", 51.525, -0.08, "2"),
        ),
        (Line("R", "Red", "#ff0000"), Line("L", "9")),
        (
            Connection("A", "B", "R", "Date", 3),  # 2 and 4 minutes
            Connection("B", "C", "R", "Date", 2.75),  # 2.5 and 3
            Connection("C", "D", "R", "Date", 3),
            Connection("D", "C", "R", "Ash", 3),
            Connection("C", "B", "R", "Ash", 3),
            Connection("B", "A", "R", "Ash", 2),
            Connection("C", "E", "L", "", 4),
            Connection("E", "F", "L", "", 2),
            Connection("F", "C", "L", "", 5),
        ),
        (
            StoppingPattern("R-1", "R", ("A", "B", "C", "D"), "Date"),
            StoppingPattern("R-2", "R", ("D", "C", "B", "A"), "Ash"),
            StoppingPattern("L-1", "L", ("C", "E", "F", "C"), "Cedar"),
        ),
    )
    assert notes == Notes(merged=["3 stops are one with the station that parent_station names (1 parent station)."])


def test_chosen_route_types(write_feed: Write) -> None:
    network, notes = imported(write_feed(), 3)
    assert [line.id for line in network.lines] == ["L"]
    assert [station.id for station in network.stations] == ["C", "E", "F"]
    assert notes.dropped == [
        "3 trips of other route types: subway (1).",
        "3 stations where no trip of the network calls: Ash, Birch, Date.",
        "1 route without a trip in the network: Red.",
    ]
    with pytest.raises(
        DataError, match=r"no trip on a route of the selected types; its trips are subway \(1\) and bus"
    ):
        imported(write_feed(), 2)


def test_trips_by_frequency_count_as_often_as_they_depart(write_feed: Write, town: Town) -> None:
    trips = town["trips.txt"] + "L,W,l2,,\nL,W,l3,,\n"
    slow = "".join(
        f"{trip},12:00:00,12:00:00,C2,0\n{trip},12:0{5 + late}:00,12:10:00,E,1\n"
        for late, trip in enumerate(("l2", "l3"))
    )
    changes = {"trips.txt": trips, "stop_times.txt": town["stop_times.txt"] + slow}
    minutes = {
        (c.source, c.destination): c.minutes for c in imported(write_feed(changes))[0].connections if c.line == "L"
    }
    assert minutes["C", "E"] == 4  # of 4, 4, 4 (06:00, 06:20, 06:40), 5 and 6
    changes["frequencies.txt"] = None
    network, _ = imported(write_feed(changes))
    assert next(c.minutes for c in network.connections if (c.source, c.line) == ("C", "L")) == 5  # of 4, 5 and 6


def test_no_minutes_become_half_a_minute(write_feed: Write, town: Town) -> None:
    calls = town["stop_times.txt"].replace("00:06:00,00:06:00,F", "00:04:00,00:04:00,F")
    network, notes = imported(write_feed({"stop_times.txt": calls}))
    assert next(c.minutes for c in network.connections if c.source == "E") == 0.5
    assert notes.assumed == ["1 connection of no minutes take 0.5: E to F on L."]


def test_calls_without_boarding_and_trains_that_wait(write_feed: Write, town: Town) -> None:
    calls = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
        "r1,08:00:00,08:00:00,A,1,0,1\nr1,08:02:00,08:02:00,B,2,1,1\n"  # passes Birch
        "r1,08:05:00,08:06:00,C1,3,1,0\nr1,08:08:00,08:09:00,C2,4,0,0\n"  # sets down at 1, then waits at 2
        "r1,08:12:00,08:12:00,D,5,1,0\n"
    )
    trips = "route_id,service_id,trip_id\nR,W,r1\n"
    network, notes = imported(write_feed({"stop_times.txt": calls, "trips.txt": trips, "frequencies.txt": None}))
    assert network.connections == (Connection("A", "C", "R", "", 5), Connection("C", "D", "R", "", 3))
    assert network.stopping_patterns == (StoppingPattern("R-1", "R", ("A", "C", "D"), "Date"),)
    assert notes.dropped[0] == "1 call without boarding or alighting (pickup_type, drop_off_type)."
    assert notes.assumed == ["Boarding and alighting are assumed at 1 call where the feed allows only one of them."]
    assert notes.merged[0] == (
        "1 call follows another of its trip at the same station: one call, from arrival to departure."
    )


def test_trips_that_make_no_connection(write_feed: Write, town: Town) -> None:
    trips = town["trips.txt"] + "R,W,one,,\nR,W,stays,,\nR,W,none,,\nR,N,never,,\n"
    calls = town["stop_times.txt"] + (
        "one,08:00:00,08:00:00,A,1\nstays,08:00:00,08:00:00,C1,1\nstays,08:02:00,08:02:00,C2,2\n"
        "never,08:00:00,08:00:00,A,1\nnever,08:02:00,08:02:00,D,2\n"
    )
    calendar = town["calendar.txt"] + "N,0,0,0,0,0,0,0,20240101,20240131\n"
    path = write_feed({"trips.txt": trips, "stop_times.txt": calls, "calendar.txt": calendar})
    network, notes = imported(path)
    assert network == imported(write_feed())[0]
    assert notes.dropped == [
        "1 trip of services that never run: N.",
        "3 trips with fewer than two calls at stations: one, stays, none.",
    ]
    with pytest.raises(DataError, match=r"^town: no trip runs on any day of the calendar\.$"):
        imported(write_feed({"calendar.txt": town["calendar.txt"].replace("20240131", "20231231")}))
    with pytest.raises(DataError, match=r"^town: no trip calls at two stations\.$"):
        imported(write_feed({"stop_times.txt": TIMES + "r1,8:00:00,8:00:00,A,1\n"}))


def test_only_calendar_dates(write_feed: Write) -> None:
    dates = "service_id,date,exception_type\nW,20240101,1\n"
    weekly = imported(write_feed())[0]
    assert imported(write_feed({"calendar.txt": None, "calendar_dates.txt": dates}))[0] == weekly


def test_stations_of_one_name_and_of_one_place(write_feed: Write, town: Town) -> None:
    stops = town["stops.txt"].replace("E,Elm", "E,Ash").replace("F,Fir,51.525,-0.08", "F,Fir,51.53,-0.1")
    _, notes = imported(write_feed({"stops.txt": stops}))
    assert notes.faults == [
        "Stations of different names less than 2 m apart, which stay apart: Date and Fir.",
        "Stations of one name that stay apart: Ash (2).",
    ]


Trip = tuple[str, str, int, list[tuple[int, int, int]]]  # line, headsign, departures by frequency, (stop, wait, run)


@st.composite
def trips(draw: st.DrawFn) -> list[Trip]:
    """Up to 8 trips of up to two lines over five stops, with loops, waits and repeated calls."""
    call = st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 3))
    trip = st.tuples(
        st.sampled_from("RL"),
        st.sampled_from(["", "x", "y"]),
        st.integers(0, 3),
        st.lists(call, min_size=1, max_size=7),
    )
    return draw(st.lists(trip, min_size=1, max_size=8))


def written(drawn: list[Trip]) -> dict[str, str]:
    """The trips as files; a trip with departures is repeated every ten minutes from five o'clock."""
    calls, frequencies = [TIMES], ["trip_id,start_time,end_time,headway_secs\n"]
    for number, (_, _, departures, stops) in enumerate(drawn):
        minute = 10 * number
        for place, (stop, wait, run) in enumerate(stops):
            arrival, minute = minute, minute + wait
            clock = [f"{7 + moment // 60}:{moment % 60:02}:00" for moment in (arrival, minute)]
            calls.append(f"t{number},{clock[0]},{clock[1]},{'ABC1DE'.replace('C1', 'C')[stop]},{place}\n")
            minute += run
        if departures:
            frequencies.append(f"t{number},5:00:00,5:{10 * departures - 1:02}:00,600\n")
    names = "".join(f"{line},W,t{number},{sign}\n" for number, (line, sign, _, _) in enumerate(drawn))
    return {
        "stop_times.txt": "".join(calls),
        "frequencies.txt": "".join(frequencies),
        "trips.txt": "route_id,service_id,trip_id,trip_headsign\n" + names,
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trips())
def test_random_feeds(write_feed: Write, tmp_path: Path, drawn: list[Trip]) -> None:
    minutes: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    signs: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    ways: dict[tuple[str, tuple[str, ...]], Counter[str]] = defaultdict(Counter)
    for line, sign, departures, stops in drawn:
        runs: list[tuple[str, int, int]] = []  # station, arrival, departure
        clock = 0
        for stop, wait, run in stops:
            name = "ABCDE"[stop]
            if runs and runs[-1][0] == name:
                runs[-1] = (name, runs[-1][1], clock + wait)
            else:
                runs.append((name, clock, clock + wait))
            clock += wait + run
        for (a, _, left), (b, arrives, _) in pairwise(runs):
            minutes[line, a, b] += [arrives - left] * (departures or 1)
            signs[line, a, b].add(sign)
        if len(runs) > 1:
            ways[line, tuple(name for name, _, _ in runs)][sign] += departures or 1
    path = write_feed(written(drawn))
    if not minutes:
        with pytest.raises(DataError, match="no trip calls at two stations"):
            imported(path)
        return
    network, _ = imported(path)
    assert {(c.line, c.source, c.destination): c.minutes for c in network.connections} == {
        way: statistics.median(times) or 0.5 for way, times in minutes.items()
    }
    assert {(c.line, c.source, c.destination): c.direction for c in network.connections} == {
        way: next(iter(shown)) if len(shown) == 1 else "" for way, shown in signs.items()
    }
    whole = {
        (line, way)
        for line, way in ways
        if not any(
            line == other
            and len(way) < len(longer)
            and any(longer[i : i + len(way)] == way for i in range(len(longer)))
            for other, longer in ways
        )
    }
    assert {(s.line, s.stations) for s in network.stopping_patterns} == whole
    assert len(network.stopping_patterns) == len(whole)
    for service in network.stopping_patterns:
        shown = ways[service.line, service.stations]
        most = {sign for sign, times in shown.items() if sign and times == max(shown[sign] for sign in shown if sign)}
        names = {station.id: station.name for station in network.stations}
        assert service.direction in (most or {names[service.stations[-1]]})
    write_network(network, tmp_path / "tables")
    assert read_network(tmp_path / "tables", "town") == network
