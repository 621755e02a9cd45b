"""Each fault of a table is one sentence that names its file, row and field."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graphmem.errors import DataError
from graphmem.networks import load_described, load_network, read_network, shipped_networks

Change = Callable[[str], str | bytes | None]


def swap(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


FAULTS: list[tuple[str, Change, str]] = [
    ("stations.csv", lambda text: None, "There is no file {}."),
    ("lines.csv", lambda text: "", "{} is empty."),
    ("lines.csv", lambda text: "\n\n", "{} is empty."),
    ("connections.csv", lambda text: text.splitlines()[0], "{} has a header but no rows."),
    ("services.csv", lambda text: text.splitlines()[0], "{} has a header but no rows."),
    ("walks.csv", lambda text: "", "{} is empty."),
    ("stations.csv", lambda text: text.encode("utf-16"), "{} is not UTF-8 text."),
    ("stations.csv", lambda text: text.replace("灰", "Äsche").encode("latin-1"), "{} is not UTF-8 text."),
    ("stations.csv", swap("id,", "key,"), "{}, row 1: column 'id' is missing."),
    ("services.csv", swap("station", "stop"), "{}, row 1: column 'station' is missing."),
    ("walks.csv", swap("source", "origin"), "{}, row 1: column 'source' is missing."),
    ("connections.csv", swap("direction", "line"), "{}, row 1: column 'line' occurs twice."),
    ("walks.csv", swap("7.5", "7,5"), "{}, row 2: it has 4 fields, but the header has 3."),
    ("stations.csv", swap("Birch", '"Birch'), "{} is not a table of comma-separated values: unexpected end of data."),
    ("stations.csv", swap("b,Birch", ",Birch"), "{}, row 3: id is missing."),
    ("stations.csv", swap("Birch", ""), "{}, row 3: name is missing."),
    ("stations.csv", swap("b,Birch", "a,Birch"), "{}, row 3: id 'a' already occurs in row 2."),
    ("stations.csv", swap("51.5", "north"), "{}, row 2: latitude must be a number, not 'north'."),
    ("stations.csv", swap("51.6", "inf"), "{}, row 4: latitude must be a number, not 'inf'."),
    ("stations.csv", swap("51.6", "91"), "{}, row 4: latitude must lie between -90 and 90, not 91."),
    ("stations.csv", swap("-0.1", "-181"), "{}, row 2: longitude must lie between -180 and 180, not -181."),
    ("stations.csv", swap("灰,2", "灰,two"), "{}, row 2: change_minutes must be a number, not 'two'."),
    ("stations.csv", swap("灰,2", "灰,0"), "{}, row 2: change_minutes must be above 0, not 0."),
    ("stations.csv", lambda text: text + "d,Date,,,\n", "{}, row 5: station 'd' has no connection."),
    ("stations.csv", lambda text: text + "\nd,Date,,,\n", "{}, row 6: station 'd' has no connection."),
    ("lines.csv", swap("blue,", "red,"), "{}, row 3: id 'red' already occurs in row 2."),
    ("lines.csv", swap("#ff0000", "red"), "{}, row 2: colour must be written #rrggbb, not 'red'."),
    ("connections.csv", swap("red,South", ",South"), "{}, row 3: line is missing."),
    ("connections.csv", swap("2.25", "nan"), "{}, row 3: minutes must be a number, not 'nan'."),
    ("connections.csv", swap("2.25", "2,25"), "{}, row 3: it has 6 fields, but the header has 5."),
    ("connections.csv", swap("2.25", "two"), "{}, row 3: minutes must be a number, not 'two'."),
    ("connections.csv", swap("2.25", "2_5"), "{}, row 3: minutes must be a number, not '2_5'."),
    ("connections.csv", swap("2.25", "٢"), "{}, row 3: minutes must be a number, not '٢'."),
    ("connections.csv", swap("2.25", "1e999"), "{}, row 3: minutes must be a number, not '1e999'."),
    ("connections.csv", swap("direction", ""), "{}, row 2: 'Northbound' is in a column without a name."),
    ("lines.csv", lambda text: "\n" + text, "{}, row 1: it is blank, but must name the columns."),
    ("connections.csv", swap("2.25", "0"), "{}, row 3: minutes must be above 0, not 0."),
    ("connections.csv", swap("2.25", "-1"), "{}, row 3: minutes must be above 0, not -1."),
    ("walks.csv", swap("8", "0"), "{}, row 3: minutes must be above 0, not 0."),
    ("connections.csv", swap("b,a,", "x,a,"), "{}, row 3: source 'x' is not an id in stations.csv."),
    ("connections.csv", swap("b,a,", "b,x,"), "{}, row 3: destination 'x' is not an id in stations.csv."),
    ("walks.csv", swap("c,a", "c,x"), "{}, row 3: destination 'x' is not an id in stations.csv."),
    ("connections.csv", swap("c,blue", "c,green"), "{}, row 4: line 'green' is not an id in lines.csv."),
    ("connections.csv", swap("b,c", "c,c"), "{}, row 4: source and destination are both 'c'."),
    ("walks.csv", swap("c,a", "a,a"), "{}, row 3: source and destination are both 'a'."),
    ("services.csv", swap("up,red,b", ",red,b"), "{}, row 3: service is missing."),
    ("services.csv", swap("down,red", "down,green"), "{}, row 4: line 'green' is not an id in lines.csv."),
    ("services.csv", swap("up,red,b", "up,red,x"), "{}, row 3: station 'x' is not an id in stations.csv."),
    ("services.csv", swap("up,red,b", "up,red,c"), "{}, row 3: line 'red' has no connection a to c."),
    ("services.csv", swap("up,red,b", "up,red,a"), "{}, row 3: line 'red' has no connection a to a."),
    ("services.csv", swap("up,red,b,Birch", "on,red,b,Birch"), "{}, row 2: service 'up' has only this call."),
    (
        "services.csv",
        lambda text: text + "up,red,a,Birch\n",
        "{}, row 6: rows of service 'up' must be next to each other, with one line and direction.",
    ),
    (
        "services.csv",
        lambda text: text.replace("up,red,b,Birch", "up,red,b,Birch\nup,red,a,Ash\nup,red,b,Ash"),
        "{}, row 4: rows of service 'up' must be next to each other, with one line and direction.",
    ),
]


@pytest.mark.parametrize(("file", "change", "sentence"), FAULTS, ids=[sentence for _, _, sentence in FAULTS])
def test_fault_gives_its_sentence(
    folder: Path, tables: dict[str, str], file: str, change: Change, sentence: str
) -> None:
    path = folder / file
    changed = change(tables[file])
    if changed is None:
        path.unlink()
    else:
        path.write_bytes(changed if isinstance(changed, bytes) else changed.encode())
    with pytest.raises(DataError) as caught:
        read_network(folder)
    assert str(caught.value) == sentence.format(path)


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "word"),
    [
        ("connections.csv", "2.25", "", 3, "are missing"),
        ("connections.csv", ",,1\n", "\n", 4, "are missing"),
        ("connections.csv", "Northbound,2\n", "Northbound,\n", 3, "are given"),
        ("connections.csv", ",minutes", ",time", None, "are given"),
        ("walks.csv", "7.5", "", 2, "are missing"),
        ("walks.csv", ",minutes", ",time", 2, "are missing"),
    ],
)
def test_times_in_some_rows_only(
    folder: Path, tables: dict[str, str], file: str, old: str, new: str, row: int | None, word: str
) -> None:
    (folder / file).write_text(swap(old, new)(tables[file]), encoding="utf-8")
    there = folder / "walks.csv" if row is None else folder / file
    with pytest.raises(DataError) as caught:
        read_network(folder)
    assert str(caught.value) == (
        f"{there}, row {row or 2}: minutes {word}, unlike in {folder / 'connections.csv'}, row 2; "
        "all rows must have them, or none."
    )


def test_a_connection_in_no_stopping_pattern(folder: Path) -> None:
    (folder / "services.csv").write_text("service,line,station\nup,red,a\nup,red,b\n", encoding="utf-8")
    with pytest.raises(
        DataError,
        match=r"connections\.csv, row 3: connection b to a of line 'red' is in no service of services\.csv\.$",
    ):
        read_network(folder)


@pytest.mark.parametrize("file", ["lines.csv", "connections.csv"])
def test_folder_instead_of_file(folder: Path, file: str) -> None:
    (folder / file).unlink()
    (folder / file).mkdir()
    with pytest.raises(DataError, match=rf"{file} cannot be read: Is a directory\.$"):
        read_network(folder)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"^There is no folder .*absent\.$"):
        read_network(tmp_path / "absent")


def test_unknown_name_lists_the_shipped_ones() -> None:
    with pytest.raises(DataError) as caught:
        load_network("paris")
    known = ", ".join(shipped_networks())
    assert str(caught.value) == f"'paris' is neither a file or folder nor a shipped network ({known})."


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("BERLIN_UBAHN", "berlin_ubahn"),
        ("berlin", "berlin_ubahn"),
        ("Tokyo", "tokyo_metro"),
        ("london underground", "london_underground"),
    ],
)
def test_unknown_name_offers_what_is_like_it(typed: str, meant: str) -> None:
    with pytest.raises(DataError) as caught:
        load_network(typed)
    message, _, offered = str(caught.value).partition("; did you mean ")
    assert message == f"{typed!r} is neither a file or folder nor a shipped network"
    assert offered.rstrip("?").split(" or ")[0] == meant


@pytest.mark.parametrize("load", [load_network, load_described])
@pytest.mark.parametrize("nothing", ["", "  "])
def test_an_empty_name(load: Callable[[str], object], nothing: str) -> None:
    with pytest.raises(DataError, match=r"^A network needs a name or a path\.$"):
        load(nothing)


def test_a_network_is_read_without_its_about_file(folder: Path) -> None:
    (folder / "about.json").write_text("[]", encoding="utf-8")
    assert load_network(str(folder)) == read_network(folder)
    with pytest.raises(DataError, match=r"about\.json must hold one object"):
        load_described(str(folder))
