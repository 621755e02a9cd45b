"""GTFS routes as lines: their names and colours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...common.text import listed
from ...graphs import Line
from ..notes import Notes

if TYPE_CHECKING:
    import pandas as pd

    from .feed import Feed


def lines_of(feed: Feed, routes: pd.DataFrame, notes: Notes) -> tuple[Line, ...]:
    """One line for each route, with its short name, else its long name, made unique.

    Args:
        feed: the feed, for the names of agencies.
        routes: the rows of its routes that become lines, in order.
        notes: collects assumptions.
    """
    rows = [{str(column): cell for column, cell in row.items()} for row in routes.to_dict("records")]
    agencies = dict(zip(feed.agency["agency_id"], feed.agency["agency_name"], strict=True))
    names = [row["route_short_name"] or row["route_long_name"] or row["route_id"] for row in rows]
    if same := [row["route_id"] for row in rows if row["route_short_name"] == row["route_long_name"] != ""]:
        notes.faults.append(f"routes.txt: short and long name are equal for {listed(same)}.")
    if nameless := [row["route_id"] for row in rows if not (row["route_short_name"] or row["route_long_name"])]:
        notes.assumed.append(f"Routes without a name are named by their ids: {listed(nameless)}.")
    names = _apart(names, rows, lambda row: row["route_long_name"], "{} {}")
    names = _apart(names, rows, lambda row: agencies.get(row["agency_id"], ""), "{} ({})")
    if alike := [name for name, times in Counter(names).items() if times > 1]:
        notes.assumed.append(f"Routes of one name are distinguished by their ids: {listed(alike)}.")
    names = _apart(names, rows, lambda row: row["route_id"], "{} ({})")
    return tuple(_line(row, name, notes) for row, name in zip(rows, names, strict=True))


def _apart(
    names: list[str], rows: list[dict[str, Any]], more: Callable[[dict[str, Any]], str], pattern: str
) -> list[str]:
    """Extend names that several lines share."""
    times = Counter(names)
    return [
        pattern.format(name, more(row)) if times[name] > 1 and more(row) not in ("", name) else name
        for name, row in zip(names, rows, strict=True)
    ]


def _line(row: dict[str, Any], name: str, notes: Notes) -> Line:
    colour = row["route_color"].removeprefix("#").lower()
    if re.fullmatch("[0-9a-f]{6}", colour):
        return Line(row["route_id"], name, f"#{colour}")
    if colour:
        where = f"routes.txt, row {row['row']}"
        notes.faults.append(f"{where}: route_color {row['route_color']!r} is not a colour; ignored.")
    return Line(row["route_id"], name)
