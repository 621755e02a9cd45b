"""Any source by what it is, and the folder that an import leaves behind."""

import hashlib
import json
from datetime import date
from pathlib import Path

import networkx as nx
import pytest

from graphmem.errors import DataError, UsageError
from graphmem.graphs import Connection, Line, Network, Station, StoppingPattern, Walk
from graphmem.networks import About, read_about, read_network, write_about, write_network
from graphmem.networks.formats import FORMATS, ImportFormat
from graphmem.networks.import_folder import check_folder, write_import
from graphmem.networks.importing import Imported, import_network
from graphmem.networks.notes import Notes

TOWN = Network(
    "town",
    (Station("a", "Ash", 51.5, -0.1), Station("b", "Birch", change_minutes=2.0), Station("c", "Ce|dar")),
    (Line("r", "Red", "#ff0000"), Line("u", "Up | down")),
    (
        Connection("a", "b", "r", "North", 2.0),
        Connection("b", "a", "r", "South", 2.5),
        Connection("b", "c", "u", "", 1.0),
    ),
    (StoppingPattern("r-1", "r", ("a", "b", "a"), "Round"),),
    (Walk("c", "a", 9.0),),
)
ABOUT = About("Town", "its council", "CC0", "2024")


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    write_network(TOWN, tmp_path / "town")
    write_about(ABOUT, tmp_path / "town")
    return tmp_path / "town"


@pytest.fixture
def imported(tables: Path) -> Imported:
    return import_network(tables)


def test_a_folder_of_tables(tables: Path, imported: Imported) -> None:
    assert (imported.network, imported.about, imported.notes) == (TOWN, ABOUT, Notes())
    assert imported.kind == "folder of tables"
    assert [name for name, _ in imported.files] == [f"town/{path.name}" for path in sorted(tables.glob("*.csv"))]


def test_graph_files_by_their_name_or_their_text(tmp_path: Path) -> None:
    graph = nx.path_graph(["x", "y", "z"], create_using=nx.DiGraph)
    nx.write_graphml(graph, tmp_path / "g.graphml")
    text = json.dumps(nx.node_link_data(graph, edges="edges"))
    (tmp_path / "g.json").write_text(text)
    (tmp_path / "plain").write_text(text)
    (tmp_path / "g.xml").write_bytes((tmp_path / "g.graphml").read_bytes())
    kinds = {
        "g.graphml": "GraphML file",
        "g.xml": "GraphML file",
        "g.json": "node-link JSON file",
        "plain": "node-link",
    }
    for name, kind in kinds.items():
        imported = import_network(tmp_path / name)
        assert imported.kind.startswith(kind)
        assert {(c.source, c.destination) for c in imported.network.connections} == {("x", "y"), ("y", "z")}
        assert imported.files == ((name, hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()),)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("feed.zip", "PK", r"feed\.zip is not a zip\.$"),
        ("map.kml", "<kml></kml>", r"map\.kml is not a folder, zip, GraphML or JSON file\.$"),
        ("empty", "", "is not a folder, zip, GraphML or JSON file"),
        ("cells.csv", "id,name\n", "is not a folder, zip, GraphML or JSON file"),
    ],
)
def test_sources_that_are_not_networks(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=sentence):
        import_network(tmp_path / name)
    with pytest.raises(DataError, match="There is no file or folder"):
        import_network(tmp_path / "absent")


def test_route_types_are_of_gtfs_only(tables: Path) -> None:
    with pytest.raises(UsageError, match=r"Route types can be chosen from a GTFS feed, and .* is a folder of tables"):
        import_network(tables, ["bus"])


def test_what_is_written_reads_back(imported: Imported, tmp_path: Path) -> None:
    write_import(imported, tmp_path / "new" / "place")
    assert read_network(tmp_path / "new" / "place", "town") == TOWN
    assert read_about(tmp_path / "new" / "place") == ABOUT
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["place"], "nothing is left beside it"


def test_contents_of_the_readme(imported: Imported, tmp_path: Path) -> None:
    notes = Notes(["f1"], ["m1", "m2"], [], ["a1"], ["u1\nu2"])
    named = Imported(imported.network, ABOUT, notes, imported.kind, (("town.zip", "abc123"),))
    write_import(named, tmp_path / "out", today=date(2025, 3, 4))
    text = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0] == "# Town"
    assert lines[2] == (
        "2 lines, 3 stations, 3 directed connections, 1 stopping pattern, 1 walk: "
        "imported from a folder of tables on 2025-03-04."
    )
    assert "| Red | 2 | 2 | 1 |" in lines
    assert "| Up \\| down | 2 | 1 | 0 |" in lines
    assert "- `town.zip`, SHA-256 `abc123`" in lines
    assert "- licence: CC0" in lines
    sections = {part.splitlines()[0]: part.splitlines()[2:] for part in text.split("## ")[1:]}
    assert sections["Faults of the source"][:1] == ["- f1"]
    assert sections["Merged"][:2] == ["- m1", "- m2"]
    assert sections["Dropped"][:1] == ["- Nothing."]
    assert sections["Assumed"][:1] == ["- a1"]
    assert sections["Not read"][:1] == ["- u1 u2"]


def test_a_folder_in_use_is_left_alone(imported: Imported, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write_import(imported, out)
    (out / "about.json").write_text("{}")
    with pytest.raises(UsageError, match="already contains a network; --force replaces it"):
        write_import(imported, out)
    assert (out / "about.json").read_text() == "{}"
    (out / "thesis.txt").write_text("dear")
    for force in (False, True):
        with pytest.raises(UsageError, match=r"contains thesis\.txt, which is not part of a network"):
            check_folder(out, force)
    with pytest.raises(UsageError, match="is a file, not a folder"):
        check_folder(out / "thesis.txt")


def test_force_replaces_all_of_the_other_network(imported: Imported, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_import(imported, out)
    plain = Network("plain", TOWN.stations[:2], TOWN.lines[:1], TOWN.connections[:2])
    write_import(Imported(plain, None, Notes(), imported.kind, ()), out, force=True)
    assert sorted(path.name for path in out.iterdir()) == ["README.md", "connections.csv", "lines.csv", "stations.csv"]
    assert read_network(out, "plain") == plain


def test_a_folder_may_replace_itself(tables: Path) -> None:
    write_import(import_network(tables), tables, force=True)
    assert read_network(tables) == TOWN


def test_a_failed_write_leaves_no_file(imported: Imported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("graphmem.networks.import_folder.write_about", full)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(DataError, match=r"^The tables cannot be written to .*out: No space left on device\.$"):
        write_import(imported, tmp_path / "out")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_format_is_found_by_the_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added = ImportFormat(
        lambda source, head: head.startswith(b"TOWN"), lambda source, name, chosen: (TOWN, None, Notes()), "As it is."
    )
    monkeypatch.setitem(FORMATS, "town file", added)
    path = tmp_path / "town.bin"
    path.write_text("TOWN")
    found = import_network(path)
    assert (found.network, found.kind) == (TOWN, "town file")
    write_import(found, tmp_path / "tables")
    assert "As it is." in (tmp_path / "tables" / "README.md").read_text()
    with pytest.raises(UsageError, match="is a town file"):
        import_network(path, ["bus"])
