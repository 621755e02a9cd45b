"""Networks from tables of edges and from plain graphs: what is read, and what is refused in one sentence."""

import doctest
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest

from graphmem.errors import DataError, UsageError
from graphmem.graphs import Connection, Line, Network, Station, Walk, fields, network, parts


def frame(*rows: tuple[object, ...], columns: str = "source destination line minutes") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


CITY = frame(("Ash", "Birch", "Red", 2), ("Birch", "Cedar", "Red", 3), ("Birch", "Elm", "Blue", 4))


def test_examples_of_docstrings() -> None:
    for module in (network, fields, parts):
        tried = doctest.testmod(module)
        assert (tried.failed, tried.attempted > 0) == (0, True)


def test_a_row_leads_both_ways() -> None:
    city = Network.from_edges(CITY, name="Woods")
    assert city.name == "Woods"
    assert city.stations == tuple(Station(name, name) for name in ("Ash", "Birch", "Cedar", "Elm"))
    assert city.lines == (Line("Red", "Red"), Line("Blue", "Blue"))
    assert city.connections[:2] == (Connection("Ash", "Birch", "Red", "", 2), Connection("Birch", "Ash", "Red", "", 2))
    assert len(city.connections) == 6
    assert Network.from_edges(CITY, directed=True).connections == city.connections[::2]


def test_a_row_for_the_way_back_is_heeded() -> None:
    city = Network.from_edges(
        frame(("Ash", "Birch", "Red", 2), ("Birch", "Ash", "Red", 5), ("Birch", "Ash", "Blue", 1))
    )
    minutes = {(row.source, row.line): row.minutes for row in city.connections}
    assert minutes == {("Ash", "Red"): 2, ("Birch", "Red"): 5, ("Birch", "Blue"): 1, ("Ash", "Blue"): 1}


def test_columns_of_other_names() -> None:
    table = frame(("Ash", "Birch", 7, 1.5, "North"), columns="from to route duration heading")
    city = Network.from_edges(
        table, source="from", destination="to", line="route", minutes="duration", direction="heading"
    )
    assert city.connections == (Connection("Ash", "Birch", "7", "North", 1.5), Connection("Birch", "Ash", "7", "", 1.5))


def test_a_column_that_differs_in_case_can_be_chosen_or_be_an_extra_one() -> None:
    chosen = Network.from_edges(
        CITY.rename(columns={"line": "Line", "minutes": "Minutes"}), line="Line", minutes="Minutes"
    )
    assert chosen == Network.from_edges(CITY.assign(Line="Green", Time=9))


def test_a_table_of_two_columns() -> None:
    city = Network.from_edges(frame(("Ash", 4), columns="source destination"), name="Woods")
    assert city.lines == (Line("Woods", "Woods"),)
    assert [(row.source, row.destination) for row in city.connections] == [("Ash", "4"), ("4", "Ash")]
    assert not city.timed


def test_walks() -> None:
    table = frame(("Ash", "Birch", 2, None), ("Birch", "Ash", 3, "Walk"), columns="source destination minutes kind")
    city = Network.from_edges(table)
    assert len(city.connections) == 2
    assert city.walks == (Walk("Birch", "Ash", 3), Walk("Ash", "Birch", 3))


@pytest.mark.parametrize("column", ["time", "weight"])
def test_times_under_another_name_are_read(column: str) -> None:
    table = CITY.rename(columns={"minutes": column})
    assert Network.from_edges(table, name="x") == Network.from_edges(CITY, name="x")
    graph = nx.from_pandas_edgelist(table, target="destination", edge_attr=True)
    assert {row.minutes for row in Network.from_networkx(graph).connections} == {2, 3, 4}


