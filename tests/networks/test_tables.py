"""Tables: what is written reads back equal, and each fault is one sentence that names its place."""

import string
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import DataError
from graphmem.graphs import Connection, Line, Network, Station
from graphmem.networks import load_network, read_network, shipped_networks, write_network

TABLES = {
    "stations.csv": "id,name,latitude,longitude,zone\na,Ash,51.5,-0.1,1\nb,Birch,,,\nc,Cedar,51.6,0.1,2/3\n",
    "lines.csv": "id,name,colour\nred,Red,#ff0000\nblue,Blue,\n",
    "connections.csv": (
        "source,destination,line,direction,minutes\na,b,red,Northbound,2\nb,a,red,Southbound,2.25\nb,c,blue,,1\n"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file, text in TABLES.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    return tmp_path


def test_reads_tables(folder: Path) -> None:
    assert read_network(folder, "trees") == Network(
        "trees",
        (Station("a", "Ash", 51.5, -0.1, "1"), Station("b", "Birch"), Station("c", "Cedar", 51.6, 0.1, "2/3")),
        (Line("red", "Red", "#ff0000"), Line("blue", "Blue")),
        (
            Connection("a", "b", "red", "Northbound", 2.0),
            Connection("b", "a", "red", "Southbound", 2.25),
            Connection("b", "c", "blue", "", 1.0),
        ),
    )


def test_name_is_the_folder(folder: Path) -> None:
    assert read_network(folder).name == folder.name
    assert load_network(str(folder)) == read_network(folder)


def test_bare_columns_suffice(folder: Path) -> None:
    (folder / "stations.csv").write_text("name,id\nAsh,a\nBirch,b\nCedar,c\n", encoding="utf-8")
    (folder / "lines.csv").write_text("id,name\nred,Red\nblue,Blue\n", encoding="utf-8")
    network = read_network(folder)
    assert network.stations[0] == Station("a", "Ash")
    assert network.lines[0] == Line("red", "Red")


def test_text_stays_text(folder: Path) -> None:
    """Ids and names that pandas would take for numbers, missing values or truth."""
    (folder / "stations.csv").write_text("id,name,zone\n01,NA,1.0\n1,null,\nnan,True,\n", encoding="utf-8")
    (folder / "connections.csv").write_text("source,destination,line,minutes\n01,1,red,1\n1,nan,red,1\n")
    stations = read_network(folder).stations
    assert [(s.id, s.name, s.zone) for s in stations] == [("01", "NA", "1.0"), ("1", "null", ""), ("nan", "True", "")]


def test_byte_order_mark_spaces_and_blank_rows(folder: Path) -> None:
    text = TABLES["stations.csv"].replace("\n", "\r\n\r\n").replace(",Ash", " , Ash ")
    (folder / "stations.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_network(folder).stations[0] == Station("a", "Ash", 51.5, -0.1, "1")


words = (
    st.text(string.ascii_letters + string.digits + " ,\"'&-éß東", min_size=1, max_size=8).map(str.strip).filter(bool)
)
reals = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    ids = draw(st.lists(words, min_size=2, max_size=5, unique=True))
    places = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))
    stations = [Station(i, draw(words), *(draw(places) or (None, None)), draw(st.just("") | words)) for i in ids]
    lines = [Line(i, draw(words), f"#{draw(st.integers(0, 2**24 - 1)):06X}") for i in draw(st.sets(words, min_size=1))]
    minutes = st.floats(min_value=0, exclude_min=True, allow_infinity=False, allow_nan=False)
    ring = zip(ids, ids[1:] + ids[:1], strict=True)
    connections = [
        Connection(a, b, draw(st.sampled_from(lines)).id, draw(st.just("") | words), draw(minutes)) for a, b in ring
    ]
    return Network(draw(words), tuple(stations), tuple(lines), tuple(connections))


@settings(max_examples=30, deadline=None, derandomize=True, database=None)
@given(networks())
def test_round_trip(network: Network) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "new" / "folder"
        write_network(network, folder)
        assert read_network(folder, network.name) == network


@pytest.mark.parametrize("name", shipped_networks())
def test_shipped_tables_are_as_written(name: str, tmp_path: Path) -> None:
    network = load_network(name)
    assert network.name == name
    write_network(network, tmp_path)
    assert read_network(tmp_path, name) == network
    shipped = Path(__file__).parents[2] / "datasets" / name
    for file in TABLES:
        assert (tmp_path / file).read_bytes() == (shipped / file).read_bytes()


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
    ("stations.csv", lambda text: text.encode("utf-16"), "{} is not UTF-8 text."),
    ("stations.csv", lambda text: text.replace("Ash", "Äsche").encode("latin-1"), "{} is not UTF-8 text."),
    ("stations.csv", swap("id,", "key,"), "{}, row 1: column 'id' is missing."),
    ("connections.csv", swap(",minutes", ",time"), "{}, row 1: column 'minutes' is missing."),
    ("connections.csv", swap("direction", "line"), "{}, row 1: column 'line' stands twice."),
    ("stations.csv", swap("51.5,-0.1,1", "51.5,-0.1,1,9"), "{}, row 2: it has 6 fields, but the header has 5."),
    (
        "stations.csv",
        swap("Birch", '"Birch'),
        "{} is no table of comma-separated values: unexpected end of data.",
    ),
    ("stations.csv", swap("b,Birch", ",Birch"), "{}, row 3: id is missing."),
    ("stations.csv", swap("Birch", ""), "{}, row 3: name is missing."),
    ("stations.csv", swap("b,Birch", "a,Birch"), "{}, row 3: id 'a' already stands in row 2."),
    ("stations.csv", swap("51.5", "north"), "{}, row 2: latitude must be a number, not 'north'."),
    ("stations.csv", swap("51.6", "inf"), "{}, row 4: latitude must be a number, not 'inf'."),
    ("stations.csv", swap("51.6", "91"), "{}, row 4: latitude must lie between -90 and 90, not 91."),
    ("stations.csv", swap("-0.1", "-181"), "{}, row 2: longitude must lie between -180 and 180, not -181."),
    ("stations.csv", lambda text: text + "d,Date,,,\n", "{}, row 5: station 'd' has no connection."),
    ("stations.csv", lambda text: text + "\nd,Date,,,\n", "{}, row 6: station 'd' has no connection."),
    ("lines.csv", swap("blue,", "red,"), "{}, row 3: id 'red' already stands in row 2."),
    ("lines.csv", swap("#ff0000", "red"), "{}, row 2: colour must be written #rrggbb, not 'red'."),
    ("connections.csv", lambda text: text[:-4], "{}, row 4: minutes is missing."),
    ("connections.csv", lambda text: text[: text.index(",red,South")], "{}, row 3: line is missing."),
    ("connections.csv", swap("2.25", ""), "{}, row 3: minutes is missing."),
    ("connections.csv", swap("2.25", "nan"), "{}, row 3: minutes must be a number, not 'nan'."),
    ("connections.csv", swap("2.25", "2,25"), "{}, row 3: it has 6 fields, but the header has 5."),
    ("connections.csv", swap("2.25", "two"), "{}, row 3: minutes must be a number, not 'two'."),
    ("connections.csv", swap("2.25", "0"), "{}, row 3: minutes must be above 0, not 0."),
    ("connections.csv", swap("2.25", "-1"), "{}, row 3: minutes must be above 0, not -1."),
    ("connections.csv", swap("b,a,", "x,a,"), "{}, row 3: source 'x' is no id of stations.csv."),
    ("connections.csv", swap("b,a,", "b,x,"), "{}, row 3: destination 'x' is no id of stations.csv."),
    ("connections.csv", swap("c,blue", "c,green"), "{}, row 4: line 'green' is no id of lines.csv."),
    ("connections.csv", swap("b,c", "c,c"), "{}, row 4: source and destination are both 'c'."),
]


