"""Numbers and names formatted for sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from unicodedata import category


def one_line(text: str) -> str:
    """A text of any origin without line ends and control characters, valid as UTF-8.

    >>> one_line("a\\nb\\x1b[31m"), one_line("f\\udcff.zip")
    ('a b [31m', 'f?.zip')
    """
    text = text.encode(errors="replace").decode()
    return " ".join("".join(" " if category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text).split())


def count(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun.

    >>> count(1, "trip"), count(1234, "trip"), count(2, "way on foot", "ways on foot")
    ('1 trip', '1,234 trips', '2 ways on foot')
    """
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def percentage(share: float) -> str:
    """A share in %, rounded down, so that only all of them make 100.00%.

    >>> percentage(0.5), percentage(1), percentage(0.99999)
    ('50.00%', '100.00%', '99.99%')
    """
    return f"{math.floor(10_000 * share + 1e-9) / 100:.2f}%"


def duration(seconds: float) -> str:
    """A time with its unit.

    >>> duration(0.4), duration(12), duration(600), duration(7200)
    ('0.4 s', '12 s', '10 min', '2.0 h')
    """
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 9.95 and seconds % 1 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"


def listed(names: Iterable[str]) -> str:
    """Names, separated by commas."""
    return ", ".join(names)


def few(names: Iterable[str], limit: int = 5) -> str:
    """The first names, and how many more there are.

    >>> few("abcdefg"), few(["a", "b"])
    ('a, b, c, d, e and 2 more', 'a, b')
    """
    names = list(names)
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more:,} more" if more > 0 else "")


def joined(words: Sequence[str], last: str = "and") -> str:
    """Words as a list in a sentence.

    >>> joined(["a"]), joined(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def unknown_name(kind: str, name: str, names: Iterable[str]) -> str:
    """A sentence that refuses a name and suggests similar ones.

    >>> unknown_name("machine", "gruu", ["gru", "lstm"])
    "There is no machine 'gruu'; did you mean gru?"
    >>> unknown_name("machine", "x", ["gru", "lstm"])
    "There is no machine 'x'; there are gru, lstm."
    """
    names = list(dict.fromkeys(names))
    near = get_close_matches(name, names)
    known = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}."
    return f"There is no {kind} {name!r}; {known}"
