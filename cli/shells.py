"""Shell completion of words with spaces, parentheses and commas, which need not begin with the typed text.

Click's own scripts insert a candidate unquoted in bash, where "Bond Street" is two words, cut it at a comma in fish,
and in bash and zsh replace the typed text by the common beginning of the candidates, even if that is a single letter.
"""

from __future__ import annotations

import os
import re
from itertools import takewhile
from typing import Any

from click.shell_completion import BashComplete, CompletionItem, FishComplete, ZshComplete, add_completion_class

SHOWN = "shown"  # type of a candidate that is only listed
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
# Characters that need a backslash, by the open quotation mark.
_SPECIAL = {"": re.compile(r"([^\w@%+,./-])"), '"': re.compile(r'([\\"$`])')}

_ZSH_LOOP = "for type key descr in ${response}; do\n"
_ZSH_SHOWN = "        [[ $type == shown ]] && type=plain compstate[insert]=\n"


class Bash(BashComplete):
    """Completion in bash: candidates are quoted like the word at the cursor."""

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor and the one at it; bash splits "--from=Bank" at its "="."""
        args, incomplete = super().get_completion_args()
        before = ["", *args]
        return [word for last, word in zip(before, args, strict=False) if word != "=" or last[:2] != "--"], incomplete

    def get_completions(self, args: list[str], incomplete: str) -> Items:
        """The candidates, quoted; or only listed if their common beginning does not extend the typed text.

        Readline inserts the common beginning of all listed candidates, so a blank one is added to them.  It quotes the
        names of files itself.
        """
        items = super().get_completions(args, incomplete)
        if any(item.type != "plain" for item in items):
            return items
        mark, shared = _open_mark(), _shared(items)
        quoted = [CompletionItem(_quoted(item.value, mark)) for item in items]
        common = _shared(quoted)
        cut = (len(common) - len(common.rstrip("\\"))) % 2  # the common beginning ends within an escape
        if len(items) < 2 or (not cut and shared != incomplete and _extends(shared, incomplete)):
            return quoted
        blank = [CompletionItem(" ")] if shared else []
        return [CompletionItem(item.value, type=SHOWN) for item in items + blank]


class Zsh(ZshComplete):
    """Completion in zsh: the typed text is kept; zsh quotes candidates itself."""

    source_template = ZshComplete.source_template.replace(_ZSH_LOOP, _ZSH_LOOP + _ZSH_SHOWN)

    def get_completions(self, args: list[str], incomplete: str) -> Items:
        """The candidates as whole words; or only listed if their common beginning does not extend the typed text."""
        items = super().get_completions(args, incomplete)
        option, word = _option_and_word(incomplete)
        shown = len(items) > 1 and not _extends(_shared(items), word)
        return [CompletionItem(option + item.value, SHOWN if shown else item.type, item.help) for item in items]


class Fish(FishComplete):
    """Completion in fish: commas are kept.

    Fish quotes candidates itself, and drops those that differ from the typed text in more than case.
    """

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","')

    def get_completions(self, args: list[str], incomplete: str) -> Items:
        """The candidates as whole words."""
        option, _ = _option_and_word(incomplete)
        items = super().get_completions(args, incomplete)
        return [CompletionItem(option + item.value, item.type, item.help) for item in items]


def register() -> None:
    """Make click use these classes."""
    for shell in (Bash, Zsh, Fish):
        add_completion_class(shell)


def _open_mark() -> str:
    """The quotation mark that begins the word at the cursor, or ""."""
    words, place = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
    mark = words[place][:1] if place < len(words) else ""
    return mark if mark in {'"', "'"} else ""


def _quoted(value: str, mark: str) -> str:
    """A value as it is written after the quotation mark, which readline closes."""
    return value.replace("'", r"'\''") if mark == "'" else _SPECIAL[mark].sub(r"\\\1", value)


def _extends(shared: str, typed: str) -> bool:
    """Whether the common beginning of candidates begins with the typed text."""
    if not shared or shared.startswith(typed):
        return bool(shared)
    from ..routing.words import normalise

    return normalise(shared).startswith(normalise(typed))


def _shared(items: Items) -> str:
    """The common beginning of all candidates."""
    values = sorted(item.value for item in items)
    pairs = zip(values[0], values[-1], strict=False) if values else ()
    return "".join(letter for letter, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _option_and_word(incomplete: str) -> tuple[str, str]:
    """Split "--from=Bank" into "--from=" and "Bank"; other words have no option."""
    option, equals, word = incomplete.partition("=")
    return (option + equals, word) if equals and option.startswith("--") else ("", incomplete)
