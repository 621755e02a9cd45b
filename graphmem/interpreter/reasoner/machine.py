"""The reasoner with every gate, match and letter rounded, without torch: a control row a kind of token, and chains.

reasoner = load_reasoner()
reasoner.answer(rows, query)              labels in, labels out
reasoner.channels(observations)           the DNC paper's encoding: (T, B, 92) in, (T, B, 90) out
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...encoding.paper import SCHEME
from ...encoding.specs import DESTINATION, FIELDS, LINE, SOURCE, Kind
from ...encoding.words import KINDS, LIMITS, MACHINE, SHIPPED_AS, control_bits, interface_shapes, interface_size
from ...graphs.triples import Ints
from ..channels.episode import ChannelEpisode, ChannelReading
from ..model_files import checked, model_folder, read_config, read_tensors

Labels = frozenset[int]
NOTHING: Labels = frozenset()


class ControlGates(NamedTuple):
    """What the machine does on one kind of token; the numbers are places in the lists of ``encoding.words``."""

    start: tuple[int, ...]
    line: tuple[int, ...]
    following: tuple[int, ...]
    counts: tuple[bool, ...]
    answer: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    writes: bool


class DiscreteReasoner:
    """Control gates by kind of token, and the letters of every word.

    Args:
        control: gates of the four kinds of ``words.KINDS``.
        lexicon: (W, P) letters, ``rest`` where a word rests.
        rest: the number that stands for a rest.
    """

    def __init__(self, control: Mapping[Kind, ControlGates], lexicon: Ints, rest: int) -> None:
        self.control, self.lexicon, self.rest = control, lexicon, rest

    @property
    def name(self) -> str:
        """What the output calls it."""
        return MACHINE

    def chain(self, word: int) -> tuple[int, ...]:
        """The letters of a word, rests left out; none of what is no word."""
        if not 0 <= word < len(self.lexicon):
            return ()
        return tuple(letter for letter in self.lexicon[word].tolist() if letter != self.rest)

    def written(self, rows: Ints) -> Ints:
        """The rows of a description (N, 3) that are in the memory after it: all or none."""
        return rows if self.control[Kind.DESCRIPTION].writes else rows[:0]

    def answer(self, rows: Ints, query: Ints, planning: int, blank: int = SCHEME.size) -> tuple[Labels, Labels, Labels]:
        """Describe, query, plan and answer.

        Args:
            rows: (N, 3) labels.
            query: (3,) labels.
            planning: steps between query and answer.
            blank: the blank label.

        Returns:
            the labels that are emitted in each field.
        """
        state = _Step(self, query, blank)
        written = self.written(rows)
        for place in range(planning):
            state.go_on(written, place)
        return state.say()

    def channels(self, observations: NDArray[np.float32]) -> NDArray[np.float32]:
        """Answer episodes of the paper's encoding.

        Args:
            observations: (T, B, 92).

        Returns:
            (T, B, 90): 1 for the digits of the answer on steps that require one, else 0; a label that is not emitted,
            or not alone, is blank.
        """
        return ReasonerReading(self, observations.shape[1]).read(observations)


class ReasonerReading(ChannelReading):
    """B episodes of the paper's encoding as far as they have been read; changed in place.

    Args:
        reasoner: that reads them.
        batch: B.
    """

    def __init__(self, reasoner: DiscreteReasoner, batch: int) -> None:
        super().__init__([_Episode(reasoner) for _ in range(batch)])


class _Episode(ChannelEpisode):
    """One episode: its rows, and what a query made of them."""

    def __init__(self, reasoner: DiscreteReasoner) -> None:
        super().__init__()
        self._reasoner = reasoner
        self._rows = np.empty((0, len(FIELDS)), np.int64)
        self._asked: _Step | None = None
        self._place = 0  # steps since the query

    def write(self, facts: Ints) -> None:
        self._rows = self._reasoner.written(facts)

    def ask(self, shown: Ints, begins: bool) -> None:
        del begins  # a query is one step; of several the last counts
        self._asked, self._place = _Step(self._reasoner, shown, SCHEME.size), 0

    def plan(self) -> None:
        if self._asked:
            self._asked.go_on(self._rows, self._place)
            self._place += 1

    def answer(self, shown: Ints) -> list[int] | None:
        """The labels that are emitted alone, and blanks; nothing where nothing was asked."""
        del shown
        if self._asked is None:
            return None
        return [next(iter(field)) if len(field) == 1 else SCHEME.size for field in self._asked.say()]


class _Step:
    """A query and where the machine stands."""

    def __init__(self, reasoner: DiscreteReasoner, query: Ints, blank: int) -> None:
        self.reasoner, self.blank = reasoner, blank
        self.shown = [frozenset({label} - {blank}) for label in query.tolist()]
        self.word = int(query[LINE])
        ends = self.shown[SOURCE], self.shown[DESTINATION]
        self.stands = NOTHING.union(*(ends[place] for place in reasoner.control[Kind.QUERY].start))

    def go_on(self, rows: Ints, place: int) -> None:
        """A planning step: a letter is followed; on a rest, and past the last place, the machine stands."""
        lexicon, gates = self.reasoner.lexicon, self.reasoner.control[Kind.PLANNING]
        known = self.word < len(lexicon) and place < lexicon.shape[1]
        letter = int(lexicon[self.word, place]) if known else self.reasoner.rest
        if letter == self.reasoner.rest:
            return
        lines = (self.shown[LINE], frozenset({letter}))
        wanted = (self.stands, NOTHING.union(*(lines[source] for source in gates.line)), self.stands)
        match = (rows != self.blank).any(1)
        for field, labels in enumerate(wanted):
            if gates.counts[field]:
                match &= np.isin(rows[:, field], list(labels))
        found = (rows[match, SOURCE].tolist(), rows[match, DESTINATION].tolist())
        self.stands = NOTHING.union(*(found[source] for source in gates.following)) - {self.blank}

    def say(self) -> tuple[Labels, Labels, Labels]:
        """The answer."""
        stations = (self.shown[SOURCE], self.shown[DESTINATION], self.stands)
        source, line, destination = self.reasoner.control[Kind.ANSWER].answer
        return (
            NOTHING.union(*(stations[place] for place in source)),
            NOTHING.union(*(self.shown[LINE] for _ in line)),
            NOTHING.union(*(stations[place] for place in destination)),
        )


def load_reasoner(path: Path | None = None) -> DiscreteReasoner:
    """The reasoner of a checkpoint folder, or the one that ships with graphmem.

    Raises:
        CheckpointError: if the folder is none, or no reasoner of this format stands in it undamaged.
    """
    with model_folder(path, MACHINE, SHIPPED_AS) as folder:
        words, letters, places = read_config(folder, MACHINE, LIMITS)
        tensors = read_tensors(folder)
        shapes = {
            "lexicon.logits": (words, places, letters + 1),
            "control.weight": (interface_size(), len(KINDS)),
            "control.bias": (interface_size(),),
        }
        return discretise_reasoner(*(checked(tensors.get(name), name, shape, folder) for name, shape in shapes.items()))


def discretise_reasoner(
    logits: NDArray[np.float32], weight: NDArray[np.float32], bias: NDArray[np.float32]
) -> DiscreteReasoner:
    """The reasoner of these weights.

    Args:
        logits: (W, P, A + 1) of the lexicon; the last of each place is the rest.
        weight: (I, 4) of the control.
        bias: (I,) of the control.
    """
    control = {kind: _gates(weight @ np.array(control_bits(kind), np.float32) + bias) for kind in KINDS}
    return DiscreteReasoner(control, logits.argmax(-1), logits.shape[-1] - 1)


def _gates(vector: NDArray[np.float32]) -> ControlGates:
    """Cut (I,) logits into their parts; a gate is open where its logit is above 0."""
    opened: dict[str, tuple[int, ...]] = {}
    start = 0
    for name, shape in interface_shapes().items():
        end = start + int(np.prod(shape, dtype=np.int64))
        opened[name] = tuple(np.flatnonzero(vector[start:end] > 0).tolist())
        start = end
    return ControlGates(
        opened["start_paths"],
        opened["line_paths"],
        opened["next_paths"],
        tuple(field in opened["masks"] for field in range(3)),
        (opened["answer_source"], opened["answer_line"], opened["answer_destination"]),
        bool(opened["write_gate"]),
    )
