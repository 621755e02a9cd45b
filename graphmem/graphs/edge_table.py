"""The parts of a network from a table of edges, one row a connection or a walk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..errors import DataError, UsageError
from .fields import DURATIONS, WALK, Fields, connection, lines_of, minutes_field, walk
from .parts import Parts, Station

if TYPE_CHECKING:
    import pandas as pd

_KINDS = ("connection", WALK)


def edge_table_parts(frame: pd.DataFrame, name: str, columns: dict[str, str | None], directed: bool) -> Parts:
    """The parts of the network that a table of edges describes; see ``Network.from_edges``.

    Args:
        frame: the table.
        name: of the network, and of its line where the table has no lines.
        columns: the column of each field (source, destination, line, minutes, direction, kind), or None for the
            column of the field's own name, if there is one.
        directed: whether each row leads one way only.

    Raises:
        DataError: in one sentence that names row and column.
        UsageError: if it is not a DataFrame, or a name is no text.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise UsageError(f"frame must be a pandas DataFrame, not a {type(frame).__name__}.")
    if not isinstance(name, str) or not name.strip():
        raise UsageError(f"name must be a text, not {name!r:.40}.")
    fields = _columns(frame, columns)
    rows = list(_rows(frame, fields))
    if not directed:
        rows = _both_ways(rows)
    rides = [row for row in rows if row.values["kind"] != WALK]
    walks = tuple(walk(row) for row in rows if row.values["kind"] == WALK)
    connections = tuple(connection(row, line=name) for row in rides)
    ends = dict.fromkeys(end for row in connections for end in (row.source, row.destination))
    for way in walks:
        for end in (way.source, way.destination):
            if end not in ends:
                raise DataError(f"The table of edges has a walk at {end}, but no connection there.")
    return Parts(tuple(Station(end, end) for end in ends), lines_of(connections), connections, walks=walks)


def _columns(frame: pd.DataFrame, columns: dict[str, str | None]) -> dict[str, str]:
    """The column of each field that the table has."""
    names = list(map(str, frame.columns))
    if len(set(names)) < len(names):
        raise DataError("The table of edges has several columns of one name.")
    found = {}
    for field, column in columns.items():
        if not isinstance(column, str | None):
            raise UsageError(f"{field} must be the name of a column, not {column!r:.40}.")
        if column is None:
            column = _default_column(field, names)
        elif column not in names:
            hint = f'; choose another with {field}="{_alike(column, names) or "..."}"'
            raise DataError(f"The table of edges has no column {column!r} (it has {', '.join(names)}){hint}.")
        if column is not None:
            found[field] = column
    if not len(frame):
        raise DataError("The table of edges has no rows.")
    return found


def _default_column(field: str, names: list[str]) -> str | None:
    """The column of a field for which none was chosen; one whose name is almost right is refused, not ignored."""
    column = field if field in names else minutes_field(names, "The table of edges") if field == "minutes" else None
    wanted = (field, *DURATIONS) if field == "minutes" and column is None else (field,)
    for name in wanted if column != field else ():
        if other := _alike(name, names):
            raise DataError(
                f"The table of edges has a column {other!r}, not {name!r}; rename it, or choose it with "
                f'{field}="{other}".'
            )
    return column


def _alike(name: str, columns: list[str]) -> str | None:
    """A column whose name differs from ``name`` only in case and spaces around it."""
    return next((column for column in columns if column.strip().casefold() == name.casefold()), None)


def _rows(frame: pd.DataFrame, fields: dict[str, str]) -> Iterable[Fields]:
    """Each row as the fields of a connection, checked."""
    # pandas-stubs has records keyed by any hashable; here columns are looked up by their texts.
    cells: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")  # type: ignore[assignment]
    timed = "minutes" in fields and bool(frame[fields["minutes"]].notna().any())
    for label, values in zip(frame.index, cells, strict=True):
        given = Fields(f"The table of edges, row {label}", {str(column): value for column, value in values.items()})
        row: dict[str, object] = {"kind": ""}
        for field, column in fields.items():
            if field == "minutes":
                row[field] = _minutes(given, column)
            else:
                text = given.text(column, None if field in ("source", "destination") else "").strip()
                row[field] = text or None
                if not text and field in ("source", "destination"):
                    raise DataError(f"{given.where}: {column} is empty.")
        row["kind"] = str(row["kind"] or "").casefold()
        if row["kind"] and row["kind"] not in _KINDS:
            raise DataError(f"{given.where}: {fields['kind']} must be {' or '.join(_KINDS)}, not {row['kind']!r}.")
        if row["source"] == row["destination"]:
            raise DataError(f"{given.where}: it leads from {row['source']!r} to itself.")
        if timed and row["minutes"] is None:
            raise DataError(f"{given.where}: {fields['minutes']} is missing; all rows must have it, or none.")
        yield Fields(given.where, row)


def _minutes(row: Fields, column: str) -> float | None:
    minutes = row.number(column)
    if minutes is not None and minutes <= 0:
        raise DataError(f"{row.where}: {column} must be above 0, not {minutes:g}.")
    return minutes


def _both_ways(rows: list[Fields]) -> list[Fields]:
    """The rows, each followed by the way back unless the table has a row for it."""
    known = {_way(row, "source", "destination") for row in rows}
    both = []
    for row in rows:
        both.append(row)
        if _way(row, "destination", "source") not in known:
            ends = {"source": row.values["destination"], "destination": row.values["source"], "direction": None}
            both.append(Fields(row.where, {**row.values, **ends}))
    return both


def _way(row: Fields, start: str, end: str) -> tuple[object, ...]:
    return row.values[start], row.values[end], row.values.get("line"), row.values["kind"]
