"""Completion of words that hold spaces, parentheses and commas, and that may begin otherwise than what was typed.

Click's scripts insert a candidate as it is in bash, where "Bond Street" is two words, cut one at a comma in fish, and
replace what was typed by what the candidates share, if only a letter, in bash and zsh.
"""

from __future__ import annotations

import os
import re
from itertools import takewhile
from typing import Any

from click.shell_completion import BashComplete, CompletionItem, FishComplete, ZshComplete, add_completion_class

SHOWN = "shown"  # type of a candidate that is listed and changes nothing
Items = list[CompletionItem[Any]]

_BASH = """\
%(complete_func)s() {
    local IFS=$'\\n' line
    COMPREPLY=()
    while read -r line; do
        case $line in
            plain,*|shown,*) COMPREPLY+=("${line#*,}") ;;
            dir,*) compopt -o filenames; COMPREPLY+=($(compgen -d -- "$2")) ;;
            file,*) compopt -o filenames; COMPREPLY+=($(compgen -f -- "$2")) ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1" 2>/dev/null)
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
# What a backslash must stand before, by the quotation mark that is open.
_SPECIAL = {"": re.compile(r"([^\w@%+,./-])"), '"': re.compile(r'([\\"$`])')}

_ZSH_LOOP = "for type key descr in ${response}; do\n"
_ZSH_SHOWN = "        [[ $type == shown ]] && type=plain compstate[insert]=\n"


class Bash(BashComplete):
    """Quotes candidates as the word at the cursor is quoted."""

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """Words before the cursor and the one at it; bash makes the "=" of "--from=Bank" a word of its own."""
        args, incomplete = super().get_completion_args()
        before = ["", *args]
        return [word for last, word in zip(before, args, strict=False) if word != "=" or last[:2] != "--"], incomplete

    def get_completions(self, args: list[str], incomplete: str) -> Items:
        """The candidates, quoted, or only shown where what they share adds nothing to what was typed.

        Readline inserts what the shown ones share, so there is a blank one among them; it quotes among files by itself.
        """
        items = super().get_completions(args, incomplete)
        if any(item.type != "plain" for item in items):
            return items
        mark, shared = _open_mark(), _shared(items)
        quoted = [CompletionItem(_quoted(item.value, mark)) for item in items]
        common = _shared(quoted)
        cut = (len(common) - len(common.rstrip("\\"))) % 2  # off from what the backslash stands before
        if len(items) < 2 or (not cut and shared != incomplete and _goes_on(shared, incomplete)):
            return quoted
        blank = [CompletionItem(" ")] if shared else []
        return [CompletionItem(item.value, type=SHOWN) for item in items + blank]


class Zsh(ZshComplete):
    """Keeps what was typed; zsh itself quotes."""

    source_template = ZshComplete.source_template.replace(_ZSH_LOOP, _ZSH_LOOP + _ZSH_SHOWN)

    def get_completions(self, args: list[str], incomplete: str) -> Items:
        """The candidates, as whole words, or only shown where what they share does not go on from what was typed."""
        items = super().get_completions(args, incomplete)
        option, word = _option_and_word(incomplete)
        shown = len(items) > 1 and not _goes_on(_shared(items), word)
        return [CompletionItem(option + item.value, SHOWN if shown else item.type, item.help) for item in items]


class Fish(FishComplete):
    """Keeps commas; fish itself quotes, and leaves out what differs from what was typed in more than case."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","')

    def get_completions(self, args: list[str], incomplete: str) -> Items:
        """The candidates, as whole words."""
        option, _ = _option_and_word(incomplete)
        items = super().get_completions(args, incomplete)
        return [CompletionItem(option + item.value, item.type, item.help) for item in items]


def register() -> None:
    """Have click complete by these."""
    for shell in (Bash, Zsh, Fish):
        add_completion_class(shell)


def _open_mark() -> str:
    """The quotation mark with which the word at the cursor begins, or ""."""
    words, place = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
    mark = words[place][:1] if place < len(words) else ""
    return mark if mark in {'"', "'"} else ""


def _quoted(value: str, mark: str) -> str:
    """What one writes after the mark; readline closes it."""
    return value.replace("'", r"'\''") if mark == "'" else _SPECIAL[mark].sub(r"\\\1", value)


def _goes_on(shared: str, typed: str) -> bool:
    """Whether what candidates share is what was typed, and perhaps more."""
    if not shared or shared.startswith(typed):
        return bool(shared)
    from ..routing.words import normalise

    return normalise(shared).startswith(normalise(typed))


def _shared(items: Items) -> str:
    """The letters with which all candidates begin."""
    values = sorted(item.value for item in items)
    pairs = zip(values[0], values[-1], strict=False) if values else ()
    return "".join(letter for letter, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _option_and_word(incomplete: str) -> tuple[str, str]:
    """What goes before the word: "--from=" and "Bank" of "--from=Bank"."""
    option, equals, word = incomplete.partition("=")
    return (option + equals, word) if equals and option.startswith("--") else ("", incomplete)
