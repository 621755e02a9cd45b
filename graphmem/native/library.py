"""``load_library``: a native library, or None where its twin in Python must serve.

What a user should know is one sentence at the level WARNING of the logger "graphmem", once in a process: that something
is being compiled, or why there is no native code.
"""

from __future__ import annotations

import ctypes
import logging
import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from .cache import cache_folder, find_library, keep_library, key_of
from .compiler import CompilerError, compile_library, describe_target, find_compiler
from .sources import Source, shipped_source

_log = logging.getLogger("graphmem")


@cache
def load_library(name: str) -> ctypes.CDLL | None:
    """The library of a source in ``sources.SOURCES``, compiled if the cache does not have it.

    Returns:
        None if GRAPHMEM_NATIVE is 0, or with a sentence to the log if it cannot be compiled or loaded.
    """
    return None if os.environ.get("GRAPHMEM_NATIVE") == "0" else open_source(shipped_source(name))


def open_source(source: Source) -> ctypes.CDLL | None:
    """Compile a source if need be, and load it; None, with a sentence to the log, if that fails."""
    try:
        compiler = find_compiler()
        key = key_of(source, describe_target(compiler, source.compiler_flags))
        return _open(source, compiler, key)
    except CompilerError as error:
        reason = str(error)
    except OSError as error:
        reason = f"the compiled library could not be kept or loaded ({' '.join(str(error).split())})"
    _log.warning("There is no native code for %s, which is slower without: %s.", source.serves, reason)
    return None


def _open(source: Source, compiler: list[str], key: str) -> ctypes.CDLL:
    """Load a library from the cache; if it is not there, compile it.

    Raises:
        CompilerError: if it cannot be compiled.
        OSError: if it cannot be loaded.
    """
    folder = cache_folder()
    kept = find_library(folder, source.name, key)
    if kept is not None:
        return ctypes.CDLL(str(kept))
    _log.warning("Compiling native code for %s, once for this computer.", source.serves)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        building = TemporaryDirectory(dir=folder, prefix=".building-", ignore_cleanup_errors=True)
    except OSError as error:
        _log.warning("The compiled code is not kept: the cache %s cannot be written (%s).", folder, error.strerror)
        return _compile_for_this_process(source, compiler)
    with building as place:
        built = compile_library(compiler, source, Path(place))
        return ctypes.CDLL(str(keep_library(folder, source.name, key, built)))


def _compile_for_this_process(source: Source, compiler: list[str]) -> ctypes.CDLL:
    """Compile into a temporary folder; a library that is loaded outlives its file."""
    with TemporaryDirectory(prefix="graphmem-", ignore_cleanup_errors=True) as place:
        return ctypes.CDLL(str(compile_library(compiler, source, Path(place))))
