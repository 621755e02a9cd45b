"""The part of GTFS that is read: files, columns, and the values that their cells may hold.

This module imports no other module of graphmem.

The words are those of the GTFS Schedule reference (https://gtfs.org/documentation/schedule/reference/).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

# location_type; above an entrance are nodes of ways, and places to board
PLATFORM, STATION, ENTRANCE = 0, 1, 2
NOT_POSSIBLE = 1  # pickup_type and drop_off_type
# transfer_type; 0 does not specify a time
TIMED, TAKES_TIME, IMPOSSIBLE, IN_SEAT, NOT_IN_SEAT = 1, 2, 3, 4, 5

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class CellKind:
    """What a cell may hold: the check, its wording, and the value of an empty cell."""

    holds: Callable[[str], bool]
    words: str
    empty: str | int | float = ""

    def value(self, cell: str) -> str | int | float:
        """The value of a cell that it holds, or of an empty one."""
        return type(self.empty)(cell) if cell else self.empty


def _fits(pattern: str) -> Callable[[str], bool]:
    return lambda cell: re.fullmatch(pattern, cell, re.ASCII) is not None


def _within(limit: float) -> Callable[[str], bool]:
    number = _fits(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")  # float() takes 5_0 and other digits too
    return lambda cell: number(cell) and abs(float(cell)) <= limit


def _is_date(cell: str) -> bool:
    if not re.fullmatch("[0-9]{8}", cell):
        return False
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True


TEXT = CellKind(lambda cell: True, "text")
TIME = CellKind(_fits("[0-9]{1,3}:[0-5][0-9]:[0-5][0-9]"), "a time written H:MM:SS")
DATE = CellKind(_is_date, "a date written YYYYMMDD")
LATITUDE = CellKind(_within(90), "a number between -90 and 90", math.nan)
LONGITUDE = CellKind(_within(180), "a number between -180 and 180", math.nan)
FLAG = CellKind(_fits("[01]"), "0 or 1", 0)
EXCEPTION = CellKind(_fits("[12]"), "1 or 2", 0)
PLACE = CellKind(_fits("[0-4]"), "a whole number from 0 to 4", 0)
BOARDING = CellKind(_fits("[0-3]"), "a whole number from 0 to 3", 0)
TRANSFER = CellKind(_fits("[0-5]"), "a whole number from 0 to 5", 0)
VEHICLE = CellKind(_fits("[0-9]{1,4}"), "a whole number of up to four digits", 0)
SECONDS = CellKind(_fits("[0-9]{1,7}"), "a whole number of seconds", -1)
HEADWAY = CellKind(_fits("0*[1-9][0-9]{0,6}"), "a whole number of seconds above 0", 0)
SEQUENCE = CellKind(_fits("-?[0-9]{1,9}"), "a whole number", 0)


@dataclass(frozen=True, slots=True)
class Table:
    """One file of a feed.

    Attributes:
        columns: the columns that are read.
        needed: columns that must be present.
        filled: columns whose cells must not be empty.
        key: columns that identify a row.
        unread: other columns that GTFS knows.
    """

    columns: dict[str, CellKind]
    needed: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CALENDAR = {"service_id": TEXT, **dict.fromkeys(DAYS, FLAG), "start_date": DATE, "end_date": DATE}
_EXCEPTIONS = {"service_id": TEXT, "date": DATE, "exception_type": EXCEPTION}
_FREQUENCIES = {"trip_id": TEXT, "start_time": TIME, "end_time": TIME, "headway_secs": HEADWAY}
_TRIP = ("route_id", "service_id", "trip_id")
_CALL = ("trip_id", "stop_id", "stop_sequence")

TABLES = {
    "agency": Table(
        dict.fromkeys(("agency_id", "agency_name", "agency_url", "agency_timezone"), TEXT),
        needed=("agency_name",),
        unread=_words("agency_lang agency_phone agency_fare_url agency_email cemv_support"),
    ),
    "feed_info": Table(
        dict.fromkeys(("feed_publisher_name", "feed_publisher_url", "feed_version"), TEXT)
        | dict.fromkeys(("feed_start_date", "feed_end_date"), DATE),
        unread=_words("feed_lang default_lang feed_contact_email feed_contact_url"),
    ),
    "stops": Table(
        {
            "stop_id": TEXT,
            "stop_name": TEXT,
            "stop_lat": LATITUDE,
            "stop_lon": LONGITUDE,
            "zone_id": TEXT,
            "location_type": PLACE,
            "parent_station": TEXT,
        },
        needed=("stop_id",),
        filled=("stop_id",),
        key=("stop_id",),
        unread=_words(
            "stop_code tts_stop_name stop_desc stop_url stop_timezone wheelchair_boarding level_id platform_code "
            "stop_access"
        ),
    ),
    "routes": Table(
        {
            "route_id": TEXT,
            "agency_id": TEXT,
            "route_type": VEHICLE,
            **dict.fromkeys(("route_short_name", "route_long_name", "route_color"), TEXT),
        },
        needed=("route_id", "route_type"),
        filled=("route_id", "route_type"),
        key=("route_id",),
        unread=_words(
            "route_desc route_url route_text_color route_sort_order continuous_pickup continuous_drop_off network_id "
            "cemv_support"
        ),
    ),
    "calendar": Table(_CALENDAR, needed=tuple(_CALENDAR), filled=tuple(_CALENDAR), key=("service_id",)),
    "calendar_dates": Table(
        _EXCEPTIONS, needed=tuple(_EXCEPTIONS), filled=tuple(_EXCEPTIONS), key=("service_id", "date")
    ),
    "trips": Table(
        dict.fromkeys((*_TRIP, "trip_headsign", "block_id"), TEXT),
        needed=_TRIP,
        filled=_TRIP,
        key=("trip_id",),
        unread=_words(
            "trip_short_name direction_id shape_id wheelchair_accessible bikes_allowed cars_allowed "
            "safe_duration_factor safe_duration_offset"
        ),
    ),
    "stop_times": Table(
        {
            "trip_id": TEXT,
            "arrival_time": TIME,
            "departure_time": TIME,
            "stop_id": TEXT,
            "stop_sequence": SEQUENCE,
            "pickup_type": BOARDING,
            "drop_off_type": BOARDING,
        },
        needed=(*_CALL, "arrival_time", "departure_time"),
        filled=_CALL,
        key=("trip_id", "stop_sequence"),
        unread=_words(
            "stop_headsign shape_dist_traveled timepoint continuous_pickup continuous_drop_off location_group_id "
            "location_id start_pickup_drop_off_window end_pickup_drop_off_window pickup_booking_rule_id "
            "drop_off_booking_rule_id"
        ),
    ),
    "frequencies": Table(
        _FREQUENCIES,
        needed=tuple(_FREQUENCIES),
        filled=tuple(_FREQUENCIES),
        key=("trip_id", "start_time"),
        unread=frozenset(("exact_times",)),
    ),
    "transfers": Table(
        {
            "from_stop_id": TEXT,
            "to_stop_id": TEXT,
            "transfer_type": TRANSFER,
            "min_transfer_time": SECONDS,
            **dict.fromkeys(("from_route_id", "to_route_id", "from_trip_id", "to_trip_id"), TEXT),
        },
        needed=("from_stop_id", "to_stop_id"),
    ),
}
NEEDED = ("stops", "routes", "trips", "stop_times")
EITHER = ("calendar", "calendar_dates")
BESIDE = ("agency", "feed_info")
UNREAD_FILES = _words(
    "fare_attributes fare_rules timeframes rider_categories fare_media fare_products fare_leg_rules "
    "fare_leg_join_rules fare_transfer_rules areas stop_areas networks route_networks shapes pathways "
    "levels location_groups location_group_stops booking_rules translations attributions"
)
