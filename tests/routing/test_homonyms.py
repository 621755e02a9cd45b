"""Stations that share a name or an alias, and the additions that tell them apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import AmbiguousStation, UnknownStation
from graphmem.graphs import Connection, Line, Network, Station
from graphmem.networks import load_network
from graphmem.routing import StationNames

LINES = {"central": "Central", "weaver": "Weaver", "hc": "Hammersmith & City", "n": "Line 1", "g": "Green, slow"}


def make(*stations: tuple[Station, str]) -> StationNames:
    """A network of stations, each with the ids of its lines; all lines call at Terminus."""
    end = Station("terminus", "Terminus")
    ways = [Connection(station.id, end.id, line) for station, served in stations for line in served.split()]
    lines = tuple(Line(identity, name) for identity, name in LINES.items())
    return StationNames(Network("made", (*(station for station, _ in stations), end), lines, tuple(ways)))


def listed(names: StationNames, text: str) -> tuple[str, ...]:
    """The suggestions for an ambiguous text."""
    with pytest.raises(AmbiguousStation) as caught:
        names.find(text)
    return caught.value.suggestions


@pytest.fixture(scope="module")
def green() -> StationNames:
    return make(
        (Station("x0", "Bethnal Green", zone="2", aliases=("Toy Museum", "Mile End")), "central"),
        (Station("x1", "Bethnal Green", zone="2/3", aliases=("Bethnal Green Junction", "Museum")), "weaver hc"),
        (Station("x2", "Mile End", zone="2", aliases=("Museum",)), "central hc n g"),
    )


def test_homonyms_are_listed_with_lines_and_zone_and_found_by_them(green: StationNames) -> None:
    both = ("Bethnal Green (Central), zone 2", "Bethnal Green (Weaver, Hammersmith & City), zone 2/3")
    assert listed(green, "bethnal green") == both
    assert [green.find(text) for text in both] == [0, 1]
    assert [green.find(text.upper()) for text in both] == [0, 1]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("Bethnal Green (Central)", 0),
        ("Bethnal Green (Central line)", 0),
        ("bethnal green (line central)", 0),
        ("Bethnal Green(CENTRAL)", 0),
        ("bethnal green (central", 0),
        ("bethnal green, central", 0),
        ("bethnal green central", 0),
        ("Bethnal Green (x0)", 0),
        ("X0", 0),
        ("Bethnal Green (Weaver)", 1),
        ("Bethnal Green (hammersmith and city)", 1),
        ("Bethnal Green (hc)", 1),
        ("Bethnal Green (Hammersmith & City line, Weaver)", 1),
        ("Bethnal Green (zone 3)", 1),
        ("Bethnal Green (zone 2/3)", 1),
        ("Bethnal Green (Weaver, zone 2)", 1),
        ("Ｂｅｔｈｎａｌ　Ｇｒｅｅｎ（Ｗｅａｖｅｒ）", 1),  # noqa: RUF001
        ("Mile End (1)", 2),
        ("Mile End (Line 1)", 2),
        ("Mile End (Green, slow)", 2),
        ("museum (weaver)", 1),
        ("bethnal (weaver)", 1),
        ("green (zone 3)", 1),
    ],
)
def test_an_addition_to_the_name_decides(green: StationNames, typed: str, number: int) -> None:
    assert green.find(typed) == number


@pytest.mark.parametrize("typed", ["Bethnal Green (zone 2)", "Bethnal Green ()", "bethnal", "Bethnal-Green", "green"])
def test_an_addition_that_is_true_of_both_does_not_decide(green: StationNames, typed: str) -> None:
    assert len(listed(green, typed)) == 2


@pytest.mark.parametrize(
    "typed", ["Bethnal Green (Line 1)", "Bethnal Green (Central, Weaver)", "Toy (weaver)", "(Weaver)"]
)
def test_an_addition_that_is_true_of_none_is_unknown(green: StationNames, typed: str) -> None:
    with pytest.raises(UnknownStation):
        green.find(typed)


def test_aliases_find_stations_but_names_have_priority(green: StationNames) -> None:
    assert green.find("toy museum") == 0
    assert green.find("toy") == 0
    assert green.find("bethnal green junction") == 1
    assert green.find("junc") == 1
    assert green.find("mile end") == 2  # though x0 has that alias
    assert [text.split(" (")[0] for text in listed(green, "museum")] == ["Bethnal Green", "Mile End"]
    with pytest.raises(UnknownStation) as caught:
        green.find("Toy Musuem")
    assert caught.value.suggestions[0] == "Bethnal Green (Central), zone 2"


def test_edgware_road_is_ambiguous_and_its_parenthesis_is_not_doubled() -> None:
    names = StationNames(load_network("london_underground"))
    both = ("Edgware Road (Bakerloo), zone 1", "Edgware Road (Circle), District, Hammersmith & City, zone 1")
    assert listed(names, "Edgware Road") == both
    assert names.find(both[0]) == names.find("Edgware Road (Bakerloo)") == names.find("edgware road (bakerloo line)")
    assert names.find(both[1]) == names.find("Edgware Road (Circle)") == names.find("Edgware Road (District line)")
    assert names.find(both[0]) != names.find(both[1])


def test_every_label_finds_its_station() -> None:
    network = load_network("london_rail")
    names = StationNames(network)
    labels = [names.label(number) for number in range(len(network.stations))]
    assert [names.find(label) for label in labels] == list(range(len(labels)))
    shared = [label for label in labels if label.startswith("Bethnal Green")]
    assert sorted(shared) == ["Bethnal Green (Central)", "Bethnal Green (Weaver)"]
    called = [station.name for station in network.stations]
    alone = [label for label, name in zip(labels, called, strict=True) if called.count(name) == 1]
    assert alone == [name for name in called if called.count(name) == 1]


def test_a_label_is_the_id_if_nothing_else_tells_stations_apart() -> None:
    names = make((Station("m1", "Mill"), "g"), (Station("m2", "Mill"), "g"), (Station("m3", "Mill"), "n"))
    assert [names.label(number) for number in range(3)] == ["Mill (m1)", "Mill (m2)", "Mill (Line 1)"]


def test_a_name_is_not_read_as_another_name_with_a_line() -> None:
    names = make(
        (Station("0", "Hyde"), "g"),
        (Station("1", "Hyde Green, slow"), "central"),
        (Station("2", "Hyde"), "central"),
        (Station("3", "Weaver Hill"), "weaver"),
        (Station("4", "Terminus Weaver Hill"), "weaver"),
    )
    assert names.find("hyde green slow") == 1
    assert listed(names, "hyde") == ("Hyde (Green, slow); 0", "Hyde (Central)")
    assert [names.find(text) for text in listed(names, "hyde")] == [0, 2]
    assert names.find("terminus weaver") == 4  # the beginning of a name; the line is not marked as one


def test_exact_spelling_decides_between_equivalent_names() -> None:
    names = make(
        (Station("a-1", "Mill"), "g"),
        (Station("a_1", "Mill"), "g"),
        (Station("b", "MILL"), "g"),
        (Station("new-mill", "New Mill"), "g"),
        (Station("mill2", "New Mill"), "g"),
        (Station("quay", "Quay"), "g"),
        (Station("q", "Quay"), "g"),
    )
    assert names.find("MILL") == 2
    assert listed(names, "mill") == ("Mill (Green, slow); a-1", "Mill (Green, slow); a_1", "MILL (Green, slow); b")
    assert [names.find(text) for text in listed(names, "mill")] == [0, 1, 2]
    assert [names.find(text) for text in ("a-1", "a_1")] == [0, 1]
    assert names.find("new-mill") == 3  # an id
    assert len(listed(names, "new mill")) == len(listed(names, "New Mill")) == 2
    assert len(listed(names, "quay")) == 2  # an id too, and all the same what one would type for either


def test_names_of_signs_alone_are_found_literally() -> None:
    names = make(
        (Station("s", "?!"), "g"), (Station("t", "(?)"), "g"), (Station("u", "?!"), "hc"), (Station("?", "&"), "g")
    )
    assert listed(names, "?!") == ("?! (Green, slow)", "?! (Hammersmith & City)")
    assert [names.find(text) for text in (*listed(names, "?!"), "s", "u")] == [0, 2, 0, 2]
    assert [names.find(text) for text in (" (?) ", "t", "?", "and")] == [1, 1, 3, 3]


def test_a_station_with_many_lines_shows_some_of_them() -> None:
    lines = tuple(Line(f"l{number}", f"Tram {number}") for number in range(30))
    ways = [Connection(here, "c", line.id) for here in "ab" for line in lines if here == "a" or line.id != "l29"]
    stations = (Station("a", "Gate", zone="1"), Station("b", "Gate", zone="2"), Station("c", "Square"))
    names = StationNames(Network("made", stations, lines, tuple(ways)))
    shown = listed(names, "gate")
    assert [text.count("Tram") for text in shown] == [8, 8]
    assert [names.find(text) for text in shown] == [0, 1]
    assert names.find("gate (tram 29)") == 0


TEXTS = st.text(st.sampled_from("aAéb '&()[].,;-東京が\u0301?"), min_size=1, max_size=6).map(str.strip).filter(bool)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=2), st.sampled_from(list(LINES)), st.sampled_from("12"))))
def test_each_station_is_found_by_its_name_or_its_suggestion(
    drawn: list[tuple[str, list[str], str, str]],
) -> None:
    stations = [
        (Station(f"id{number}", name, zone=zone, aliases=tuple(aliases)), line)
        for number, (name, aliases, line, zone) in enumerate(drawn)
    ]
    names = make(*stations, (Station("one", "One"), "g"))
    spelt = [name.strip() for name, *_ in drawn]
    for number, (name, *_) in enumerate(drawn):
        if spelt.count(name.strip()) == 1:
            assert names.find(name) == number
        else:
            offered = [names.find(text) for text in listed(names, name)]
            assert number in offered or len(offered) == 10
            assert len(set(offered)) == len(offered)
        assert names.find(f"id{number}") == number
    assert [names.find(label) for label, _ in names.complete("")] == list(range(len(drawn) + 2))
