"""Which letters fonts have, and the width of text against matplotlib's outlines."""

from pathlib import Path

import matplotlib
import pytest
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.textpath import TextPath

from graphmem.view import fonts as module
from graphmem.view import new_figure
from graphmem.view.canvas import plain_settings
from graphmem.view.fonts import Fonts, clean

PLAIN = Fonts([])


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("text", ["Heathrow Terminals 2 & 3", "Währinger Straße-Volksoper", "Ø", "il", "WWW  WWW"])
def test_widths_are_those_of_the_outlines(text: str, bold: bool) -> None:
    with plain_settings():
        font = FontProperties(family="sans-serif", weight="bold" if bold else "normal")
        outline = TextPath((0, 0), text, size=20, prop=font).get_extents()
        assert PLAIN.width(text, 20, bold) == pytest.approx(outline.x1, abs=2.5)
        assert PLAIN.width(text, 10, bold) == pytest.approx(PLAIN.width(text, 20, bold) / 2)


def test_control_characters_are_removed() -> None:
    assert clean(" Gare\tdu\nNord\u200b\u202e\x07 ") == "Gare du Nord"
    assert clean("A\u0301") == "Á"


def test_names_that_no_font_has_are_replaced() -> None:
    assert not PLAIN.can_write("東京")
    assert PLAIN.first_writable(["東京", "Tokyo", "tokyo-1"], "no. 1") == "Tokyo"
    assert PLAIN.first_writable(["東京", "大手町"], "no. 1") == "no. 1"
    assert PLAIN.first_writable(["", " "], "no. 1") == "no. 1"
    assert PLAIN.first_writable(["$x_1$ \\alpha"], "") == "$x_1$ \\alpha"
    assert PLAIN.writable("Tōkyō 東京 (JR)") == "Tōkyō (JR)"


def test_an_installed_font_with_the_letters_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    circled = "\u24b6"  # in STIX, and not in DejaVu Sans
    assert Fonts([circled]).families == ["sans-serif"], "mathematical fonts are ignored"
    stix = findfont(FontProperties(family="STIXGeneral"))
    fonts = [("STIXGeneral", stix), ("DejaVu Serif", findfont("DejaVu Serif")), ("Gone", str(tmp_path / "gone.ttf"))]
    monkeypatch.setattr(module, "_installed", lambda: iter(fonts))
    found = Fonts(["Bank", f"{circled} Bank"])
    assert found.families == ["sans-serif", "STIXGeneral"]
    assert found.can_write(f"{circled} Bank")
    figure = new_figure(1, 1)
    figure.text(0, 0, f"{circled} Bank", family=found.families)
    figure.draw_without_rendering()  # and no warning of a missing glyph
    assert Fonts(["東京"]).families == ["sans-serif"]


def test_joined_scripts_need_matplotlib_3_11(monkeypatch: pytest.MonkeyPatch) -> None:
    for version, able in (((3, 11), True), ((3, 10), False)):
        monkeypatch.setattr(matplotlib, "__version_info__", version)
        module._has.cache_clear()
        assert PLAIN.can_write("محطة") is able
        assert PLAIN.can_write("Bank")
    module._has.cache_clear()


def test_text_is_wrapped_and_long_words_are_cut() -> None:
    text = f"Contains data of the operator. {'x' * 200} and so on"
    lines = PLAIN.wrap(text, 6, 100)
    assert max(PLAIN.width(line, 6) for line in lines) <= 100
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert PLAIN.wrap("one two", 6, 1000) == ["one two"]
    assert PLAIN.wrap("one two", 6, 0) == list("onetwo")
