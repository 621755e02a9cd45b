"""Completion in shells: bash itself at a terminal, and the candidates that zsh and fish get."""

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.shell_completion import CompletionItem

from graphmem.cli.shells import Bash, Fish, Zsh

NAMES = [
    "Bond Street",
    "King's Cross",
    "Paris, Gare de Lyon",
    "Edgware Road (Bakerloo)",
    "Edgware Road (Circle)",
    'Odd: "q" `x` \\ b!*',
    "Hill Top",
    "Harrow Hill",
    "St. John's Wood",
    "St. James's Park",
    "East West Gate",
    "Westgate",
    "Bank",
    "Dollar $HOME",
]

# Every station whose name contains the typed text, ignoring all but letters and spaces.
TOY = f"""
import json, os, re, sys
import click
from click.shell_completion import CompletionItem
from graphmem.cli import shells

shells.register()
NAMES = {NAMES!r}

def letters(text):
    return re.sub("[^a-z ]", "", text.lower())

def stations(ctx, param, incomplete):
    return [CompletionItem(name) for name in NAMES if letters(incomplete) in letters(name)]

def files(ctx, param, incomplete):
    shipped = [CompletionItem(name) for name in ["my_own"] if name.startswith(incomplete)]
    return [*shipped, CompletionItem(incomplete, type="file")]

@click.command()
@click.option("--at", shell_complete=stations)
@click.option("--to", shell_complete=stations)
@click.option("--file", shell_complete=files)
def toy(**_):
    with open(os.environ["OUTPUT"], "a") as output:
        output.write(json.dumps(sys.argv[1:]) + "\\n")

toy(prog_name="toy", complete_var="_TOY_COMPLETE")
"""

# What is typed, with a tab where > stands, and the words that the command gets.
TYPED = [
    ("toy --at bond>", ["--at", "Bond Street"]),
    ("toy --at 'king>", ["--at", "King's Cross"]),
    ("toy --at king>--to ban>", ["--at", "King's Cross", "--to", "Bank"]),
    ("toy --at=bond>", ["--at=Bond Street"]),
    ("toy --at=bank --to=paris>", ["--at=bank", "--to=Paris, Gare de Lyon"]),
    ("toy --at edg>c>", ["--at", "Edgware Road (Circle)"]),
    ('toy --at "edg>b>', ["--at", "Edgware Road (Bakerloo)"]),
    ("toy --at odd\\:\\ q>", ["--at", 'Odd: "q" `x` \\ b!*']),
    ('toy --at "dollar>', ["--at", "Dollar $HOME"]),
    ("toy --at st\\ j>o>", ["--at", "St. John's Wood"]),
    ("toy --at hill>", ["--at", "hill"]),  # not the H that the two share
    ("toy --at e\\ g>", ["--at", "e g"]),  # two again, which share nothing
    ("toy --a>bank", ["--at", "bank"]),
    ("toy --file my\\ f>", ["--file", "my feed.zip"]),
    ('toy --file "my f>', ["--file", "my feed.zip"]),
    ("toy --file my_>", ["--file", "my_own"]),
]


