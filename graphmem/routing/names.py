"""Looking up a station or a line by what a user types.

The text may be

    1. a whole name;
    2. a whole alias;
    3. either with an addition that selects one of several: "Bethnal Green (Central)", "(Central line, zone 2)", "(id)";
    4. an id;
    5. the beginning of words in exactly one name: "king's cross", "pancras", and "hammersmith (district)";
    6. the same in an alias;
    7. any of these with the word "station", or with ae, oe and ue for umlauts of the name.

The first of these that fits any station decides.  Differences in spelling that do not count are described in ``words``;
among names, or ids, that differ only in these, the one spelt exactly as typed is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from ..common.text import one_line
from ..errors import AmbiguousLine, AmbiguousStation, UnknownLine, UnknownStation
from ..graphs import Network
from .disambiguation import (
    bare_line,
    bare_station,
    consists_of,
    line_phrases,
    name_with_additions,
    spelt_exactly,
    split_parenthesis,
)
from .words import WordIndex, join_words, normalise, spell_umlauts, split_words

MAX_SUGGESTIONS = 5
MAX_CANDIDATES = 10
SMALL = 12  # a network of up to this many stations suggests all of them where no name is similar
MAX_LINES = 8  # shown with a candidate


class StationNames:
    """An index of the station names of one network."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._index = WordIndex((station.name, *station.aliases) for station in network.stations)
        self._known_phrases: dict[int, frozenset[str]] = {}

    def find(self, text: str) -> int:
        """The number of the station that a text names.

        Raises:
            UnknownStation: if no station fits; suggests similar names, or in a small network all of them.
            AmbiguousStation: if several stations fit equally; suggests them with lines and zone, in words that can be
                looked up.
        """
        found = self._fit(text)
        if len(found) == 1:
            return found[0]
        network = self._network
        if found:
            shown = [self._describe(number) for number in found[:MAX_CANDIDATES]]
            raise AmbiguousStation(f"{_quoted(text)} may mean any of {len(found)} stations of {network.name}.", shown)
        alike: Sequence[int] = self._index.alike(bare_station(text), MAX_SUGGESTIONS)
        if not alike and len(network.stations) <= SMALL:
            alike = range(len(network.stations))
        names = {number: network.stations[number].name for number in alike}
        shown = [name if self._fit(name) == [number] else self._describe(number) for number, name in names.items()]
        raise UnknownStation(f"{network.name} has no station {_quoted(text)}.", shown)

    def label(self, number: int) -> str:
        """The shortest text that finds this station: its name, or its name with an addition."""
        return next(self._labels(number))

    def complete(self, text: str) -> list[tuple[str, str]]:
        """Completions of what a user is typing.

        Returns:
            For each station that fits, a text that finds it, and its lines and zone; stations whose name begins with
            the text come first.
        """
        words, (name, parenthesis) = normalise(text), split_parenthesis(text)
        texts = {number: self.label(number) for number in self._beginning(words)}
        for number in self._beginning(name) if name and parenthesis is not None else ():
            fitting = (label for label in self._labels(number) if normalise(label).startswith(words))
            if number not in texts and (label := next(fitting, None)):
                texts[number] = label
        return [(label, ", ".join([*self._lines(number), *self._zone(number)])) for number, label in texts.items()]

    def _beginning(self, words: str) -> Iterable[int]:
        if not words:
            return range(len(self._network.stations))
        return dict.fromkeys((*self._index.starting(words), *self._index.also_starting(words)))

    def _fit(self, text: str) -> Sequence[int]:
        """The stations that fit by the first rule by which any does."""
        for meant in (text.strip(), bare_station(text)):
            if found := next(filter(None, self._ways(meant)), None):
                return found
        return self._with_umlauts_spelt._fit(text) if self._with_umlauts_spelt else []

    @cached_property
    def _with_umlauts_spelt(self) -> StationNames | None:
        """An index of the names with umlauts written as ae, oe and ue; None if no name has an umlaut."""
        stations = tuple(
            replace(station, name=spell_umlauts(station.name), aliases=tuple(map(spell_umlauts, station.aliases)))
            for station in self._network.stations
        )
        return None if stations == self._network.stations else StationNames(replace(self._network, stations=stations))

    def _ways(self, text: str) -> Iterator[Sequence[int]]:
        words, stations = normalise(text), self._network.stations
        if not words:
            return
        name, parenthesis = split_parenthesis(text)
        yield self._called(text, words)
        yield self._index.also_named(words)
        if parenthesis is not None:
            yield self._with_addition(text)
        ids = [number for number, station in enumerate(stations) if station.id.casefold() == text.casefold()]
        yield spelt_exactly(text, ids, lambda number: stations[number].id)
        for starting in (self._index.starting, self._index.also_starting):
            yield starting(words)
            if name and parenthesis is not None:
                yield self._those_with(starting(name), split_words(parenthesis))
        if parenthesis is None:
            yield self._with_addition(text)

    def _called(self, text: str, words: str) -> Sequence[int]:
        """Stations of this whole name; of several, the one whose id is the text, if it differs from the name."""
        stations = self._network.stations
        found = spelt_exactly(text, self._index.named(words), lambda number: stations[number].name)
        if len(found) < 2 or any(stations[number].name.casefold() == text.casefold() for number in found):
            return found
        return spelt_exactly(text, found, lambda number: stations[number].id)

    def _with_addition(self, text: str) -> Sequence[int]:
        """Stations of the longest whole name that begins the text, for which everything after the name is true."""
        words, (name, parenthesis) = split_words(text), split_parenthesis(text)
        splits = [(name, split_words(parenthesis or ""))]
        for count in range(1, len(words)):
            splits.append((join_words(words[:count]), words[count:]))
            if len(splits[-1][0]) > self._index.longest:
                break
        found: Sequence[int] = []
        for whole, rest in splits:
            found = self._those_with(self._index.named(whole) or self._index.also_named(whole), rest) or found
        stations = self._network.stations
        return [number for number in found if text.endswith(f"; {stations[number].id}")] or found

    def _those_with(self, numbers: Iterable[int], words: Sequence[str]) -> list[int]:
        return [number for number in numbers if consists_of(words, self._phrases(number))]

    def _phrases(self, number: int) -> frozenset[str]:
        """The phrases that distinguish a station from others of its name."""
        if number not in self._known_phrases:
            station, network = self._network.stations[number], self._network
            lines = (network.lines[network.line_index[line]] for line in network.lines_at[station.id])
            phrases = {phrase for line in lines for phrase in (*line_phrases(line.name), *line_phrases(line.id))}
            phrases |= {normalise(f"zone {zone}") for zone in (station.zone, *split_words(station.zone)) if zone}
            self._known_phrases[number] = frozenset((*phrases, normalise(station.id)))
        return self._known_phrases[number]

    def _labels(self, number: int) -> Iterator[str]:
        """Texts that find a station: its name, its name with an addition, and its id."""
        station = self._network.stations[number]
        additions = (*self._lines(number), *self._zone(number), station.id)
        for text in (station.name, *(name_with_additions(station.name, [what]) for what in additions)):
            if self._fit(text) == [number]:
                yield text
        yield station.id

    def _describe(self, number: int) -> str:
        """A station's name with lines and zone, and its id where needed, as one text that finds the station."""
        station, lines = self._network.stations[number], self._lines(number)
        shown = [*lines[:MAX_LINES], *(["..."] if len(lines) > MAX_LINES else [])]
        text = ", ".join([name_with_additions(station.name, shown), *self._zone(number)])
        texts = (text, f"{text}; {station.id}")
        return next((text for text in texts if self._fit(text) == [number]), station.id)

    def _lines(self, number: int) -> list[str]:
        network = self._network
        ids = network.lines_at[network.stations[number].id]
        return [network.lines[network.line_index[line]].name for line in ids]

    def _zone(self, number: int) -> list[str]:
        zone = self._network.stations[number].zone
        return [f"zone {zone}"] if zone else []


