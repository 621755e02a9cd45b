"""Tables: a network reads back equal, and old tables stay where writing fails."""

import errno
import os
import string
import subprocess
import sys
import tempfile
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import DataError
from graphmem.graphs import Connection, Line, Network, Station, StoppingPattern, Walk
from graphmem.networks import load_network, read_network, write_network

OPTIONAL = ("services.csv", "walks.csv")


@pytest.fixture
def bare(folder: Path) -> Path:
    """The three tables that must be there, with the columns that they must have."""
    for file in OPTIONAL:
        (folder / file).unlink()
    (folder / "stations.csv").write_text("name,id\nAsh,a\nBirch,b\nCedar,c\n", encoding="utf-8")
    (folder / "lines.csv").write_text("id,name\nred,Red\nblue,Blue\n", encoding="utf-8")
    (folder / "connections.csv").write_text("line,source,destination\nred,a,b\nblue,b,c\n", encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_reads_tables(folder: Path) -> None:
    assert read_network(folder, "trees") == Network(
        "trees",
        (
            Station("a", "Ash", 51.5, -0.1, "1", ("Ashes", "灰"), 2.0),
            Station("b", "Birch"),
            Station("c", "Cedar", 51.6, 0.1, "2/3"),
        ),
        (Line("red", "Red", "#ff0000"), Line("blue", "Blue")),
        (
            Connection("a", "b", "red", "Northbound", 2.0),
            Connection("b", "a", "red", "Southbound", 2.25),
            Connection("b", "c", "blue", "", 1.0),
        ),
        (StoppingPattern("up", "red", ("a", "b"), "Birch"), StoppingPattern("down", "red", ("b", "a"))),
        (Walk("a", "c", 7.5), Walk("c", "a", 8.0)),
    )


def test_name_is_the_folder(folder: Path) -> None:
    assert read_network(folder).name == folder.name
    assert load_network(str(folder)) == read_network(folder)


def test_bare_columns_suffice(bare: Path) -> None:
    network = read_network(bare)
    assert network.stations[0] == Station("a", "Ash")
    assert network.lines[0] == Line("red", "Red")
    assert network.connections[0] == Connection("a", "b", "red", "", None)
    assert (network.timed, network.stopping_patterns, network.walks) == (False, (), ())


def test_an_empty_column_is_like_a_missing_one(bare: Path) -> None:
    known = read_network(bare)
    table = "line,source,destination,direction,minutes\nred,a,b,,\nblue,b,c,,\n"
    (bare / "connections.csv").write_text(table, encoding="utf-8")
    (bare / "stations.csv").write_text("id,name,aliases,zone\na,Ash,| ,\nb,Birch,,\nc,Cedar,,\n", encoding="utf-8")
    assert read_network(bare) == known


def test_text_stays_text(bare: Path) -> None:
    """Ids and names that pandas would take for numbers, missing values or truth."""
    (bare / "stations.csv").write_text("id,name,zone\n01,NA,1.0\n1,null,\nnan,True,\n", encoding="utf-8")
    (bare / "connections.csv").write_text("source,destination,line,minutes\n01,1,red,1\n1,nan,red,1\n")
    stations = read_network(bare).stations
    assert [(s.id, s.name, s.zone) for s in stations] == [("01", "NA", "1.0"), ("1", "null", ""), ("nan", "True", "")]


def test_byte_order_mark_spaces_and_blank_rows(folder: Path, tables: dict[str, str]) -> None:
    known = read_network(folder)
    for file, text in tables.items():
        spaced = text.replace("\n", "\r\n\r\n").replace(",", " , ").replace("|", " | ")
        (folder / file).write_bytes(b"\xef\xbb\xbf" + spaced.encode())
    assert read_network(folder) == known


words = (
    st.text(string.ascii_letters + string.digits + " ,\"'&-éß東", min_size=1, max_size=8).map(str.strip).filter(bool)
)
times = st.floats(min_value=0, exclude_min=True, allow_infinity=False, allow_nan=False)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A ring, timed or not; each line has a service for every piece of the ring that it runs on, or none at all."""
    ids = draw(st.lists(words, min_size=2, max_size=5, unique=True))
    minutes = times if draw(st.booleans()) else st.none()
    places = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))
    stations = [
        Station(
            station,
            draw(words),
            *(draw(places) or (None, None)),
            draw(st.just("") | words),
            tuple(draw(st.lists(words, max_size=3))),
            draw(st.none() | times),
        )
        for station in ids
    ]
    lines = [Line(i, draw(words), f"#{draw(st.integers(0, 2**24 - 1)):06X}") for i in draw(st.sets(words, min_size=1))]
    ring = zip(ids, ids[1:] + ids[:1], strict=True)
    connections = [
        Connection(a, b, draw(st.sampled_from(lines)).id, draw(st.just("") | words), draw(minutes)) for a, b in ring
    ]
    served = {line.id for line in lines if draw(st.booleans())}
    pieces = [list(piece) for line, piece in groupby(connections, lambda row: row.line) if line in served]
    named = zip(draw(st.permutations([f"service {number}" for number in range(len(pieces))])), pieces, strict=True)
    services = [
        StoppingPattern(
            name, piece[0].line, (piece[0].source, *(row.destination for row in piece)), draw(st.just("") | words)
        )
        for name, piece in named
    ]
    ways = draw(st.lists(st.permutations(ids).map(lambda order: order[:2]), max_size=3))
    walks = [Walk(*ends, draw(minutes)) for ends in ways]
    parts = (stations, lines, connections, services, walks)
    return Network(draw(words), *map(tuple, parts))


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(networks())
def test_round_trip(network: Network) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "new" / "folder"
        write_network(network, folder)
        assert read_network(folder, network.name) == network
        assert {path.name for path in folder.iterdir()} == {
            *("stations.csv", "lines.csv", "connections.csv"),
            *(file for file, rows in zip(OPTIONAL, (network.stopping_patterns, network.walks), strict=True) if rows),
        }


def test_tables_of_a_replaced_network_are_removed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Network("bare", (Station("a", "A"), Station("b", "B")), (Line("x", "X"),), (Connection("a", "b", "x"),))
    write_network(other, folder)
    assert set(contents(folder)) == {"stations.csv", "lines.csv", "connections.csv"}
    assert read_network(folder, "bare") == other


def test_an_alias_with_the_separator_is_refused(tmp_path: Path) -> None:
    stations = (Station("a", "A", aliases=("either|or",)), Station("b", "B"))
    network = Network("bars", stations, (Line("x", "X"),), (Connection("a", "b", "x"),))
    with pytest.raises(DataError, match=r"^Alias 'either\|or' of station a cannot be written: it contains '\|'\.$"):
        write_network(network, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("written", range(3))
def test_a_failed_write_keeps_the_old_tables(folder: Path, written: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full after some of the tables."""
    network, before = read_network(folder), contents(folder)
    left = iter([None] * written)

    def flush(opened: int) -> None:
        if next(left, "full") == "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", flush)
    with pytest.raises(DataError, match=rf"^The tables cannot be written to {folder}: No space left on device\.$"):
        write_network(network, folder)
    assert contents(folder) == before


def test_a_file_in_place_of_the_folder(folder: Path) -> None:
    with pytest.raises(DataError, match=r"^The tables cannot be written to .*: .*\.$"):
        write_network(read_network(folder), folder / "lines.csv")


def test_imports_no_torch() -> None:
    code = "import sys, graphmem.networks; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-P", "-c", code], check=False).returncode == 0  # noqa: S603
