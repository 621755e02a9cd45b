"""Shared by the build scripts: ids, connections along a line, stopping patterns from a few of their calls, output."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import networkx as nx

from graphmem.common.text import count
from graphmem.graphs import Connection, Network, StoppingPattern
from graphmem.networks import About, write_about, write_network


class Runs(NamedTuple):
    """A stopping pattern of a line: ``calls`` are the ids of enough stations that only one way leads through them.

    Two successive calls with a connection are ridden directly, even if another way between them has more stations.
    ``there`` and ``back`` are the destinations shown, by default the last station; if ``back`` is None, no train runs
    the way back.
    """

    line: str
    calls: str
    there: str = ""
    back: str | None = ""


def slug(name: str) -> str:
    """A station's id: its name in lower-case letters without accents, words joined by hyphens."""
    text = re.sub(r"\(([A-Z])&([A-Z])\)", r"\1\2", name).replace("'", "").casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def trace(graph: nx.Graph[str], start: str = "") -> list[str]:
    """The stations of a line that does not branch, from the end whose id sorts first.

    ``start`` is where a ring begins and ends, in the direction of the neighbour whose id sorts first.
    """
    ends = sorted(station for station, degree in graph.degree if degree == 1)
    ring = not ends and start in graph
    if ring:
        graph = graph.copy()
        ends = sorted(graph[start])
        graph.remove_node(start)
    path: list[str] = nx.shortest_path(graph, *ends) if len(ends) == 2 else []
    if len(path) != len(graph):
        raise SystemExit(f"These stations are neither a path nor a ring: {', '.join(sorted(graph))}.")
    return [start, *path, start] if ring else path


def along(
    line: str, path: Sequence[str], names: Mapping[str, str], minutes: Mapping[frozenset[str], float] | None = None
) -> Iterator[Connection]:
    """Connections both ways along a line, directed to its last station, or round a ring by way of the first call.

    Args:
        line: its id.
        path: station ids; a ring ends with its first station.
        names: of stations, by id.
        minutes: between neighbours, or None in a network without times.
    """
    for way in (path, path[::-1]):
        direction = f"via {names[way[1]]}" if way[0] == way[-1] else names[way[-1]]
        for source, destination in pairwise(way):
            time = None if minutes is None else minutes[frozenset((source, destination))]
            yield Connection(source, destination, line, direction, time)


def stopping_patterns(
    runs: Iterable[Runs], connections: Iterable[Connection], names: Mapping[str, str]
) -> Iterator[StoppingPattern]:
    """The stopping pattern of every run, in both directions, with all its calls."""
    graphs: dict[str, nx.DiGraph[str]] = {}
    for row in connections:
        graphs.setdefault(row.line, nx.DiGraph()).add_edge(row.source, row.destination)
    for run in runs:
        calls = run.calls.split()
        for shown, some in ((run.there, calls), (run.back, calls[::-1])):
            if shown is not None:
                stations = _only_way(graphs[run.line], some)
                yield StoppingPattern("-".join([run.line, *some]), run.line, tuple(stations), shown or names[some[-1]])


def _only_way(graph: nx.DiGraph[str], calls: Sequence[str]) -> list[str]:
    """The shortest way through the calls, if it is the only one that avoids the stations of the other stretches."""
    stretches = [nx.shortest_path(graph, *ends) for ends in pairwise(calls)]
    for position, stretch in enumerate(stretches):
        if len(stretch) > 2:
            others = chain(*stretches[:position], *stretches[position + 1 :])
            free = graph.subgraph(set(graph) - set(others) | set(stretch))
            ways = (way for way in nx.all_simple_paths(free, stretch[0], stretch[-1]) if way != stretch)
            if other := next(ways, None):
                ends = f"{stretch[0]} - {stretch[-1]}"
                raise SystemExit(f"Name more calls of {ends}: another way is {' - '.join(other)}.")
    return [calls[0], *chain.from_iterable(stretch[1:] for stretch in stretches)]


def publish(network: Network, about: About, out: Path) -> None:
    """Write the folder of a network beside its README and print its size."""
    ways = Counter((row.line, row.source, row.destination) for row in network.connections)
    if repeated := [way for way, times in ways.items() if times > 1]:
        raise SystemExit(f"These connections occur twice: {repeated}")
    folder = out / network.name
    write_network(network, folder)
    write_about(about, folder)
    parts = ("stations", "lines", "connections", "stopping_patterns", "walks")
    print(
        f"{network.name}:", ", ".join(count(len(getattr(network, part)), part[:-1].replace("_", " ")) for part in parts)
    )


def run(build: Callable[[Path, Path], None]) -> None:
    """Call a script's ``build`` with the folder of its sources and the folder of data sets."""
    if len(sys.argv) != 3:
        raise SystemExit(f"usage: {Path(sys.argv[0]).name} SOURCES OUT")
    build(Path(sys.argv[1]), Path(sys.argv[2]))
