"""From what a traveller types to one station, or one line.

What is typed may be

    1. a whole name;
    2. a whole alias;
    3. either with what tells apart those that share it: "Bethnal Green (Central)", "(Central line, zone 2)", "(id)";
    4. an id;
    5. the beginning of words in one name alone: "king's cross", "pancras", and "hammersmith (district)";
    6. the same in an alias;
    7. any of these with the word "station", or with ae, oe and ue for the umlauts of the name.

The first of these that fits any station decides.  ``words`` says in what spellings may differ; among names, or ids,
that differ in nothing else, the one spelt as typed is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from ..errors import AmbiguousLine, AmbiguousStation, UnknownLine, UnknownStation
from ..graphs import Network
from .disambiguation import bare_line, bare_station, line_calls, made_of, name_with, parted, spelt_so
from .words import WordIndex, join_words, normalise, spell_umlauts, split_words

MAX_SUGGESTIONS = 5
MAX_CANDIDATES = 10
MAX_LINES = 8  # shown of a candidate


class StationNames:
    """The names of the stations of one network, ready to be looked up."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._index = WordIndex((station.name, *station.aliases) for station in network.stations)
        self._told: dict[int, frozenset[str]] = {}

    def find(self, text: str) -> int:
        """The station, by number.

        Raises:
            UnknownStation: if nothing fits; suggests names that are spelt alike.
            AmbiguousStation: if several fit equally; suggests them with their lines and zone, in words that can be
                looked up.
        """
        found = self._fit(text)
        if len(found) == 1:
            return found[0]
        network = self._network
        if found:
            shown = [self._describe(number) for number in found[:MAX_CANDIDATES]]
            raise AmbiguousStation(f"{text!r} may be any of {len(found)} stations of {network.name}.", shown)
        alike = self._index.alike(bare_station(text), MAX_SUGGESTIONS)
        names = {number: network.stations[number].name for number in alike}
        shown = [name if self._fit(name) == [number] else self._describe(number) for number, name in names.items()]
        raise UnknownStation(f"{text!r} is no station of {network.name}.", shown)

    def label(self, number: int) -> str:
        """The shortest text that finds a station by itself: its name, or the name with what tells it from others."""
        return next(self._labels(number))

    def complete(self, text: str) -> list[tuple[str, str]]:
        """What one may be typing, those that begin so first: words that find a station, and its lines and zone."""
        words, (name, parenthesis) = normalise(text), parted(text)
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
        """The stations that fit in the first way in which any does."""
        for meant in (text.strip(), bare_station(text)):
            if found := next(filter(None, self._ways(meant)), None):
                return found
        return self._with_umlauts_spelt._fit(text) if self._with_umlauts_spelt else []

    @cached_property
    def _with_umlauts_spelt(self) -> StationNames | None:
        """The names in the letters of other keyboards; None where no name has an umlaut."""
        stations = tuple(
            replace(station, name=spell_umlauts(station.name), aliases=tuple(map(spell_umlauts, station.aliases)))
            for station in self._network.stations
        )
        return None if stations == self._network.stations else StationNames(replace(self._network, stations=stations))

    def _ways(self, text: str) -> Iterator[Sequence[int]]:
        words, stations = normalise(text), self._network.stations
        if not words:
            return
        name, parenthesis = parted(text)
        yield self._called(text, words)
        yield self._index.also_named(words)
        if parenthesis is not None:
            yield self._told_apart(text)
        ids = [number for number, station in enumerate(stations) if station.id.casefold() == text.casefold()]
        yield spelt_so(text, ids, lambda number: stations[number].id)
        for starting in (self._index.starting, self._index.also_starting):
            yield starting(words)
            if name and parenthesis is not None:
                yield self._of_those(starting(name), split_words(parenthesis))
        if parenthesis is None:
            yield self._told_apart(text)

    def _called(self, text: str, words: str) -> Sequence[int]:
        """Those of a whole name; an id that is more than the name in small letters tells one from others."""
        stations = self._network.stations
        found = spelt_so(text, self._index.named(words), lambda number: stations[number].name)
        if len(found) < 2 or any(stations[number].name.casefold() == text.casefold() for number in found):
            return found
        return spelt_so(text, found, lambda number: stations[number].id)

    def _told_apart(self, text: str) -> Sequence[int]:
        """Those of a whole name, the longest that fits, for which all that follows it is true."""
        words, (name, parenthesis) = split_words(text), parted(text)
        splits = [(name, split_words(parenthesis or ""))]
        for count in range(1, len(words)):
            splits.append((join_words(words[:count]), words[count:]))
            if len(splits[-1][0]) > self._index.longest:
                break
        found: Sequence[int] = []
        for whole, rest in splits:
            found = self._of_those(self._index.named(whole) or self._index.also_named(whole), rest) or found
        stations = self._network.stations
        return [number for number in found if text.endswith(f"; {stations[number].id}")] or found

    def _of_those(self, numbers: Iterable[int], words: Sequence[str]) -> list[int]:
        return [number for number in numbers if made_of(words, self._true_of(number))]

    def _true_of(self, number: int) -> frozenset[str]:
        """What may be said to tell a station from others of its name."""
        if number not in self._told:
            station, network = self._network.stations[number], self._network
            lines = (network.lines[network.line_index[line]] for line in network.lines_at[station.id])
            phrases = {phrase for line in lines for phrase in (*line_calls(line.name), *line_calls(line.id))}
            phrases |= {normalise(f"zone {zone}") for zone in (station.zone, *split_words(station.zone)) if zone}
            self._told[number] = frozenset((*phrases, normalise(station.id)))
        return self._told[number]

    def _labels(self, number: int) -> Iterator[str]:
        """The name of a station where that finds it, the name with what tells it from others, at last its id."""
        station = self._network.stations[number]
        telling = (*self._lines(number), *self._zone(number), station.id)
        for text in (station.name, *(name_with(station.name, [what]) for what in telling)):
            if self._fit(text) == [number]:
                yield text
        yield station.id

    def _describe(self, number: int) -> str:
        """A station with its lines and zone, and its id if need be, such that all of it finds the station."""
        station, lines = self._network.stations[number], self._lines(number)
        shown = [*lines[:MAX_LINES], *(["..."] if len(lines) > MAX_LINES else [])]
        text = ", ".join([name_with(station.name, shown), *self._zone(number)])
        texts = (text, f"{text}; {station.id}")
        return next((text for text in texts if self._fit(text) == [number]), station.id)

    def _lines(self, number: int) -> list[str]:
        network = self._network
        ids = network.lines_at[network.stations[number].id]
        return [network.lines[network.line_index[line]].name for line in ids]

    def _zone(self, number: int) -> list[str]:
        zone = self._network.stations[number].zone
        return [f"zone {zone}"] if zone else []


