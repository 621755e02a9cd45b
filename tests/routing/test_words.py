"""Equivalent and different spellings in many scripts."""
# ruff: noqa: RUF001 - letters that look alike are what is tested

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import AmbiguousStation, UnknownStation
from graphmem.graphs import Connection, Line, Network, Station
from graphmem.routing import StationNames
from graphmem.routing.words import WordIndex, normalise

# Stations of each script, with the beginning of a word of the first, and letters of it at which no word begins.
SCRIPTS = {
    "Latin": ("Łódź Fabryczna, Đà Nẵng, İstanbul", "fabr", "bryczna"),
    "Greek": ("Σταθμός Λαρίσης, Μοναστηράκι, Ομόνοια", "λαρ", "ρισης"),
    "Cyrillic": ("Комсомольская площадь, Йошкар, Иошкар", "площ", "ощадь"),
    "Armenian": ("Զորավար Անդրանիկ, Բարեկամություն", "անդր", "դրանիկ"),
    "Georgian": ("თავისუფლების მოედანი, რუსთაველი", "მოედ", "ედანი"),
    "Hebrew": ("תל אביב השלום, יצחק נבון", "אביב", "ביב"),
    "Arabic": ("محطة مصر, العتبة", "مصر", "طة"),
    "Devanagari": ("नई दिल्ली, चाँदनी चौक, चादनी चौक", "दिल्", "ल्ली"),
    "Bengali": ("এসপ্ল্যানেড পার্ক, দমদম", "পার", "র্ক"),
    "Tamil": ("சென்னை சென்ட்ரல், எழும்பூர்", "சென்ட்", "ன்ட்ரல்"),
    "Ethiopic": ("ሜክሲኮ፡አደባባይ, ስታዲየም", "አደባ", "ባባይ"),
    "Korean": ("서울 대입구, 강남", "대입", "입구"),
    "Japanese": ("新宿三丁目, ガーデン, カーテン, 霞ケ関", "三丁", None),
    "Chinese": ("人民廣場, 世纪大道", "廣場", None),
    "Thai": ("อนุสาวรีย์ชัยสมรภูมิ, สยาม", "ชัย", None),
    "Khmer": ("ភ្នំពេញ, បាត់ដំបង", "ពេញ", None),
    "Burmese": ("ရန်ကုန်ဘူတာ, မန္တလေး", "ဘူတာ", None),
}


def names_of(*names: str) -> StationNames:
    stations = tuple(Station(f"id{number}", name) for number, name in enumerate((*names, "Terminus")))
    ways = tuple(Connection(station.id, stations[-1].id, "x") for station in stations[:-1])
    return StationNames(Network("made", stations, (Line("x", "X"),), ways))


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_finds_whole_names_and_beginnings_of_words(script: str) -> None:
    text, beginning, within = SCRIPTS[script]
    stations = text.split(", ")
    names = names_of(*stations)
    for number, name in enumerate(stations):
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            assert names.find(unicodedata.normalize(form, name)) == number
        assert names.find(f" {name.upper()}! ") == names.find(name.lower()) == number
        assert names.find(f"{name} (X)") == names.find(f"{name}（X line）") == number
    assert names.find(beginning) == 0
    if within is not None:
        with pytest.raises(UnknownStation):
            names.find(within)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zürich HB", "zurich hb"),
        ("Straße", "strasse"),
        ("St. Paul's", "st pauls"),
        ("St. Paul´s", "st pauls"),
        ("A&B", "a and b"),
        ("Ａ＆Ｂ", "a and b"),
        ("snake_case-name", "snake case name"),
        ("東京", "東京"),
        ("東京\u3000駅", "東京駅"),
        ("東京 Tower", "東京 tower"),
        ("①٥५", "155"),
        ("A\u200bB\u200fC", "abc"),
        ("1\ufe0f\u20e3", "1"),
        (" ?! ", "?!"),
        ("", ""),
    ],
)
def test_normalise(text: str, words: str) -> None:
    assert normalise(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KADIKÖY", "kadıköy"),
        ("İSTANBUL", "istanbul"),
        ("Łódź", "LODZ"),
        ("København Ørestad", "Kobenhavn Orestad"),
        ("Νέα Ιωνία", "ΝΕΑ ΙΩΝΙΑ"),
        ("Ёлка", "Елка"),
        ("Бу\u0301тово", "Бутово"),
        ("مَحَطَّة أحمد", "محطة احمد"),
        ("محـــطة", "محطة"),
        ("ایستگاه کرج", "ايستگاه كرج"),
        ("שָׁלוֹם", "שלום"),
        ("צה״ל", 'צה"ל'),
        ("ｶﾞｰﾃﾞﾝ", "ガーデン"),
        ("か\u3099", "が"),
        ("霞ヶ関", "霞ケ関"),
        ("葛\U000e0100城", "葛城"),
        ("क\u093c", "\u0958"),
        ("हल\u200dवा", "हलवा"),
    ],
)
def test_equivalent_spellings(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("й", "и"),
        ("ї", "і"),
        ("ѓ", "г"),
        ("が", "か"),
        ("パ", "ハ"),
        ("कि", "की"),
        ("สยาม", "สยม"),
        ("ئ", "ي"),
        ("ן", "ו"),
    ],
)
def test_different_names(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)
    assert normalise(f"о{one}о") != normalise(f"о{other}о")