@pytest.mark.parametrize(("file", "change", "sentence"), FAULTS, ids=[sentence for _, _, sentence in FAULTS])
def test_fault_gives_its_sentence(folder: Path, file: str, change: Change, sentence: str) -> None:
    path = folder / file
    changed = change(TABLES[file])
    if changed is None:
        path.unlink()
    else:
        path.write_bytes(changed if isinstance(changed, bytes) else changed.encode())
    with pytest.raises(DataError) as caught:
        read_network(folder)
    assert str(caught.value) == sentence.format(path)


def test_folder_instead_of_file(folder: Path) -> None:
    (folder / "lines.csv").unlink()
    (folder / "lines.csv").mkdir()
    with pytest.raises(DataError, match=r"lines\.csv cannot be read: Is a directory\.$"):
        read_network(folder)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"^There is no folder .*absent\.$"):
        read_network(tmp_path / "absent")


def test_unknown_name_lists_the_shipped_ones() -> None:
    with pytest.raises(DataError) as caught:
        load_network("paris")
    expected = "'paris' is neither a folder nor a shipped network (london_underground, london_zone1_interchanges)."
    assert str(caught.value) == expected


def test_writing_where_a_file_stands(folder: Path) -> None:
    with pytest.raises(DataError, match=r"^The tables cannot be written to .*: .*\.$"):
        write_network(read_network(folder), folder / "lines.csv")


def test_imports_no_torch() -> None:
    code = "import sys, graphmem.networks; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-P", "-c", code], check=False).returncode == 0  # noqa: S603
