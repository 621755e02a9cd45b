"""Small feeds as timetables: which trips run when, from where to where one stays seated, how long transfers take."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from graphmem.errors import DataError, UsageError
from graphmem.graphs.timetable import NOTHING, OWN_TIME, Timetable
from graphmem.networks.gtfs import read_feed
from graphmem.networks.gtfs.departures import feed_timetable
from graphmem.networks.gtfs.network import feed_network

AGENCY = "agency_id,agency_name,agency_url,agency_timezone\nx,X,http://x,Europe/London\n"
STOPS = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
a,Alpha,51.50,0,0,
b,Beta,51.51,0,1,
b1,Beta 1,51.51,0,0,b
b2,Beta 2,51.51,0,0,b
b3,Beta 3,51.51,0,0,b
c,Gamma,51.52,0,0,
"""
ROUTES = "route_id,route_short_name,route_type\nred,Red,1\nblue,Blue,1\n"
CALENDAR = """service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
week,1,1,1,1,1,0,0,20260301,20261231
end,0,0,0,0,0,1,1,20260301,20261231
"""
TRIPS = """route_id,service_id,trip_id,trip_headsign,block_id
red,week,w1,To Gamma,
red,end,e1,,
blue,week,n1,Night,
"""
TIMES = """trip_id,arrival_time,departure_time,stop_id,stop_sequence
w1,08:00:00,08:00:00,a,1
w1,08:10:00,08:11:00,b1,2
w1,08:20:00,08:20:00,c,3
e1,09:00:00,09:00:00,a,1
e1,09:10:00,09:10:00,b2,2
n1,23:50:00,23:50:00,a,1
n1,24:10:00,25:10:00,b2,2
n1,25:20:00,25:20:00,c,3
"""


def make(folder: Path, depart: str, hours: float = 24, **tables: str) -> Timetable:
    """``hours`` of the feed above, but for the tables given."""
    texts = {
        "agency": AGENCY, "stops": STOPS, "routes": ROUTES, "calendar": CALENDAR, "trips": TRIPS, "stop_times": TIMES,
    } | tables  # fmt: skip
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    feed = read_feed(folder)
    return feed_timetable(feed, feed_network(feed)[0], datetime.fromisoformat(depart), hours)


def runs(table: Timetable) -> list[str]:
    """Each run as trip, departure and arrival, with the date of the departure."""
    ends = zip(table.trip_ids, table.first_call, table.first_call[1:], strict=False)
    return [
        f"{trip} {table.time(int(table.departure[first])):%m-%d %H:%M}-{table.time(int(table.arrival[last - 1])):%H:%M}"
        for trip, first, last in ends
    ]


def following(table: Timetable) -> list[tuple[str, str]]:
    return [
        (table.trip_ids[one], table.trip_ids[other])
        for one, other in enumerate(table.trip_following.tolist())
        if other != NOTHING
    ]


def test_trips_run_on_their_days_and_past_midnight(tmp_path: Path) -> None:
    monday = make(tmp_path, "2026-11-23 07:00")
    assert runs(monday) == ["w1 11-23 08:00-08:20", "n1 11-23 23:50-01:20"]
    # Sunday's trip comes first; the train that left on Friday night is still under way early on Saturday.
    assert runs(make(tmp_path, "2026-11-22 07:00", 26)) == ["e1 11-22 09:00-09:10", "w1 11-23 08:00-08:20"]
    assert runs(make(tmp_path, "2026-11-28 01:00", 1)) == ["n1 11-27 23:50-01:20"]
    assert runs(make(tmp_path, "2026-11-28 01:21", 1)) == []
    assert runs(make(tmp_path, "2026-11-23 23:00", 48)) == [
        "n1 11-23 23:50-01:20", "w1 11-24 08:00-08:20", "n1 11-24 23:50-01:20", "w1 11-25 08:00-08:20",
    ]  # fmt: skip


def test_columns(tmp_path: Path) -> None:
    table = make(tmp_path, "2026-11-23 07:00")
    assert [station.name for station in table.stations] == ["Alpha", "Beta", "Gamma"]
    assert [line.name for line in table.lines] == ["Red", "Blue"]
    assert table.trip_line.tolist() == [0, 1]
    assert table.headsigns == ("To Gamma", "Night")
    assert table.place_station[table.call_place].tolist() == [0, 1, 2, 0, 1, 2]
    assert table.arrival[:3].tolist() == [28800, 29400, 30000]
    assert table.departure[:3].tolist() == [28800, 29460, 30000]
    assert table.boards.all()
    assert make(tmp_path, "2026-11-22 07:00").headsigns[0] == "Beta"  # the terminus, where there is no headsign


