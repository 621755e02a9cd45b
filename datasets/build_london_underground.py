"""Build london_underground and london_zone1_interchanges from published timings and station data.

    python datasets/build_london_underground.py SOURCES OUT

SOURCES holds Inter_station_times.csv (running times, TfL freedom-of-information sheet) and final_networkx_graph.json
(stations of TfL's Unified API), both from github.com/leatham22/Friend-convenient-meetup at commit 86e0ae8.  OUT is the
folder of data sets; the two folders are made in it.  Every decision is explained in the README.md beside the tables.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from graphmem.graphs import Connection, Line, Network, Station
from graphmem.networks import write_network

LINES = (
    Line("bakerloo", "Bakerloo", "#b26300"),
    Line("central", "Central", "#dc241f"),
    Line("circle", "Circle", "#ffc80a"),
    Line("district", "District", "#007d32"),
    Line("hammersmith-city", "Hammersmith & City", "#f589a6"),
    Line("jubilee", "Jubilee", "#838d93"),
    Line("metropolitan", "Metropolitan", "#9b0058"),
    Line("northern", "Northern", "#000000"),
    Line("piccadilly", "Piccadilly", "#0019a8"),
    Line("victoria", "Victoria", "#039be5"),
    Line("waterloo-city", "Waterloo & City", "#76d0bd"),
)
SHEET_LINES = {"H & C": "hammersmith-city", "Waterloo & City": "waterloo-city"}
DIRECTIONS = {"Inner": "Inner Rail", "Outer": "Outer Rail"}

# NaPTAN codes of the Underground's own stops; two of 2021 do not follow the pattern of the rest.
UNDERGROUND_STOP = re.compile(r"940GZZLU|940GZZBPSUST|940GZZNEUGST")
PRINTED_NAMES = {
    "Edgware Road (Circle Line)": "Edgware Road (Circle)",
    "Hammersmith (Dist&Picc Line)": "Hammersmith (D&P)",
    "Hammersmith (H&C Line)": "Hammersmith (H&C)",
    "Paddington (H&C Line)-Underground": "Paddington (H&C)",
    "Shepherd's Bush (Central)": "Shepherd's Bush",
}
# The hub file gives one place to two stations; these are TfL's own for the second of each.
PLACES = {"Hammersmith (H&C)": (51.493535, -0.225013), "Paddington (H&C)": (51.518187, -0.178306)}

# Names in the sheet that are not the printed ones in capitals; None marks any line.
SHEET_NAMES: dict[tuple[str | None, str], str] = {
    ("bakerloo", "EDGWARE ROAD"): "Edgware Road (Bakerloo)",
    (None, "EDGWARE ROAD"): "Edgware Road (Circle)",
    (None, "HAMMERSMITH"): "Hammersmith (D&P)",
    (None, "HAMMERSMITH (DISTRICT)"): "Hammersmith (D&P)",
    (None, "HAMMERSMITH (H&C)"): "Hammersmith (H&C)",
    (None, "HEATHROW 123"): "Heathrow Terminals 2 & 3",
    (None, "HEATHROW 5"): "Heathrow Terminal 5",
    (None, "HEATHROW TERMINAL FOUR"): "Heathrow Terminal 4",
    (None, "HIGHBURY"): "Highbury & Islington",
    (None, "KENSINGTON (OLYMPIA)"): "Kensington (Olympia)",
    (None, "KINGS CROSS"): "King's Cross St. Pancras",
    (None, "PADDINGTON (H&C)"): "Paddington (H&C)",
    (None, "ST JAMES PARK"): "St. James's Park",
    (None, "WALTHAMSTOW"): "Walthamstow Central",
}
# Fast trains that run past stations which others serve; and the Piccadilly past Turnham Green, where early and late
# trains stop and so all do here.
PASSES_STATIONS = {
    ("metropolitan", "finchley-road", "harrow-on-the-hill"),
    ("metropolitan", "harrow-on-the-hill", "finchley-road"),
    ("metropolitan", "harrow-on-the-hill", "moor-park"),
    ("metropolitan", "moor-park", "harrow-on-the-hill"),
    ("piccadilly", "acton-town", "hammersmith-dp"),
    ("piccadilly", "hammersmith-dp", "acton-town"),
}
# The non-stop time (5.53 east, 6.87 west) and half a minute for the stop, shared by the distances of the District's
# tracks (2.25 km to Hammersmith, 2.16 km to Acton Town).
TURNHAM_GREEN = (
    Connection("acton-town", "turnham-green", "piccadilly", "Eastbound", 3.0),
    Connection("turnham-green", "hammersmith-dp", "piccadilly", "Eastbound", 3.0),
    Connection("hammersmith-dp", "turnham-green", "piccadilly", "Westbound", 3.75),
    Connection("turnham-green", "acton-town", "piccadilly", "Westbound", 3.5),
)
# Opened in 2021, after the sheet; minutes from the hub file, which has them from TfL's timetable.
BATTERSEA = (
    Connection("battersea-power-station", "nine-elms", "northern", "Northbound", 2.0),
    Connection("nine-elms", "kennington", "northern", "Northbound", 2.0),
    Connection("kennington", "nine-elms", "northern", "Southbound", 2.0),
    Connection("nine-elms", "battersea-power-station", "northern", "Southbound", 3.0),
)


def main(sources: Path, out: Path) -> None:
    """Read the sources, write both networks and say how large they are."""
    stations = tuple(sorted(read_stations(sources / "final_networkx_graph.json"), key=lambda station: station.id))
    rows = [*read_connections(sources / "Inter_station_times.csv", stations), *TURNHAM_GREEN, *BATTERSEA]
    repeated = [key for key, count in Counter((c.line, c.source, c.destination) for c in rows).items() if count > 1]
    if repeated:
        raise SystemExit(f"These connections stand twice: {repeated}")
    order = {line.id: position for position, line in enumerate(LINES)}
    connections = tuple(sorted(rows, key=lambda connection: order[connection.line]))
    whole = Network("london_underground", stations, LINES, connections)
    for network in (whole, contract("london_zone1_interchanges", whole)):
        write_network(network, out / network.name)
        sizes = f"{len(network.stations)} stations, {len(network.lines)} lines, {len(network.connections)} connections"
        print(f"{network.name}: {sizes}")


def slug(name: str) -> str:
    """A station's id: its printed name in lower case, words joined by hyphens."""
    plain = re.sub(r"\(([A-Z])&([A-Z])\)", r"\1\2", name)
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower().replace("'", "")))