def type_into_bash(folder: Path, lines: list[str]) -> tuple[list[list[str]], str]:
    """The words that the command got from each line, and what the terminal showed."""
    (folder / "toy.py").write_text(TOY, encoding="utf-8")
    (folder / "toy").write_text(f'#!/bin/sh\nexec "{sys.executable}" -P "{folder}/toy.py" "$@"\n', encoding="utf-8")
    (folder / "toy").chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    setting = {"PATH": path, "OUTPUT": str(folder / "output"), "PS1": "$ ", "TERM": "dumb", "INPUTRC": "/dev/null"}
    ours, theirs = os.openpty()
    bash = subprocess.Popen(
        ["bash", "--norc", "--noprofile", "-i"],  # noqa: S607
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=os.environ | setting,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        start = 'unset HISTFILE; set +H; eval "$(_TOY_COMPLETE=bash_source toy)"'
        os.write(ours, "\n".join([start, *lines, "exit", ""]).replace(">", "\t").encode())
        shown, latest = b"", time.monotonic() + 30
        while select.select([ours], [], [], max(0.0, latest - time.monotonic()))[0]:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # bash has gone
                break
    finally:
        bash.kill()
        bash.wait()
        os.close(ours)
    output = (folder / "output").read_text(encoding="utf-8") if (folder / "output").exists() else ""
    return [json.loads(line) for line in output.splitlines()], shown.decode(errors="replace")


def test_bash_completes_to_one_word(tmp_path: Path) -> None:
    (tmp_path / "my feed.zip").touch()
    got, shown = type_into_bash(tmp_path, [line for line, _ in TYPED])
    assert got == [words for _, words in TYPED], shown


def test_bash_lists_all_candidates(tmp_path: Path) -> None:
    _, shown = type_into_bash(tmp_path, ["toy --at hill>>"])
    assert {"Hill Top", "Harrow Hill"} <= {part.strip() for line in shown.splitlines() for part in line.split("  ")}


def stations(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    return [CompletionItem(name, help="Red, zone 1") for name in NAMES if incomplete.lower() in name.lower()]


COMMAND = click.Command("toy", params=[click.Option(["--at"], shell_complete=stations)])


@pytest.mark.parametrize(
    ("words", "types", "names"),
    [
        ("toy --at bo", ["plain"], ["Bond Street"]),
        ("toy --at=bo", ["plain"], ["--at=Bond Street"]),
        ("toy '--at=paris, g", ["plain"], ["--at=Paris, Gare de Lyon"]),
        ("toy --at edg", ["plain"] * 2, ["Edgware Road (Bakerloo)", "Edgware Road (Circle)"]),
        ("toy --at 'edgware road (", ["plain"] * 2, ["Edgware Road (Bakerloo)", "Edgware Road (Circle)"]),
        ("toy --at hill", ["shown"] * 2, ["Hill Top", "Harrow Hill"]),
        ("toy --at=hill", ["shown"] * 2, ["--at=Hill Top", "--at=Harrow Hill"]),
        ("toy --at odd:", ["plain"], [NAMES[5].replace(":", "\\:")]),
    ],
)
def test_zsh_gets_whole_words_and_whether_to_insert_them(
    words: str, types: list[str], names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(1 if "--at=" in words else 2))
    printed = Zsh(COMMAND, {}, "toy", "_TOY_COMPLETE").complete().splitlines()
    assert (printed[::3], printed[1::3]) == (types, names)
    assert set(printed[2::3]) == {"Red, zone 1"}


@pytest.mark.parametrize(
    ("words", "word", "printed"),
    [
        ("toy --at bo", "bo", ["plain,Bond Street\tRed, zone 1"]),
        ("toy --at=bo", "--at=bo", ["plain,--at=Bond Street\tRed, zone 1"]),
        ("toy --at 'paris, ", "'paris, ", ["plain,Paris, Gare de Lyon\tRed, zone 1"]),
    ],
)
def test_fish_gets_whole_words(words: str, word: str, printed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", word)
    assert Fish(COMMAND, {}, "toy", "_TOY_COMPLETE").complete().splitlines() == printed


def test_the_scripts_of_zsh_and_fish_differ_from_those_of_click_in_one_line() -> None:
    for shell, ours in ((Zsh, "compstate[insert]="), (Fish, 'string split --max 1 ","')):
        script = shell(COMMAND, {}, "toy", "_TOY_COMPLETE").source()
        theirs = shell.__base__(COMMAND, {}, "toy", "_TOY_COMPLETE").source()
        assert ours in script
        assert ours not in theirs
        assert len(set(script.splitlines()) - set(theirs.splitlines())) == 1


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("bo", ["plain,Bond\\ Street"]),
        ('"bo', ["plain,Bond Street"]),
        ("'king", [r"plain,King'\''s Cross"]),
        ('"dollar', [r"plain,Dollar \$HOME"]),
        ("edg", ["plain,Edgware\\ Road\\ \\(Bakerloo\\)", "plain,Edgware\\ Road\\ \\(Circle\\)"]),
        ("Edgware\\ Road\\ \\(", ["shown,Edgware Road (Bakerloo)", "shown,Edgware Road (Circle)", "shown, "]),
        ("hill", ["shown,Hill Top", "shown,Harrow Hill", "shown, "]),
        ("west", ["shown,East West Gate", "shown,Westgate"]),
    ],
)
def test_bash_gets_quoted_words_or_plain_ones_to_list(
    words: str, printed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMP_WORDS", f"toy\n--at\n{words}")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert Bash(COMMAND, {}, "toy", "_TOY_COMPLETE").complete().splitlines() == printed


def test_bash_counts_the_word_of_an_option_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", "\n".join(["toy", "--at", "=", "Bank", "--to", "="]))
    monkeypatch.setenv("COMP_CWORD", "6")
    assert Bash(COMMAND, {}, "toy", "_TOY_COMPLETE").get_completion_args() == (["--at", "Bank", "--to"], "")
