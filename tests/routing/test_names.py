"""Looking up stations."""

import pytest

from graphmem.errors import AmbiguousStation, UnknownStation
from graphmem.graphs import Connection, Line, Network, Station
from graphmem.networks import load_network
from graphmem.routing import StationNames


@pytest.fixture(scope="module")
def london() -> Network:
    return load_network("london_underground")


def make(*stations: tuple[str, str], lines: str = "red") -> Network:
    """Stations (id, name) in a ring, each served by red and by the line of its place in ``lines``."""
    ids = [identity for identity, _ in stations]
    ring = [Connection(a, b, "red") for a, b in zip(ids, ids[1:] + ids[:1], strict=True)]
    more = [Connection(ids[i], ids[i - 1], line) for i, line in enumerate(lines.split())]
    known = tuple(Line(name, name.title()) for name in dict.fromkeys(("red", *lines.split())))
    return Network("made", tuple(Station(*station) for station in stations), known, (*ring, *more))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("King's Cross St. Pancras", "King's Cross St. Pancras"),
        ("kings cross st pancras", "King's Cross St. Pancras"),
        ("KING\u2019S CROSS ST.PANCRAS", "King's Cross St. Pancras"),
        ("king's cross", "King's Cross St. Pancras"),
        ("pancras", "King's Cross St. Pancras"),
        ("earls court", "Earl's Court"),
        ("Earl`s  Court", "Earl's Court"),
        ("elephant & castle", "Elephant & Castle"),
        ("Elephant and Castle", "Elephant & Castle"),
        ("harrow on the hill", "Harrow-on-the-Hill"),
        ("heathrow terminal 5", "Heathrow Terminal 5"),
        ("picc", "Piccadilly Circus"),
        ("Bond St", "Bond Street"),
        ("Euston", "Euston"),  # not Euston Square
        ("victoria", "Victoria"),
        ("Piccádilly Circus", "Piccadilly Circus"),
        ("acton-town", "Acton Town"),
    ],
)
def test_spelling_does_not_matter(london: Network, typed: str, name: str) -> None:
    assert london.stations[StationNames(london).find(typed)].name == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Bank station", "Bank"),
        ("BANK TUBE STATION", "Bank"),
        ("Station Bank", "Bank"),
        ("Mill station (red line)", "Mill"),
        ("新宿駅", "新宿"),
        ("강남역", "강남"),
        ("강남 역", "강남"),
        ("人民广场站", "人民广场"),
        ("Gare Rogier", "Rogier"),
        ("Bahnhof Zoo", "Zoo"),
        ("U-Bahnhof Zoo", "Zoo"),
        ("Zoo, Bahnhof", "Zoo"),
        ("Schoenleinstrasse", "Schönleinstraße"),
        ("U-Bahnhof SCHOENLEIN", "Schönleinstraße"),
        ("Muenchner Neue Allee", "Münchner Neue Allee"),
        ("union", "Union Station"),
        ("Union Station", "Union Station"),
        ("Station Road", "Station Road"),
        ("station r", "Station Road"),
        ("aepfel", "Aepfelweg"),
    ],
)
def test_the_word_station_and_umlauts_may_be_spelt_out(typed: str, name: str) -> None:
    known = "Bank, Mill, 新宿, 강남, 人民广场, Rogier, Zoo, Schönleinstraße, Münchner Neue Allee, Union Station"
    network = make(
        *((f"id{n}", one) for n, one in enumerate([*known.split(", "), "Station Road", "Aepfelweg", "Äpfel"]))
    )
    assert network.stations[StationNames(network).find(typed)].name == name


def test_the_word_station_alone_finds_only_itself() -> None:
    names = StationNames(make(("a", "Ash"), ("b", "Birch")))
    for typed in ("station", "駅", "Station station", "Oak station", "Aesh"):
        with pytest.raises(UnknownStation):
            names.find(typed)


