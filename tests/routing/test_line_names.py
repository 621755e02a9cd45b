"""Looking up lines."""

import pytest

from graphmem.errors import AmbiguousLine, StationError, UnknownLine
from graphmem.graphs import Connection, Line, Network, Station
from graphmem.networks import load_network
from graphmem.routing import LineNames


def make(*lines: tuple[str, str]) -> LineNames:
    """A network of lines (id, name) that all run from A to B."""
    stations = (Station("a", "A"), Station("b", "B"))
    ways = tuple(Connection("a", "b", identity) for identity, _ in lines)
    return LineNames(Network("made", stations, tuple(Line(*line) for line in lines), ways))


@pytest.fixture(scope="module")
def london() -> LineNames:
    return LineNames(load_network("london_underground"))


LONDON = [line.name for line in load_network("london_underground").lines]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Central", "Central"),
        ("central line", "Central"),
        ("CENTRAL LINE", "Central"),
        ("Hammersmith and City line", "Hammersmith & City"),
        ("hammersmith-city", "Hammersmith & City"),  # its id
        ("hammer", "Hammersmith & City"),
        ("water", "Waterloo & City"),
        ("picc", "Piccadilly"),
    ],
)
def test_a_line_is_found_in_any_spelling(london: LineNames, typed: str, name: str) -> None:
    assert LONDON[london.find(typed)] == name


def test_every_line_is_found_by_its_name_and_its_id(london: LineNames) -> None:
    for number, line in enumerate(load_network("london_underground").lines):
        texts = (line.name, line.id, f"{line.name} line", line.name.upper())
        assert [london.find(text) for text in texts] == [number] * 4


def test_an_unknown_line_suggests_similar_names(london: LineNames) -> None:
    with pytest.raises(UnknownLine, match='london_underground has no line "Picadilly"') as caught:
        london.find("Picadilly")
    assert caught.value.suggestions[0] == "Piccadilly"
    assert isinstance(caught.value, StationError)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("typed", ["", "  ", "?!", "xyzzy"])
def test_a_text_unlike_any_line_has_no_suggestions(london: LineNames, typed: str) -> None:
    with pytest.raises(UnknownLine) as caught:
        london.find(typed)
    assert caught.value.suggestions == ()


def test_part_of_several_lines_is_ambiguous(london: LineNames) -> None:
    with pytest.raises(AmbiguousLine, match="any of 2 lines") as caught:
        london.find("city")
    assert caught.value.suggestions == ("Hammersmith & City", "Waterloo & City")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1", 0),
        ("line 1", 0),
        ("Ligne 1", 0),
        ("10", 1),
        ("Line 10", 1),
        ("丸ノ内", 2),
        ("丸ノ内線", 2),
        ("circle", 3),
        ("circle line", 3),
        ("ring", 4),
        ("LINE", 5),
    ],
)
def test_names_may_contain_the_word_line(typed: str, number: int) -> None:
    names = make(("a", "Ligne 1"), ("b", "10"), ("c", "丸ノ内線"), ("d", "Circle Line"), ("e", "Ring"), ("f", "Line"))
    assert names.find(typed) == number


def test_lines_of_one_name_are_told_apart_by_id() -> None:
    names = make(("r1", "Red"), ("r2", "Red"), ("r3", "RED"), ("r4", "Reddish"), ("Reddish", "Pink"))
    with pytest.raises(AmbiguousLine, match="any of 3") as caught:
        names.find("red")
    assert caught.value.suggestions == ("Red (r1)", "Red (r2)", "RED")
    assert [names.find(text) for text in ("Red (r1)", "Red (r2)", "RED", "r2")] == [0, 1, 2, 1]
    assert names.find("reddish") == 3  # a name goes before an id
    assert names.complete("") == ["Red (r1)", "Red (r2)", "RED", "Reddish", "Pink"]


def test_completions_begin_with_the_typed_text(london: LineNames) -> None:
    assert london.complete("c") == ["Central", "Circle", "Hammersmith & City", "Waterloo & City"]
    assert london.complete("Hammersmith & ") == ["Hammersmith & City"]
    assert london.complete("") == LONDON
    assert london.complete("x") == []
