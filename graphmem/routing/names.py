"""From what a traveller types to one station.

Case, accents, apostrophes and other punctuation do not count, and "&" reads "and".  What is typed may be

    1. a whole name, or "name (lines)" where several stations share the name;
    2. an id;
    3. the beginning of words in one name alone: "king's cross", "pancras".

The first of these that fits any station decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from ..errors import AmbiguousStation, UnknownStation
from ..graphs import Network

MAX_SUGGESTIONS = 5
MAX_CANDIDATES = 10
_LEAST_SCORE = 60.0  # of 100; below it, names share little but letters


def normalise(text: str) -> str:
    """Lower-case words with single spaces between them.

    >>> normalise("  King's Cross & St. Pancras ")
    'kings cross and st pancras'
    """
    # Apostrophes go first: NFKD would take the acute accent that some type for one apart.
    text = re.sub("['`\u2018\u2019\u00b4]", "", text).replace("&", " and ")
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", letters.casefold()))


class StationNames:
    """The names of one network, ready to be looked up."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._names = [normalise(station.name) for station in network.stations]
        described = [self._describe(number) for number in range(len(network.stations))]
        count = Counter(map(normalise, described))
        # Homonyms with the same lines are told apart by id as well.
        self._described = [
            f"{text[:-1]}; {station.id})" if count[normalise(text)] > 1 else text
            for text, station in zip(described, network.stations, strict=True)
        ]

    def find(self, text: str) -> int:
        """The station, by number.

        Raises:
            UnknownStation: if nothing fits; suggests names that are spelt alike.
            AmbiguousStation: if several fit equally; suggests them with their lines, in words that can be looked up.
        """
        wanted = normalise(text)
        for found in self._ways(text, wanted):
            if len(found) == 1:
                return found[0]
            if found:
                raise AmbiguousStation(
                    f"{text!r} may be any of {len(found)} stations of {self._network.name}.",
                    [self._described[number] for number in found[:MAX_CANDIDATES]],
                )
        raise UnknownStation(f"{text!r} is no station of {self._network.name}.", self._alike(wanted))

    def _ways(self, text: str, wanted: str) -> Iterable[list[int]]:
        """Stations that fit, in one way after another."""
        stations = range(len(self._names))
        if not wanted:
            return
        yield [number for number in stations if self._names[number] == wanted]
        yield [number for number in stations if normalise(self._described[number]) == wanted]
        yield [number for number in stations if self._network.stations[number].id.casefold() == text.strip().casefold()]
        parts = [number for number in stations if f" {wanted}" in f" {self._names[number]}"]
        yield sorted(parts, key=lambda number: not self._names[number].startswith(wanted))

    def _describe(self, number: int) -> str:
        station, network = self._network.stations[number], self._network
        lines = [network.lines[network.line_index[line]].name for line in network.lines_at[station.id]]
        return f"{station.name} ({', '.join(lines)})"

    def _alike(self, wanted: str) -> list[str]:
        from rapidfuzz import fuzz, process  # only a mistake pays for the import

        ranked = process.extract(
            wanted, self._names, scorer=fuzz.WRatio, limit=MAX_SUGGESTIONS, score_cutoff=_LEAST_SCORE
        )
        shared = Counter(self._names)
        stations = self._network.stations
        return [self._described[number] if shared[name] > 1 else stations[number].name for name, _, number in ranked]
