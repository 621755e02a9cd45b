"""The C++ compiler: which one there is, what it compiles for, and a library from a source."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from .sources import Source

_NAMES = ("c++", "g++", "clang++")
_SECONDS = 300  # after which a compiler is taken to have failed


class CompilerError(Exception):
    """There is no compiler, or it failed; the message is the reason as a clause."""


def find_compiler() -> list[str]:
    """The command of the compiler: $CXX, or the first of c++, g++ and clang++ that is installed.

    Raises:
        CompilerError: if there is none, or $CXX is no command.
    """
    try:
        asked = shlex.split(os.environ.get("CXX", ""))
    except ValueError as error:
        raise CompilerError(f"$CXX is no command ({str(error).lower()})") from error
    if asked:
        if shutil.which(asked[0]) is None:
            raise CompilerError(f"the C++ compiler of $CXX, {asked[0]}, was not found")
        return asked
    for name in _NAMES:
        if shutil.which(name) is not None:
            return [name]
    raise CompilerError(f"no C++ compiler was found ({', '.join(_NAMES)})")


def describe_target(compiler: list[str], flags: tuple[str, ...]) -> str:
    """The macros that the compiler predefines: its version, the system and the features of this computer's CPU.

    Raises:
        CompilerError: if it fails.
    """
    return _run([*compiler, *flags, "-dM", "-E", "-x", "c++", os.devnull], None)


def compile_library(compiler: list[str], source: Source, folder: Path) -> Path:
    """Write a source into a folder, compile it and link it there.

    Raises:
        CompilerError: if that fails.
        OSError: if the folder cannot be written.
    """
    for name, text in source.texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    unit, library = f"{source.name}.o", f"{source.name}.so"
    _run([*compiler, *source.compiler_flags, "-c", f"{source.name}.cpp", "-o", unit], folder)
    _run([*compiler, "-shared", "-pthread", unit, "-o", library], folder)
    return folder / library


def _run(command: list[str], folder: Path | None) -> str:
    """The standard output of a command."""
    try:
        done = subprocess.run(  # noqa: S603 - the user's own compiler
            command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CompilerError(f"the C++ compiler {command[0]} did not run ({_first_line(str(error))})") from error
    if done.returncode:
        reason = _first_line(done.stderr) or f"exit code {done.returncode}"
        raise CompilerError(f"the C++ compiler {command[0]} failed ({reason})")
    return done.stdout


def _first_line(text: str) -> str:
    """The first line of a compiler's messages that names an error, or the first line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line), lines[0] if lines else "")
