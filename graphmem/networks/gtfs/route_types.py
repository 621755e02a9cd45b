"""GTFS route types: the basic numbers and Google's extended ones, by common words."""

from __future__ import annotations

from collections.abc import Iterable

from ...errors import UsageError

WORDS: dict[str, tuple[range, ...]] = {
    "tram": (range(1), range(900, 1000)),
    "subway": (range(1, 2), range(400, 405), range(500, 700)),
    "rail": (range(2, 3), range(100, 200)),
    "bus": (range(3, 4), range(200, 300), range(700, 800)),
    "ferry": (range(4, 5), range(1000, 1100), range(1200, 1300)),
    "cable": (range(5, 6),),
    "gondola": (range(6, 7), range(1300, 1400)),
    "funicular": (range(7, 8), range(1400, 1500)),
    "trolleybus": (range(11, 12), range(800, 900)),
    "monorail": (range(12, 13), range(405, 406)),
}
SYNONYMS = {"metro": "subway", "underground": "subway", "train": "rail", "coach": "bus", "lift": "gondola"}


def route_types(chosen: Iterable[str]) -> frozenset[int]:
    """The numbers of route types: a word stands for all its numbers, a number for itself.

    Raises:
        UsageError: if one is neither.
    """
    meant: set[int] = set()
    for text in chosen:
        word = SYNONYMS.get(text.lower(), text.lower())
        if word in WORDS:
            meant.update(*WORDS[word])
        elif text.isdecimal():
            meant.add(int(text))
        else:
            words = ", ".join([*WORDS, "metro"])
            raise UsageError(f"{text!r} is not a route type: give a GTFS number or one of {words}.")
    return frozenset(meant)


def in_words(number: int) -> str:
    """A route type for people.

    >>> in_words(1), in_words(702), in_words(1700)
    ('subway (1)', 'bus (702)', '1700')
    """
    words = [word for word, numbers in WORDS.items() if any(number in part for part in numbers)]
    return f"{words[0]} ({number})" if words else str(number)
