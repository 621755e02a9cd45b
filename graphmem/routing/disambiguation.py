"""What is said to tell apart things of one name, as travellers say it and as it is shown to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from functools import cache

from .words import join_words, normalise

# "Line 1", "ligne 1", "Central line", "丸ノ内線": what any line is called besides its name.
_LINE = re.compile(r"^(?:line|ligne|linha|linea|linia|linie|linje|lijn|линия) (?=.)|(?<=.) line$|(?<=.)[線线선]$")

# "Bank tube station", "Gare du Nord", "U-Bahnhof Zoo", "新宿駅": what any station is called besides its name.
_STATION = re.compile(
    r"^(?:(?:[us] ?)?bahnhof|gare|station) (?=.)|(?<=.) (?:(?:tube|underground|metro|mrt|tram) )?station$"
    r"|(?<=.) (?:[us] ?)?bahnhof$|(?<=.) ?[駅역站]$"
)


def spelt_so(text: str, numbers: Sequence[int], spelling: Callable[[int], str]) -> Sequence[int]:
    """Of things whose spellings differ in nothing that counts, the one that is spelt as the text, if any is."""
    return [number for number in numbers if spelling(number).strip() == text] or numbers


def parted(text: str) -> tuple[str, str | None]:
    """The words before the last parenthesis and the text from there on, which is None where there is no parenthesis."""
    before, parenthesis, after = unicodedata.normalize("NFKC", text).rpartition("(")
    return (normalise(before), after) if parenthesis else ("", None)


def bare_line(words: str) -> str:
    """The name of a line without the word "line"."""
    return _LINE.sub("", words)


def bare_station(text: str) -> str:
    """What is typed for a station without the word "station"; what tells it from others stays."""
    name, parenthesis = parted(text)
    return _STATION.sub("", normalise(text)) if parenthesis is None else f"{_STATION.sub('', name)} ({parenthesis}"


@cache
def line_calls(line: str) -> tuple[str, ...]:
    """What a line may be called."""
    bare = bare_line(normalise(line))
    return normalise(line), bare, f"{bare} line", f"line {bare}"


def made_of(words: Sequence[str], phrases: Collection[str]) -> bool:
    """Whether words are one or more of the phrases, one after another."""
    if join_words(words) in phrases:
        return True
    longest = max(map(len, phrases))
    reached = {0}
    for end in range(1, len(words) + 1):
        starts = reached & set(range(max(0, end - longest), end))
        if any(join_words(words[start:end]) in phrases for start in starts):
            reached.add(end)
    return len(words) in reached - {0}


def name_with(name: str, telling: Sequence[str]) -> str:
    """A name and what tells it from others: "Mill (Red)", or "Mill (East), Red" where it has a parenthesis already."""
    if not name.endswith((")", "\uff09")):  # the wide one of East Asia
        return f"{name} ({', '.join(telling)})"
    own = f" {normalise(parted(name)[1] or '')} "
    return ", ".join([name, *(what for what in telling if f" {normalise(what)} " not in own)])
