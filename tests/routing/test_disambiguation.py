"""The parts of names that tell stations and lines apart."""

import pytest

from graphmem.routing.disambiguation import (
    bare_line,
    bare_station,
    consists_of,
    line_phrases,
    name_with_additions,
    split_parenthesis,
)


@pytest.mark.parametrize(
    ("name", "additions", "text"),
    [
        ("Mill", ["Red"], "Mill (Red)"),
        ("Mill", ["Red", "zone 2"], "Mill (Red, zone 2)"),
        ("Mill (East)", ["Red", "Blue"], "Mill (East), Red, Blue"),
        ("Mill (Red line)", ["Red", "Blue"], "Mill (Red line), Blue"),
        ("Mill (Red)", ["Red"], "Mill (Red)"),
        ("Mill (Redhill)", ["Red"], "Mill (Redhill), Red"),
        ("新宿（西口）", ["丸ノ内線"], "新宿（西口）, 丸ノ内線"),  # noqa: RUF001
    ],
)
def test_a_parenthesis_is_not_doubled(name: str, additions: list[str], text: str) -> None:
    assert name_with_additions(name, additions) == text


@pytest.mark.parametrize(
    ("words", "true"),
    [
        ("red", True),
        ("red zone 2", True),
        ("zone 2 old ford red", True),
        ("red red", True),
        ("zone", False),
        ("old", False),
        ("red blue", False),
        ("銀座 線", True),
        ("", False),
    ],
)
def test_all_words_must_be_true(words: str, true: bool) -> None:
    assert consists_of(words.split(), {"red", "zone 2", "old ford", "old ford red", "銀座線"}) == true


def test_lines_are_found_with_or_without_the_word_line() -> None:
    assert [bare_line(words) for words in ("red line", "line 1", "linha azul", "銀座線", "line", "inline", "red")] == [
        *("red", "1", "azul", "銀座", "line", "inline", "red"),
    ]
    assert set(line_phrases("Red Line")) == {"red", "red line", "line red"}


def test_stations_are_found_with_or_without_the_word_station() -> None:
    typed = (
        "Bank Station",
        "Gare du Nord",
        "S-Bahnhof Zoo",
        "Ubahnhof Zoo",
        "新宿駅",
        "Mill station (Red)",
        "Station",
        "Stationery",
    )
    assert [bare_station(text) for text in typed] == [
        *("bank", "du nord", "zoo", "zoo", "新宿", "mill (Red)", "station", "stationery"),
    ]


def test_a_text_is_split_at_its_last_parenthesis() -> None:
    assert split_parenthesis("Old Mill (East) (Red") == ("old mill east", "Red")
    assert split_parenthesis("東京（駅）") == ("東京", "駅)")  # noqa: RUF001
    assert split_parenthesis("Old Mill") == ("", None)