def _quoted(text: str) -> str:
    return f'"{one_line(text)}"'


class LineNames:
    """An index of the line names of one network, with or without the word "line"."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._index = WordIndex((line.name, bare_line(normalise(line.name))) for line in network.lines)

    def find(self, text: str) -> int:
        """The number of the line that a text names.

        Raises:
            UnknownLine: if no line fits; suggests similar names.
            AmbiguousLine: if several lines fit equally; suggests them in words that can be looked up.
        """
        found = self._fit(text)
        if len(found) == 1:
            return found[0]
        network = self._network
        if found:
            shown = [self._label(number) for number in found[:MAX_CANDIDATES]]
            raise AmbiguousLine(f"{_quoted(text)} may mean any of {len(found)} lines of {network.name}.", shown)
        alike = self._index.alike(normalise(text), MAX_SUGGESTIONS)
        raise UnknownLine(f"{network.name} has no line {_quoted(text)}.", [self._label(number) for number in alike])

    def complete(self, text: str) -> list[str]:
        """Completions of what a user is typing: texts that find a line, those that begin with it first."""
        words = normalise(text)
        found = self._index.starting(words) if words else range(len(self._network.lines))
        return [self._label(number) for number in found]

    def _fit(self, text: str) -> Sequence[int]:
        return next(filter(None, self._ways(text.strip())), [])

    def _ways(self, text: str) -> Iterator[Sequence[int]]:
        words, lines = normalise(text), self._network.lines
        if not words:
            return
        yield spelt_exactly(text, self._index.named(words), lambda number: lines[number].name)
        yield self._index.also_named(bare_line(words))
        ids = [number for number, line in enumerate(lines) if line.id.casefold() == text.casefold()]
        yield spelt_exactly(text, ids, lambda number: lines[number].id)
        yield [number for number, line in enumerate(lines) if name_with_additions(line.name, [line.id]) == text]
        yield self._index.starting(words)

    def _label(self, number: int) -> str:
        line = self._network.lines[number]
        texts = (line.name, name_with_additions(line.name, [line.id]))
        return next((text for text in texts if self._fit(text) == [number]), line.id)
