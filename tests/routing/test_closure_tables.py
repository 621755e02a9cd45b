"""Tables of closures: what each kind of row closes, and rows that are refused."""

from pathlib import Path

import pytest

from graphmem.errors import DataError
from graphmem.routing import Closures
from graphmem.routing.closure_tables import read_closures

from .trees import ASH, BIRCH, BLUE, CEDAR, DALE, RED, trees


def closed(folder: Path, text: str) -> Closures:
    path = folder / "closed.csv"
    path.write_text(text, encoding="utf-8")
    return read_closures(path, trees())


@pytest.mark.parametrize(
    ("text", "closures"),
    [
        ("station,line\n", Closures()),
        ("station\nAsh\nb\n", Closures(frozenset({ASH, BIRCH}))),
        ("line\nBlue\n", Closures(lines=frozenset({BLUE}))),
        ("source,destination\nAsh,Birch\n", Closures(ways=frozenset({(ASH, BIRCH, None)}))),
        ("source,destination\nDale,Ash\n", Closures(ways=frozenset({(DALE, ASH, None)}))),  # a walk
        ("source,destination,line\nb,c,blue\n", Closures(ways=frozenset({(BIRCH, CEDAR, BLUE)}))),
        ("line,station\nblue,Cedar\n", Closures(ways=frozenset({(BIRCH, CEDAR, BLUE), (CEDAR, DALE, BLUE)}))),
        (
            "station,line,source,destination\nAsh,,,\n,Red,,\n,,Cedar,Dale\n",
            Closures(frozenset({ASH}), frozenset({RED}), frozenset({(CEDAR, DALE, None)})),
        ),
    ],
)
def test_rows_of_a_closure_table(tmp_path: Path, text: str, closures: Closures) -> None:
    assert closed(tmp_path, text) == closures


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("station\nElm\n", 'row 2: station: trees has no station "Elm".'),
        ("station\nAsh\n\nElm\n", 'row 4: station: trees has no station "Elm".'),
        ("line\nViolet\n", 'row 2: line: trees has no line "Violet".'),
        ("source,destination\nAsh,Elm\n", 'row 2: destination: trees has no station "Elm".'),
        ("source,destination\nAsh,Cedar\n", "row 2: trees has no such connection."),
        ("source,destination\nCedar,Dale\nDale,Cedar\n", "row 3: trees has no such connection."),
        ("source,destination,line\nCedar,Dale,Red\n", "row 2: trees has no such connection."),
        ("source,destination,line\nDale,Ash,Red\n", "row 2: trees has no such connection."),
        ("station,line\nAsh,Blue\n", "row 2: Blue does not serve Ash."),
        ("Ash\n", "row 1: column 'Ash' is not one of station, line, source, destination."),
        ("station,lines\n", "row 1: column 'lines' is not one of"),
        ("source\nAsh\n", "row 2: a row must close a station, a line, or a connection (source and destination)."),
        ("destination,line\nAsh,Red\n", "row 2: a row must close a station, a line, or a connection"),
        ("station,source,destination\nAsh,Ash,Birch\n", "row 2: a row must close a station, a line, or a connection"),
        ("station,stop\nAsh,\n", "row 1: column 'stop' is not one of station, line, source, destination."),
        ("", "is empty."),
    ],
)
def test_faulty_rows_are_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(DataError) as caught:
        closed(tmp_path, text)
    assert str(tmp_path / "closed.csv") in str(caught.value)
    assert sentence in str(caught.value)


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no file"):
        read_closures(tmp_path / "nothing.csv", trees())
