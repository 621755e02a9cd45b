"""A network as pandas tables with the columns of its files, triples as one table, and both back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import DataError
from ..graphs import Network, StoppingPattern
from ..graphs.fields import Fields, connection, line, lines_of, station, walk
from ..graphs.triples import Ints, Triples

if TYPE_CHECKING:
    import pandas as pd

TEXT, NUMBER = "string", "float64"
DTYPES = {
    "stations": {
        "id": TEXT,
        "name": TEXT,
        "latitude": NUMBER,
        "longitude": NUMBER,
        "zone": TEXT,
        "aliases": "object",
        "change_minutes": NUMBER,
    },
    "lines": {"id": TEXT, "name": TEXT, "colour": TEXT},
    "connections": {"source": TEXT, "destination": TEXT, "line": TEXT, "direction": TEXT, "minutes": NUMBER},
    "stopping_patterns": {"service": TEXT, "line": TEXT, "station": TEXT, "direction": TEXT},
    "walks": {"source": TEXT, "destination": TEXT, "minutes": NUMBER},
}
_MOST = 2**63 - 1  # that int64 holds
COLUMNS = ("source", "line", "destination", "minutes", "graph")


def to_pandas(network: Network) -> dict[str, pd.DataFrame]:
    """Tables ``stations``, ``lines``, ``connections``, ``stopping_patterns`` and ``walks``; the last two may be empty.

    Columns are those of the files (see ``networks.tables``): texts as "string", numbers as float64 with NaN where they
    are unknown, ``aliases`` as tuples; a stopping pattern has one row for each call.
    """
    import pandas as pd

    calls = [
        {"service": s.id, "line": s.line, "station": called, "direction": s.direction}
        for s in network.stopping_patterns
        for called in s.stations
    ]
    tables = {}
    for table, dtypes in DTYPES.items():
        if table == "stopping_patterns":
            cells = {column: [call[column] for call in calls] for column in dtypes}
        else:
            cells = {column: [getattr(row, column) for row in getattr(network, table)] for column in dtypes}
        tables[table] = pd.DataFrame({c: pd.Series(cells[c], dtype=dtype) for c, dtype in dtypes.items()})
    return tables


def from_pandas(tables: Mapping[str, pd.DataFrame], name: str) -> Network:
    """The network that ``to_pandas`` made into these tables, or any other that has its columns.

    ``stations`` needs the column ``id``, ``connections`` needs ``source``, ``destination`` and ``line``; the other
    columns and tables may be left out and cells may be missing (None, NaN, NA), but ``minutes`` are given in all rows
    or in none.  Whole numbers count as text; aliases may also be one text, separated by "|", as in the files.

    Raises:
        DataError: if something is missing or of the wrong type, or the network does not agree.
    """
    for table in tables:
        if table not in DTYPES:
            raise DataError(f"A network has no table {table!r}; its tables are {', '.join(DTYPES)}.")
    connections = tuple(map(connection, _rows(tables, "connections")))
    return Network(
        name,
        tuple(station(_with_aliases(row)) for row in _rows(tables, "stations")),
        tuple(map(line, _rows(tables, "lines"))) if "lines" in tables else lines_of(connections),
        connections,
        tuple(
            StoppingPattern(service, line_id, tuple(row.text("station") for row in calls), direction)
            for (service, line_id, direction), calls in groupby(
                _rows(tables, "stopping_patterns", needed=False),
                key=lambda row: (row.text("service"), row.text("line"), row.text("direction", "")),
            )
        ),
        tuple(map(walk, _rows(tables, "walks", needed=False))),
    )


def triples_to_pandas(triples: Triples) -> pd.DataFrame:
    """An edge list: ``source``, ``line``, ``destination``, ``minutes``, ``graph``; stations count from 0 in each."""
    import pandas as pd

    graph = np.repeat(np.arange(triples.num_graphs), np.diff(triples.row_offsets))
    first = triples.station_offsets[graph]
    cells = (triples.source - first, triples.line, triples.destination - first, triples.minutes, graph)
    return pd.DataFrame(dict(zip(COLUMNS, cells, strict=True)))


def triples_from_pandas(frame: pd.DataFrame, num_stations: Sequence[int] | Ints | None = None) -> Triples:
    """The triples of an edge list, whose rows may be in any order of graphs.

    Args:
        frame: whole numbers from 0: ``source``, ``line``, ``destination``, and optionally ``minutes`` (else 1) and
            ``graph`` (else 0).
        num_stations: (G,) of each graph; by default one more than the largest number in its rows.

    Raises:
        DataError: if a column is missing or holds anything else, or a row names a station or graph that is not there.
    """
    _check_columns(frame, "The table of triples")
    missing = {"minutes": 1, "graph": 0}
    source, label, destination, minutes, graph = (_whole(frame, column, missing.get(column)) for column in COLUMNS)
    if num_stations is None:
        sizes = np.zeros(graph.max(initial=-1) + 1, np.int64)
        np.maximum.at(sizes, graph, np.maximum(source, destination) + 1)
    else:
        given = np.asarray(num_stations)
        if given.ndim != 1 or (len(given) and (given.dtype.kind not in "iu" or given.min() < 0)):
            raise DataError("num_stations must hold whole numbers from 0.")
        sizes = given.astype(np.int64)
    if not len(sizes):
        raise DataError("The table of triples has no rows, and num_stations names no graph.")
    if graph.max(initial=0) >= len(sizes):
        raise DataError(f"The table of triples has a row of graph {graph.max()}, but there are {len(sizes)} graphs.")
    for column, end in (("source", source), ("destination", destination)):
        for row in np.flatnonzero(end >= sizes[graph])[:1]:
            raise DataError(f"Row {row} of the table of triples: {column} {end[row]} is not a station of its graph.")
    by_graph = np.argsort(graph, kind="stable")
    station_offsets, row_offsets = (
        np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        for counts in (sizes, np.bincount(graph, minlength=len(sizes)))
    )
    first = station_offsets[graph]
    source, label, destination, minutes = (
        column[by_graph] for column in (source + first, label, destination + first, minutes)
    )
    return Triples(source, label, destination, minutes, station_offsets, row_offsets)


def _rows(tables: Mapping[str, pd.DataFrame], table: str, needed: bool = True) -> list[Fields]:
    if table not in tables:
        if needed:
            raise DataError(f"There is no table {table}.")
        return []
    frame = tables[table]
    _check_columns(frame, f"Table {table}")
    # pandas-stubs has records keyed by any hashable; the columns were just checked to be texts.
    cells: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")  # type: ignore[assignment]
    return [Fields(f"Table {table}, row {label}", row) for label, row in zip(frame.index, cells, strict=True)]


def _check_columns(frame: pd.DataFrame, what: str) -> None:
    if not frame.columns.is_unique:
        raise DataError(f"{what} has several columns of one name.")


def _with_aliases(row: Fields) -> Fields:
    aliases = row.values.get("aliases")
    if not isinstance(aliases, str):
        return row
    texts = [text.strip() for text in aliases.split("|")]
    return Fields(row.where, {**row.values, "aliases": [text for text in texts if text]})


def _whole(frame: pd.DataFrame, column: str, missing: int | None) -> Ints:
    if column not in frame.columns:
        if missing is None:
            raise DataError(f"The table of triples has no column {column}.")
        return np.full(len(frame), missing, np.int64)
    cells = frame[column]
    if len(cells) and (
        cells.dtype.kind not in "iu" or cells.isna().any() or not 0 <= cells.min() <= cells.max() <= _MOST
    ):
        raise DataError(f"The table of triples: {column} must hold whole numbers from 0.")
    return cells.to_numpy(np.int64)
