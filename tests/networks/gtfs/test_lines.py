"""Names and colours of lines; route types."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graphmem.errors import UsageError
from graphmem.networks.gtfs import feed_about, feed_network, read_feed, route_types

Write = Callable[..., Path]
Town = dict[str, str]


def lines(write_feed: Write, town: Town, routes: str, agencies: str = "") -> tuple[dict[str, str], list[str]]:
    """Names of the lines of a town with these routes, by id, and the notes on them."""
    header = "route_id,agency_id,route_short_name,route_long_name,route_type,route_color\n"
    ids = [row.split(",")[0] for row in routes.split()]
    trips = "".join(f"{route},W,{route}\n" for route in ids)
    calls = "".join(f"{route},8:00:00,8:00:00,A,1\n{route},8:01:00,8:01:00,B,2\n" for route in ids)
    feed = read_feed(
        write_feed(
            {
                "routes.txt": header + routes,
                "trips.txt": "route_id,service_id,trip_id\n" + trips,
                "stop_times.txt": town["stop_times.txt"].splitlines()[0] + "\n" + calls,
                "agency.txt": town["agency.txt"] + agencies,
                "frequencies.txt": None,
            }
        )
    )
    network, notes = feed_network(feed)
    return {line.id: f"{line.name} {line.colour}" for line in network.lines}, notes.faults + notes.assumed


@pytest.mark.parametrize(
    ("routes", "names", "expected"),
    [
        ("a,T,1,One,3,00FF00\nb,T,,Two,3,\n", ["1 #00ff00", "Two #808080"], []),
        ("a,T,1,East,3,\nb,T,1,West,3,\nc,T,2,West,3,\n", ["1 East #808080", "1 West #808080", "2 #808080"], []),
        ("a,T,,,3,\n", ["a #808080"], ["Routes without a name are named by their ids: a."]),
        ("a,T,9,,3,\nb,U,9,,3,\n", ["9 (Town Trains) #808080", "9 (Ulm) #808080"], []),
        ("a,T,9,,3,\nb,T,9,,3,\n", None, None),
        ("a,T,City,City,3,\n", ["City #808080"], ["routes.txt: short and long name are equal for a."]),
        ("a,T,1,,3,red\n", ["1 #808080"], ["routes.txt, row 2: route_color 'red' is not a colour; ignored."]),
    ],
)
def test_names(write_feed: Write, town: Town, routes: str, names: list[str] | None, expected: list[str] | None) -> None:
    found, notes = lines(write_feed, town, routes, "U,Ulm,,UTC\n")
    if names is None:  # of one agency: the ids have to tell them apart
        assert list(found.values()) == ["9 (Town Trains) (a) #808080", "9 (Town Trains) (b) #808080"]
        assert notes == ["Routes of one name are distinguished by their ids: 9 (Town Trains)."]
    else:
        assert list(found.values()) == names
        assert notes == expected


def test_words_and_numbers() -> None:
    assert {1, 401, 402} <= route_types(["metro"]) == route_types(["Subway"])
    assert {3, 700, 715, 204} <= route_types(["bus"])
    assert route_types(["700"]) == {700}
    assert route_types(["2", "ferry"]) >= {2, 4, 1000, 1200}
    assert route_types([]) == frozenset()
    words = ["tram", "subway", "rail", "bus", "ferry", "cable", "gondola", "funicular", "trolleybus", "monorail"]
    for number, word in zip([0, 1, 2, 3, 4, 5, 6, 7, 11, 12], words, strict=True):
        assert [other for other in words if number in route_types([other])] == [word]
    with pytest.raises(UsageError, match="'zeppelin' is not a route type: give a GTFS number or one of tram, subway"):
        route_types(["zeppelin"])


def test_about(write_feed: Write, town: Town) -> None:
    about = feed_about(read_feed(write_feed()))
    assert about is not None
    assert (about.title, about.source) == ("Town Trains", "GTFS feed of Town Trains, http://town.example")
    assert about.date == "2024-01-01 to 2024-01-31"
    assert "does not state it" in about.licence
    info = "feed_publisher_name,feed_publisher_url,feed_lang,feed_version\nPub,http://pub.example,en,v7\n"
    about = feed_about(
        read_feed(write_feed({"feed_info.txt": info, "agency.txt": town["agency.txt"] + "U,Ulm,,UTC\n"}))
    )
    assert about is not None
    assert (about.title, about.source) == ("Town Trains and Ulm", "GTFS feed of Pub, http://pub.example")
    assert about.date == "2024-01-01 to 2024-01-31 (version v7)"
    assert feed_about(read_feed(write_feed({"agency.txt": None}))) is None
