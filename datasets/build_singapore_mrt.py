"""Build singapore_mrt from a graph of platforms.

    python datasets/build_singapore_mrt.py SOURCES OUT

SOURCES holds sg_metro_network_202406.gml of github.com/veager/VeDa-Public-Transit-Network at commit 8a19b8f.  OUT is
the folder of data sets.  Every decision is explained in the README.md beside the tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import networkx as nx
from _building import Runs, along, publish, run, slug, stopping_patterns, trace

from graphmem.graphs import Connection, Line, Network, Station
from graphmem.networks import About

FILE = "sg_metro_network_202406.gml"
# Stretches that are lines of their own in the source.
PART_OF = {"Changi Extension": "East-West Line", "Circle Line Extension": "Circle Line"}
RINGS_BEGIN = ("bukit-panjang", "punggol", "sengkang")
RUNS = (
    Runs("east-west-line", "pasir-ris tuas-link"),
    Runs("east-west-line", "tanah-merah changi-airport"),
    Runs("circle-line", "dhoby-ghaut harbourfront"),
    Runs("circle-line", "marina-bay harbourfront"),
    # Round the loop either way, with another sign for those who ride home.
    Runs("bukit-panjang-lrt", "choa-chu-kang senja fajar petir bukit-panjang", "via Senja", None),
    Runs("bukit-panjang-lrt", "choa-chu-kang petir fajar senja bukit-panjang", "via Petir", None),
    Runs("bukit-panjang-lrt", "senja fajar petir choa-chu-kang", "", None),
    Runs("bukit-panjang-lrt", "petir fajar senja choa-chu-kang", "", None),
)
ABOUT = About(
    "Singapore: MRT and LRT",
    f"github.com/veager/VeDa-Public-Transit-Network at 8a19b8f ({FILE}).",
    "MIT, © 2022 veager.",
    "2024-08",
)


def build(sources: Path, out: Path) -> None:
    """Read the source and write the network."""
    platforms: nx.MultiGraph[str] = nx.MultiGraph(nx.read_gml(sources / FILE))
    alike: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for platform in platforms.nodes.values():
        alike[platform["station_name"]].append(platform)
    stations = sorted(map(_station, alike.values()), key=lambda station: station.id)
    names = {station.id: station.name for station in stations}
    colours: dict[str, str] = {}
    stretches: dict[tuple[str, str, str], nx.Graph[str]] = defaultdict(nx.Graph)
    for source, destination, edge in platforms.edges(data=True):
        if edge["travel_type"] != "transfer":
            line = PART_OF.get(edge["line_name"], edge["line_name"])
            colours[line] = edge["line_color"].lower()
            ends = (slug(platforms.nodes[end]["station_name"]) for end in (source, destination))
            stretches[line, edge["line_name"], edge["cycle"]].add_edge(*ends)
    rows = tuple(row for (line, *_), graph in sorted(stretches.items()) for row in _stretch(slug(line), graph, names))
    lines = tuple(Line(slug(line), line, colour) for line, colour in sorted(colours.items()))
    trains = tuple(stopping_patterns(RUNS, rows, names))
    publish(Network("singapore_mrt", tuple(stations), lines, rows, trains), ABOUT, out)


def _station(platforms: Sequence[dict[str, Any]]) -> Station:
    """The station of all platforms of one name; its aliases are the codes on the signs."""
    name = platforms[0]["station_name"]
    latitude, longitude = (round(fmean(platform[axis] for platform in platforms), 6) for axis in ("lat", "lon"))
    codes = sorted({platform["station_code"] for platform in platforms})
    return Station(slug(name), name, latitude, longitude, aliases=tuple(codes))


def _stretch(line: str, graph: nx.Graph[str], names: dict[str, str]) -> Iterator[Connection]:
    start = next((station for station in RINGS_BEGIN if station in graph), "")
    return along(line, trace(graph, start), names)


if __name__ == "__main__":
    run(build)