def test_words_begin_where_the_script_changes() -> None:
    names = names_of("東京Tower前", "Gate")
    assert [names.find(text) for text in ("tower", "tower前", "京tower", "前")] == [0, 0, 0, 0]
    with pytest.raises(UnknownStation):
        names.find("ower")


@given(st.text(max_size=12))
def test_words_keep_their_letters(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert normalise(f"  {text} ") == normalise(text)
    if text.strip():
        assert normalise(text)


LETTERS = st.characters(categories=("L", "N", "M", "P", "S", "Z", "Cf"))


@settings(deadline=None)
@given(st.lists(st.text(LETTERS, min_size=1, max_size=8).map(str.strip).filter(bool), min_size=1, max_size=8))
def test_every_station_is_found_by_its_name_unless_another_has_it(drawn: list[str]) -> None:
    names = names_of(*drawn)
    stripped = [name.strip() for name in (*drawn, "Terminus")]
    for number, name in enumerate(drawn):
        if stripped.count(name.strip()) == 1:
            assert names.find(name) == number
        else:
            with pytest.raises(AmbiguousStation) as caught:
                names.find(name)
            assert number in [names.find(text) for text in caught.value.suggestions]


def test_an_index_keeps_names_and_other_names_apart() -> None:
    index = WordIndex([("Old Mill", "Mill", "Works"), ("Mill Lane",), ("mill", "Works", "WORKS")])
    assert (index.named("mill"), index.also_named("mill"), index.also_named("works")) == ([2], [0], [0, 2])
    assert (index.starting("mill"), index.also_starting("w")) == ([1, 2, 0], [0, 2])
    assert index.alike("milll", 2) == [2, 0]
    assert index.longest == len("mill lane")


def test_ten_thousand_names_are_looked_up_quickly() -> None:
    words = ["Gare", "Zürich", "Église", "Straße", "Mill", "東京", "Площадь"]
    names = [f"{words[n % 7]} {words[n // 7 % 7]} {n}" for n in range(10_000)]
    stations = tuple(Station(f"id{number}", name, aliases=(f"stop {number}",)) for number, name in enumerate(names))
    ways = tuple(Connection("id0", station.id, "x") for station in stations[1:])
    network = Network("made", stations, (Line("x", "X"),), ways)
    begin = time.process_time()
    found = StationNames(network)
    assert [found.find(text) for text in (names[9000], "9001", "stop 9002", "id9003")] == [9000, 9001, 9002, 9003]
    with pytest.raises(AmbiguousStation):
        found.find("eglise")
    assert time.process_time() - begin < 2  # it takes a tenth of that