def read_stations(path: Path) -> Iterator[Station]:
    """Every stop of the Underground that has a code of its own."""
    for hub in json.loads(path.read_text(encoding="utf-8"))["nodes"]:
        for stop in hub["constituent_stations"]:
            if UNDERGROUND_STOP.match(stop["naptan_id"]):
                full = stop["name"].removesuffix(" Underground Station")
                name = PRINTED_NAMES.get(full, full)
                latitude, longitude = PLACES.get(name, (hub["lat"], hub["lon"]))
                yield Station(slug(name), name, latitude, longitude, hub["zone"].replace("+", "/"))


def read_connections(path: Path, stations: Iterable[Station]) -> Iterator[Connection]:
    """The rows of the sheet between neighbours, with the inter-peak running time to a quarter of a minute."""
    ids = {_letters(station.name): station.id for station in stations}

    def station_id(line: str, text: str) -> str:
        name = SHEET_NAMES.get((line, text)) or SHEET_NAMES.get((None, text)) or text.partition("(")[0]
        return ids[_letters(name)]

    with path.open(encoding="utf-8-sig", newline="") as stream:
        for line_name, direction, source, destination, *_, minutes in csv.reader(stream):
            line = SHEET_LINES.get(line_name.strip(), line_name.strip().lower())
            if line not in {known.id for known in LINES}:  # the heading, empty rows, and East London, now Overground
                continue
            ends = station_id(line, source.strip()), station_id(line, destination.strip())
            if (line, *ends) not in PASSES_STATIONS:
                quarters = max(2, round(float(minutes) * 4))
                yield Connection(*ends, line, DIRECTIONS.get(direction, direction), quarters / 4)


def contract(name: str, network: Network) -> Network:
    """The interchanges of Zone 1, joined where a train runs from one to the next without leaving the zone."""
    central = {station.id for station in network.stations if "1" in station.zone.split("/")}
    kept = {station for station in central if len(network.lines_at[station]) > 1}
    following: dict[tuple[str, str, str], list[Connection]] = defaultdict(list)
    for connection in network.connections:
        if connection.source in central and connection.destination in central:
            following[connection.source, connection.line, connection.direction].append(connection)

    def ahead(connection: Connection) -> Iterator[Connection]:
        if connection.destination in kept:
            yield connection
            return
        for step in following.get((connection.destination, connection.line, connection.direction), []):
            minutes = connection.minutes + step.minutes
            yield from ahead(replace(connection, destination=step.destination, minutes=minutes))

    rows: list[Connection] = []
    names = {station.id: station.name for station in network.stations}
    for (source, _, direction), first_steps in following.items():
        if source in kept:
            found = [(step, edge) for step in first_steps for edge in ahead(step)]
            for step, edge in found:
                # Where a line divides, its direction alone would not say which way: the first station does.
                via = f" via {names[step.destination]}" if len(found) > 1 else ""
                rows.append(replace(edge, direction=direction + via))
    order = {line.id: position for position, line in enumerate(network.lines)}
    rows.sort(key=lambda row: order[row.line])
    used = {row.line for row in rows}
    return Network(
        name,
        tuple(station for station in network.stations if station.id in kept),
        tuple(line for line in network.lines if line.id in used),
        tuple(rows),
    )


def _letters(name: str) -> str:
    return "".join(re.findall(r"[a-z0-9]", name.lower()))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: build_london_underground.py SOURCES OUT")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
