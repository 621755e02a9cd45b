"""Days of service, against a walk over every day."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphmem.networks.gtfs import read_feed, running_services, service_span, services_on

Write = Callable[..., Path]
Town = dict[str, str]

FIRST = date(2024, 1, 1)
DAYS = [FIRST + timedelta(days) for days in range(20)]
HEADER = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"


def written(day: date) -> str:
    return day.strftime("%Y%m%d")


@st.composite
def calendars(draw: st.DrawFn) -> tuple[list[tuple[str, list[int], date, date]], list[tuple[str, date, int]]]:
    weeks = draw(
        st.lists(
            st.tuples(
                st.lists(st.integers(0, 1), min_size=7, max_size=7), st.sampled_from(DAYS), st.sampled_from(DAYS)
            ),
            max_size=3,
        )
    )
    ids = [f"S{number}" for number in range(3)]
    changes = draw(
        st.lists(
            st.tuples(st.sampled_from(ids), st.sampled_from(DAYS), st.integers(1, 2)),
            max_size=8,
            unique_by=lambda c: c[:2],
        )
    )
    return [(ids[number], *week) for number, week in enumerate(weeks)], changes


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calendars())
def test_services_are_those_of_each_day(write_feed: Write, town: Town, drawn: tuple) -> None:
    weeks, changes = drawn
    ids = sorted({week[0] for week in weeks} | {change[0] for change in changes})
    if not ids:
        return
    trips = "".join(f"R,{service},{service}\n" for service in ids)
    calls = "".join(f"{service},8:00:00,8:00:00,A,1\n{service},8:01:00,8:01:00,B,2\n" for service in ids)
    feed = read_feed(
        write_feed(
            {
                "calendar.txt": HEADER
                + "".join(f"{s},{','.join(map(str, m))},{written(a)},{written(b)}\n" for s, m, a, b in weeks),
                "calendar_dates.txt": "service_id,date,exception_type\n"
                + "".join(f"{s},{written(day)},{kind}\n" for s, day, kind in changes),
                "trips.txt": "route_id,service_id,trip_id\n" + trips,
                "stop_times.txt": town["stop_times.txt"].splitlines()[0] + "\n" + calls,
                "frequencies.txt": None,
            }
        )
    )
    runs: dict[date, set[str]] = {day: set() for day in DAYS}
    for day in DAYS:
        for service, mask, start, end in weeks:
            if start <= day <= end and mask[day.weekday()]:
                runs[day].add(service)
        for service, changed, kind in changes:
            if changed == day:
                (runs[day].add if kind == 1 else runs[day].discard)(service)
        assert services_on(feed, day) == runs[day]
    assert running_services(feed) == set().union(*runs.values())


def test_span_is_of_calendar_and_additions(write_feed: Write) -> None:
    exceptions = "service_id,date,exception_type\nW,20231225,2\nW,20240203,1\n"
    feed = read_feed(write_feed({"calendar_dates.txt": exceptions}))
    assert service_span(feed) == (date(2024, 1, 1), date(2024, 2, 3))


@pytest.mark.parametrize("end", ["20231231", "20240107"])
def test_a_service_without_a_day_does_not_run(write_feed: Write, town: Town, end: str) -> None:
    calendar = town["calendar.txt"].replace("20240131", end).replace("W,1,1,1,1,1,0,0", "W,0,0,0,0,0,1,0")
    exceptions = "service_id,date,exception_type\nW,20240106,2\n"
    feed = read_feed(write_feed({"calendar.txt": calendar, "calendar_dates.txt": exceptions}))
    assert running_services(feed) == frozenset()
