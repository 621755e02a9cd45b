"""The planner: a memory machine whose heads hold sets of rows, trained by answers alone.

One step, in order:

    bits       the kind of token; for each head, whether it holds any row and whether it holds a marked row
    interface  controller(bits)
    sources    labels of the token, and of the readable rows that the heads held after the step before
    keys       labels copied from the sources whose paths are open
    match      rows whose labels are among the keys in every field that counts, and whose mark is as required
    read       hold, oldest match, all matches, union
    mark       rows now held; ages of marked rows advance
    answer     labels copied from the token and from the rows now held

The machine is a DNC (Graves et al. 2016) with differences; each is described in its own module: planner_controller.py,
interface.py, copy_paths.py, allocation.py, matching.py, marks.py, read_modes.py.  One more is made here: a step that
writes reads nothing, so the heads are empty while the description is read, and all of it can be written in parallel.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

from ..encoding.specs import FIELDS, Kind, kind_bits, line_sources, station_sources
from ..memory.allocation import write_row, write_rows
from ..memory.gating import SOFT, Gating, discretised
from ..memory.interface import Interface, read_interface
from ..memory.marks import readable, set_marks
from ..memory.matching import field_match, label_sets, match_rows
from ..memory.read_modes import oldest_match, read
from ..memory.state import MemoryState, empty_memory
from .copy_paths import copy, gather, make_keys, one_hot
from .planner_controller import PlannerController
from .saving import check_sizes


class Token(NamedTuple):
    """The input of one step; the blank label is V.  Its NumPy twin is ``interpreter.planner.rows.Token``."""

    kind: Kind
    labels: Tensor  # (B, 3) int64
    minutes: Tensor | None = None  # (B,) in a DESCRIPTION; None in other tokens, which carry no triple to write


def control_interface(controller: PlannerController, kind: Kind, state: MemoryState, gating: Gating) -> Interface:
    """The interface of a step: the controller's output for the control bits.

    Args:
        controller: of the machine.
        kind: of the token.
        state: before the step.
        gating: soft, noisy or discretised.
    """
    holds = state.held.amax(2)
    marked = (state.held * state.marks[:, None]).amax(2)
    # Always discretised: in training the controller sees only control states that the discretised machine can meet.
    bits = discretised(torch.cat([holds, marked], 1))
    kinds = bits.new_tensor(kind_bits(kind)).expand(len(bits), -1)
    return read_interface(controller(torch.cat([kinds, bits], 1)), state.held.shape[1], gating)


def readable_rows(state: MemoryState, gating: Gating) -> Tensor:
    """(B, N) how far each row can be read as part of a key."""
    return readable(state.marks, state.ages, gating)


def read_memory(state: MemoryState, match: Tensor, interface: Interface, gating: Gating) -> Tensor:
    """(B, R, N) the set of rows that each head holds after a read.

    Args:
        state: before the step.
        match: (B, R, N) how far each row matches what each head looks for.
        interface: of the step.
        gating: soft, noisy or discretised.
    """
    return read(state.held, match, oldest_match(match, state.ages, gating), interface.read_modes)


InterfacePiece = Callable[[PlannerController, Kind, MemoryState, Gating], Interface]
ReadPiece = Callable[[MemoryState, Tensor, Interface, Gating], Tensor]


class Planner(nn.Module):
    """A memory of triples and R heads that hold sets of them.  It keeps no state: states are passed in and returned.

    The graph 0 -> 1 -> 2 on line 0, a query from 0 to 2, and the answer at station 0, for each of the 3 labels and for
    "no route":

    >>> import torch
    >>> from graphmem.encoding.specs import Kind
    >>> from graphmem.models import Planner
    >>> planner = Planner(num_heads=2, hidden_size=32)
    >>> rows = torch.tensor([[[0, 1], [0, 0], [1, 2]]])  # (B, 3, N): sources, lines, destinations
    >>> described = planner.describe(rows, minutes=torch.ones(1, 2), num_labels=3)
    >>> query = torch.tensor([0]), torch.tensor([2])
    >>> planned = planner.ask(described, query, planning_steps=3, num_labels=3)
    >>> question = torch.tensor([[[0, 3, 3]]])  # (B, Q, 3): the current station; 3 is the blank label
    >>> planner.answer(planned, Kind.ANSWER, question, num_labels=3).shape
    torch.Size([1, 1, 4])

    It has no ``record``: discretise it (``benchmark.planner.discretise_planner``) and describe a graph to it, and
    ``interpreter.DiscreteDescription.record`` returns what the heads hold at every step of a plan.

    Args:
        num_heads: R; as few as the tasks need, since a spare head only adds terms to the program.
        hidden_size: H, units of the controller.
        generator: source of the initial weights; None for torch's own, which ``torch.manual_seed`` seeds.
        interface, readable, known, match_field, read, mark: the pieces of a step, which ablations replace
            (planner_variants.py); see their defaults for arguments.

    Raises:
        UsageError: if a size is not a whole number of at least 1.
    """

    def __init__(
        self,
        num_heads: int = 2,
        hidden_size: int = 64,
        generator: torch.Generator | None = None,
        *,
        interface: InterfacePiece = control_interface,
        readable: Callable[[MemoryState, Gating], Tensor] = readable_rows,
        known: Callable[[Tensor, Tensor, int], Tensor] = label_sets,
        match_field: Callable[[Tensor, Tensor], Tensor] = field_match,
        read: ReadPiece = read_memory,
        mark: Callable[[Tensor, Tensor, Tensor], Tensor] = set_marks,
    ) -> None:
        super().__init__()
        check_sizes(num_heads=num_heads, hidden_size=hidden_size)
        self.interface, self.readable, self.known = interface, readable, known
        self.match_field, self.read, self.mark = match_field, read, mark
        self.num_heads = num_heads
        self.hidden_size = hidden_size
        self.station_sources = station_sources(num_heads)
        self.line_sources = line_sources(num_heads)
        self.controller = PlannerController(num_heads, hidden_size, generator)

    def describe(self, labels: Tensor, minutes: Tensor, num_labels: int, gating: Gating = SOFT) -> MemoryState:
        """Read whole descriptions at once; ``step`` does the same one triple at a time.

        Both give exactly the same where the write gate is above 0.5; below it, ``step`` reads while it writes.

        Args:
            labels: (B, 3, N) int64 below V, or V in all fields past the end of a description.
            minutes: (B, N) of each triple.
            num_labels: V.
            gating: soft, noisy or discretised.
        """
        batch, _, slots = labels.shape
        empty = empty_memory(batch, slots, self.num_heads, num_labels, labels.device)
        interface = self.interface(self.controller, Kind.DESCRIPTION, empty, gating)
        return write_rows(empty, labels, minutes, interface.write_gate, num_labels)

    def step(
        self, token: Token, state: MemoryState, num_labels: int, gating: Gating = SOFT
    ) -> tuple[Tensor, MemoryState]:
        """One step.

        Args:
            token: one kind for the whole batch.
            state: before the step.
            num_labels: V.
            gating: soft, noisy or discretised.

        Returns:
            answer (B, V + 1), how strongly each label is answered and, last, "no route"; and the state after.
        """
        state, interface = self._advance(token, state, num_labels, gating)
        known = gating.settle(self.known(state.held, state.labels, num_labels))
        stations = gather(one_hot(token.labels, num_labels), known, self.station_sources)
        emitted = copy(stations, interface.answer_paths[:, None])[:, 0, :-1]
        return torch.cat([emitted, interface.no_route[:, None]], 1), state

    def ask(
        self,
        description: MemoryState,
        query: tuple[Tensor, Tensor],
        planning_steps: int,
        num_labels: int,
        gating: Gating = SOFT,
    ) -> MemoryState:
        """Read a query and plan.

        Args:
            description: state that ``describe`` returned.
            query: origin and destination labels, (B,) each.
            planning_steps: P, the number of PLANNING tokens after the query.
            num_labels: V.
            gating: soft, noisy or discretised.
        """
        origin, destination = query
        blank = torch.full_like(origin, num_labels)
        token = Token(Kind.QUERY, torch.stack([origin, blank, destination], 1))
        state, _ = self._advance(token, description, num_labels, gating)
        token = Token(Kind.PLANNING, torch.stack([blank, blank, blank], 1))
        for _ in range(planning_steps):
            state, _ = self._advance(token, state, num_labels, gating)
        return state

    def answer(
        self,
        state: MemoryState,
        kind: Kind,
        labels: Tensor,
        num_labels: int,
        gating: Gating = SOFT,
    ) -> Tensor:
        """Answer Q questions, each from the same state.

        Difference from the DNC of 2016: a question leaves the state unchanged, so the answers along a route do not
        depend on their order, and all origins share one plan.

        Args:
            state: after planning (ANSWER) or after the description (TRAVERSAL).
            kind: ANSWER or TRAVERSAL.
            labels: (B, Q, 3).
            num_labels: V.
            gating: soft, noisy or discretised.

        Returns:
            (B, Q, V + 1) how strongly each label is answered and, last, "no route".
        """
        batch, questions, _ = labels.shape
        token = Token(kind, labels.reshape(batch * questions, len(FIELDS)))
        answer, _ = self.step(token, state.repeated(questions), num_labels, gating)
        return answer.reshape(batch, questions, -1)

    def _advance(
        self, token: Token, state: MemoryState, num_labels: int, gating: Gating
    ) -> tuple[MemoryState, Interface]:
        """A step without its answer."""
        interface = self.interface(self.controller, token.kind, state, gating)
        seen = self.readable(state, gating)
        known = gating.settle(self.known(state.held * seen[:, None], state.labels, num_labels))
        shown = one_hot(token.labels, num_labels)
        stations, lines = (gather(shown, known, sources) for sources in (self.station_sources, self.line_sources))
        keys = make_keys(stations, lines, interface)
        fields = [self.match_field(key, labels) for key, labels in zip(keys, state.labels.unbind(1), strict=True)]
        match = match_rows(fields, interface.masks, interface.conditions, state.presence, state.marks)
        held = self.read(state, gating.weaken(match), interface, gating)
        # Always discretised: a half-open write gate would be an easy way to forget that is gone once it is discretised.
        held = held * (1 - discretised(interface.write_gate))[:, None, None]
        marks = self.mark(state.marks, held, interface.mark_gates)
        state = state._replace(marks=marks, elapsed=state.elapsed + marks, held=held)
        if token.minutes is not None:
            state = write_row(state, token.labels, token.minutes, interface.write_gate, num_labels)
        return state, interface
