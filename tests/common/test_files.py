"""Files are written whole or not at all."""

import doctest
import errno
import os
import stat
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


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("old")
    new = tmp_path / "new"
    new.write_text("as any other new file")
    usual = new.stat().st_mode
    new.unlink()
    old.chmod(0o640)
    for path in (old, new):
        replace_file(path, b"content")
    assert (old.stat().st_mode & 0o777, new.stat().st_mode) == (0o640, usual)


def test_a_private_file_is_private_while_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o600)
    with replacing(tmp_path / "a") as part:
        assert part.stat().st_mode & 0o777 == 0o600
        part.write_text("new")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_flushed_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flush = os.fsync

    def only_files(opened: int) -> None:
        if stat.S_ISDIR(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        flush(opened)

    monkeypatch.setattr("os.fsync", only_files)
    replace_files(tmp_path, {"a": "1", "b": "2"})
    assert contents(tmp_path) == {"a": "1", "b": "2"}


def test_the_longest_names(tmp_path: Path) -> None:
    name = "駅" * 85  # 255 bytes
    replace_file(tmp_path / name, b"content")
    assert contents(tmp_path) == {name: "content"}


def test_a_planted_link_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where somebody has guessed the name of the temporary file."""
    monkeypatch.setattr("secrets.token_hex", lambda count: "guessed")
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    (tmp_path / ".guessed.part").symlink_to(victim)
    with pytest.raises(FileExistsError):
        replace_file(tmp_path / "a", b"content")
    assert victim.read_text() == "untouched"
    assert not (tmp_path / "a").exists()


def test_temporary_names_differ(tmp_path: Path) -> None:
    with replacing(tmp_path / "a") as first, replacing(tmp_path / "a") as second:
        assert first != second
        first.write_text("first")
        second.write_text("second")
    assert contents(tmp_path) == {"a": "first"}


def test_content_is_on_the_disk_before_it_replaces_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("old")
    seen: list[str] = []

    def flush(opened: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(opened).st_mode) else "file"
        seen.append(f"{kind}, {(tmp_path / 'a').read_text()}")

    monkeypatch.setattr("os.fsync", flush)
    replace_file(tmp_path / "a", b"new")
    assert seen == ["file, old", "folder, new"]


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
