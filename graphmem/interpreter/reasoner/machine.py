"""The discretised reasoner: one row of gates for each kind of token, and a chain of letters for each word.

    reasoner = load_reasoner()
    reasoner.answer(rows, query, planning=10)

For the channels of the DNC paper see ``channels.reasoner``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...encoding.paper import BLANK
from ...encoding.specs import DESTINATION, LINE, SOURCE, Kind
from ...encoding.words import MACHINE
from ...graphs.triples import Ints
from ..weights import LEXICON, Tensors, check_tensors, reasoner_shapes, shape_of
from .control import ControlGates, discretise_control

Labels = frozenset[int]
NO_LABELS: Labels = frozenset()


class DiscreteReasoner:
    """Gates by kind of token, and the letters of every word.

    Args:
        control: gates of the four kinds of ``words.KINDS``.
        lexicon: (W, P) letters; ``rest`` where a word has none.
        rest: the number that stands for a rest.
    """

    def __init__(self, control: Mapping[Kind, ControlGates], lexicon: Ints, rest: int) -> None:
        self.control, self.lexicon, self.rest, self.name = control, lexicon, rest, MACHINE

    @classmethod
    def from_tensors(cls, tensors: Tensors) -> DiscreteReasoner:
        """The program and the lexicon that the weights of a torch reasoner hold.

        Args:
            tensors: float32 arrays by their names in the reasoner's ``state_dict``; see ``weights.reasoner_shapes``.

        Raises:
            CheckpointError: if a tensor is missing, has another type or shape, or is not finite.
        """
        num_words, places, choices = shape_of(tensors, LEXICON, 3)
        checked = check_tensors(tensors, reasoner_shapes(num_words, choices - 1, places))
        return cls(discretise_control(checked), checked[LEXICON].argmax(-1), choices - 1)

    def chain(self, word: int) -> tuple[int, ...]:
        """The letters of a word without its rests; empty for a label that is no word."""
        if not 0 <= word < len(self.lexicon):
            return ()
        return tuple(letter for letter in self.lexicon[word].tolist() if letter != self.rest)

    def written(self, rows: Ints) -> Ints:
        """The rows of a description (N, 3) that are in the memory after it: all or none."""
        return rows if self.control[Kind.DESCRIPTION].writes else rows[:0]

    def answer(self, rows: Ints, query: Ints, planning: int, blank: int = BLANK) -> tuple[Labels, Labels, Labels]:
        """Read a description and a query, plan, and answer.

        Args:
            rows: (N, 3) labels.
            query: (3,) labels.
            planning: steps between query and answer.
            blank: the blank label.

        Returns:
            the labels that are emitted in each field.
        """
        question = Question(self, query, blank)
        written = self.written(rows)
        for place in range(planning):
            question.plan(written, place)
        return question.answer()


class Question:
    """A query, and the current stations while the machine follows the query's relation.

    Args:
        reasoner: the machine.
        query: (3,) labels.
        blank: the blank label.
    """

    def __init__(self, reasoner: DiscreteReasoner, query: Ints, blank: int) -> None:
        self.reasoner, self.blank = reasoner, blank
        self.query = [frozenset({label} - {blank}) for label in query.tolist()]
        self.word = int(query[LINE])
        ends = self.query[SOURCE], self.query[DESTINATION]
        self.current = NO_LABELS.union(*(ends[place] for place in reasoner.control[Kind.QUERY].start))

    def plan(self, rows: Ints, place: int) -> None:
        """One planning step: follow the letter at a place of the word; a rest, or a place past the last, does nothing.

        Args:
            rows: (N, 3) labels in the memory.
            place: planning steps since the query.
        """
        lexicon, gates = self.reasoner.lexicon, self.reasoner.control[Kind.PLANNING]
        spelt = self.word < len(lexicon) and place < lexicon.shape[1]
        letter = int(lexicon[self.word, place]) if spelt else self.reasoner.rest
        if letter == self.reasoner.rest:
            return
        lines = (self.query[LINE], frozenset({letter}))
        wanted = (self.current, NO_LABELS.union(*(lines[source] for source in gates.line)), self.current)
        match = (rows != self.blank).any(1)
        for field, labels in enumerate(wanted):
            if gates.counts[field]:
                match &= np.isin(rows[:, field], list(labels))
        found = (rows[match, SOURCE].tolist(), rows[match, DESTINATION].tolist())
        self.current = NO_LABELS.union(*(found[source] for source in gates.following)) - {self.blank}

    def answer(self) -> tuple[Labels, Labels, Labels]:
        """The labels that are emitted in each field."""
        stations = (self.query[SOURCE], self.query[DESTINATION], self.current)
        source, line, destination = self.reasoner.control[Kind.ANSWER].answer
        return (
            NO_LABELS.union(*(stations[place] for place in source)),
            NO_LABELS.union(*(self.query[LINE] for _ in line)),
            NO_LABELS.union(*(stations[place] for place in destination)),
        )
