"""What commands print on terminals of several widths."""

import os
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from graphmem.cli import main
from graphmem.cli.wording import hanging


def on_a_terminal(columns: int, *arguments: str, stream: str = "stdout", code: int = 0) -> list[str]:
    """The lines that a terminal of some columns shows."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-P", "-m", "graphmem", *arguments]
    setting = {"COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1"}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: theirs}
    done = subprocess.run(command, **streams, env=os.environ | setting, check=False)  # type: ignore[call-overload]  # noqa: S603
    assert done.returncode == code
    os.close(theirs)
    text = b""
    try:
        while part := os.read(ours, 65536):
            text += part
    except OSError:  # everything is read
        pass
    os.close(ours)
    return text.decode().splitlines()


def test_wrapped_legs_keep_their_colours() -> None:
    lines = [f"{click.style('  ', bg='red')} Central: Bank to Holborn, 3 stops", "   change at Holborn", ""]
    assert hanging(lines, None) == lines
    assert hanging(lines, 24) == [
        f"{click.style('  ', bg='red')} Central: Bank to",
        "      Holborn, 3 stops",
        "   change at Holborn",
        "",
    ]


@pytest.mark.parametrize("columns", [40, 80])
def test_long_lists_of_stations_wrap_between_words_on_a_terminal(columns: int) -> None:
    ends = ["--from", "Upminster", "--to", "Heathrow Terminal 5"]
    piped = CliRunner().invoke(main, ["route", *ends]).stdout.splitlines()
    shown = on_a_terminal(columns, "route", *ends)
    start = next(place for place, line in enumerate(shown) if line.startswith("The machine answered: "))
    end = next(place for place, line in enumerate(shown) if line.startswith("Valid: "))
    assert max(map(len, shown)) <= columns
    assert "".join(shown[2:start]).replace(" ", "") == "".join(piped[2:-3]).replace(" ", "")
    (answer,) = (line for line in piped if line.startswith("The machine answered: "))
    assert " ".join(line.strip() for line in shown[start:end]) == answer
    assert len(answer) > 400


@pytest.mark.parametrize("columns", [40, 80])
def test_a_program_folds_on_a_terminal_and_has_a_line_for_each_rule_in_a_pipe(columns: int) -> None:
    piped = CliRunner().invoke(main, ["explain"]).stdout.splitlines()
    shown = on_a_terminal(columns, "explain")
    assert max(map(len, shown)) <= columns < max(map(len, piped))
    assert " ".join(" ".join(shown).split()) == " ".join(" ".join(piped).split())


@pytest.mark.parametrize("columns", [40, 80])
def test_errors_fold_on_a_terminal_and_are_one_line_in_a_pipe(columns: int) -> None:
    arguments = "networks", "show", "nowhere"
    piped = CliRunner().invoke(main, arguments).stderr.splitlines()
    shown = on_a_terminal(columns, *arguments, stream="stderr", code=5)
    assert max(map(len, shown)) <= columns
    assert [" ".join(" ".join(shown).split())] == piped


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, with those of groups."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("words", list(commands(main)), ids=" ".join)
def test_help_fits_a_terminal_and_breaks_no_name(words: tuple[str, ...]) -> None:
    lines = CliRunner().invoke(main, [*words, "--help"], terminal_width=80).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line.endswith(("-", "...")) and "ARGS" not in line]


def test_tables_fit_a_terminal_and_a_pipe_gets_everything() -> None:
    assert max(map(len, on_a_terminal(80, "networks"))) <= 80
    narrow = on_a_terminal(50, "networks")
    assert max(map(len, narrow)) <= 50
    assert any("hidden" in line for line in narrow)
    assert on_a_terminal(50, "networks", "--wide") == CliRunner().invoke(main, ["networks"]).stdout.splitlines()
