"""about.json: four texts, or one sentence that says why not."""

import doctest
import errno
import json
import os
from pathlib import Path

import pytest

from graphmem.errors import DataError
from graphmem.networks import About, load_described, load_network, read_about, shipped, write_about

ABOUT = About("Bäume", "A gardener, at planté.example", "CC0", "2024-06")
TEXTS = "the texts title, source, licence, date"


def test_round_trip_in_a_new_folder(tmp_path: Path) -> None:
    write_about(ABOUT, tmp_path / "new")
    assert read_about(tmp_path / "new") == ABOUT
    assert "Bäume" in (tmp_path / "new" / "about.json").read_text(encoding="utf-8")


def test_no_file_is_no_fault(folder: Path) -> None:
    assert read_about(folder) is None
    assert load_described(str(folder))[1] is None


def test_paths_as_objects_and_as_text(folder: Path) -> None:
    assert load_network(folder) == load_network(str(folder))
    assert load_described(folder) == load_described(str(folder))
    assert doctest.testmod(shipped).failed == 0
    with pytest.raises(DataError, match=r"^'berlin_uban' is neither a file .* network; did you mean berlin_ubahn"):
        load_network(Path("berlin_uban"))


def test_about_is_loaded_with_the_network(folder: Path) -> None:
    write_about(ABOUT, folder)
    network, about = load_described(str(folder))
    assert (network.name, about) == (folder.name, ABOUT)


def test_additional_keys_are_allowed(tmp_path: Path) -> None:
    (tmp_path / "about.json").write_text(json.dumps(vars(ABOUT) | {"checked": True}), encoding="utf-8")
    assert read_about(tmp_path) == ABOUT


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not valid JSON: Expecting value: line 1 column 1 (char 0)."),
        (b"[" * 100_000, "is not valid JSON: "),
        (b"\xff\xfe", "is not valid JSON: "),
        (b"[]", f"must hold one object with {TEXTS}."),
        (b'{"title": "Trees", "source": "", "licence": ""}', f"must hold one object with {TEXTS}."),
        (b'{"title": "Trees", "source": "", "licence": "", "date": 2024}', f"must hold one object with {TEXTS}."),
    ],
)
def test_faults(folder: Path, content: bytes, sentence: str) -> None:
    (folder / "about.json").write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_about(folder)
    assert str(caught.value).startswith(f"{folder / 'about.json'} {sentence}")


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_about(ABOUT, tmp_path)
    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(DataError, match=r"about\.json cannot be written: No space left on device\.$"):
        write_about(About("", "", "", ""), tmp_path)
    assert read_about(tmp_path) == ABOUT
    assert [path.name for path in tmp_path.iterdir()] == ["about.json"]


def full_disk(opened: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_lone_surrogate(tmp_path: Path) -> None:
    (tmp_path / "about.json").write_text(json.dumps(vars(ABOUT) | {"title": "a\ud800"}), encoding="utf-8")
    with pytest.raises(DataError, match=r"contains a lone surrogate, which is not valid text\.$"):
        read_about(tmp_path)