def test_exceptions_add_and_remove_days(tmp_path: Path) -> None:
    dates = "service_id,date,exception_type\nweek,20261123,2\nend,20261123,1\n"
    assert runs(make(tmp_path, "2026-11-23 07:00", 12, calendar_dates=dates)) == ["e1 11-23 09:00-09:10"]


def test_service_days_begin_twelve_hours_before_noon(tmp_path: Path) -> None:
    """Clocks in London go forward on Sunday 29 March 2026 and back on Sunday 25 October."""
    calls = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    calls += "e1,00:30:00,00:30:00,a,1\ne1,09:00:00,09:00:00,b1,2\n"
    trips = "route_id,service_id,trip_id\nred,end,e1\n"
    spring = make(tmp_path, "2026-03-28 12:00", 30, stop_times=calls, trips=trips)
    assert runs(spring)[-1] == "e1 03-28 23:30-09:00"  # half an hour after the 23:00 which is noon less 12 hours
    autumn = make(tmp_path, "2026-10-24 12:00", 30, stop_times=calls, trips=trips)
    assert runs(autumn)[-1] == "e1 10-25 01:30-09:00"
    plain = make(tmp_path, "2026-11-21 12:00", 30, stop_times=calls, trips=trips)
    assert runs(plain)[-1] == "e1 11-22 00:30-09:00"


def test_frequencies_are_runs_at_each_headway(tmp_path: Path) -> None:
    rows = (
        "trip_id,start_time,end_time,headway_secs,exact_times\nw1,10:00:00,10:30:00,600,0\nw1,24:05:00,24:06:00,60,1\n"
    )
    table = make(tmp_path, "2026-11-23 07:00", frequencies=rows)
    assert [run for run in runs(table) if run.startswith("w1")] == [
        "w1 11-23 10:00-10:20", "w1 11-23 10:10-10:30", "w1 11-23 10:20-10:40", "w1 11-24 00:05-00:25",
    ]  # fmt: skip
    assert runs(make(tmp_path, "2026-11-24 00:00", 1, frequencies=rows)) == [
        "n1 11-23 23:50-01:20", "w1 11-24 00:05-00:25",
    ]  # fmt: skip


BLOCK = "route_id,service_id,trip_id,block_id\nred,week,one,v\nblue,week,two,{}\nred,week,three,v\n"
SHUTTLE = """trip_id,arrival_time,departure_time,stop_id,stop_sequence
one,08:00:00,08:00:00,a,1
one,08:10:00,08:10:00,b1,2
two,{}:00,{}:00,{},1
two,08:30:00,08:30:00,c,2
three,09:00:00,09:00:00,{},1
three,09:30:00,09:30:00,a,2
"""
TRANSFERS = "from_stop_id,to_stop_id,from_trip_id,to_trip_id,transfer_type\nb1,b2,one,two,{}\n"


@pytest.mark.parametrize(
    ("block", "time", "stop", "last", "expected"),
    [
        ("v", "08:10", "b2", "c", [("one", "two"), ("two", "three")]),  # at another platform, at once
        ("v", "08:09", "b2", "c", [("two", "three")]),  # leaves too early
        ("v", "08:15", "a", "c", [("two", "three")]),  # leaves from elsewhere
        ("w", "08:15", "b2", "c", []),
        ("w", "08:15", "b2", "b1", [("one", "three")]),
    ],
)
def test_a_block_is_one_vehicle(
    tmp_path: Path, block: str, time: str, stop: str, last: str, expected: list[tuple[str, str]]
) -> None:
    tables = {"trips": BLOCK.format(block), "stop_times": SHUTTLE.format(time, time, stop, last)}
    assert following(make(tmp_path, "2026-11-23 07:00", **tables)) == expected


def test_transfers_state_whether_passengers_stay_seated(tmp_path: Path) -> None:
    tables = {"stop_times": SHUTTLE.format("08:15", "08:15", "b2", "c")}
    there = make(tmp_path, "2026-11-23 07:00", trips=BLOCK.format("w"), transfers=TRANSFERS.format(4), **tables)
    assert following(there) == [("one", "two")]
    apart = make(tmp_path, "2026-11-23 07:00", trips=BLOCK.format("v"), transfers=TRANSFERS.format(5), **tables)
    assert following(apart) == [("two", "three")]


