"""Networks and triples as pandas tables: nothing is lost, and other people's tables are read or refused."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import DataError
from graphmem.generators import transit
from graphmem.graphs import Connection, Line, Network, Station, Triples
from graphmem.interop import from_pandas, to_pandas, triples_from_pandas, triples_to_pandas
from graphmem.networks import write_network


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_round_trip(networks: st.SearchStrategy[Network], data: st.DataObject) -> None:
    network = data.draw(networks)
    assert from_pandas(to_pandas(network), network.name) == network


def test_tables_and_dtypes(town: Network) -> None:
    tables = to_pandas(town)
    sizes = {"stations": 3, "lines": 2, "connections": 5, "stopping_patterns": 6, "walks": 1}
    assert [(table, len(frame)) for table, frame in tables.items()] == list(sizes.items())
    for frame in tables.values():
        for column in frame:
            numeric = column in {"latitude", "longitude", "minutes", "change_minutes"}
            wanted = "float64" if numeric else "object" if column == "aliases" else "string"
            assert frame[column].dtype == wanted, column
    assert tables["stations"]["latitude"].isna().tolist() == [False, True, False]
    assert tables["connections"].groupby("line")["minutes"].sum().to_dict() == {"blue": 2.1, "red": 7.25}
    assert tables["stopping_patterns"]["station"].tolist() == list("abccba")
    assert tables["stations"].explode("aliases")["aliases"].tolist()[:2] == ["Old Ash", "Esche"]


def test_empty_tables_keep_their_columns() -> None:
    stations = (Station("a", "Ash"), Station("b", "Birch"))
    network = Network("two", stations, (Line("red", "Red"),), (Connection("a", "b", "red", minutes=None),))
    tables = to_pandas(network)
    assert tables["stopping_patterns"].columns.tolist() == ["service", "line", "station", "direction"]
    assert tables["walks"].dtypes.astype(str).to_dict()["minutes"] == "float64"
    assert tables["connections"]["minutes"].isna().all()
    assert from_pandas(tables, "two") == network


def test_files_read_by_pandas_are_tables_too(town: Network, tmp_path: Path) -> None:
    write_network(town, tmp_path)
    tables = {path.stem: pd.read_csv(path) for path in tmp_path.glob("*.csv")}
    with pytest.raises(DataError, match=r"^A network has no table 'services'; its tables are stations, lines, "):
        from_pandas(tables, "town")
    tables["stopping_patterns"] = tables.pop("services")
    assert from_pandas(tables, "town") == town


def test_bare_columns_and_whole_numbers_suffice() -> None:
    tables = {
        "stations": pd.DataFrame({"id": [1, 2], "zone": [3, 4], "latitude": pd.array([1, None], dtype="Int64")}),
        "connections": pd.DataFrame({"source": [1, 2], "destination": [2, 1], "line": ["red", "red"]}),
    }
    network = from_pandas(tables, "bare")
    assert network.stations == (Station("1", "1", 1.0, zone="3"), Station("2", "2", zone="4"))
    assert network.lines == (Line("red", "red"),)
    assert not network.timed


@pytest.mark.parametrize("dtype", ["category", "object", "string"])
def test_any_dtype_of_text_will_do(town: Network, dtype: str) -> None:
    tables = to_pandas(town)
    tables["connections"] = tables["connections"].astype({"line": dtype, "source": dtype})
    tables["walks"] = tables["walks"].convert_dtypes()
    assert from_pandas(tables, "town") == town


FAULTS: dict[str, tuple[Callable[[dict[str, pd.DataFrame]], object], str]] = {
    "no table": (lambda t: t.pop("connections"), "There is no table connections."),
    "no column": (lambda t: t["stations"].pop("id"), "Table stations, row 0: id is missing."),
    "no cell": (
        lambda t: t["connections"].__setitem__("line", [None] * 5),
        "Table connections, row 0: line is missing.",
    ),
    "text": (lambda t: t["connections"].__setitem__("minutes", list("12x45")), "minutes must be a number, not '1'."),
    "twice": (lambda t: t["lines"].insert(0, "id", 1, allow_duplicates=True), "Table lines has several columns of one"),
    "service": (
        lambda t: t.update(stopping_patterns=t["stopping_patterns"].iloc[[0, 1, 2, 0, 1, 3, 4, 5, 0, 1, 2]]),
        "stopping pattern id 'r1' occurs twice.",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_one_sentence(town: Network, fault: str) -> None:
    tables = to_pandas(town)
    spoil, message = FAULTS[fault]
    spoil(tables)
    with pytest.raises(DataError) as caught:
        from_pandas(tables, "town")
    assert message in str(caught.value)


def columns(triples: Triples) -> list[list[int]]:
    """Everything that triples hold, as lists that can be compared."""
    parts = ("source", "line", "destination", "minutes", "station_offsets", "row_offsets")
    return [getattr(triples, part).tolist() for part in parts]


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_triples_round_trip(tables_of_triples: st.SearchStrategy[Triples], data: st.DataObject) -> None:
    triples = data.draw(tables_of_triples)
    frame = triples_to_pandas(triples)
    assert columns(triples_from_pandas(frame, np.diff(triples.station_offsets))) == columns(triples)


def test_an_edge_list_of_generated_graphs() -> None:
    triples = transit(np.random.default_rng(0), 4, stations=(8, 12), minutes=(1, 9)).triples
    frame = triples_to_pandas(triples)
    assert {str(dtype) for dtype in frame.dtypes} == {"int64"}
    for graph, rows in frame.groupby("graph"):
        assert isinstance(graph, int)
        own = [tuple(row) for row in triples.graph(graph)]
        assert list(rows[["source", "line", "destination", "minutes"]].itertuples(index=False, name=None)) == own
    # Every station of these has a row, so that no other table is needed; graphs may be mixed.
    assert columns(triples_from_pandas(frame)) == columns(triples)
    mixed = frame.sort_values("minutes", kind="stable")
    again = triples_from_pandas(mixed)
    for graph in range(4):
        assert sorted(again.graph(graph)) == sorted(triples.graph(graph))


def test_missing_columns_of_an_edge_list() -> None:
    triples = triples_from_pandas(pd.DataFrame({"source": [0, 2], "line": [5, 5], "destination": [2, 0]}))
    assert list(triples) == [(0, 5, 2, 1), (2, 5, 0, 1)]
    assert (triples.num_graphs, triples.num_stations) == (1, 3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"line": None}, "has no column line"),
        ({"source": [0.5, 1.0]}, "source must hold whole numbers from 0"),
        ({"source": [-1, 0]}, "source must hold whole numbers from 0"),
        ({"source": np.array([2**64 - 1, 0], np.uint64)}, "source must hold whole numbers from 0"),
        ({"line": pd.array([1, None], dtype="Int64")}, "line must hold whole numbers from 0"),
        ({"minutes": [0, 1]}, "less than one minute"),
        ({"destination": [1, 9]}, "Row 1 of the table of triples: destination 9 is not a station"),
        ({"graph": [0, 1]}, "a row of graph 1, but there are 1"),
    ],
)
def test_faulty_edge_lists(change: dict[str, list[float] | None], message: str) -> None:
    cells = {"source": [0, 1], "line": [0, 0], "destination": [1, 0], **change}
    frame = pd.DataFrame({column: values for column, values in cells.items() if values is not None})
    with pytest.raises(DataError, match=message):
        triples_from_pandas(frame, [3])


@pytest.mark.parametrize("sizes", [[2.7], [-1], [[2]], ["2"]])
def test_faulty_numbers_of_stations(sizes: list[int]) -> None:
    frame = pd.DataFrame({"source": [0], "line": [0], "destination": [1]})
    with pytest.raises(DataError, match=r"^num_stations must hold whole numbers from 0\.$"):
        triples_from_pandas(frame, sizes)


def test_no_rows_and_no_graphs() -> None:
    empty = pd.DataFrame({"source": [], "line": [], "destination": []}, dtype=np.int64)
    assert columns(triples_from_pandas(empty, [2])) == [[], [], [], [], [0, 2], [0, 0]]
    with pytest.raises(DataError, match="no rows"):
        triples_from_pandas(empty)
