"""transfers.txt: walks between stations, changes within them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graphmem.graphs import Walk
from graphmem.networks.gtfs import feed_network, read_feed
from graphmem.networks.gtfs.stations import metres

Write = Callable[..., Path]
Town = dict[str, str]

HEADER = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_route_id,to_trip_id\n"


def test_walks_and_changes(write_feed: Write) -> None:
    rows = (
        "C1,C2,2,90,,\nC2,C1,2,180,,\nC,C,1,,,\n"  # within Cedar: the longest
        "C1,E,2,300,,\nC2,E,2,240,,\nE,C,0,,,\n"  # to Elm the longest, back by distance
        "B,A,2,0,,\nA,B,3,,,\n"  # no time at all; barred
        "D,D,3,,,\n"
        "A,D,2,60,R,\nA,D,2,60,,r1\n"
        ",,4,,,\nA,D,5,,,\n"
    )
    network, notes = feed_network(read_feed(write_feed({"transfers.txt": HEADER + rows})))
    assert {s.id: s.change_minutes for s in network.stations if s.change_minutes} == {"C": 3}
    cedar_to_elm = metres((51.52, -0.1), (51.525, -0.09))
    assert network.walks == (
        Walk("C", "E", 5),
        Walk("E", "C", round(cedar_to_elm / 80, 2)),
        Walk("B", "A", 0.0167),  # the least there is
    )
    assert 11 < network.walks[1].minutes < 12
    assert notes.assumed == [
        "1 time of 0 seconds in transfers.txt: 1 second.",
        "transfers.txt gives no time for 1 walk: the straight line at 80 m a minute, at least 1 minute: Elm to Cedar.",
    ]
    assert notes.dropped == [
        "Trains wait for each other at Cedar; changing takes its time there all the same.",
        "transfers.txt forbids a change within Date: ignored.",
        "transfers.txt forbids 1 change between two stations: no walk is made.",
        "2 rows of transfers.txt for some routes or trips only.",
        "2 rows of transfers.txt about staying seated.",
    ]


@pytest.mark.parametrize(("place", "minutes"), [("51.525,-0.0901", 1.0), (",", None)])
def test_short_and_unknown_ways(write_feed: Write, town: Town, place: str, minutes: float | None) -> None:
    stops = town["stops.txt"].replace("F,Fir,51.525,-0.08", f"F,Fir,{place}")
    feed = read_feed(write_feed({"stops.txt": stops, "transfers.txt": HEADER + "E,F,0,,,\n"}))
    network, notes = feed_network(feed)
    assert network.walks == (() if minutes is None else (Walk("E", "F", minutes),))
    assert bool(notes.dropped) == (minutes is None)


def test_stations_that_are_not_in_the_network(write_feed: Write) -> None:
    feed = read_feed(write_feed({"transfers.txt": HEADER + "A,E,2,60,,\n"}))
    network, notes = feed_network(feed, [3])
    assert network.walks == ()
    assert "1 row of transfers.txt at stops that are not in the network." in notes.dropped
