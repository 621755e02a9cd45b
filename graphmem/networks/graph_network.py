"""Networks from networkx graphs of any origin, with notes on what was assumed and dropped.

A node is a station: ``name`` (else its id), ``latitude`` and ``longitude`` (or ``lat`` and ``lon``), ``zone``.
An edge is a connection: ``line``, ``minutes``, ``direction``; or, where ``kind`` is "walk", a way on foot.  A directed
edge leads one way and an undirected one both.  Without ``minutes`` on any edge, ``time`` or ``weight`` is read instead.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..common.text import count, listed, one_line
from ..errors import DataError
from ..graphs import Connection, Line, Network, Station, Walk
from ..graphs.fields import WALK, minutes_field
from .notes import Notes

if TYPE_CHECKING:
    import networkx as nx

_NODE = ("name", "latitude", "longitude", "lat", "lon", "zone")
_EDGE = ("line", "direction", "kind", "id")


@dataclass(frozen=True)
class _Edge:
    """An edge in one of its directions; ``line`` is "" where none is given."""

    source: str
    target: str
    line: str
    direction: str
    minutes: float | None
    walk: bool

    @property
    def key(self) -> tuple[str, str, str, bool]:
        return self.source, self.target, self.line, self.walk


def graph_network(graph: nx.Graph[Any], where: str, name: str) -> tuple[Network, Notes]:
    """The network of a graph, and notes on how it was made.

    Args:
        graph: a Graph, DiGraph, MultiGraph or MultiDiGraph.
        where: name of the graph in messages.
        name: of the network, and of the line of edges without one.

    Raises:
        DataError: if an attribute is invalid, or no connection remains.
    """
    notes = Notes()
    stations = [_station(node, data, where) for node, data in graph.nodes(data=True)]
    minutes = _minutes_attribute(graph, where, notes)
    edges = list(_edges(graph, where, minutes, notes))
    edges = _timed(_lined(_different(edges, notes), name, notes), notes)
    served = {end for edge in edges if not edge.walk for end in (edge.source, edge.target)}
    if not served:
        raise DataError(f"{where} has no edge that could be a connection.")
    walks = [edge for edge in edges if edge.walk and {edge.source, edge.target} <= served]
    if lost := sum(edge.walk for edge in edges) - len(walks):
        notes.dropped.append(f"{count(lost, 'walk')} to nodes without a connection.")
    if alone := [station.name for station in stations if station.id not in served]:
        notes.dropped.append(f"{count(len(alone), 'node')} without a connection: {listed(alone)}.")
    lines = dict.fromkeys(edge.line for edge in edges if not edge.walk)
    _note_unread(graph, notes, minutes)
    return Network(
        name,
        tuple(station for station in stations if station.id in served),
        tuple(Line(line, line) for line in lines),
        tuple(Connection(e.source, e.target, e.line, e.direction, e.minutes) for e in edges if not e.walk),
        walks=tuple(Walk(edge.source, edge.target, edge.minutes) for edge in walks),
    ), notes


def _minutes_attribute(graph: nx.Graph[Any], where: str, notes: Notes) -> str:
    names = {name for *_, values in graph.edges(data=True) for name in values}
    found = minutes_field(names, where) or "minutes"
    if found != "minutes":
        notes.assumed.append(f"The attribute {found} of edges holds their minutes.")
    return found


def _edges(graph: nx.Graph[Any], where: str, minutes: str, notes: Notes) -> Iterable[_Edge]:
    """Each edge in each of its directions, without self-loops."""
    loops = []
    if not graph.is_directed():
        notes.assumed.append("The graph is undirected: each edge leads both ways.")
    kinds = Counter(one_line(str(data["kind"])) for *_, data in graph.edges(data=True) if data.get("kind") is not None)
    if strange := [f"{kind} ({times})" for kind, times in kinds.items() if kind.casefold() not in ("", WALK)]:
        notes.faults.append(f"The only known kind of edge is {WALK}; read as connections: {listed(strange)}.")
    for source, target, data in graph.edges(data=True):
        place = f"{where}, edge {source!r} to {target!r}"
        ends = _id(source, where), _id(target, where)
        if source == target:
            loops.append(ends[0])
            continue
        edge = _Edge(
            *ends,
            _word(data, "line", place),
            _word(data, "direction", place),
            _number(data, minutes, place, least=0),
            str(data.get("kind")).strip().casefold() == WALK,
        )
        yield edge
        if not graph.is_directed():
            yield replace(edge, source=edge.target, target=edge.source)
    if loops:
        notes.dropped.append(f"{count(len(loops), 'edge leads', 'edges lead')} from a node to itself: {listed(loops)}.")


def _different(edges: Iterable[_Edge], notes: Notes) -> list[_Edge]:
    """The quickest edge of each line between two nodes."""
    best: dict[tuple[str, str, str, bool], _Edge] = {}
    repeated = 0
    for edge in edges:
        known = best.setdefault(edge.key, edge)
        repeated += known is not edge
        if edge.minutes is not None and (known.minutes is None or edge.minutes < known.minutes):
            best[edge.key] = edge
    if repeated:
        notes.merged.append(
            f"{count(repeated, 'edge repeats', 'edges repeat')} another of the same line: the quickest is kept."
        )
    return list(best.values())


def _lined(edges: list[_Edge], name: str, notes: Notes) -> list[_Edge]:
    """Edges without a line belong to one that is named after the network."""
    lost = sum(not edge.line and not edge.walk for edge in edges)
    if lost:
        notes.assumed.append(f"{count(lost, 'connection names', 'connections name')} no line; theirs is called {name}.")
    return [edge if edge.line or edge.walk else replace(edge, line=name) for edge in edges]


def _timed(edges: list[_Edge], notes: Notes) -> list[_Edge]:
    """All edges with minutes, or none."""
    from statistics import median

    known = [edge.minutes for edge in edges if edge.minutes is not None]
    lost = len(edges) - len(known)
    if not known:
        notes.assumed.append("No edge has minutes: the network is one without times.")
    elif lost:
        middle = round(median(known), 4)
        notes.assumed.append(
            f"{count(lost, 'edge has', 'edges have')} no minutes: {middle:g}, the median of the others."
        )
        return [edge if edge.minutes is not None else replace(edge, minutes=middle) for edge in edges]
    return edges


def _station(node: Any, data: Mapping[str, Any], where: str) -> Station:
    place = f"{where}, node {node!r}"
    name = _word(data, "name", place) or _id(node, where)
    north = _number(data, "latitude" if "latitude" in data else "lat", place, most=90)
    east = _number(data, "longitude" if "longitude" in data else "lon", place, most=180)
    return Station(_id(node, where), name, north, east, _word(data, "zone", place))


def _id(node: Any, where: str) -> str:
    return _clean(str(node), f"{where}, node {node!r}: its id") or _empty(where)


def _empty(where: str) -> str:
    raise DataError(f"{where}: a node has an empty id.")


def _word(data: Mapping[str, Any], key: str, place: str) -> str:
    """A text, or a number as text; "" if it is missing."""
    value = data.get(key)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise DataError(f"{place}: {key} must be text, not {value!r:.40}.")
    return _clean(str(value), f"{place}: {key}")


def _clean(text: str, what: str) -> str:
    """On one line, and valid as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise DataError(f"{what} contains a lone surrogate, which is not valid text.") from error
    return " ".join(text.split())


def _number(
    data: Mapping[str, Any], key: str, place: str, least: float | None = None, most: float = math.inf
) -> float | None:
    """A number above ``least``, or between -``most`` and ``most``; None if it is missing."""
    value = data.get(key)
    if value is None or value == "":
        return None
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    wanted = f"a number above {least:g}" if least is not None else f"a number between -{most:g} and {most:g}"
    if not (math.isfinite(number) and abs(number) <= most and (least is None or number > least)):
        raise DataError(f"{place}: {key} must be {wanted}, not {value!r:.40}.")
    return number


def _note_unread(graph: nx.Graph[Any], notes: Notes, minutes: str) -> None:
    for what, rows, read in (("nodes", graph.nodes, _NODE), ("edges", graph.edges, (*_EDGE, minutes))):
        if unread := sorted({key for data in rows.values() for key in data} - set(read)):
            notes.unread.append(f"Attributes of {what}: {listed(unread)}.")
