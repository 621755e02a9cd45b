"""Native libraries are compiled once, kept whole, and done without where they cannot be had."""

from __future__ import annotations

import ctypes
import logging
import os
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graphmem.native import library
from graphmem.native.cache import cache_folder, find_library, key_of
from graphmem.native.compiler import describe_target, find_compiler
from graphmem.native.library import load_library, open_source
from graphmem.native.sources import SOURCES, Source, shipped_source, texts_of

needs_compiler = pytest.mark.skipif(not any(map(shutil.which, ("c++", "g++", "clang++"))), reason="no C++ compiler")
TEXT = (
    '#include "sum/part.hpp"\nextern "C" __attribute__((visibility("default"))) int sum(int a) { return a + part; }\n'
)
COMPILING = "Compiling native code for adding, once for this computer."


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and no choice of the user's own."""
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.delenv("GRAPHMEM_NATIVE", raising=False)
    monkeypatch.setenv("GRAPHMEM_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def source(part: int = 2, text: str = TEXT, flags: tuple[str, ...] = ()) -> Source:
    return Source("sum", "adding", {"sum.cpp": text, "sum/part.hpp": f"constexpr int part = {part};\n"}, flags)


def opened(made: Source) -> ctypes.CDLL:
    found = open_source(made)
    assert found is not None
    return found


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@needs_compiler
def test_it_is_compiled_once_and_says_so(cache: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert opened(source()).sum(40) == 42
    assert caplog.messages == [COMPILING]
    (kept,) = cache.iterdir()  # nothing of the compilation is left
    written = kept.stat().st_mtime_ns
    assert opened(source()).sum(40) == 42
    assert caplog.messages == [COMPILING]
    assert kept.stat().st_mtime_ns == written


@needs_compiler
def test_another_source_or_flag_is_compiled_anew(cache: Path) -> None:
    assert opened(source()).sum(1) == 3
    assert opened(source(part=5)).sum(1) == 6, "a header changed"
    assert opened(source(flags=("-O1",))).sum(1) == 3
    assert len(list(cache.iterdir())) == 3


@needs_compiler
def test_another_cpu_compiles_anew(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(source())
    monkeypatch.setattr(library, "describe_target", lambda *_: "#define __ANOTHER_CPU__ 1")
    assert opened(source()).sum(1) == 3
    assert len(list(cache.iterdir())) == 2


@needs_compiler
def test_the_key_follows_the_features_of_the_cpu() -> None:
    compiler = find_compiler()
    native, plain = (describe_target(compiler, flags) for flags in (("-march=native",), ()))
    assert "__VERSION__" in native
    assert native == describe_target(compiler, ("-march=native",))
    assert native == plain or key_of(source(), native) != key_of(source(), plain)


@needs_compiler
@pytest.mark.parametrize("damage", [b"", b"no library", None])
def test_a_damaged_library_is_compiled_anew(damage: bytes | None, cache: Path) -> None:
    opened(source())
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.unlink()  # this process has the old file open
    kept.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert opened(source()).sum(1) == 3
    assert [path.read_bytes() for path in cache.iterdir()] == [whole]


@needs_compiler
def test_a_cache_that_cannot_be_written(cache: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache.write_text("a file where the folder should be")
    assert opened(source()).sum(1) == 3
    assert caplog.messages == [
        COMPILING,
        f"The compiled code is not kept: the cache {cache} cannot be written (File exists).",
    ]


@needs_compiler
@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_permission(cache: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache.mkdir(mode=0o500)
    assert opened(source()).sum(1) == 3
    assert "cannot be written (Permission denied)" in caplog.messages[1]


def test_no_compiler(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("PATH", "")
    assert open_source(source()) is None
    for command in ("no-such-compiler -x", 'c++ "'):
        monkeypatch.setenv("CXX", command)
        assert open_source(source()) is None
    none = "There is no native code for adding, which is slower without:"
    assert caplog.messages == [
        f"{none} no C++ compiler was found (c++, g++, clang++).",
        f"{none} the C++ compiler of $CXX, no-such-compiler, was not found.",
        f"{none} $CXX is no command (no closing quotation).",
    ]


@needs_compiler
def test_a_source_that_does_not_compile(cache: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert open_source(source(text="int wrong(")) is None
    assert caplog.messages[0] == COMPILING
    assert caplog.messages[1].startswith(
        "There is no native code for adding, which is slower without: the C++ compiler c++ failed ("
    )
    assert "error" in caplog.messages[1]
    assert "\n" not in caplog.messages[1]
    assert not list(cache.iterdir())


@pytest.mark.parametrize("script", ["echo broken >&2; exit 3", 'case "$*" in *-dM*) exit 0;; esac; kill -9 $$'])
def test_a_compiler_that_fails(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    compiler = program(tmp_path / "compiler", script)
    monkeypatch.setenv("CXX", str(compiler))
    assert open_source(source()) is None
    reason = "broken" if "broken" in script else "exit code -9"
    last = (
        f"There is no native code for adding, which is slower without: the C++ compiler {compiler} failed ({reason})."
    )
    assert caplog.messages[-1] == last


def test_a_compiler_whose_library_cannot_be_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CXX", str(program(tmp_path / "compiler", 'for last in "$@"; do :; done; echo x > "$last"')))
    monkeypatch.setattr(library, "describe_target", lambda *_: "")
    assert open_source(source()) is None
    assert "could not be kept or loaded" in caplog.messages[-1]


@needs_compiler
def test_processes_at_once(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "sum").mkdir()
    for name, text in source().texts.items():
        (tmp_path / name).write_text(text)
    code = (
        "import sys; from pathlib import Path; from graphmem.native.library import open_source\n"
        "from graphmem.native.sources import Source, texts_of\n"
        "print(open_source(Source('sum', 'adding', texts_of(Path(sys.argv[1]), 'sum'))).sum(1))"
    )

    def process(_: int) -> str:
        command = [sys.executable, "-P", "-c", code, str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(process, range(4))) == ["3\n"] * 4
    assert not [path for path in cache.iterdir() if path.suffix != ".so"]


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    assert cache_folder() == cache
    monkeypatch.delenv("GRAPHMEM_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/graphmem")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "graphmem"
    assert find_library(cache, "sum", "key") is None, "the folder does not exist"
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    with pytest.raises(OSError, match="no home directory"):
        cache_folder()


def test_native_code_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(library, "shipped_source", lambda _: source())
    monkeypatch.setenv("GRAPHMEM_NATIVE", "0")
    load_library.cache_clear()
    try:
        assert load_library("sum") is None
        assert caplog.messages == []
    finally:
        load_library.cache_clear()


def test_a_sentence_is_shown_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(library, "shipped_source", lambda _: source())
    monkeypatch.setenv("PATH", "")
    load_library.cache_clear()
    try:
        assert [load_library("sum") for _ in range(3)] == [None] * 3
        assert len(caplog.messages) == 1
        assert caplog.records[0].levelno == logging.WARNING
    finally:
        load_library.cache_clear()


@needs_compiler
@pytest.mark.parametrize("name", SOURCES)
def test_shipped_sources_compile(name: str, caplog: pytest.LogCaptureFixture) -> None:
    made = shipped_source(name)
    assert opened(made)
    assert caplog.messages == [f"Compiling native code for {made.serves}, once for this computer."]


def test_all_sources_are_in_the_wheel() -> None:
    root = Path(__file__).parents[2]
    setup = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folder = root / "graphmem" / "native"
    shipped = {path for pattern in setup["package-data"]["graphmem.native"] for path in folder.glob(pattern)}
    sources = {path for path in folder.rglob("*") if path.suffix in {".cpp", ".hpp", ".h"}}
    assert {f"{name}.cpp" for name in SOURCES} <= {path.name for path in sources}
    assert shipped == sources


def test_headers_belong_to_a_source(tmp_path: Path) -> None:
    (tmp_path / "sum").mkdir()
    for name in ("sum.cpp", "other.cpp", "sum/part.hpp", "sum/notes.md"):
        (tmp_path / name).write_text(name)
    assert texts_of(tmp_path, "sum") == {"sum.cpp": "sum.cpp", "sum/part.hpp": "sum/part.hpp"}
    assert texts_of(tmp_path, "other") == {"other.cpp": "other.cpp"}
