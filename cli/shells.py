"""Completion of words that hold spaces, parentheses and commas, and that may begin otherwise than what was typed.

Click's scripts insert a candidate as it is in bash, where "Bond Street" is two words, cut one at a comma in fish, and
replace what was typed by what the candidates share, if only a letter, in bash and zsh.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from click.shell_completion import BashComplete, CompletionItem, FishComplete, ZshComplete, add_completion_class

SHOWN = "shown"  # type of a candidate that is listed and changes nothing
Items = list[CompletionItem[Any]]

# Readline quotes what it takes for the name of a file, in the way of the quotation mark that is open, if any is.
_BASH = """\
%(complete_func)s() {
    local IFS=$'\\n' line quoted
    COMPREPLY=()
    while read -r line; do
        case $line in
            shown,*) COMPREPLY+=("${line#*,}") ;;
            plain,*) COMPREPLY+=("${line#*,}"); [[ $line == *[^[:alnum:],_-]* ]] && quoted=1 ;;
            dir,*) COMPREPLY+=($(compgen -d -- "$2")); quoted=1 ;;
            file,*) COMPREPLY+=($(compgen -f -- "$2")); quoted=1 ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1" 2>/dev/null)
    [[ $quoted ]] && compopt -o filenames
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
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
        """The candidates; where they are only shown, a blank one keeps readline from inserting what they share."""
        items = _judged(super().get_completions(args, incomplete), incomplete)
        blank = [CompletionItem(" ", type=SHOWN)] if items and items[0].type == SHOWN and _shared(items) else []
        return items + blank


class Zsh(ZshComplete):
    """Keeps what was typed; zsh itself quotes."""

    source_template = ZshComplete.source_template.replace(_ZSH_LOOP, _ZSH_LOOP + _ZSH_SHOWN)

    def get_completions(self, args: list[str], incomplete: str) -> Items:
        """The candidates, as whole words."""
        return _whole(_judged(super().get_completions(args, incomplete), incomplete), incomplete)


class Fish(FishComplete):
    """Keeps commas; fish itself quotes, and leaves out what differs from what was typed in more than case."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","')

    def get_completions(self, args: list[str], incomplete: str) -> Items:
        """The candidates, as whole words."""
        return _whole(super().get_completions(args, incomplete), incomplete)


def register() -> None:
    """Have click complete by these."""
    for shell in (Bash, Zsh, Fish):
        add_completion_class(shell)


def _judged(items: Items, incomplete: str) -> Items:
    """Candidates that are only shown where what they share does not go on from what was typed."""
    shared = _shared(items)
    if len(items) < 2 or (shared and _goes_on(shared, _option_and_word(incomplete)[1])):
        return items
    return [CompletionItem(item.value, type=SHOWN, help=item.help) for item in items]


def _goes_on(shared: str, typed: str) -> bool:
    if shared.startswith(typed):
        return True
    from ..routing.words import normalise

    return normalise(shared).startswith(normalise(typed))


def _shared(items: Items) -> str:
    """The letters with which all candidates begin."""
    values = sorted(item.value for item in items)
    pairs = zip(values[0], values[-1], strict=False) if values else ()
    return "".join(letter for letter, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _whole(items: Items, incomplete: str) -> Items:
    """Candidates for the whole of a word that begins with its option."""
    option, _ = _option_and_word(incomplete)
    return [CompletionItem(option + item.value, type=item.type, help=item.help) for item in items]


def _option_and_word(incomplete: str) -> tuple[str, str]:
    """ "--from=" and "Bank" of "--from=Bank"."""
    option, equals, word = incomplete.partition("=")
    return (option + equals, word) if equals and option.startswith("--") else ("", incomplete)
