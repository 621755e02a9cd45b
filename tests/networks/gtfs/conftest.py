"""A town with a railway of three trains and a bus that goes round, as a feed that tests may alter.

Ash -- Birch -- Cedar -- Date        Red (subway); Cedar has two platforms and a door
                Cedar -> Elm -> Fir -> Cedar      Loop (bus), three times an hour by frequencies.txt
"""

import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Tables = Mapping[str, str | bytes | None]

TOWN = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nT,Town Trains,http://town.example,Europe/London\n",
    "stops.txt": (
        "stop_id,stop_name,stop_lat,stop_lon,zone_id,location_type,parent_station\n"
        "A,Ash,51.50,-0.1,1,,\n"
        "B,Birch,51.51,-0.1,1,,\n"
        "C,Cedar,51.52,-0.1,,1,\n"
        "C1,Cedar platform 1,51.5201,-0.1,2,0,C\n"
        "C2,Cedar platform 2,51.5199,-0.1,2,0,C\n"
        "CX,Cedar door,51.5199,-0.1001,,2,C\n"
        "D,Date,51.53,-0.1,2,,\n"
        "E,Elm,51.525,-0.09,2,,\n"
        "F,Fir,51.525,-0.08,2,,\n"
    ),
    "routes.txt": (
        "route_id,agency_id,route_short_name,route_long_name,route_type,route_color\nR,T,,Red,1,FF0000\nL,T,9,Loop,3,\n"
    ),
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "W,1,1,1,1,1,0,0,20240101,20240131\n"
    ),
    "trips.txt": (
        "route_id,service_id,trip_id,trip_headsign,direction_id\nR,W,r1,Date,0\nR,W,r2,Date,0\nR,W,r3,Ash,1\nL,W,l1,,\n"
    ),
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "r1,08:00:00,08:00:00,A,1\nr1,08:02:00,08:02:30,B,2\nr1,08:05:00,08:06:00,C1,3\nr1,08:09:00,08:09:00,D,4\n"
        "r2,23:58:00,23:58:00,A,1\nr2,24:02:00,24:02:30,B,2\nr2,24:05:30,24:06:00,C1,3\nr2,24:09:00,24:09:00,D,4\n"
        "r3,09:00:00,09:00:00,D,10\nr3,09:03:00,09:03:00,C2,20\nr3,09:06:00,09:06:00,B,30\nr3,09:08:00,09:08:00,A,40\n"
        "l1,00:00:00,00:00:00,C2,0\nl1,00:04:00,00:04:00,E,1\nl1,00:06:00,00:06:00,F,2\nl1,00:11:00,00:11:00,C2,3\n"
    ),
    "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nl1,06:00:00,07:00:00,1200\n",
}


@pytest.fixture
def town() -> dict[str, str]:
    """The tables of the town, by file."""
    return dict(TOWN)


@pytest.fixture
def write_feed(tmp_path: Path) -> Callable[..., Path]:
    """Writes the town with some files replaced (or, with None, left out) as a folder or a zip; gives its path."""

    def write(changes: Tables | None = None, zipped: bool = False, folder: str = "") -> Path:
        path = tmp_path / ("town.zip" if zipped else "town")
        if path.is_dir():
            shutil.rmtree(path)
        files = {name: text for name, text in {**TOWN, **(changes or {})}.items() if text is not None}
        texts = {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
        if zipped:
            with zipfile.ZipFile(path, "w") as packed:
                for name, text in texts.items():
                    packed.writestr(f"{folder}{name}", text)
        else:
            for name, text in texts.items():
                (path / folder).mkdir(parents=True, exist_ok=True)
                (path / folder / name).write_bytes(text)
        return path

    return write