def test_a_trip_is_followed_by_one_trip(tmp_path: Path) -> None:
    """Two ends where three begins, and so does one."""
    calls = SHUTTLE.format("08:15", "08:15", "c", "b1").replace("08:30:00,c", "08:30:00,b1")
    tables = {"trips": BLOCK.format("v"), "stop_times": calls}
    assert following(make(tmp_path, "2026-11-23 07:00", **tables)) == [("two", "three")]
    rows = TRANSFERS.format(4).replace("two", "three")
    assert following(make(tmp_path, "2026-11-23 07:00", transfers=rows, **tables)) == [("one", "three")]


def test_a_trip_that_repeats_does_not_run_on(tmp_path: Path) -> None:
    rows = "trip_id,start_time,end_time,headway_secs\none,08:00:00,08:01:00,600\n"
    tables = {"trips": BLOCK.format("v"), "stop_times": SHUTTLE.format("08:15", "08:15", "b2", "c")}
    assert following(make(tmp_path, "2026-11-23 07:00", frequencies=rows, **tables)) == [("two", "three")]


def test_calls_without_boarding_or_alighting(tmp_path: Path) -> None:
    calls = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
    calls += "w1,08:00:00,08:00:00,a,1,0,1\nw1,08:10:00,08:10:00,b1,2,1,1\nw1,08:15:00,08:15:00,b2,3,2,3\n"
    calls += "w1,08:20:00,08:20:00,c,4,1,0\n"
    table = make(tmp_path, "2026-11-23 07:00", stop_times=calls)
    assert table.arrival.tolist() == [28800, 29700, 30000]
    assert table.boards.tolist() == [True, True, False]
    assert table.alights.tolist() == [False, True, True]


def seconds(table: Timetable) -> dict[str, int]:
    """Transfers by the names of their places: the station's, with a number where it has more than one."""
    names, seen = [], np.zeros(len(table.stations), int)
    for station in table.place_station.tolist():
        seen[station] += 1
        names.append(f"{table.stations[station].name}{seen[station]}")
    return {f"{names[one]} {names[other]}": taken for one, other, taken in table.transfers.tolist()}


def test_without_transfers_a_station_is_one_place(tmp_path: Path) -> None:
    own = {f"{name}1 {name}1": OWN_TIME for name in ("Alpha", "Beta", "Gamma")}
    assert seconds(make(tmp_path, "2026-11-23 07:00")) == own


def test_platforms_have_the_times_that_rows_give_them(tmp_path: Path) -> None:
    rows = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
    rows += "b1,b1,1,\nb1,b2,3,\nb2,b1,0,\nb,b,2,240\na,a,2,90\na,c,2,100\n"
    # Beta 1 and 2 are places of their own, the second and third; the first is the rest, which is Beta 3.
    assert seconds(make(tmp_path, "2026-11-23 07:00", transfers=rows)) == {
        "Alpha1 Alpha1": 90,
        "Gamma1 Gamma1": OWN_TIME,
        "Alpha1 Gamma1": 100,
        "Beta2 Beta2": 0,
        "Beta3 Beta2": OWN_TIME,
        "Beta3 Beta3": 240,
        **{f"Beta1 Beta{other}": 240 for other in (1, 2, 3)},
        **{f"Beta{other} Beta1": 240 for other in (2, 3)},
    }
    limited = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_route_id\nb,b,2,240,red\n"
    assert OWN_TIME in seconds(make(tmp_path, "2026-11-23 07:00", transfers=limited)).values()


def test_a_time_outside_the_calendar(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="runs from 2026-03-01 to 2026-12-31; it does not cover 2027-01-03"):
        make(tmp_path, "2027-01-03 08:00")
    with pytest.raises(UsageError, match="2026-02-01"):
        make(tmp_path, "2026-02-01 08:00")
    assert runs(make(tmp_path, "2027-01-01 00:30", 2)) == ["n1 12-31 23:50-01:20"]


def test_time_zones(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"agency.txt, row 2: agency_timezone 'Europe/Nowhere' is not a time zone\."):
        make(tmp_path, "2026-11-23 07:00", agency=AGENCY.replace("London", "Nowhere"))
    untold = make(tmp_path, "2026-03-28 12:00", 30, agency="agency_name,agency_url\nX,http://x\n")
    assert runs(untold) == ["e1 03-29 09:00-09:10"]
    assert str(untold.start.tzinfo) == "UTC"
