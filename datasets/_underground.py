"""Stations and connections of the London Underground, from the hub file and the running-time sheet.

Every decision is explained in the README.md of ``london_underground``.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from _building import slug

from graphmem.graphs import Connection, Line, Station

HUBS, SHEET = "final_networkx_graph.json", "Inter_station_times.csv"
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
# Former names, and what some signs and tickets say.
ALIASES = {
    "Barbican": ("Aldersgate",),
    "Edgware Road (Circle)": ("Edgware Road (Circle line)",),
    "Green Park": ("Dover Street",),
    "Hammersmith (D&P)": ("Hammersmith (District & Piccadilly)",),
    "Hammersmith (H&C)": ("Hammersmith (Hammersmith & City)",),
    "Heathrow Terminals 2 & 3": ("Heathrow Central", "Heathrow Terminals 1, 2, 3"),
    "Hounslow East": ("Hounslow Town",),
    "King's Cross St. Pancras": ("KX",),
    "Moor Park": ("Sandy Lodge",),
    "Paddington (H&C)": ("Paddington (Hammersmith & City)",),
    "St. Paul's": ("Post Office",),
    "Tottenham Court Road": ("TCR",),
}

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


def underground_stations(sources: Path) -> Iterator[Station]:
    """Every stop of the Underground with a code of its own."""
    for hub in json.loads((sources / HUBS).read_text(encoding="utf-8"))["nodes"]:
        for name in printed_names(hub):
            latitude, longitude = PLACES.get(name, (hub["lat"], hub["lon"]))
            yield Station(slug(name), name, latitude, longitude, zone_of(hub), ALIASES.get(name, ()))


def printed_names(hub: dict[str, Any]) -> Iterator[str]:
    """The names on the map of the hub's stops of the Underground, if it has any."""
    for stop in hub["constituent_stations"]:
        if UNDERGROUND_STOP.match(stop["naptan_id"]):
            full = stop["name"].removesuffix(" Underground Station")
            yield PRINTED_NAMES.get(full, full)


def zone_of(hub: dict[str, Any]) -> str:
    """The fare zone as printed, "" beyond the zones."""
    return (hub["zone"] or "").replace("+", "/")


def underground_connections(sources: Path, stations: Iterable[Station]) -> list[Connection]:
    """The connections of the sheet, and those that it lacks, by line."""
    rows = [*_sheet(sources / SHEET, stations), *TURNHAM_GREEN, *BATTERSEA]
    order = {line.id: position for position, line in enumerate(LINES)}
    return sorted(rows, key=lambda row: order[row.line])


def _sheet(path: Path, stations: Iterable[Station]) -> Iterator[Connection]:
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


def _letters(name: str) -> str:
    return "".join(re.findall(r"[a-z0-9]", name.lower()))
