"""London's DLR, Elizabeth line and Overground, and the walks, from the hub file.

Every decision is explained in the README.md of ``london_rail``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from math import ceil, cos, hypot, radians
from pathlib import Path
from typing import Any

from _building import slug
from _underground import HUBS, printed_names, zone_of

from graphmem.graphs import Connection, Line, Station, Walk

LINES = (
    Line("dlr", "DLR", "#00afad"),
    Line("elizabeth", "Elizabeth", "#60399e"),
    Line("liberty", "Liberty", "#5d6061"),
    Line("lioness", "Lioness", "#faa61a"),
    Line("mildmay", "Mildmay", "#0077ad"),
    Line("suffragette", "Suffragette", "#5bbd72"),
    Line("weaver", "Weaver", "#823a62"),
    Line("windrush", "Windrush", "#ed1b00"),
)
PRINTED_NAMES = {
    "Burnham (Berks)": "Burnham",
    "Cambridge Heath (London)": "Cambridge Heath",
    "Custom House (for ExCel)": "Custom House",
    "Cutty Sark (for Maritime Greenwich)": "Cutty Sark",
    "Langley (Berks)": "Langley",
    "New Cross ELL": "New Cross",
    "St James Street (London)": "St. James Street",
}
ALIASES = {"Custom House": ("Custom House for ExCeL",), "Cutty Sark": ("Cutty Sark for Maritime Greenwich",)}
ZONES = {"Clapham Junction": "2"}  # the file has none
# Its name is that of a station of the Underground, half a kilometre off.
IDS = {"Bethnal Green": "bethnal-green-weaver"}
# Joined by a tunnel or along a street, and one station in the hub file or without a way there.
OWN_WALKS = (
    ("bank", "monument"),
    ("hammersmith-dp", "hammersmith-hc"),
    ("paddington", "paddington-hc"),
    ("bow-church", "bow-road"),
    ("camden-road", "camden-town"),
    ("euston", "euston-square"),
    ("hackney-central", "hackney-downs"),
    ("seven-sisters", "south-tottenham"),
    ("walthamstow-central", "walthamstow-queens-road"),
)
METRES_A_MINUTE = 100  # beeline, rounded up: at this pace the file's twelve ways take half an hour together, as there


class Hubs:
    """The hub file, and the station of each hub.

    Of two stations of the Underground in one hub it is the first, where its other trains stop.
    """

    def __init__(self, sources: Path) -> None:
        content = json.loads((sources / HUBS).read_text(encoding="utf-8"))
        self._hubs, self._links = content["nodes"], content["links"]
        self._ids = {hub["id"]: slug(next(printed_names(hub), "")) or self._own_id(hub) for hub in self._hubs}

    @staticmethod
    def _own_id(hub: dict[str, Any]) -> str:
        name = _name(hub)
        return IDS.get(name) or slug(name)

    def stations(self) -> Iterator[Station]:
        """The stations that the Underground does not serve."""
        for hub in self._hubs:
            if not any(printed_names(hub)):
                name = _name(hub)
                zone = ZONES.get(name) or zone_of(hub)
                yield Station(self._own_id(hub), name, hub["lat"], hub["lon"], zone, ALIASES.get(name, ()))

    def connections(self) -> list[Connection]:
        """Connections by line; directions are as in TfL's interface."""
        order = {line.id: position for position, line in enumerate(LINES)}
        rows = [
            Connection(*self._ends(link), link["line"], link["direction"].capitalize(), float(link["weight"]))
            for link in self._links
            if link["line"] in order
        ]
        return sorted(rows, key=lambda row: order[row.line])

    def walks(self, stations: Mapping[str, Station]) -> list[Walk]:
        """The walks of the file, and those added here."""
        rows = [Walk(*self._ends(link), float(link["weight"])) for link in self._links if link["transfer"]]
        for one, other in OWN_WALKS:
            minutes = float(ceil(_metres(stations[one], stations[other]) / METRES_A_MINUTE))
            rows += [Walk(one, other, minutes), Walk(other, one, minutes)]
        return sorted(rows, key=lambda walk: (walk.source, walk.destination))

    def _ends(self, link: dict[str, Any]) -> tuple[str, str]:
        return self._ids[link["source"]], self._ids[link["target"]]


def _name(hub: dict[str, Any]) -> str:
    full = re.sub(r" (Rail|DLR) Station$", "", hub["hub_name"])
    return PRINTED_NAMES.get(full, full)


def _metres(one: Station, other: Station) -> float:
    (north, east), (latitude, longitude) = ((s.latitude or 0.0, s.longitude or 0.0) for s in (one, other))
    return hypot(latitude - north, (longitude - east) * cos(radians(north))) * 111_200
