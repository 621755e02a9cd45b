"""Runs the examples of a page of the documentation, and compares or rewrites what they print.

    console   each line that begins with "$ " is a shell command; the lines below it are its output
    python    run in order in one interpreter a page; a text block that follows at once is its output

"..." in the expected output stands for any text, such as a time that differs from run to run.  Commands run in a copy
of docs/samples, in a terminal of 80 columns.  Only those optional packages can be imported that the page tells the
reader to install.

    python docs/examples.py PAGE...            say which examples print something else
    python docs/examples.py --update PAGE...   write what they print into the page
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "docs" / "samples"
PACKAGES = {  # that each extra brings, beyond the base install
    "train": ("torch", "torch_geometric", "tensorboard"),
    "map": ("matplotlib",),
    "parquet": ("pyarrow",),
    "gtfs": ("tzdata",),
}
LIMIT = 300  # seconds for one example
WIDTH = 80  # columns of the terminal
_INSTALL = re.compile(r"graphmem\[([\w,]+)\]|\.\[([\w,]+)\]")
_SECONDS = re.compile(r"\d+\.\d+ s\b")  # differ from run to run
_END = "\x1eend of block\x1e"
# Runs in a process of its own what the repository's own pages show, and nothing else.
_RUN_BLOCKS = f"""
import json, sys
namespace = {{"__name__": "__main__"}}
for code in json.load(sys.stdin):
    exec(compile(code, "<example>", "exec"), namespace)
    print({_END!r}, flush=True)
"""
_BLOCK_IMPORTS = "import os, sys\nsys.modules.update(dict.fromkeys(os.environ['BLOCKED_PACKAGES'].split()))\n"


class Example(NamedTuple):
    """One command or block of Python.

    Attributes:
        kind: "console" or "python".
        code: to run.
        output: what it should print; None where the page does not say.
        first, last: the lines of the page that hold the output, counted from 0, ``last`` excluded.
    """

    kind: str
    code: str
    output: str | None
    first: int
    last: int


def examples_of(text: str) -> list[Example]:
    """All examples of a page, in order."""
    fences = [token for token in MarkdownIt().parse(text) if token.type == "fence" and token.map]
    found: list[Example] = []
    for place, fence in enumerate(fences):
        start, stop = fence.map or (0, 0)
        kind = fence.info.strip()
        if kind == "console":
            found += _commands(fence.content, start + 1)
        elif kind == "python":
            following = fences[place + 1] if place + 1 < len(fences) else None
            if following and following.info.strip() == "text" and _is_next(text, stop, following.map):
                first, last = following.map or (0, 0)
                found.append(Example("python", fence.content, following.content.rstrip("\n"), first + 1, last - 1))
            else:
                found.append(Example("python", fence.content, None, stop, stop))
    return found


def _is_next(text: str, stop: int, lines: Sequence[int] | None) -> bool:
    return lines is not None and not "".join(text.splitlines()[stop : lines[0]]).strip()


def _commands(content: str, offset: int) -> Iterator[Example]:
    lines = content.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        end = start + 1
        while lines[end - 1].endswith("\\"):
            end += 1
        command = "\n".join([lines[start][2:], *lines[start + 1 : end]])
        output = "\n".join(lines[end:stop]).rstrip("\n")
        yield Example("console", command, output or None, offset + end, offset + end + len(output.splitlines()))


def blocked_packages(text: str) -> list[str]:
    """The optional packages that a page does not tell the reader to install; ``dev`` is for tests, not for examples."""
    named = {name for both in _INSTALL.findall(text) for part in both for name in part.split(",") if name}
    if "all" in named:
        return []
    return [package for extra, packages in PACKAGES.items() if extra not in named for package in packages]


def run(text: str, folder: Path) -> list[str]:
    """What each example of a page prints, run in a folder.

    Raises:
        RuntimeError: if one fails.
    """
    (folder / ".site").mkdir()
    (folder / ".site" / "sitecustomize.py").write_text(_BLOCK_IMPORTS, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(folder / ".site"),
        "BLOCKED_PACKAGES": " ".join(blocked_packages(text)),
        "NO_COLOR": "1",
        "TERM": "dumb",
        "OMP_NUM_THREADS": "1",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(folder / ".matplotlib"),
    }
    found = examples_of(text)
    printed = iter(_run_python([one.code for one in found if one.kind == "python"], folder, environment))
    return [next(printed) if one.kind == "python" else _run_in_terminal(one.code, folder, environment) for one in found]


def _run_in_terminal(command: str, folder: Path, environment: dict[str, str]) -> str:
    """What a command prints on a terminal of 80 columns, and then what it prints on standard error."""
    ours, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, WIDTH, 0, 0))
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 - our own documentation
            ["bash", "-c", command],  # noqa: S607
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=terminal,
            stderr=errors,
        )
        os.close(terminal)
        printed = b"".join(iter(lambda: _read(ours), b""))
        os.close(ours)
        code = process.wait(LIMIT)
        errors.seek(0)
        text = (printed + errors.read()).decode().replace("\r\n", "\n")
    if code:
        raise RuntimeError(f"{command!r} ended with {code}:\n{text}")
    return text


def _read(terminal: int) -> bytes:
    """The next bytes; none when the command has ended, which Linux reports as an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def _run_python(blocks: list[str], folder: Path, environment: dict[str, str]) -> list[str]:
    if not blocks:
        return []
    done = subprocess.run(  # noqa: S603 - our own documentation
        [sys.executable, "-P", "-c", _RUN_BLOCKS],
        cwd=folder,
        env=environment,
        input=json.dumps(blocks),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=LIMIT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"A block of Python ended with {done.returncode}:\n{done.stdout}")
    return done.stdout.split(f"{_END}\n")[:-1]


def matches(expected: str, printed: str) -> bool:
    """Whether lines agree; blanks at their ends do not count, and "..." stands for anything."""
    wanted, got = (_lines(text) for text in (expected, printed))
    pattern = re.escape("\n".join(wanted)).replace(re.escape("..."), ".*?")
    return re.fullmatch(pattern, "\n".join(got), re.DOTALL) is not None


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def check(page: Path, update: bool = False) -> list[str]:
    """A sentence for each example that prints something else than its page says.

    Args:
        page: a Markdown file.
        update: write what is printed into the page instead.
    """
    text = page.read_text(encoding="utf-8")
    found = examples_of(text)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "samples"
        shutil.copytree(SAMPLES, folder)
        printed = run(text, folder)
    wrong = [
        (one, output)
        for one, output in zip(found, printed, strict=True)
        if one.output is not None and not matches(one.output, output)
    ]
    if update and wrong:
        lines = text.splitlines()
        for one, output in reversed(wrong):
            lines[one.first : one.last] = _lines(_SECONDS.sub("... s", output))
        page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [f"{page.name}: {one.code.splitlines()[0]!r} prints\n{output}" for one, output in wrong]


def main() -> int:
    """Check or update the pages that are named."""
    arguments = sys.argv[1:]
    update = "--update" in arguments
    failures = [failure for name in arguments if name != "--update" for failure in check(Path(name), update)]
    print("\n".join(failures))
    return int(bool(failures) and not update)


if __name__ == "__main__":
    raise SystemExit(main())
