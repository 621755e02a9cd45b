"""The fonts to write names in, and how wide text is in them.

matplotlib draws each letter in the first font family of a list that has it.  This module chooses the list: among the
installed fonts it finds the families that cover the letters of the names at hand.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

FAMILY = "sans-serif"  # matplotlib's default family; DejaVu Sans is shipped with it
_UNSUITABLE = ("Last Resort", "Emoji", "STIX", "Math")  # placeholders, pictures and mathematical symbols


class Fonts:
    """A list of font families that covers as many letters of some names as possible.

    Args:
        names: the texts to be written.

    Attributes:
        families: font families; matplotlib tries the next one where one lacks a letter.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.families = [FAMILY]
        self._files = [_files(FAMILY)]
        self._widths: dict[tuple[str, bool], float] = {}
        missing = {letter for name in names for letter in clean(name) if not self.can_write(letter)}
        while missing:
            coverage = {family: sum(_has(file, letter) for letter in missing) for family, file in _installed()}
            best = max(coverage, key=lambda family: (coverage[family], family), default=FAMILY)
            if not coverage.get(best) or best in self.families:
                break
            self.families.append(best)
            self._files.append(_files(best))
            missing = {letter for letter in missing if not self.can_write(letter)}

    def can_write(self, text: str) -> bool:
        """Whether the text is not empty and some family has each of its letters, both regular and bold."""
        return bool(text) and all(any(all(_has(file, one) for file in files) for files in self._files) for one in text)

    def writable(self, text: str) -> str:
        """The text without the letters that no family has."""
        return clean("".join(letter for letter in clean(text) if self.can_write(letter)))

    def first_writable(self, texts: Iterable[str], otherwise: str) -> str:
        """The first of some texts that can be written completely, or else ``otherwise``."""
        return next(filter(self.can_write, map(clean, texts)), otherwise)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """The width of one line of text in points."""
        words = [self._widths.get((word, bold)) or self._measure(word, bold) for word in text.split(" ")]
        space = self._widths.get((" ", bold)) or self._measure(" ", bold)
        return size * (sum(words) + space * (len(words) - 1))

    def _measure(self, word: str, bold: bool) -> float:
        """The width of a word at size 1; cached, since measuring is slow and names share words."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.textpath import text_to_path

        font = FontProperties(family=self.families, size=1, weight="bold" if bold else "normal")
        width, _, _ = text_to_path.get_text_width_height_descent(f"|{word}|", font, False)
        edges, _, _ = text_to_path.get_text_width_height_descent("||", font, False)
        self._widths[word, bold] = float(width - edges)
        return self._widths[word, bold]

    def wrap(self, text: str, size: float, width: float, bold: bool = False) -> list[str]:
        """Break text into lines no wider than ``width`` points; a longer word is cut."""
        lines = list[str]()
        words = text.split()
        while words:
            word = words.pop(0)
            fits = len(word)
            while fits > 1 and self.width(word[:fits], size, bold) > width:
                fits -= 1
            if fits < len(word):
                words.insert(0, word[fits:])
                word = word[:fits]
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, size, bold) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines


def clean(text: str) -> str:
    """The text in one line, composed (NFC) and without control characters, direction marks and joiners."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(one for one in composed if one.isprintable() or one.isspace()).split())


def _files(family: str) -> list[str]:
    from matplotlib.font_manager import FontProperties, findfont

    return [str(findfont(FontProperties(family=family, weight=weight))) for weight in ("normal", "bold")]


def _installed() -> Iterator[tuple[str, str]]:
    """The family and file of every installed upright font of regular weight."""
    from matplotlib.font_manager import fontManager

    for font in fontManager.ttflist:
        upright = font.style == "normal" and font.weight in (400, "normal")
        if upright and not any(word in font.name for word in _UNSUITABLE):
            yield font.name, font.fname


@lru_cache(maxsize=10_000)
def _has(file: str, letter: str) -> bool:
    import matplotlib
    from matplotlib.font_manager import get_font

    joined = unicodedata.bidirectional(letter) in ("R", "AL") or unicodedata.combining(letter)
    if joined and matplotlib.__version_info__ < (3, 11):
        return False  # older versions neither join letters nor write from right to left
    try:
        return get_font(file).get_char_index(ord(letter)) > 0
    except (OSError, RuntimeError):
        return False  # the font has been removed since, or cannot be read
