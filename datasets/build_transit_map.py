"""Build six networks from the drawings of transit-map: berlin_ubahn, vienna_ubahn and four smaller ones.

    python datasets/build_transit_map.py SOURCES OUT

SOURCES holds the *.input.json files of github.com/juliuste/transit-map at commit 68856e2.  OUT is the folder of data
sets.  Every decision is explained in the README.md beside the tables.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from pathlib import Path
from typing import Any

import networkx as nx
from _building import along, publish, run, slug, trace
from _transit_map import BERLIN, DRAWINGS, Drawing

from graphmem.graphs import Line, Network, Station
from graphmem.networks import About

OSM = "Tables: Open Database Licence 1.0, © OpenStreetMap contributors.  Collection: ISC, © 2018 Julius Tens."
# Web Mercator cut off at 85 degrees north, where its ordinate is 0.
TOP = math.asinh(math.tan(math.radians(85)))


def build(sources: Path, out: Path) -> None:
    """Write every network."""
    for drawing in DRAWINGS:
        content = json.loads((sources / f"{drawing.file}.input.json").read_text(encoding="utf-8"))
        publish(read_drawing(content, drawing), about(drawing), out)


def about(drawing: Drawing) -> About:
    """The source of a network; Berlin's times and stations are not from OpenStreetMap."""
    origin = "the timetable of Verkehrsverbund Berlin-Brandenburg" if drawing is BERLIN else "OpenStreetMap"
    source = f"{origin}, as collected in github.com/juliuste/transit-map at 68856e2 ({drawing.file}.input.json)."
    missing = "  The U1 from Wittenbergplatz to Uhlandstraße is missing."
    vbb = "  Times and stations: VBB Verkehrsverbund Berlin-Brandenburg GmbH, CC BY 4.0."
    berlin = drawing is BERLIN
    return About(drawing.title, source[0].upper() + source[1:] + missing * berlin, OSM + vbb * berlin, "2018-08")


def read_drawing(content: dict[str, Any], drawing: Drawing) -> Network:
    """The network of a drawing, whose lines are paths from end to end with trains both ways."""
    stations = {node["id"]: _station(node, drawing) for node in content["nodes"]}
    graphs: dict[str, nx.Graph[str]] = {line["id"]: nx.Graph() for line in content["lines"]}
    minutes: dict[frozenset[str], float] = {}
    for edge in content["edges"]:
        ends = [stations[edge[end]].id for end in ("source", "target")]
        if "time" in edge["metadata"]:
            minutes[frozenset(ends)] = edge["metadata"]["time"] / 60
        for line in edge["metadata"]["lines"]:
            graphs[line].add_edge(*ends)
    for line, one, station, other in drawing.inserted:
        graphs[line].remove_edge(one, other)
        nx.add_path(graphs[line], [one, station.id, other])
        stations[station.id] = station
    for line, left in drawing.left_out:
        graphs[line].remove_node(left)
    known = sorted(stations.values(), key=lambda station: station.id)
    names = {station.id: station.name for station in known}
    lines = sorted(content["lines"], key=lambda line: str(line["id"]))
    return Network(
        drawing.name,
        tuple(known),
        tuple(_line(line, drawing) for line in lines),
        tuple(
            row
            for line in lines
            for row in along(_line(line, drawing).id, trace(graphs[line["id"]]), names, minutes or None)
        ),
    )


def _station(node: dict[str, Any], drawing: Drawing) -> Station:
    label = unicodedata.normalize("NFC", node["label"])
    if drawing is BERLIN:
        label = re.sub(r"^(Berlin, )?(S\+U|S|U) ", "", label)
        label = re.sub(r"([Ss])tr\.", r"\1traße", label)
    name = drawing.names.get(label, label)
    aliases = (*drawing.aliases.get(name, ()), *([label] if name != label else []))
    return Station(slug(name), name, *_degrees(node["metadata"], drawing), aliases=aliases)


def _degrees(metadata: dict[str, float], drawing: Drawing) -> tuple[float, float]:
    """Latitude and longitude from projected coordinates, which count from the west and from the top."""
    down = drawing.world - metadata["y"] if drawing is BERLIN else metadata["y"]
    latitude = math.degrees(math.atan(math.sinh(TOP - 2 * math.pi * down / drawing.world)))
    return round(latitude, 6), round(metadata["x"] / drawing.world * 360 - 180, 6)


def _line(line: dict[str, str], drawing: Drawing) -> Line:
    name = drawing.line.format(line["id"])
    return Line(slug(name), name, drawing.colours.get(line["color"], line["color"]).lower())


if __name__ == "__main__":
    run(build)
