"""The command: a feed becomes a network that other commands take."""

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from graphmem.cli import main
from graphmem.networks import load_network

FEED = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nT,Town Trains,http://town.example,UTC\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\na,Ash,51.5,0\nb,Birch,51.6,0\nc,Cedar,51.7,0\nd,Date,51.8,0\n",
    "routes.txt": "route_id,route_short_name,route_type\nR,Red,1\nB,9,3\n",
    "trips.txt": "route_id,service_id,trip_id\nR,W,r\nB,W,b\n",
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "r,8:00:00,8:00:00,a,1\nr,8:03:00,8:03:00,b,2\nb,9:00:00,9:00:00,b,1\nb,9:10:00,9:10:00,c,2\n"
    ),
    "calendar_dates.txt": "service_id,date,exception_type\nW,20240101,1\n",
}


def run(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["import", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as packed:
        for name, text in FEED.items():
            packed.writestr(name, text)
    return tmp_path / "feed.zip"


def test_a_feed(feed: Path, tmp_path: Path) -> None:
    code, text = run(feed, "--out", tmp_path / "town")
    assert code == 0
    assert text.splitlines() == [
        "feed: 2 lines, 3 stations, 2 directed connections, 2 stopping patterns.",
        "  dropped: 1 station where no trip of the network calls: Date.",
        f"Written to {tmp_path / 'town'}; README.md there has all notes.",
    ]
    network = load_network(str(tmp_path / "town"))
    assert [(c.source, c.destination, c.minutes) for c in network.connections] == [("a", "b", 3), ("b", "c", 10)]


def test_tables_cannot_go_to_standard_output(feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, text = run(feed, "--out", "-")
    assert (code, text) == (
        2,
        "graphmem: --out must be a folder; a network is several tables and cannot go to standard output.\n",
    )
    assert list(tmp_path.iterdir()) == [feed]


def test_route_types(feed: Path, tmp_path: Path) -> None:
    assert run(feed, "--out", tmp_path / "town", "--route-type", "metro", "--route-type", "ferry")[0] == 0
    assert [line.name for line in load_network(str(tmp_path / "town")).lines] == ["Red"]
    code, text = run(feed, "--out", tmp_path / "none", "--route-type", "ferry")
    assert code == 5
    assert text == (
        "graphmem: feed has no trip on a route of the selected types; its trips are subway (1) and bus (3).\n"
    )
    assert not (tmp_path / "none").exists()
    assert run(feed, "--out", tmp_path / "none", "--route-type", "zeppelin")[0] == 2


def test_refusals_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "feed.zip").write_text("no zip")
    code, text = run(tmp_path / "feed.zip", "--out", tmp_path / "town")
    assert (code, text) == (5, f"graphmem: {tmp_path / 'feed.zip'} is not a zip.\n")
    assert run(tmp_path / "absent", "--out", tmp_path / "town")[0] == 5
    assert run(tmp_path / "feed.zip")[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["feed.zip"]


def test_a_folder_in_use_is_refused_first(feed: Path, tmp_path: Path) -> None:
    assert run(feed, "--out", tmp_path / "town")[0] == 0
    code, text = run(tmp_path / "absent", "--out", tmp_path / "town")
    assert code == 2
    assert "--force replaces it" in text
    assert run(feed, "--out", tmp_path / "town", "--force", "--route-type", "bus")[0] == 0
    assert len(load_network(str(tmp_path / "town")).lines) == 1


def test_many_notes_are_cut_short(feed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "wide.zip", "w") as packed:
        for name, text in FEED.items():
            wide = name == "stops.txt"
            stops = "".join(f"p{n},Park {n // 2},52,{n // 2}\n" for n in range(40))
            calls = "".join(f"r,9:{n:02}:00,9:{n:02}:00,p{n},{n + 10}\n" for n in range(40))
            packed.writestr(name, text + stops * wide + calls * (name == "stop_times.txt"))
    code, text = run(tmp_path / "wide.zip", "--out", tmp_path / "town")
    assert code == 0
    assert text.count("  merged: ") == 11
    assert "  merged: 11 more\n" in text
    assert (tmp_path / "town" / "README.md").read_text().count("with one name and at most 500 m apart") == 20


def test_a_file_name_that_is_not_utf8(feed: Path, tmp_path: Path) -> None:
    odd = feed.rename(tmp_path / "f\udcff\n.zip")
    assert run(odd, "--out", tmp_path / "town")[0] == 0
    assert "- `f? .zip`, SHA-256" in (tmp_path / "town" / "README.md").read_text(encoding="utf-8")


def test_an_import_is_not_written_over_its_source(feed: Path, tmp_path: Path) -> None:
    assert run(feed, "--out", tmp_path / "town")[0] == 0
    before = (tmp_path / "town" / "README.md").read_text(encoding="utf-8")
    code, text = run(tmp_path / "town", "--out", tmp_path / "town" / ".", "--force")
    assert (code, text.count("\n")) == (2, 1)
    assert "is both source and target" in text
    assert (tmp_path / "town" / "README.md").read_text(encoding="utf-8") == before
