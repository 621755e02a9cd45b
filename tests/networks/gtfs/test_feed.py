"""Reading a feed: cells keep their values, and oddities that are still clear are noted."""

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from graphmem.errors import DataError
from graphmem.networks.gtfs import read_feed

Write = Callable[..., Path]
Town = dict[str, str]


def test_tables_are_read(write_feed: Write) -> None:
    feed = read_feed(write_feed())
    assert feed.name == "town"
    assert feed.stops["stop_id"].tolist() == ["A", "B", "C", "C1", "C2", "CX", "D", "E", "F"]
    assert feed.stops["location_type"].tolist() == [0, 0, 1, 0, 0, 2, 0, 0, 0]
    assert feed.stops["parent_station"].tolist() == ["", "", "", "C", "C", "C", "", "", ""]
    assert feed.stops["stop_lat"].tolist()[:3] == [51.5, 51.51, 51.52]
    assert feed.routes["route_type"].tolist() == [1, 3]
    assert feed.trips["trip_headsign"].tolist() == ["Date", "Date", "Ash", ""]
    assert feed.frequencies[["start_s", "end_s", "headway_secs"]].values.tolist() == [[21600, 25200, 1200]]
    assert feed.transfers.empty
    assert "min_transfer_time" in feed.transfers
    calls = feed.stop_times[feed.stop_times["trip_id"] == "r2"]
    assert calls["stop_id"].tolist() == ["A", "B", "C1", "D"]
    assert calls["departure_s"].tolist() == [86280, 86550, 86760, 86940]
    assert calls["row"].tolist() == [6, 7, 8, 9]
    assert not feed.notes.faults


def test_folder_zip_and_zip_with_a_folder_hold_the_same(write_feed: Write) -> None:
    plain = read_feed(write_feed())
    packed = read_feed(write_feed(zipped=True))
    inner = read_feed(write_feed(zipped=True, folder="feed/"))
    for feed in (packed, inner):
        for name in ("stops", "routes", "trips", "stop_times", "calendar", "frequencies"):
            assert getattr(feed, name).equals(getattr(plain, name)), name
    assert not packed.notes.faults
    assert inner.notes.faults == ["The feed is in the folder feed of town.zip."]


def test_calls_come_in_order_whatever_the_rows(write_feed: Write, town: Town) -> None:
    header, *rows = town["stop_times.txt"].splitlines()
    shuffled = [header, *rows[::-1]]
    feed, other = read_feed(write_feed()), read_feed(write_feed({"stop_times.txt": "\n".join(shuffled)}))
    assert other.stop_times.drop(columns="row").equals(feed.stop_times.drop(columns="row"))
    assert other.stop_times["row"].tolist() == [len(rows) + 3 - row for row in feed.stop_times["row"]]


@pytest.mark.parametrize("name", ["NA", "None", "null", "nan", "N/A"])
def test_names_that_pandas_reads_as_missing(write_feed: Write, town: Town, name: str) -> None:
    stops = town["stops.txt"].replace("E,Elm", f"{name},{name}")
    calls = town["stop_times.txt"].replace(",E,", f",{name},")
    feed = read_feed(write_feed({"stops.txt": stops, "stop_times.txt": calls}))
    named = feed.stops[feed.stops["stop_id"] == name]
    assert named["stop_name"].tolist() == [name]
    assert (feed.stop_times["stop_id"] == name).sum() == 1


def test_long_times_and_ids_of_digits(write_feed: Write) -> None:
    feed = read_feed(
        write_feed(
            {
                "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nl1,00:00:00,24:00:00,86400\n",
                "transfers.txt": "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_route_id\n"
                "A,B,2,40000,01\nB,A,2,,\n",
            }
        )
    )
    assert feed.frequencies["headway_secs"].tolist() == [86400]
    assert feed.transfers["min_transfer_time"].tolist() == [40000, -1]
    assert feed.transfers["from_route_id"].tolist() == ["01", ""]


def test_blanks_marks_and_line_ends_do_not_count(write_feed: Write, town: Town) -> None:
    plain = read_feed(write_feed())
    stops = town["stops.txt"].replace(",", " , ").replace("\n", "\r\n")
    routes = town["routes.txt"].replace("\n", "\r\r\n")
    trips = town["trips.txt"].replace("\n", "\r")
    marked = codecs.BOM_UTF8 + town["calendar.txt"].encode()
    feed = read_feed(write_feed({"stops.txt": stops, "routes.txt": routes, "trips.txt": trips, "calendar.txt": marked}))
    for name in ("stops", "routes", "trips", "calendar"):
        assert getattr(feed, name).drop(columns="row").equals(getattr(plain, name).drop(columns="row")), name
    assert feed.notes.faults == ["routes.txt: 2 rows are blank (row 2)."]
    assert feed.routes["row"].tolist() == [3, 5]


def test_a_cell_over_two_lines_is_one_row(write_feed: Write, town: Town) -> None:
    routes = town["routes.txt"].replace("Red", '"Red\n  line"')
    feed = read_feed(write_feed({"routes.txt": routes}))
    assert feed.routes["route_long_name"].tolist() == ["Red line", "Loop"]
    assert feed.routes["row"].tolist() == [2, 3]


