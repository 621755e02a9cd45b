"""Parts of the reasoner that undo one of its differences from the DNC of 2016, for its ablations.

shared_labels       the labels it reads sum to at most 1, as in a weighting                   (matching.py)
shared_stations     the current stations sum to at most 1, as in a weighting                  (reasoner.py)
similar_labels      a field matches as far as its digits do, like a cosine                    (digit_sets.py)
blurred_words       a learnt image of the label is written                                    (digit_sets.py)
one_way             the paths that end in one place share 1, by a softmax                     (copy_paths.py)
one_network         the meanings of all words are in the weights of one network               (lexicon.py)
RecurrentReasoner   the control has a state of its own                                        (reasoner.py)
"""

from __future__ import annotations

import math
from typing import NamedTuple, cast

import numpy as np
import torch
from torch import Tensor, nn

from ..encoding.labels import LabelScheme
from ..encoding.specs import Kind
from ..encoding.words import control_bits, interface_shapes, interface_size
from ..memory.gating import SOFT, Gating
from ..memory.lexicon import Lexicon
from ..memory.matching import label_sets
from ..memory.state import MemoryState
from ..memory.vectors import cut
from .digit_sets import BASE, blurred
from .initial import drawn, drawn_cells
from .reasoner import Reasoner, ReasonerState, next_stations, sigmoid_gates

_PATHS = ("start_paths", "line_paths", "next_paths", "answer_source", "answer_destination")


def shared_labels(match: Tensor, labels: Tensor, num_labels: int) -> Tensor:
    """The labels of the rows that match, which share 1."""
    return label_sets(match / match.sum(-1, keepdim=True).clamp(min=1), labels, num_labels)


def shared_stations(current: Tensor, rest: Tensor, found: Tensor) -> Tensor:
    """The current stations after a step, which sum to at most 1; the blank does not count."""
    following = next_stations(current, rest, found)
    return following / following[..., :-1].sum(-1, keepdim=True).clamp(min=1)


def blurred_words(num_words: int, num_letters: int, places: int, generator: torch.Generator | None = None) -> Reasoner:
    """A reasoner that writes a learnt image of labels; see ``digit_sets.blurred``.

    Args:
        num_words, num_letters, places, generator: as for the reasoner.
    """
    written = nn.Parameter(torch.empty(BASE, BASE))
    known, match_field = blurred(written)
    machine = Reasoner(num_words, num_letters, places, generator, known=known, match_field=match_field)
    with torch.no_grad():
        written.normal_(generator=generator)
    machine.register_parameter("written", written)
    return machine


def one_way(logits: dict[str, Tensor], gating: Gating) -> dict[str, Tensor]:
    """A softmax over the paths to the wanted line, to the current stations, and to each field of the answer.

    A path that is the only one keeps its gate.
    """
    return sigmoid_gates(logits, gating) | {name: gating.choice(logits[name]) for name in _PATHS}


def one_network(num_words: int, num_letters: int, places: int, generator: torch.Generator | None = None) -> Reasoner:
    """A reasoner in which all words share the weights of a network that sees their digits.

    Args:
        num_words, num_letters, places, generator: as for the reasoner.
    """
    machine = Reasoner(num_words, num_letters, places, generator)
    machine.lexicon = WordNetwork(num_words, num_letters, places, generator)
    return machine


class WordNetwork(Lexicon):
    """A layer of tanh between the digits of a word and its letters; at first rests are likelier than letters.

    Args:
        num_words, num_letters, places, generator: as for the lexicon.
        hidden_size: about as many weights as a lexicon has for the words of the paper.
    """

    digits: Tensor

    def __init__(
        self,
        num_words: int,
        num_letters: int,
        places: int,
        generator: torch.Generator | None = None,
        *,
        hidden_size: int = 256,
    ) -> None:
        super().__init__(num_words, num_letters, places, generator)
        del self.logits
        spelled = LabelScheme.for_count(num_words, BASE).one_hot(np.arange(num_words))
        self.register_buffer("digits", torch.as_tensor(spelled), persistent=False)
        self.hidden = drawn(nn.Linear(spelled.shape[1], hidden_size), generator)
        self.output = drawn(nn.Linear(hidden_size, places * (num_letters + 1)), generator)
        with torch.no_grad():
            self.output.bias.view(places, -1)[:, -1] += math.log(num_letters)

    def _logits(self, words: Tensor, place: int) -> Tensor:
        spoken = self.output(torch.tanh(self.hidden(self.digits[words])))
        return cast(Tensor, spoken.reshape(len(words), self.places, -1)[:, place])


class RecurrentReasonerState(NamedTuple):
    """A ``ReasonerState``, part by part, with the state of the control, the same for the whole batch."""

    memory: MemoryState
    query: Tensor
    place: int
    current: Tensor
    hidden: Tensor  # (1, 1, H)


class RecurrentReasoner(Reasoner):
    """A GRU before the reasoner's own output layer; it sees the same bits.

    Args:
        num_words, num_letters, places, generator: as for the reasoner.
        hidden_size: H.
    """

    def __init__(
        self,
        num_words: int = 410,
        num_letters: int = 10,
        places: int = 8,
        generator: torch.Generator | None = None,
        *,
        hidden_size: int = 64,
    ) -> None:
        super().__init__(num_words, num_letters, places, generator)
        self.cells = drawn_cells(nn.GRU(len(control_bits(Kind.QUERY)), hidden_size), generator)
        self.control = drawn(nn.Linear(hidden_size, interface_size()), generator)

    def empty(self, batch: int, slots: int, num_labels: int) -> ReasonerState:
        """See ``Reasoner.empty``."""
        state = super().empty(batch, slots, num_labels)
        return cast(
            ReasonerState, RecurrentReasonerState(*state, state.current.new_zeros(1, 1, self.cells.hidden_size))
        )

    def describe(self, labels: Tensor, num_labels: int, gating: Gating = SOFT) -> ReasonerState:
        """See ``Reasoner.describe``.

        The control takes a step for every triple, equally many in the whole batch; the write gate is that of the
        first step, so that all triples are written alike.
        """
        state = super().describe(labels, num_labels, gating)
        return self._remember(state, Kind.DESCRIPTION, state, labels.shape[2])

    def step(
        self, kind: Kind, labels: Tensor, state: ReasonerState, num_labels: int, gating: Gating = SOFT
    ) -> tuple[Tensor, ReasonerState]:
        """See ``Reasoner.step``."""
        answer, after = super().step(kind, labels, state, num_labels, gating)
        return answer, self._remember(after, kind, state, 1)

    def _logits(self, kind: Kind, state: ReasonerState) -> dict[str, Tensor]:
        return cut(self.control(self._hidden(kind, state, 1)[0]), interface_shapes())

    def _remember(self, after: ReasonerState, kind: Kind, before: ReasonerState, steps: int) -> ReasonerState:
        hidden = self._hidden(kind, before, steps)
        return cast(ReasonerState, cast(RecurrentReasonerState, after)._replace(hidden=hidden))

    def _hidden(self, kind: Kind, state: ReasonerState, steps: int) -> Tensor:
        """(1, 1, H) the state of the control after ``steps`` tokens of a kind."""
        bits = self.control.weight.new_tensor(control_bits(kind)).expand(steps, 1, -1)
        return cast(Tensor, self.cells(bits, cast(RecurrentReasonerState, state).hidden)[1])