class LineNames:
    """The names of the lines of one network, ready to be looked up, with or without the word "line"."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._index = WordIndex((line.name, bare_line(normalise(line.name))) for line in network.lines)

    def find(self, text: str) -> int:
        """The line, by number.

        Raises:
            UnknownLine: if nothing fits; suggests names that are spelt alike.
            AmbiguousLine: if several fit equally; suggests them in words that can be looked up.
        """
        found = self._fit(text)
        if len(found) == 1:
            return found[0]
        network = self._network
        if found:
            shown = [self._label(number) for number in found[:MAX_CANDIDATES]]
            raise AmbiguousLine(f"{text!r} may be any of {len(found)} lines of {network.name}.", shown)
        alike = self._index.alike(normalise(text), MAX_SUGGESTIONS)
        raise UnknownLine(f"{text!r} is no line of {network.name}.", [self._label(number) for number in alike])

    def complete(self, text: str) -> list[str]:
        """What one may be typing, those that begin so first: words that find a line."""
        words = normalise(text)
        found = self._index.starting(words) if words else range(len(self._network.lines))
        return [self._label(number) for number in found]

    def _fit(self, text: str) -> Sequence[int]:
        return next(filter(None, self._ways(text.strip())), [])

    def _ways(self, text: str) -> Iterator[Sequence[int]]:
        words, lines = normalise(text), self._network.lines
        if not words:
            return
        yield spelt_so(text, self._index.named(words), lambda number: lines[number].name)
        yield self._index.also_named(bare_line(words))
        ids = [number for number, line in enumerate(lines) if line.id.casefold() == text.casefold()]
        yield spelt_so(text, ids, lambda number: lines[number].id)
        yield [number for number, line in enumerate(lines) if name_with(line.name, [line.id]) == text]
        yield self._index.starting(words)

    def _label(self, number: int) -> str:
        line = self._network.lines[number]
        texts = (line.name, name_with(line.name, [line.id]))
        return next((text for text in texts if self._fit(text) == [number]), line.id)