def test_every_station_is_found_by_its_name_in_capitals_and_its_id(london: Network) -> None:
    names = StationNames(london)
    for number, station in enumerate(london.stations):
        assert names.find(station.name.upper()) == number
        assert names.find(station.id) == number


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Picadily Circus", "Piccadilly Circus"),
        ("Oxfrod Circus", "Oxford Circus"),
        ("Leister Square", "Leicester Square"),
        ("Tottenham Cort Road", "Tottenham Court Road"),
        ("Watreloo", "Waterloo"),
    ],
)
def test_near_misses_suggest_the_intended_station_first(london: Network, typed: str, first: str) -> None:
    names = StationNames(london)
    with pytest.raises(UnknownStation, match=typed) as caught:
        names.find(typed)
    assert caught.value.suggestions[0] == first
    assert len(caught.value.suggestions) <= 5
    assert london.stations[names.find(caught.value.suggestions[0])].name == first


@pytest.mark.parametrize("typed", ["", "  ", "?!", "qqqqqq"])
def test_nothing_like_a_station_is_unknown_without_suggestions(london: Network, typed: str) -> None:
    with pytest.raises(UnknownStation) as caught:
        StationNames(london).find(typed)
    assert caught.value.suggestions == ()


@pytest.mark.parametrize(("size", "shown"), [(3, True), (12, True), (13, False)])
def test_a_small_network_suggests_all_its_stations_where_none_is_similar(size: int, shown: bool) -> None:
    names = [f"Ash {number}" for number in range(size)]
    with pytest.raises(UnknownStation) as caught:
        StationNames(make(*((f"s{number}", name) for number, name in enumerate(names)))).find("xyzzy")
    assert caught.value.suggestions == (tuple(names) if shown else ())


def test_part_of_several_names_is_ambiguous_and_every_candidate_can_be_looked_up(london: Network) -> None:
    names = StationNames(london)
    with pytest.raises(AmbiguousStation, match="any of 4 stations") as caught:
        names.find("acton")
    assert caught.value.suggestions[0].startswith("Acton Town (District, Piccadilly)")
    assert [london.stations[names.find(text)].name for text in caught.value.suggestions] == [
        "Acton Town",
        "East Acton",
        "North Acton",
        "West Acton",
    ]


def test_names_that_begin_with_what_was_typed_are_listed_first(london: Network) -> None:
    with pytest.raises(AmbiguousStation) as caught:
        StationNames(london).find("kensington")
    assert [text.split(" (")[0] for text in caught.value.suggestions] == [
        "Kensington",  # (Olympia), District
        "High Street Kensington",
        "South Kensington",
        "West Kensington",
    ]


def test_no_more_than_ten_candidates_are_listed(london: Network) -> None:
    with pytest.raises(AmbiguousStation) as caught:
        StationNames(london).find("s")
    assert len(caught.value.suggestions) == 10


def test_letters_inside_a_word_do_not_match(london: Network) -> None:
    with pytest.raises(UnknownStation):
        StationNames(london).find("ictori")


def test_homonyms_are_told_apart_by_lines_then_by_id() -> None:
    network = make(("x1", "Mill"), ("x2", "Mill"), ("x3", "Mill"), ("x4", "Hill"), lines="blue red red")
    names = StationNames(network)
    with pytest.raises(AmbiguousStation, match="any of 3") as caught:
        names.find("mill")
    # The blue train from x1 ends at x4.
    assert caught.value.suggestions == ("Mill (Red, Blue)", "Mill (Red); x2", "Mill (Red); x3")
    assert [names.find(text) for text in caught.value.suggestions] == [0, 1, 2]
    assert names.find("x3") == 2
    with pytest.raises(UnknownStation) as misspelt:
        names.find("Mlil")
    assert "Mill (Red, Blue)" in misspelt.value.suggestions


def test_names_have_priority_over_ids_and_ids_over_parts() -> None:
    network = make(("North", "South"), ("South", "East"), ("West", "North Gate"))
    names = StationNames(network)
    assert names.find("south") == 0
    assert names.find("north") == 0
    assert names.find("north g") == 2
