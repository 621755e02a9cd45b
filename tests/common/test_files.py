"""Files are written whole or not at all."""

import doctest
from pathlib import Path

import pytest

from graphmem.common import extras, files, text
from graphmem.common.files import digest, file_digest, replace_file, replace_files, replacing


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize("module", [extras, files, text])
def test_examples_of_docstrings(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert found.attempted > 0
    assert found.failed == 0


def test_a_file_is_replaced_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    with replacing(tmp_path / "a") as part:
        part.write_text("new")
        assert contents(tmp_path) == {"a": "old", part.name: "new"}
    assert contents(tmp_path) == {"a": "new"}
    replace_file(tmp_path / "a", b"newer")
    assert contents(tmp_path) == {"a": "newer"}


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_an_error_leaves_the_old_file(tmp_path: Path, error: type[BaseException]) -> None:
    (tmp_path / "a").write_text("old")

    def write() -> None:
        with replacing(tmp_path / "a") as part:
            part.write_text("half")
            raise error

    with pytest.raises(error):
        write()
    assert contents(tmp_path) == {"a": "old"}


def test_several_files_are_replaced_together(tmp_path: Path) -> None:
    replace_files(tmp_path / "new", {"a": "1", "b": "2"})
    assert contents(tmp_path / "new") == {"a": "1", "b": "2"}
    with pytest.raises(UnicodeEncodeError):
        replace_files(tmp_path / "new", {"a": "3", "b": "\ud800"})
    assert contents(tmp_path / "new") == {"a": "1", "b": "2"}


def test_digests(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert file_digest(tmp_path / "a") == digest(b"abc")
    assert digest(b"abc").startswith("ba7816bf")
    assert len(digest(b"abc")) == 64
