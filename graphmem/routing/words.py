"""The words of names in any script, and an index of names by their words.

Spellings of one name may differ in case, width, punctuation, accents of Latin and Greek letters, points of Arabic and
Hebrew letters, and in the script of their digits.  Marks that make a different letter are kept: those of kana, the
vowel signs of Indic scripts, and the breve of Cyrillic й, which is a letter different from и.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

LEAST_SCORE = 60.0  # of 100; names that score less are not alike

# Characters within words that do not count.  A double quotation mark is read as the gershayim of Hebrew abbreviations.
_APOSTROPHES = frozenset("'`\"\u2018\u2019\u02b9\u02bb\u02bc\u02bd\u2032\u05f3\u05f4")
_TATWEEL = "\u0640"  # lengthens a word and is not a letter
_VARIATION_SELECTORS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_HAMZA_AND_MADDA = frozenset("\u0653\u0654\u0655")
_ALEF = "\u0627"
_IO = "\u0435\u0308"  # usually written without the dots

# Letters that Unicode does not decompose, and how they are typed on keyboards that lack them.
_SPELT = str.maketrans(
    dict(zip("\u0131łøđðħŧə", "iloddhte", strict=True))
    | {"æ": "ae", "œ": "oe", "þ": "th", "ヶ": "ケ", "ヵ": "カ"}
    | {"\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643"}  # yeh and kaf of Persian keyboards
)

# Thai, Lao, Myanmar, Khmer, Tai Le and New Tai Lue, Tai Tham, Balinese, Javanese, Bopomofo, kana, Han.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u1b00-\u1b7f\ua980-\ua9df"
    "\u3005-\u3007\u3041-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_NEEDLESS_SPACE = re.compile(f"(?<=[{_SPACELESS}]) (?=[{_SPACELESS}])")


def split_words(text: str) -> list[str]:
    """The words of a text, in lower case and without what does not count; none if it has no letter or digit."""
    if text.isascii():
        plain = text.lower().replace("'", "").replace("`", "").replace('"', "").replace("&", " and ")
        return re.findall("[a-z0-9]+", plain)
    # An acute accent typed as an apostrophe would be decomposed into a space and a mark.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.replace("\u00b4", "'")).casefold())
    letters, base = [], ""
    for character in decomposed.replace("&", " and "):
        kind = _kind(character)
        if kind == "M":
            if _makes_a_letter(character, base):
                letters.append(character)
        elif kind:
            base = character
            letters.append(str(unicodedata.decimal(character, character)) if kind == "L" else " ")
    return unicodedata.normalize("NFC", "".join(letters)).translate(_SPELT).split()


def join_words(words: Iterable[str]) -> str:
    """Words with single spaces between them, or none in scripts written without spaces."""
    return _NEEDLESS_SPACE.sub("", " ".join(words))


def normalise(text: str) -> str:
    """The form in which a text is looked up; a text of signs alone stays as it is.

    >>> normalise("  King's Cross & St. Pancras "), normalise("Łódź Fabryczna"), normalise("?!")
    ('kings cross and st pancras', 'lodz fabryczna', '?!')
    """
    return join_words(split_words(text)) or text.strip()


def spell_umlauts(text: str) -> str:
    """ "Schoenleinstraße" for "Schönleinstraße"."""
    return unicodedata.normalize("NFC", text).translate(_UMLAUTS)


@cache
def _kind(character: str) -> str:
    """The kind of a character: "L" letter or digit, "M" combining mark, " " between words, "" ignored."""
    category = unicodedata.category(character)
    if category == "Cf" or character in _APOSTROPHES or character == _TATWEEL or _VARIATION_SELECTORS.match(character):
        return ""
    return {"L": "L", "N": "L", "M": "M"}.get(category[0], " ")


@cache
def _makes_a_letter(mark: str, base: str) -> bool:
    """Whether a mark makes a different letter of its base, rather than an accented or pointed one."""
    script = unicodedata.name(base, "").split(" ")[0] if base else ""
    if script == "CYRILLIC":
        # A stress mark does not combine with its letter into one character.
        return base + mark != _IO and len(unicodedata.normalize("NFC", base + mark)) == 1
    if script == "ARABIC":
        return mark in _HAMZA_AND_MADDA and base != _ALEF
    return script not in {"LATIN", "GREEK", "HEBREW"} and base.isalpha()


class WordIndex:
    """An index of names by their words.

    Args:
        names: for each thing, its name followed by its other names; things are numbered in this order.

    Attributes:
        longest: length of the longest name, in the form in which it is looked up.
    """

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        self._names: dict[str, list[int]] = {}
        self._others: dict[str, list[int]] = {}
        for number, (name, *others) in enumerate(names):
            self._names.setdefault(normalise(name), []).append(number)
            for other in dict.fromkeys(map(normalise, others)):
                self._others.setdefault(other, []).append(number)
        self.longest = max(map(len, (*self._names, *self._others)))

    def named(self, words: str) -> list[int]:
        """Things of this name."""
        return self._names.get(words, [])

    def also_named(self, words: str) -> list[int]:
        """Things with this other name."""
        return self._others.get(words, [])

    def starting(self, words: str) -> list[int]:
        """Things with a word in their name that begins like this; those whose whole name does come first."""
        return _starting(self._names, words)

    def also_starting(self, words: str) -> list[int]:
        """Things with a word in another name that begins like this."""
        return _starting(self._others, words)

    def alike(self, words: str, limit: int) -> list[int]:
        """Things with a similar name, the most similar first."""
        from rapidfuzz import fuzz, process  # imported only when a name is mistyped

        texts = [*self._names, *self._others]
        ranked = process.extract(words, texts, scorer=fuzz.WRatio, limit=4 * limit, score_cutoff=LEAST_SCORE)
        numbers = (number for text, _, _ in ranked for number in (*self.named(text), *self.also_named(text)))
        return list(dict.fromkeys(numbers))[:limit]


def _starting(names: dict[str, list[int]], words: str) -> list[int]:
    within: dict[int, bool] = {}
    pattern = _beginning(words)
    for name, numbers in names.items():
        if match := pattern.search(name):
            within |= {number: within.get(number, True) and match.start() > 0 for number in numbers}
    return sorted(within, key=lambda number: (within[number], number))


def _beginning(words: str) -> re.Pattern[str]:
    """A pattern for these words at the beginning of a word; in scripts without spaces a word begins anywhere."""
    if re.match(f"[{_SPACELESS}]", words):
        return re.compile(re.escape(words))
    return re.compile(f"(?:^|(?<= )|(?<=[{_SPACELESS}])){re.escape(words)}")
