"""Picture files: the same bytes every time, and written completely or not at all."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import matplotlib
import pytest

from graphmem.errors import DataError, UsageError
from graphmem.networks import load_network
from graphmem.view import check_picture_path, draw_network, new_figure, write_map, write_picture
from graphmem.view.readme import main


def picture(path: Path) -> bytes:
    write_picture(draw_network(load_network("london_zone1_interchanges")).figure, path)
    return path.read_bytes()


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_same_picture_is_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    once, again = picture(tmp_path / f"a.{suffix}"), picture(tmp_path / f"b.{suffix}")
    assert once == again
    assert once[:5] == {"png": b"\x89PNG\r", "svg": b"<?xml"}[suffix]
    assert b"matplotlib" not in once.lower() or suffix == "svg"
    assert b"<dc:date>" not in once


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_users_settings_have_no_effect(tmp_path: Path, suffix: str) -> None:
    network = load_network("london_zone1_interchanges")
    write_map(network, tmp_path / f"plain.{suffix}")
    settings = {"savefig.dpi": 33, "savefig.bbox": "tight", "text.hinting": "default", "svg.fonttype": "path"}
    styles = {"font.family": ["monospace"], "lines.linestyle": "--", "axes.facecolor": "red"}
    with matplotlib.rc_context(settings | styles):
        write_map(network, tmp_path / f"odd.{suffix}")
        assert matplotlib.rcParams["savefig.dpi"] == 33
    assert (tmp_path / f"plain.{suffix}").read_bytes() == (tmp_path / f"odd.{suffix}").read_bytes()


def test_a_picture_replaces_a_file_and_leaves_no_other(tmp_path: Path) -> None:
    path = tmp_path / "map.SVG"
    path.write_text("old")
    assert picture(path).startswith(b"<?xml")
    assert [one.name for one in tmp_path.iterdir()] == ["map.SVG"]
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("name", ["map.pdf", "map", "png"])
def test_another_suffix_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"A picture is a \.png or \.svg file, not"):
        write_picture(new_figure(1, 1), tmp_path / name)
    with pytest.raises(UsageError, match=r"A picture is a \.png or \.svg file, not"):
        check_picture_path(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_path_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"map\.png: there is no folder .*nowhere\."):
        write_picture(new_figure(1, 1), tmp_path / "nowhere" / "map.png")
    with pytest.raises(DataError, match="there is no folder"):
        check_picture_path(tmp_path / "nowhere" / "map.png")
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(DataError, match="it is a folder"):
        write_picture(new_figure(1, 1), tmp_path / "folder.png")
    with pytest.raises(DataError, match="it is a folder"):
        check_picture_path(tmp_path / "folder.png")
    check_picture_path(tmp_path / "map.SVG")


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, figure = tmp_path / "map.png", new_figure(1, 1)
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(figure, "savefig", fail)
    with pytest.raises(DataError, match="No space left"):
        write_picture(figure, path)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["map.png"]


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    network = load_network("london_zone1_interchanges")
    sentence = r'^Drawing a picture needs Matplotlib; install it with: pip install "graphmem\[map\]"$'
    with pytest.raises(UsageError, match=sentence):
        draw_network(network)
    with pytest.raises(UsageError, match=sentence):
        check_picture_path(Path("map.png"))
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert any(needed.startswith("matplotlib") for needed in project["optional-dependencies"]["map"])


def test_the_package_loads_neither_matplotlib_nor_torch() -> None:
    code = "import graphmem.view, sys; print(any(name in sys.modules for name in ('matplotlib', 'torch')))"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "False\n"


def test_the_picture_of_the_readme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "underground.png"
    assert main([str(path)]) == 0
    assert 50_000 < path.stat().st_size < 400_000
    assert int.from_bytes(path.read_bytes()[16:20], "big") == 1600
    assert main([]) == 2
    assert main([str(tmp_path / "map.gif")]) == 2
    assert "Usage: python -m graphmem.view.readme OUT.png" in capsys.readouterr().err
