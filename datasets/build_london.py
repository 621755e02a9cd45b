"""Build london_underground, london_zone1_interchanges and london_rail from published timings and station data.

    python datasets/build_london.py SOURCES OUT

SOURCES holds Inter_station_times.csv (running times, TfL freedom-of-information sheet) and final_networkx_graph.json
(TfL's Unified API), both from github.com/leatham22/Friend-convenient-meetup at commit 86e0ae8.  OUT is the folder of
data sets.  Every decision is explained in the README.md beside the tables.
"""

from __future__ import annotations

from pathlib import Path

from _building import publish, run, stopping_patterns
from _london_services import OTHERS, UNDERGROUND
from _rail import LINES as OTHER_LINES
from _rail import Hubs
from _underground import LINES, underground_connections, underground_stations
from _zone1 import contract

from graphmem.graphs import Network
from graphmem.networks import About

LICENCE = (
    "TfL Transport Data Service terms, which rest on the Open Government Licence v2.0.  Powered by TfL Open Data.  "
    "Contains OS data © Crown copyright and database rights 2016 and Geomni UK Map data © and database rights 2019."
)
API = "Transport for London's Unified API (May 2025)"
SHEET = "its freedom-of-information sheet of inter-station times (no date)"
COLLECTION = "as collected in github.com/leatham22/Friend-convenient-meetup at 86e0ae8"


def build(sources: Path, out: Path) -> None:
    """Read the sources and write the three networks."""
    stations = sorted(underground_stations(sources), key=lambda station: station.id)
    rows = underground_connections(sources, stations)
    names = {station.id: station.name for station in stations}
    trains = tuple(stopping_patterns(UNDERGROUND, rows, names))
    whole = Network("london_underground", tuple(stations), LINES, tuple(rows), trains)
    source = f"{API} and {SHEET}, {COLLECTION}."
    publish(whole, About("London Underground", source, LICENCE, "2025-05"), out)
    zone1 = contract("london_zone1_interchanges", whole)
    derived = f"Derived from london_underground: {source}"
    publish(zone1, About("Interchanges of Zone 1, London Underground", derived, LICENCE, "2025-05"), out)

    hubs = Hubs(sources)
    others = hubs.connections()
    stations = sorted([*stations, *hubs.stations()], key=lambda station: station.id)
    places = {station.id: station for station in stations}
    names = {station.id: station.name for station in stations}
    rail = Network(
        "london_rail",
        tuple(stations),
        LINES + OTHER_LINES,
        (*rows, *others),
        (*trains, *stopping_patterns(OTHERS, others, names)),
        tuple(hubs.walks(places)),
    )
    title = "London: Underground, DLR, Elizabeth line and Overground"
    publish(rail, About(title, source, LICENCE, "2025-05"), out)


if __name__ == "__main__":
    run(build)
