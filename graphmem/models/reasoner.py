"""The reasoner: a memory machine that follows relations letter by letter, trained by answers alone.

One step, in order:

    bits       the kind of token
    interface  control(bits)
    letter     the lexicon's next letter for the query's relation: a line, or a rest
    match      rows whose source, line or destination are as required: the current stations, and the letter
    move       the next current stations: labels copied from the matching rows, or on a rest the same as before
    answer     labels copied from the query and from the current stations

It belongs to the planner's family (``planner.py``): a memory of triples, sets, a soft AND over fields, copy paths, and
control separate from data; matching.py, allocation.py and copy_paths.py are shared.  New are the lexicon (lexicon.py)
and the current stations, a set of labels as the rows that a head of the planner holds are a set.  There are no marks,
no ages and no read modes: the letters of the word decide when to move and when to rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..encoding.specs import DESTINATION, LINE, SOURCE, Kind
from ..encoding.words import control_bits, interface_shapes, interface_size
from ..memory.allocation import write_row, write_rows
from ..memory.gating import SOFT, Gating
from ..memory.lexicon import Lexicon
from ..memory.matching import field_match, label_sets, match_rows
from ..memory.state import MemoryState, empty_memory
from ..memory.vectors import cut
from .copy_paths import copy, one_hot
from .saving import check_sizes


class ReasonerState(NamedTuple):
    """Passed in and returned, never kept on a module."""

    memory: MemoryState  # its minutes, marks and held sets stay 0
    query: Tensor  # (B, 3) labels of the last QUERY
    place: int  # steps since the QUERY
    current: Tensor  # (B, 1, V + 1) the current stations, a set of labels


def sigmoid_gates(logits: dict[str, Tensor], gating: Gating) -> dict[str, Tensor]:
    """The gates of each part of the interface."""
    return {name: gating.gate(part) for name, part in logits.items()}


def next_stations(current: Tensor, rest: Tensor, found: Tensor) -> Tensor:
    """The current stations after a step: those that the matching rows lead to, and on a rest the same as before.

    Args:
        current: (B, 1, V + 1) set of labels before the step.
        rest: (B,) how far the word rests.
        found: (B, 1, V + 1) set of labels that the matching rows lead to.
    """
    return 1 - (1 - rest[:, None, None] * current) * (1 - found)


class Reasoner(nn.Module):
    """Holds parameters only; every state is passed in and returned.

    Args:
        num_words, num_letters, places: sizes of the lexicon, see ``Lexicon``.
        generator: source of the initial weights.
        gates, known, match_field, move: the pieces of a step, which ablations replace (reasoner_variants.py); see
            their defaults for arguments.

    Raises:
        UsageError: if a size is not a whole number of at least 1.
    """

    def __init__(
        self,
        num_words: int = 410,
        num_letters: int = 10,
        places: int = 8,
        generator: torch.Generator | None = None,
        *,
        gates: Callable[[dict[str, Tensor], Gating], dict[str, Tensor]] = sigmoid_gates,
        known: Callable[[Tensor, Tensor, int], Tensor] = label_sets,
        match_field: Callable[[Tensor, Tensor], Tensor] = field_match,
        move: Callable[[Tensor, Tensor, Tensor], Tensor] = next_stations,
    ) -> None:
        super().__init__()
        check_sizes(num_words=num_words, num_letters=num_letters, places=places)
        self.gates, self.known, self.match_field, self.move = gates, known, match_field, move
        self.lexicon = Lexicon(num_words, num_letters, places, generator)
        self.control = nn.Linear(len(control_bits(Kind.QUERY)), interface_size())
        with torch.no_grad():
            self.control.weight.normal_(std=0.1, generator=generator)
            self.control.bias.zero_()

    def empty(self, batch: int, slots: int, num_labels: int) -> ReasonerState:
        """The state before the first step: nothing is written, and there is no query.

        Args:
            batch: B.
            slots: N.
            num_labels: V.
        """
        memory = empty_memory(batch, slots, 1, num_labels, self.control.weight.device)
        query = torch.full((batch, 3), num_labels, device=memory.labels.device)
        return ReasonerState(memory, query, 0, memory.presence.new_zeros(batch, 1, num_labels + 1))

    def describe(self, labels: Tensor, num_labels: int, gating: Gating = SOFT) -> ReasonerState:
        """Read whole descriptions at once; ``step`` does the same one triple at a time.

        Args:
            labels: (B, 3, N) int64 below V, or V in all fields past the end of a description.
            num_labels: V.
            gating: soft, noisy or discretised.
        """
        state = self.empty(len(labels), labels.shape[2], num_labels)
        gate = self._interface(Kind.DESCRIPTION, state, gating)["write_gate"].expand(len(labels))
        return state._replace(memory=write_rows(state.memory, labels, state.memory.minutes, gate, num_labels))

    def step(
        self, kind: Kind, labels: Tensor, state: ReasonerState, num_labels: int, gating: Gating = SOFT
    ) -> tuple[Tensor, ReasonerState]:
        """One step.

        Args:
            kind: of the token, one for the whole batch.
            labels: (B, 3) of the token.
            state: before the step.
            num_labels: V.
            gating: soft, noisy or discretised.

        Returns:
            answer (B, 3, V + 1), how strongly each label is answered in each field; and the state after.
        """
        interface = self._interface(kind, state, gating)
        if kind == Kind.DESCRIPTION:
            gate = interface["write_gate"].expand(len(labels))
            minutes = state.memory.minutes[:, 0]
            state = state._replace(memory=write_row(state.memory, labels, minutes, gate, num_labels))
        elif kind == Kind.QUERY:
            shown = one_hot(labels, num_labels)
            current = copy([shown[:, SOURCE], shown[:, DESTINATION]], interface["start_paths"])
            state = state._replace(query=labels, place=0, current=current)
        elif kind == Kind.PLANNING:
            state = self._follow_letter(state, interface, num_labels, gating)
        return self._answer(state, interface, num_labels), state

    def ask(
        self, described: ReasonerState, query: Tensor, planning_steps: int, num_labels: int, gating: Gating = SOFT
    ) -> Tensor:
        """Answer Q queries, each from the state after the description.

        Difference from the DNC of 2016, as in the planner: a question leaves the state unchanged.

        Args:
            described: state that ``describe`` returned.
            query: (B, Q, 3) int64.
            planning_steps: P, the number of PLANNING tokens after the query.
            num_labels: V.
            gating: soft, noisy or discretised.

        Returns:
            (B, Q, 3, V + 1) how strongly each label is answered in each field.
        """
        batch, questions, _ = query.shape
        state = described._replace(
            memory=described.memory.repeated(questions),
            query=described.query.repeat_interleave(questions, 0),
            current=described.current.repeat_interleave(questions, 0),
        )
        labels, blank = query.reshape(-1, 3), torch.full((batch * questions, 3), num_labels, device=query.device)
        _, state = self.step(Kind.QUERY, labels, state, num_labels, gating)
        for _ in range(planning_steps):
            _, state = self.step(Kind.PLANNING, blank, state, num_labels, gating)
        answer, _ = self.step(Kind.ANSWER, blank, state, num_labels, gating)
        return answer.reshape(batch, questions, 3, -1)

    def _follow_letter(
        self, state: ReasonerState, interface: dict[str, Tensor], num_labels: int, gating: Gating
    ) -> ReasonerState:
        letters, rest = self.lexicon(state.query[:, LINE], state.place, gating)
        lines = [one_hot(state.query[:, LINE], num_labels), _padded(letters, num_labels)]
        memory = state.memory
        keys = (state.current, copy(lines, interface["line_paths"]), state.current)
        fields = [self.match_field(key, labels) for key, labels in zip(keys, memory.labels.unbind(1), strict=True)]
        no_conditions = memory.presence.new_zeros(1, 1, 2)  # no row is ever marked
        match = gating.settle(match_rows(fields, interface["masks"], no_conditions, memory.presence, memory.marks))
        # Soft letters sum to 1 minus the rest, and so do their matches; discretised, nothing must be read on a rest.
        match = match * (1 - rest * gating.discrete)[:, None, None]
        known = self.known(match, memory.labels[:, [SOURCE, DESTINATION]], num_labels)[:, 0]
        found = gating.settle(copy(list(known.unbind(1)), interface["next_paths"]))
        return state._replace(current=self.move(state.current, rest, found), place=state.place + 1)

    def _answer(self, state: ReasonerState, interface: dict[str, Tensor], num_labels: int) -> Tensor:
        shown = one_hot(state.query, num_labels)
        stations = [shown[:, SOURCE], shown[:, DESTINATION], state.current[:, 0]]
        lines = [shown[:, LINE]]
        return torch.cat(
            [
                copy(stations, interface["answer_source"]),
                copy(lines, interface["answer_line"]),
                copy(stations, interface["answer_destination"]),
            ],
            1,
        )

    def _interface(self, kind: Kind, state: ReasonerState, gating: Gating) -> dict[str, Tensor]:
        return self.gates(self._logits(kind, state), gating)

    def _logits(self, kind: Kind, state: ReasonerState) -> dict[str, Tensor]:
        del state  # the control sees the kind of token and nothing else
        bits = self.control.weight.new_tensor(control_bits(kind))
        return cut(self.control(bits)[None], interface_shapes())


def _padded(letters: Tensor, num_labels: int) -> Tensor:
    return functional.pad(letters, (0, num_labels + 1 - letters.shape[1]))
