"""The reasoner with one departure from the DNC of 2016 taken back at a time: what each is worth (training/experiments).

SharedPlaces         what it reads and where it stands sum to at most 1, as weightings do   (matching.py)
SimilarWords         a field matches as far as its digits do, as a cosine would             (matching.py)
BlurredWords         what is written is a learnt image of the token's word                  (allocation.py)
OneWay               the paths that end in one place share 1, by a softmax                  (copy_paths.py)
OneNetwork           what words mean is in the weights of one network                       (lexicon.py)
RecurrentReasoner    the control has a state of its own                                     (reasoner.py)
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
from ..memory.state import MemoryState
from ..memory.vectors import cut
from .digit_sets import alike, spread
from .initial import drawn, drawn_cells
from .reasoner import Reasoner, ReasonerState

BASE = 10  # in which labels are written, as in the paper
_PATHS = ("start_paths", "line_paths", "next_paths", "answer_source", "answer_destination")


class SharedPlaces(Reasoner):
    """Rows that match, and stations where it stands, are divided by their sum where that is above 1."""

    def _known(self, match: Tensor, labels: Tensor, num_labels: int) -> Tensor:
        return super()._known(match / match.sum(-1, keepdim=True).clamp(min=1), labels, num_labels)

    def _stand(self, stood: Tensor, rest: Tensor, there: Tensor) -> Tensor:
        stands = super()._stand(stood, rest, there)
        return stands / stands[..., :-1].sum(-1, keepdim=True).clamp(min=1)


class SimilarWords(Reasoner):
    """A field matches by the cosine of the digits of the wanted label that is most like the row's (digit_sets.py)."""

    def _field_match(self, key: Tensor, labels: Tensor) -> Tensor:
        return super()._field_match(alike(key, BASE), labels)


class BlurredWords(Reasoner):
    """Digits are written as a learnt matrix, one for all places, makes them, and are read as softmaxes.

    Arguments as of the reasoner.
    """

    def __init__(
        self, num_words: int = 410, num_letters: int = 10, places: int = 8, generator: torch.Generator | None = None
    ) -> None:
        super().__init__(num_words, num_letters, places, generator)
        self.written = nn.Parameter(torch.empty(BASE, BASE).normal_(generator=generator))

    def _known(self, match: Tensor, labels: Tensor, num_labels: int) -> Tensor:
        return spread(super()._known(match, labels, num_labels), torch.softmax(self.written, 1))

    def _field_match(self, key: Tensor, labels: Tensor) -> Tensor:
        return super()._field_match(spread(key, torch.softmax(self.written, 1).T), labels)


class OneWay(Reasoner):
    """Of the paths that lead to the line that is wanted, to where it stands, or to a field of the answer, a softmax
    chooses; a path that is the only one keeps its gate."""

    def _interface(self, kind: Kind, state: ReasonerState, gating: Gating) -> dict[str, Tensor]:
        logits = self._logits(kind, state)
        return super()._interface(kind, state, gating) | {name: gating.choice(logits[name]) for name in _PATHS}


class OneNetwork(Reasoner):
    """All words share the weights of a network that sees their digits.

    Arguments as of the reasoner.
    """

    def __init__(
        self, num_words: int = 410, num_letters: int = 10, places: int = 8, generator: torch.Generator | None = None
    ) -> None:
        super().__init__(num_words, num_letters, places, generator)
        self.lexicon = WordNetwork(num_words, num_letters, places, generator)


class WordNetwork(Lexicon):
    """A layer of tanh between the digits of a word and its letters; it too rests at first more than it speaks.

    Args:
        num_words, num_letters, places, generator: as of the lexicon.
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


class RecurrentState(NamedTuple):
    """A ``ReasonerState``, part by part, and what the control remembers, the same for the whole batch."""

    memory: MemoryState
    query: Tensor
    place: int
    stands: Tensor
    hidden: Tensor  # (1, 1, H)


class RecurrentReasoner(Reasoner):
    """A GRU before the reasoner's own output layer; it sees the same bits.

    Args:
        num_words, num_letters, places, generator: as of the reasoner.
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
        return cast(ReasonerState, RecurrentState(*state, state.stands.new_zeros(1, 1, self.cells.hidden_size)))

    def describe(self, labels: Tensor, num_labels: int, gating: Gating = SOFT) -> ReasonerState:
        """See ``Reasoner.describe``.

        The control takes a step for every triple, and as many for every member of the batch; the write gate is that
        of the first, so that all triples are written alike.
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
        return cast(ReasonerState, cast(RecurrentState, after)._replace(hidden=hidden))

    def _hidden(self, kind: Kind, state: ReasonerState, steps: int) -> Tensor:
        """(1, 1, H) what the control remembers after as many tokens of a kind."""
        bits = self.control.weight.new_tensor(control_bits(kind)).expand(steps, 1, -1)
        return cast(Tensor, self.cells(bits, cast(RecurrentState, state).hidden)[1])
