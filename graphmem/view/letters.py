"""Names in letters that the fonts at hand have, and how wide they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

FAMILY = "sans-serif"  # whatever matplotlib takes for it; DejaVu Sans comes with it
_NO_LETTERS = ("Last Resort", "Emoji", "STIX", "Math")  # boxes, pictures and mathematics


class Letters:
    """Fonts that together have as many as possible of the letters of some names.

    Args:
        names: to be written.

    Attributes:
        families: of fonts; where the first lacks a letter, the next one is tried.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.families = [FAMILY]
        self._files = [_files(FAMILY)]
        self._widths: dict[tuple[str, bool], float] = {}
        missing = {letter for name in names for letter in clean(name) if not self.can_write(letter)}
        while missing:
            held = {family: sum(_has(file, letter) for letter in missing) for family, file in _installed()}
            best = max(held, key=lambda family: (held[family], family), default=FAMILY)
            if not held.get(best) or best in self.families:
                break
            self.families.append(best)
            self._files.append(_files(best))
            missing = {letter for letter in missing if not self.can_write(letter)}

    def can_write(self, text: str) -> bool:
        """Whether every letter is in some font, upright and bold."""
        return bool(text) and all(any(all(_has(file, one) for file in files) for files in self._files) for one in text)

    def writable(self, text: str) -> str:
        """The text without what cannot be written."""
        return clean("".join(letter for letter in clean(text) if self.can_write(letter)))

    def first(self, texts: Iterable[str], otherwise: str) -> str:
        """The first text that can be written."""
        return next(filter(self.can_write, map(clean, texts)), otherwise)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """In points, of one line."""
        words = [self._widths.get((word, bold)) or self._measure(word, bold) for word in text.split(" ")]
        space = self._widths.get((" ", bold)) or self._measure(" ", bold)
        return size * (sum(words) + space * (len(words) - 1))

    def _measure(self, word: str, bold: bool) -> float:
        """In sizes of the letters; remembered, for names share words and measuring them is slow."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.textpath import text_to_path

        font = FontProperties(family=self.families, size=1, weight="bold" if bold else "normal")
        width, _, _ = text_to_path.get_text_width_height_descent(f"|{word}|", font, False)
        edges, _, _ = text_to_path.get_text_width_height_descent("||", font, False)
        self._widths[word, bold] = float(width - edges)
        return self._widths[word, bold]

    def wrapped(self, text: str, size: float, width: float, bold: bool = False) -> list[str]:
        """Lines of whole words, none wider than ``width``; words wider than that are cut."""
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
    """One line without what is no letter: controls, marks of direction, joiners."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(one for one in composed if one.isprintable() or one.isspace()).split())


def _files(family: str) -> list[str]:
    from matplotlib.font_manager import FontProperties, findfont

    return [str(findfont(FontProperties(family=family, weight=weight))) for weight in ("normal", "bold")]


def _installed() -> Iterator[tuple[str, str]]:
    """Families of upright fonts of ordinary weight, and their files."""
    from matplotlib.font_manager import fontManager

    for font in fontManager.ttflist:
        upright = font.style == "normal" and font.weight in (400, "normal")
        if upright and not any(word in font.name for word in _NO_LETTERS):
            yield font.name, font.fname


@lru_cache(maxsize=10_000)
def _has(file: str, letter: str) -> bool:
    import matplotlib
    from matplotlib.font_manager import get_font

    joined = unicodedata.bidirectional(letter) in ("R", "AL") or unicodedata.combining(letter)
    if joined and matplotlib.__version_info__ < (3, 11):
        return False  # it would write the letters one by one, from left to right
    try:
        return get_font(file).get_char_index(ord(letter)) > 0
    except (OSError, RuntimeError):
        return False  # a font that has been taken away, or that cannot be read
