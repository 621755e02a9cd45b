"""Tables and running text at several widths."""

import doctest
import re

import click
import pytest
from rich.cells import cell_len

from graphmem.common import tables
from graphmem.common.tables import Column, shown_names, table_lines, terminal_width, wrapped

COLUMNS = [
    "name",
    "stations",
    Column("lines", priority=2),
    Column("minutes", priority=3),
    "network",
    Column("connections in all", priority=1),
]
ROWS = [
    ("london_underground", 272, 11, "yes", "London Underground, with a name that is long enough to fold", 1234567),
    ("tokyo_metro", 143, 9, None, "東京メトロ", 3),
]
WIDTHS = [20, 30, 40, 60, 72, 80, 100, 140, 200]


def test_the_examples_in_the_docstrings() -> None:
    assert tuple(doctest.testmod(tables)) == (0, 2)


def test_everything_is_shown_on_one_line_a_row_without_a_limit() -> None:
    assert table_lines(COLUMNS, ROWS) == [
        "name                stations  lines  minutes  network"
        "                                                      connections in all",
        "london_underground       272     11  yes      London Underground, with a name that is long enough to fold"
        "           1,234,567",
        "tokyo_metro              143      9           東京メトロ"
        "                                                                    3",
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_number_is_cut_and_no_word_lost_at_any_width(width: int) -> None:
    lines = table_lines(COLUMNS, ROWS, width)
    text = "\n".join(lines)
    words = {word for line in lines for word in line.split()}
    assert {
        "london_underground",
        "272",
        "tokyo_metro",
        "143",
        *["with", "a", "name", "that", "is", "long", "enough", "to", "fold"],
    } <= words
    for column, cells in (("connections in all", ("1,234,567", "3")), ("lines", ("11", "9"))):
        hidden = re.search(rf"hidden \(.*{column}.*\); --wide", " ".join(text.split()))
        assert hidden or set(cells) <= words


@pytest.mark.parametrize("width", [44, 60, 72, 80, 100, 140, 200])
def test_lines_fit_the_width(width: int) -> None:
    assert max(map(cell_len, table_lines(COLUMNS, ROWS, width))) <= width


def test_columns_are_hidden_by_priority_and_counted() -> None:
    notes = {width: " ".join(table_lines(COLUMNS, ROWS, width)).partition("hidden ")[2] for width in WIDTHS}
    assert notes[80] == notes[200] == ""
    assert notes[60] == "(lines, minutes); --wide shows all."
    assert notes[40] == "(lines, minutes, connections in all); --wide shows all."
    assert "1 column hidden (b); --wide shows all." in table_lines(["a", Column("b", 1)], [("x" * 30, "y" * 30)], 50)
    same = table_lines(["a", Column("b", 1), Column("c", 1)], [("x" * 20,) * 3], 50)
    assert "1 column hidden (c); --wide shows all." in same


def test_words_fold_between_words_before_a_column_is_hidden() -> None:
    rows = [("Victoria line", "between Walthamstow Central and Brixton", 16)]
    assert table_lines(["line", "where", Column("stations", 1)], rows, 44) == [
        "line           where                stations",
        "Victoria line  between Walthamstow        16",
        "               Central and Brixton",
    ]


def test_words_to_the_left_and_numbers_to_the_right() -> None:
    rows = [
        ("a", "1.5 %", "0.90 ± 0.10", "3 (75.00 %)", "-", 7, "7 trips"),
        ("bb", "", "1 ± 0", "10 of 20", "12", None, "1"),
    ]
    assert table_lines(["w", "share", "mean", "right", "gap", "whole", "text"], rows) == [
        "w   share         mean        right  gap  whole  text",
        "a   1.5 %  0.90 ± 0.10  3 (75.00 %)    -      7  7 trips",
        "bb               1 ± 0     10 of 20   12         1",
    ]
    assert table_lines([Column("n", align="left")], [(1,), (10,)]) == ["n", "1", "10"]
    assert table_lines([Column("hop", align="right")], [("all",), (10,)]) == ["hop", "all", " 10"]


def test_colours_stay_in_their_cells_and_plain_tables_have_none() -> None:
    swatch = click.style("  ", bg=(0, 152, 216))
    lines = table_lines(["", "line"], [(swatch, "Victoria")])
    assert [click.unstyle(line) for line in lines] == ["    line", "    Victoria"]
    assert "48;2;0;152;216m" in lines[1]
    assert "\x1b" not in "".join(table_lines(COLUMNS, ROWS, 60))


def test_markup_and_line_ends_in_a_cell_are_plain_text() -> None:
    assert table_lines(["x"], [("[bold]:smile:",)]) == ["x", "[bold]:smile:"]


def test_a_table_without_rows_is_its_header() -> None:
    assert table_lines(["a", "b"], []) == ["a  b"]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 2 has 1 cell, but there are 2 columns"):
        table_lines(["a", "b"], [(1, 2), (1,)])


def test_the_width_is_that_of_the_terminal_and_a_pipe_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "57")
    assert terminal_width() is None
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert terminal_width() == 57
    assert terminal_width(wide=True) is None


@pytest.mark.parametrize("width", [1, 10, 25, 80])
def test_text_wraps_between_words(width: int) -> None:
    text = "Walthamstow Central - King's Cross St. Pancras - Stockwell"
    lines = wrapped(text, width, indent="  ")
    assert " ".join(" ".join(lines).split()) == text
    assert all(len(line) <= width or " " not in line.strip() for line in lines)
    assert wrapped(text, None) == [text]


def test_a_column_with_a_limit_of_lines_is_folded_to_no_more_while_another_can_be_hidden() -> None:
    words = Column("machine", lines=2)
    row = ["a name of six long words", 12345678]  # "a name of six" and "12,345,678"
    assert shown_names([words, Column("number", 1)], [row], 25) == {"machine", "number"}
    assert len(table_lines([words, Column("number", 1)], [row], 25)) == 3
    assert shown_names([words, Column("number", 1)], [row], 24) == {"machine"}
    assert shown_names([Column("machine"), Column("number", 1)], [row], 24) == {"machine", "number"}