FAULTS = [
    ("agency.txt", None, None, "There is no agency.txt."),
    (
        "agency.txt",
        "Town Trains",
        "Town\0Trains",
        "agency.txt, row 2: agency_name holds a NUL byte. The file is ignored",
    ),
    (
        "agency.txt",
        "agency_name",
        "name",
        "agency.txt, row 1: column 'agency_name' is missing. The file is ignored.",
    ),
    (
        "stops.txt",
        "F,Fir,51.525,-0.08,2,,",
        "F,Fir,51.525,-0.08",
        "stops.txt: 1 row has fewer cells than the header (row",
    ),
    ("stops.txt", "F,Fir,51.525,-0.08,2,,", "F,Fir,51.525,-0.08,2,,,,", "stops.txt: 1 row has empty cells beyond the"),
    ("stops.txt", "zone_id", "stop_uri", "stops.txt: GTFS has no column stop_uri; ignored."),
    ("routes.txt", "R,T", "R,X", "routes.txt: agency_id 'X' is not in agency.txt."),
    (
        "calendar.txt",
        "0131\n",
        "0131\nW,1,1,1,1,1,0,0,20240101,20240131\n",
        "calendar.txt: 1 row repeated exactly",
    ),
    (
        "stop_times.txt",
        "08:02:00,08:02:30",
        ",08:02:30",
        "stop_times.txt: 1 call has only one of arrival_time and depart",
    ),
    (
        "stop_times.txt",
        "l1,00:00:00,00:00:00,C2,0",
        "l1,00:00:00,00:00:00,C2,-1",
        "stop_times.txt: 1 stop_sequence is below",
    ),
    ("stop_times.txt", "A,1\nr1", "C,1\nr1", "stop_times.txt: trips call at stations instead of platforms: C."),
    (
        "stops.txt",
        "Cedar,51.52,-0.1,,1",
        "Cedar,51.52,-0.1,,0",
        "stops.txt: parent_station C is not a station by its",
    ),
    ("frecuencias.txt", None, "a\n1\n", "GTFS has no file frecuencias.txt; ignored."),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), FAULTS)
def test_faults_that_are_named(
    write_feed: Write, town: Town, file: str, old: str | None, new: str | None, fault: str
) -> None:
    assert old is None or old in town[file]
    feed = read_feed(write_feed({file: new if old is None else town[file].replace(old, new, 1)}))
    assert len(feed.notes.faults) == 1
    assert feed.notes.faults[0].startswith(fault)


def test_what_is_not_read_is_named(write_feed: Write, town: Town) -> None:
    feed = read_feed(write_feed({"shapes.txt": "x\n", "stops.txt": town["stops.txt"].replace("zone_id", "stop_desc")}))
    assert feed.notes.unread == ["Files: shapes.txt.", "stops.txt: stop_desc.", "trips.txt: direction_id."]
    assert not feed.notes.faults


@pytest.mark.parametrize("chunk", [1, 2, 3, 1000])
def test_rows_are_checked_together_and_reported_one_by_one(
    write_feed: Write, town: Town, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read_feed(write_feed())
    monkeypatch.setattr("graphmem.networks.gtfs.table._CHUNK", chunk)
    monkeypatch.setattr("graphmem.networks.gtfs.table._KNOWN", chunk)
    feed = read_feed(write_feed())
    for name in ("stops", "stop_times", "calendar", "transfers"):
        assert getattr(feed, name).equals(getattr(whole, name)), name
    stops = town["stops.txt"].replace("A,Ash,51.50", "A,Ash,51.50x")
    for later in ("D,Date,north", 'D,"Date"s,51.53', "D,Date,51.53,,,,,,,more", "D,D\x00te,51.53"):
        with pytest.raises(
            DataError, match=r"^stops\.txt, row 2: stop_lat must be a number between -90 and 90, not '51"
        ):
            read_feed(write_feed({"stops.txt": stops.replace("D,Date,51.53", later)}))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no file or folder"):
        read_feed(tmp_path / "nowhere.zip")


def test_many_blank_rows(write_feed: Write, town: Town) -> None:
    header, rest = town["routes.txt"].split("\n", 1)
    feed = read_feed(write_feed({"routes.txt": header + "\n" * 50_001 + rest}))
    assert feed.notes.faults == ["routes.txt: 50,000 rows are blank (row 2)."]
    assert feed.routes["row"].tolist() == [50_002, 50_003]
    with pytest.raises(DataError, match=r"^stops\.txt, row 100011: more than 100,000 rows before it are blank\.$"):
        read_feed(write_feed({"stops.txt": town["stops.txt"] + "\n" * (1 << 20)}, zipped=True))


def test_a_table_too_large(write_feed: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmem.networks.gtfs.source.MAX_TABLE_BYTES", 400)
    for zipped in (False, True):
        with pytest.raises(DataError, match=r"holds stop_times\.txt of \d+ bytes, more than the 400 that are read\.$"):
            read_feed(write_feed(zipped=zipped))


def test_time_zones_that_a_timetable_could_not_use_are_named(write_feed: Write, town: Town) -> None:
    header, row = town["agency.txt"].splitlines()[:2]
    column = header.split(",").index("agency_timezone")

    def zone_faults(*zones: str) -> list[str]:
        rows = []
        for number, zone in enumerate(zones):
            cells = row.split(",")
            cells[0], cells[column] = f"{cells[0]}{number or ''}", zone
            rows.append(",".join(cells))
        return read_feed(write_feed({"agency.txt": "\n".join([header, *rows]) + "\n"})).notes.faults

    assert zone_faults("Europe/London") == zone_faults("") == []
    assert zone_faults("Mars/Phobos") == ["agency.txt: agency_timezone 'Mars/Phobos' is not a time zone."]
    assert zone_faults("Europe/London", "Europe/Berlin") == [
        "agency.txt: there are several time zones, Europe/London, Europe/Berlin; a timetable takes the first."
    ]
