"""Disambiguation of stations and lines of the same name: the additions that users type and that labels show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from functools import cache

from .words import join_words, normalise

# The word "line" in several languages, as in "Line 1", "ligne 1", "Central line", "丸ノ内線".
_LINE = re.compile(r"^(?:line|ligne|linha|linea|linia|linie|linje|lijn|линия) (?=.)|(?<=.) line$|(?<=.)[線线선]$")

# The word "station", as in "Bank tube station", "Gare du Nord", "U-Bahnhof Zoo", "新宿駅".
_STATION = re.compile(
    r"^(?:(?:[us] ?)?bahnhof|gare|station) (?=.)|(?<=.) (?:(?:tube|underground|metro|mrt|tram) )?station$"
    r"|(?<=.) (?:[us] ?)?bahnhof$|(?<=.) ?[駅역站]$"
)


def spelt_exactly(text: str, numbers: Sequence[int], spelling: Callable[[int], str]) -> Sequence[int]:
    """The one of several equivalent spellings that is exactly the text, or all of them if none is."""
    return [number for number in numbers if spelling(number).strip() == text] or numbers


def split_parenthesis(text: str) -> tuple[str, str | None]:
    """The normalised words before the last opening parenthesis and the text after it; ("", None) without one."""
    before, parenthesis, after = unicodedata.normalize("NFKC", text).rpartition("(")
    return (normalise(before), after) if parenthesis else ("", None)


def bare_line(words: str) -> str:
    """The name of a line without the word "line"."""
    return _LINE.sub("", words)


def bare_station(text: str) -> str:
    """A typed name without the word "station"; an addition in parentheses stays."""
    name, parenthesis = split_parenthesis(text)
    return _STATION.sub("", normalise(text)) if parenthesis is None else f"{_STATION.sub('', name)} ({parenthesis}"


@cache
def line_phrases(line: str) -> tuple[str, ...]:
    """The phrases by which a line may be called."""
    bare = bare_line(normalise(line))
    return normalise(line), bare, f"{bare} line", f"line {bare}"


def consists_of(words: Sequence[str], phrases: Collection[str]) -> bool:
    """Whether words are a sequence of one or more of the phrases."""
    if join_words(words) in phrases:
        return True
    longest = max(map(len, phrases))
    reached = {0}
    for end in range(1, len(words) + 1):
        starts = reached & set(range(max(0, end - longest), end))
        if any(join_words(words[start:end]) in phrases for start in starts):
            reached.add(end)
    return len(words) in reached - {0}


def name_with_additions(name: str, additions: Sequence[str]) -> str:
    """A name with additions: "Mill (Red)", or "Mill (East), Red" if the name already has a parenthesis."""
    if not name.endswith((")", "\uff09")):  # the wide one of East Asia
        return f"{name} ({', '.join(additions)})"
    own = f" {normalise(split_parenthesis(name)[1] or '')} "
    return ", ".join([name, *(what for what in additions if f" {normalise(what)} " not in own)])
