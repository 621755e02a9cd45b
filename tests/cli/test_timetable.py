"""What ``graphmem route --depart`` prints and the code it exits with."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graphmem.cli import main

FEED = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone\nx,X,http://x,Europe/London\n",
    "stops": "stop_id,stop_name,stop_lat,stop_lon\na,Alpha,51.50,0\nb,Beta,51.51,0\nc,Gamma,51.52,0\nd,Delta,51.53,0\n",
    "routes": "route_id,route_short_name,route_type,route_color\nred,Red,1,ff0000\nblue,Blue,1,\n",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "week,1,1,1,1,1,0,0,20260301,20261231\n",
    "trips": "route_id,service_id,trip_id,trip_headsign,block_id\nred,week,r1,Beta,v\nred,week,r2,Beta,\n"
    "blue,week,b1,Gamma,v\nblue,week,b2,Gamma,\nblue,week,b3,Delta,\n",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "r1,08:20:00,08:20:00,a,1\nr1,08:30:00,08:30:00,b,2\nb1,08:31:00,08:31:00,b,1\nb1,08:40:30,08:40:30,c,2\n"
    "r2,23:50:00,23:50:00,a,1\nr2,24:00:00,24:00:00,b,2\nb2,24:06:00,24:06:00,b,1\nb2,24:15:00,24:15:00,c,2\n"
    "b3,05:00:00,05:00:00,c,1\nb3,05:05:00,05:05:00,d,2\n",
    "transfers": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nc,d,2,240\nd,a,2,60\n",
}
Route = Callable[..., Result]


@pytest.fixture
def route(tmp_path: Path) -> Route:
    """Run ``graphmem route --depart`` on the feed above."""
    folder = tmp_path / "toy"
    folder.mkdir()
    for name, text in FEED.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")

    def run(*arguments: str, depart: str = "2026-11-23 08:15") -> Result:
        network = [] if "--network" in arguments else ["--network", str(folder)]
        return CliRunner().invoke(main, ["route", *network, "--depart", depart, *arguments])

    return run


def test_a_journey_as_text(route: Route) -> None:
    result = route("--from", "alpha", "--to", "gamma")
    assert result.stderr == ""
    *lines, last = result.stdout.splitlines()
    assert lines == [
        "Alpha to Gamma, on toy, leaving Monday 2026-11-23 08:15 or later",
        "",
        "   08:20 to 08:30  Red, Beta: Alpha to Beta, 1 stop (trip r1)",
        "   stay seated at Beta",
        "   08:31 to 08:40:30  Blue, Gamma: Beta to Gamma, 1 stop (trip b1)",
        "   08:20 to 08:40:30, 20.5 minutes, 0 changes",
        "",
        "The machine answered: Alpha - Beta - Gamma",
        "Valid: yes.  Optimal: yes; exact search also finds 08:20 to 08:40:30, 20.5 minutes, 0 changes.",
    ]
    assert last.startswith("Read 2 hours of the timetable, ")


def test_a_change_at_midnight(route: Route) -> None:
    lines = route("--from", "alpha", "--to", "gamma", depart="2026-11-23T23:00").stdout.splitlines()
    assert lines[2:6] == [
        "   23:50 to 00:00 (+1)  Red, Beta: Alpha to Beta, 1 stop (trip r2)",
        "   change at Beta, 6 minutes",
        "   00:06 (+1) to 00:15 (+1)  Blue, Gamma: Beta to Gamma, 1 stop (trip b2)",
        "   23:50 to 00:15 (+1), 25 minutes, 1 change",
    ]


def test_a_journey_with_walks_as_json(route: Route) -> None:
    result = route("--from", "delta", "--to", "gamma", "--json")
    report = json.loads(result.stdout)
    assert report.pop("seconds") > 0
    assert report.pop("rows") > 0
    assert report.pop("planning_steps") > 0
    day = "2026-11-23T"
    assert report == {
        "network": "toy",
        "from": "Delta",
        "to": "Gamma",
        "depart": f"{day}08:15:00+00:00",
        "departure": f"{day}08:19:00+00:00",
        "arrival": f"{day}08:40:30+00:00",
        "stations": ["Delta", "Alpha", "Beta", "Gamma"],
        "legs": [
            {
                "line": line,
                "walk": line is None,
                "direction": direction,
                "trip": trip,
                "stays_seated": trip == "b1",
                "stations": stations,
                "departures": [f"{day}{start}+00:00"],
                "arrivals": [f"{day}{end}+00:00"],
            }
            for line, direction, trip, stations, start, end in (
                (None, "", "", ["Delta", "Alpha"], "08:19:00", "08:20:00"),
                ("Red", "Beta", "r1", ["Alpha", "Beta"], "08:20:00", "08:30:00"),
                ("Blue", "Gamma", "b1", ["Beta", "Gamma"], "08:31:00", "08:40:30"),
            )
        ],
        "minutes": 21.5,
        "changes": 0,
        "solver": "planner",
        "valid": True,
        "optimal": True,
        "exact_departure": f"{day}08:19:00+00:00",
        "exact_arrival": f"{day}08:40:30+00:00",
        "exact_changes": 0,
        "horizon_hours": 24.0,
        "read_hours": 2.0,
    }
    text = route("--from", "delta", "--to", "gamma").stdout
    assert "·· 08:19 to 08:20  Walk: Delta to Alpha\n   wait at Alpha, 0 minutes\n" in text


@pytest.mark.parametrize(
    ("arguments", "depart", "code", "sentence"),
    [
        ((), "23 November", 2, "2026-11-23 08:15"),
        ((), "2026-11-23", 2, "2026-11-23 08:15"),
        ((), "2027-11-23 08:15", 2, "runs from 2026-03-01 to 2026-12-31"),
        (("--horizon", "0"), "2026-11-23 08:15", 2, "--horizon"),
        (("--change-minutes", "-1"), "2026-11-23 08:15", 2, "at least 0 and at most 10,080 minutes"),
        (("--network", "london_underground"), "2026-11-23 08:15", 2, "london_underground is not a feed"),
        (("--via", "beta"), "2026-11-23 08:15", 2, "--via"),
        (("--avoid-station", "gamma"), "2026-11-23 08:15", 2, "Gamma is closed"),
        (("--from", "alhpa"), "2026-11-23 08:15", 3, "Alpha"),
        (("--horizon", "0.4"), "2026-11-23 08:15", 4, "within 0.4 hours"),
        (("--avoid-line", "red"), "2026-11-23 08:15", 4, "no journey from Alpha to Gamma"),
        (("--change-minutes", "7", "--horizon", "2"), "2026-11-23 23:00", 4, "also answers that there is none"),
        ((), "2026-11-28 08:15", 4, "within 24 hours of 2026-11-28 08:15"),
        (("--network", __file__), "2026-11-23 08:15", 5, "is not a zip"),
    ],
)
def test_exit_codes(route: Route, arguments: tuple[str, ...], depart: str, code: int, sentence: str) -> None:
    ends = ("--from", "alpha", "--to", "gamma")
    result = route(*ends, *arguments, depart=depart)
    assert result.exit_code == code
    assert sentence in result.stderr
    assert result.stdout == ""


def test_changes_may_take_no_time(route: Route, tmp_path: Path) -> None:
    lines = FEED["stop_times"].replace("24:06:00,24:06:00,b", "24:00:00,24:00:00,b")
    (tmp_path / "toy" / "stop_times.txt").write_text(lines, encoding="utf-8")
    ends = ("--from", "alpha", "--to", "gamma")
    at_once = route(*ends, "--change-minutes", "0", depart="2026-11-23 23:00")
    assert "   change at Beta, 0 minutes\n" in at_once.stdout
    assert "23:50 to 00:15 (+1), 25 minutes, 1 change" in at_once.stdout
    later = route(*ends, "--change-minutes", "1", "--horizon", "2", depart="2026-11-23 23:00")
    assert later.exit_code == 4


def test_faults_and_a_missing_time_zone_are_reported_beside_the_answer(route: Route, tmp_path: Path) -> None:
    agency = "agency_id,agency_name,agency_url,odd\nx,X,http://x,1\n"
    (tmp_path / "toy" / "agency.txt").write_text(agency, encoding="utf-8")
    result = route("--from", "alpha", "--to", "gamma", "--json")
    assert result.stderr.splitlines() == [
        "graphmem: 1 fault in the feed; `graphmem import` lists them.",
        "graphmem: The feed has no agency_timezone; its times are read as UTC.",
    ]
    assert json.loads(result.stdout)["depart"] == "2026-11-23T08:15:00+00:00"


@pytest.mark.parametrize("depart", ["9999-12-31 00:00", "0001-01-01 00:00", "2026-02-27 08:00"])
def test_days_outside_the_calendar(route: Route, depart: str) -> None:
    result = route("--from", "alpha", "--to", "gamma", depart=depart)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"runs from 2026-03-01 to 2026-12-31; it does not cover {depart[:10]}." in result.stderr


def test_the_last_days_of_the_calendar_of_python(route: Route, tmp_path: Path) -> None:
    calendar = FEED["calendar"].replace("20261231", "99991231")
    (tmp_path / "toy" / "calendar.txt").write_text(calendar, encoding="utf-8")
    ends = ("--from", "alpha", "--to", "gamma", "--horizon", "168")
    assert "08:20 to 08:40:30, 20.5 minutes" in route(*ends, depart="9999-12-27 08:00").stdout
    result = route(*ends, depart="9999-12-31 00:00")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "not on 9999-12-31" in result.stderr
