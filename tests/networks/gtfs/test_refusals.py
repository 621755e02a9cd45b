"""A fault that would make the network wrong is refused, in one sentence that names file, row and field."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graphmem.errors import DataError
from graphmem.networks.gtfs import read_feed, stations_of

Write = Callable[..., Path]
Town = dict[str, str]

REFUSALS = [
    ("stops.txt", "A,Ash,51.50", "A,Ash,north", "stops.txt, row 2: stop_lat must be a number between -90 and 90, not"),
    ("stops.txt", "A,Ash,51.50", "A,Ash,5_1.50", "stops.txt, row 2: stop_lat must be a number between -90 and 90, not"),
    ("stops.txt", "A,Ash,51.50", "A,Ash,\uff15", "stops.txt, row 2: stop_lat must be a number between -90 and 90, not"),
    (
        "stops.txt",
        "A,Ash,51.50,-0.1",
        "A,Ash,51.50,181",
        "stops.txt, row 2: stop_lon must be a number between -180 and",
    ),
    (
        "stops.txt",
        "A,Ash,51.50",
        "A,Ash,nan",
        "stops.txt, row 2: stop_lat must be a number between -90 and 90, not 'nan'",
    ),
    ("stops.txt", "B,Birch", ",Birch", "stops.txt, row 3: stop_id is missing."),
    ("stops.txt", "B,Birch", "A,Birch", "stops.txt, row 3: stop_id 'A' already occurs in row 2, and differs."),
    ("stops.txt", "2,0,C\n", "2,0,Z\n", "stops.txt, row 5: parent_station 'Z' is not in stops.txt."),
    (
        "stops.txt",
        "2,0,C\n",
        "2,0,CX\n",
        "stops.txt, row 5: parent_station 'CX' is an entrance or a node of a pathway, not a station",
    ),
    (
        "stops.txt",
        "51.52,-0.1,,1",
        "51.52,-0.1,,7",
        "stops.txt, row 4: location_type must be a whole number from 0 to 4",
    ),
    ("stops.txt", "stop_id,", "stop_nr,", "stops.txt, row 1: column 'stop_id' is missing."),
    ("stops.txt", "stop_name", "stop_id", "stops.txt, row 1: column 'stop_id' occurs twice."),
    (
        "stops.txt",
        "D,Date,51.53,-0.1,2,,",
        "D,Date,51.53,-0.1,2,,,x",
        "stops.txt, row 8: it has 8 cells, but the header",
    ),
    ("stops.txt", "E,Elm", 'E,"Elm"x', "stops.txt, row 9: it is not a row of comma-separated values: "),
    (
        "stops.txt",
        "E,Elm",
        'E,"Elm',
        "stops.txt, row 9: it is not a row of comma-separated values: unexpected end of data",
    ),
    ("stops.txt", "Elm", "\udce9lm", "stops.txt, row 9: stop_name is not UTF-8 text."),
    ("stops.txt", "Elm", "E\0m", "stops.txt, row 9: stop_name holds a NUL byte."),
    ("routes.txt", "Red,1,", "Red,metro,", "routes.txt, row 2: route_type must be a whole number of up to four digits"),
    ("routes.txt", "Red,1,", "Red,,", "routes.txt, row 2: route_type is missing."),
    ("trips.txt", "R,W,r1", "Q,W,r1", "trips.txt, row 2: route_id 'Q' is not in routes.txt."),
    (
        "trips.txt",
        "R,W,r1",
        "R,V,r1",
        "trips.txt, row 2: service_id 'V' is neither in calendar.txt nor in calendar_dates",
    ),
    (
        "trips.txt",
        "R,W,r2,Date",
        "R,W,r1,Dale",
        "trips.txt, row 3: trip_id 'r1' already occurs in row 2, and differs.",
    ),
    ("calendar.txt", "20240101", "2024-01-01", "calendar.txt, row 2: start_date must be a date written YYYYMMDD, not"),
    (
        "calendar.txt",
        "20240131",
        "20240230",
        "calendar.txt, row 2: end_date must be a date written YYYYMMDD, not '2024",
    ),
    ("calendar.txt", "W,1", "W,2", "calendar.txt, row 2: monday must be 0 or 1, not '2'."),
    ("calendar.txt", "thursday,", "", "calendar.txt, row 1: column 'thursday' is missing."),
    (
        "stop_times.txt",
        "08:02:00",
        "8.02",
        "stop_times.txt, row 3: arrival_time must be a time written H:MM:SS, not '8.0",
    ),
    ("stop_times.txt", "08:02:00", "08:60:00", "stop_times.txt, row 3: arrival_time must be a time written H:MM:SS"),
    (
        "stop_times.txt",
        "08:02:00",
        "08:04:00",
        "stop_times.txt, row 3: departure_time 08:02:30 is before arrival_time 08",
    ),
    (
        "stop_times.txt",
        "08:09:00,08",
        "08:05:59,08",
        "stop_times.txt, row 5: arrival_time 08:05:59 is before the depart",
    ),
    (
        "stop_times.txt",
        "08:00:00,08:00:00",
        ",",
        "stop_times.txt, row 2: arrival_time and departure_time are missing at the",
    ),
    (
        "stop_times.txt",
        "24:09:00,24:09:00",
        ",",
        "stop_times.txt, row 9: arrival_time and departure_time are missing at t",
    ),
    (
        "stop_times.txt",
        "C1,3",
        "C1,2",
        "stop_times.txt, row 4: trip_id 'r1' with stop_sequence '2' already occurs in row 3",
    ),
    ("stop_times.txt", "C1,3", "C1,third", "stop_times.txt, row 4: stop_sequence must be a whole number, not 'third'."),
    (
        "stop_times.txt",
        "C1,3",
        "CX,3",
        "stop_times.txt, row 4: stop_id 'CX' is an entrance or a node of a pathway, not a platform",
    ),
    ("stop_times.txt", "C1,3", "Z,3", "stop_times.txt, row 4: stop_id 'Z' is not in stops.txt."),
    ("stop_times.txt", "r3,09:00:00", "r9,09:00:00", "stop_times.txt, row 10: trip_id 'r9' is not in trips.txt."),
    ("frequencies.txt", "l1", "l2", "frequencies.txt, row 2: trip_id 'l2' is not in trips.txt."),
    ("frequencies.txt", "1200", "0", "frequencies.txt, row 2: headway_secs must be a whole number of seconds above 0"),
    (
        "frequencies.txt",
        "07:00:00",
        "06:00:00",
        "frequencies.txt, row 2: end_time 06:00:00 is not after start_time 06:00",
    ),
    (
        "transfers.txt",
        None,
        "from_stop_id,to_stop_id\nA,Z\n",
        "transfers.txt, row 2: to_stop_id 'Z' is not in stops.txt.",
    ),
    ("transfers.txt", None, "from_stop_id\nA\n", "transfers.txt, row 1: column 'to_stop_id' is missing."),
    ("routes.txt", None, "", "routes.txt is empty."),
    ("trips.txt", None, "route_id,service_id,trip_id\n", "trips.txt has a header but no rows."),
    ("stop_times.txt", None, None, "is not a complete GTFS feed: it has no stop_times.txt."),
    ("calendar.txt", None, None, "is not a complete GTFS feed: it has no calendar.txt (or calendar_dates.txt)."),
    (
        "calendar_dates.txt",
        None,
        "service_id,date,exception_type\nW,20240101,3\n",
        "calendar_dates.txt, row 2: exception",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "sentence"), REFUSALS)
def test_one_sentence(
    write_feed: Write, town: Town, file: str, old: str | None, new: str | None, sentence: str
) -> None:
    assert old is None or old in town[file]
    text = new if old is None else town[file].replace(old, new, 1)
    path = write_feed({file: text if text is None else text.encode("utf-8", "surrogateescape")})
    with pytest.raises(DataError) as caught:
        read_feed(path)
    message = str(caught.value)
    assert sentence in message
    assert message.count("\n") == 0


def test_utf16_is_named(write_feed: Write, town: Town) -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        with pytest.raises(DataError, match=r"^stops\.txt is UTF-16 text; it must be UTF-8\.$"):
            read_feed(write_feed({"stops.txt": town["stops.txt"].encode(encoding)}))


def test_one_endless_line(write_feed: Write) -> None:
    with pytest.raises(DataError, match=r"^stops\.txt, line 1: it has more than 1,048,576 letters\.$"):
        read_feed(write_feed({"stops.txt": b"\0" * (1 << 21)}, zipped=True))


def test_parents_in_a_circle(write_feed: Write, town: Town) -> None:
    stops = town["stops.txt"].replace("C,Cedar,51.52,-0.1,,1,", "C,Cedar,51.52,-0.1,,1,C1")
    feed = read_feed(write_feed({"stops.txt": stops}))
    with pytest.raises(DataError, match=r"^stops\.txt, row \d: parent_station of 'C1?' leads back to"):
        stations_of(feed)


def test_files_that_are_not_zips(tmp_path: Path) -> None:
    (tmp_path / "feed.zip").write_text("not a zip")
    with pytest.raises(DataError, match=r"feed\.zip is not a zip\.$"):
        read_feed(tmp_path / "feed.zip")


def test_a_zip_in_a_zip(write_feed: Write, tmp_path: Path) -> None:
    inner = write_feed(zipped=True)
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as packed:
        packed.write(inner, "google_transit.zip")
    with pytest.raises(DataError, match=r"contains another zip, google_transit\.zip, and no feed; unpack it first\.$"):
        read_feed(tmp_path / "outer.zip")


@pytest.mark.parametrize("zipped", [False, True])
def test_several_feeds(write_feed: Write, zipped: bool) -> None:
    path = write_feed({"old/stops.txt": "stop_id\n"} if zipped else None, zipped)
    if not zipped:
        (path / "old").mkdir()
        (path / "old" / "stops.txt").write_text("stop_id\n")
    with pytest.raises(DataError, match=r"contains several feeds \(\., old\); choose one\.$"):
        read_feed(path)


def test_no_feed_at_all(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    both = r"neither tables \(stations\.csv, lines\.csv and connections\.csv\) nor a GTFS feed \(stops\.txt, "
    with pytest.raises(DataError, match=both):
        read_feed(tmp_path)
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as packed:
        packed.writestr("sea.jpg", b"1")
    with pytest.raises(
        DataError, match=r"contains no GTFS feed: stops\.txt, routes\.txt, trips\.txt, stop_times\.txt are"
    ):
        read_feed(tmp_path / "photos.zip")


def test_a_table_twice(write_feed: Write) -> None:
    path = write_feed(zipped=True)
    with zipfile.ZipFile(path, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("stops.txt", "stop_id\nA\n")
    with pytest.raises(DataError, match=r"contains stops\.txt 2 times\.$"):
        read_feed(path)


def test_damaged_and_encrypted_zips(write_feed: Write) -> None:
    path = write_feed(zipped=True)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"Ash", b"Oak", 1))  # the checksum no longer fits
    with pytest.raises(DataError, match=r"^stops\.txt cannot be unpacked: Bad CRC-32"):
        read_feed(path)
    locked = bytearray(whole)
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        locked[packed.start_dir + 8] |= 1  # the flag of the first entry of the directory
    path.write_bytes(locked)
    with pytest.raises(DataError, match=r"is encrypted; unpack it first\.$"):
        read_feed(path)