WHERE = "The table of edges"
FAULTS: list[tuple[pd.DataFrame, dict[str, Any], str]] = [
    (
        CITY.rename(columns={"source": "from"}),
        {},
        f"{WHERE} has no column 'source' (it has from, destination, line, minutes); choose another with source=",
    ),
    (
        CITY.rename(columns={"source": "Source"}),
        {},
        f"{WHERE} has no column 'source' (it has Source, destination, line, minutes); choose another with "
        'source="Source".',
    ),
    *(
        (
            CITY.rename(columns={column: other}),
            {},
            f'{WHERE} has a column {other!r}, not {wanted!r}; rename it, or choose it with {column}="{other}".',
        )
        for column, other, wanted in (
            ("line", "Line", "line"),
            ("line", " line", "line"),
            ("minutes", "MINUTES", "minutes"),
            ("minutes", "Time", "time"),
        )
    ),
    (CITY.assign(Kind="walk"), {}, f"{WHERE} has a column 'Kind', not 'kind'; rename it, or choose it with kind="),
    (
        CITY.rename(columns={"minutes": "Minutes"}).assign(weight=1),
        {},
        f"{WHERE} has a column 'Minutes', not 'minutes'; rename it, or choose it with minutes=\"Minutes\".",
    ),
    (CITY, {"line": "route"}, f"{WHERE} has no column 'route' (it has source, destination, line, minutes); choose"),
    (CITY.iloc[:0], {}, f"{WHERE} has no rows."),
    (pd.concat([CITY, CITY["line"]], axis=1), {}, f"{WHERE} has several columns of one name."),
    (CITY.assign(source=["Ash", None, "Elm"]), {}, f"{WHERE}, row 1: source is missing."),
    (CITY.assign(source=["Ash", " ", "Elm"]), {}, f"{WHERE}, row 1: source is empty."),
    (CITY.assign(source=["Ash", 1.5, "Elm"]), {}, f"{WHERE}, row 1: source must be text, not 1.5."),
    (CITY.assign(minutes=["2", 3, 4]), {}, f"{WHERE}, row 0: minutes must be a number, not '2'."),
    (CITY.assign(minutes=[2, 3, -4]), {}, f"{WHERE}, row 2: minutes must be above 0, not -4."),
    (CITY.assign(minutes=[2, None, 4]), {}, f"{WHERE}, row 1: minutes is missing; all rows must have it, or none."),
    (CITY.assign(minutes=[None, 3, 4]), {}, f"{WHERE}, row 0: minutes is missing; all rows must have it, or none."),
    (CITY.assign(source=["Birch", "Birch", "Elm"]), {}, f"{WHERE}, row 0: it leads from 'Birch' to itself."),
    (CITY.assign(kind="bus"), {}, f"{WHERE}, row 0: kind must be connection or walk, not 'bus'."),
    (
        CITY.assign(kind=[None, None, "walk"]),
        {},
        f"{WHERE} has a walk at Elm, but no connection there.",
    ),
    (
        CITY.drop(columns="minutes").assign(time=1, weight=2),
        {},
        f'{WHERE} has both time and weight; choose one with minutes="time".',
    ),
]


@pytest.mark.parametrize(("table", "options", "sentence"), FAULTS, ids=[fault[-1] for fault in FAULTS])
def test_faults_name_row_and_column(table: pd.DataFrame, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DataError) as caught:
        Network.from_edges(table, **options)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_other_objects_are_refused() -> None:
    with pytest.raises(UsageError, match=r"^frame must be a pandas DataFrame, not a list\.$"):
        Network.from_edges([("Ash", "Birch")])  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"^frame must be a pandas DataFrame, not a dict\.$"):
        Network.from_edges({"source": ["Ash"], "destination": ["Birch"]})  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"^graph must be a networkx graph, not a DataFrame\.$"):
        Network.from_networkx(CITY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"name": 3}, "name must be a text, not 3."),
        ({"name": " "}, "name must be a text, not ' '."),
        ({"minutes": 3}, "minutes must be the name of a column, not 3."),
        ({"line": ["line"]}, "line must be the name of a column, not ['line']."),
    ],
)
def test_names_that_are_no_texts_are_refused(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        Network.from_edges(CITY, **options)
    assert str(caught.value) == sentence


def test_a_plain_graph() -> None:
    graph = nx.Graph()
    graph.add_node("a", name="Ash", lat=51.5, lon=-0.1)
    graph.add_edge("a", "b", weight=3)
    city = Network.from_networkx(graph, name="Woods")
    assert city.stations == (Station("a", "Ash", 51.5, -0.1), Station("b", "b"))
    assert city.lines == (Line("Woods", "Woods"),)
    assert [row.minutes for row in city.connections] == [3, 3]


def test_which_attribute_holds_minutes() -> None:
    graph = nx.DiGraph()
    graph.add_edge("a", "b", weight=3, time=4, stretch=5)
    with pytest.raises(DataError, match=r'^Graph graph has both time and weight; choose one with minutes="time"\.$'):
        Network.from_networkx(graph)
    for attribute, minutes in (("weight", 3), ("time", 4), ("stretch", 5)):
        assert Network.from_networkx(graph, minutes=attribute).connections[0].minutes == minutes
    with pytest.raises(DataError, match=r"^Graph graph: no edge has the attribute 'cost'\.$"):
        Network.from_networkx(graph, minutes="cost")
    graph.add_edge("b", "a", minutes=1)
    with pytest.raises(DataError, match="connection 2: it has minutes, unlike connection 1"):
        Network.from_networkx(graph)


def test_times_of_a_file_are_read_under_another_name(tmp_path: Path) -> None:
    from graphmem.networks.graph_files import read_graph

    graph = nx.Graph()
    graph.add_edge("a", "b", line="Red", weight=3)
    nx.write_graphml(graph, tmp_path / "town.graphml")
    town, notes = read_graph(tmp_path / "town.graphml")
    assert [row.minutes for row in town.connections] == [3, 3]
    assert "The attribute weight of edges holds their minutes." in notes.assumed
