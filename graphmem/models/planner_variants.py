"""The planner with one departure from the DNC of 2016 taken back at a time: what each is worth (training/experiments).

    SharedReads        what a head holds sums to at most 1, as a weighting does       (matching.py, read_modes.py)
    SimilarLabels      a field matches as far as its digits do, as a cosine would     (matching.py)
    LearntWords        what is written is a learnt image of the token's word          (allocation.py)
    Ageless            no match is older than another                                 (marks.py, read_modes.py)
    Unmarked           nothing is ever marked                                         (marks.py)
    Impatient          a row under way can be read at once                            (marks.py)
    OnePath            the paths that end in one place share 1, by a softmax          (interface.py, copy_paths.py)
    UnboundedModes     logits of read modes are not bounded                           (interface.py)
    SoftBits           the controller sees how far, not whether                       (planner.py)

A controller with a state of its own stands in recurrent_planner.py.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..encoding.specs import Kind, interface_shapes, kind_bits
from ..memory.gating import Gating, discretised
from ..memory.interface import Interface, read_interface
from ..memory.read_modes import oldest_match, read
from ..memory.state import MemoryState
from ..memory.vectors import cut
from .digit_sets import alike, spread
from .planner import Planner

_PATHS = ("source_paths", "line_paths", "destination_paths", "answer_paths")


class SharedReads(Planner):
    """What a head holds is divided by its sum where that is above 1: a weighting over rows, no set of them.

    It cannot be rounded: of three rows held equally, each is held by a third.
    """

    def _read(self, state: MemoryState, match: Tensor, interface: Interface, gating: Gating) -> Tensor:
        held = super()._read(state, match, interface, gating)
        return held / held.sum(-1, keepdim=True).clamp(min=1)


class SimilarLabels(Planner):
    """A field matches by the cosine of the digits of the wanted label that is most like the row's (digit_sets.py).

    Args:
        num_heads, hidden_size, generator: as of the planner.
        base: in which labels are written.
    """

    def __init__(
        self,
        num_heads: int = 2,
        hidden_size: int = 64,
        generator: torch.Generator | None = None,
        *,
        base: int = 10,
    ) -> None:
        super().__init__(num_heads, hidden_size, generator)
        self.base = base

    def _field_match(self, key: Tensor, labels: Tensor) -> Tensor:
        return super()._field_match(alike(key, self.base), labels)


class LearntWords(Planner):
    """Digits are written as a learnt matrix, one for all places, makes them, and are read as softmaxes.

    A label that was written stands in its row as a distribution over labels, with the product of its digits'.

    Args:
        num_heads, hidden_size, generator: as of the planner.
        base: in which labels are written.
    """

    def __init__(
        self,
        num_heads: int = 2,
        hidden_size: int = 64,
        generator: torch.Generator | None = None,
        *,
        base: int = 10,
    ) -> None:
        super().__init__(num_heads, hidden_size, generator)
        self.base = base
        self.written = nn.Parameter(torch.empty(base, base).normal_(generator=generator))

    def _known(self, held: Tensor, labels: Tensor, num_labels: int) -> Tensor:
        return spread(super()._known(held, labels, num_labels), torch.softmax(self.written, 1))

    def _field_match(self, key: Tensor, labels: Tensor) -> Tensor:
        return super()._field_match(spread(key, torch.softmax(self.written, 1).T), labels)


class Ageless(Planner):
    """The oldest match is any match."""

    def _read(self, state: MemoryState, match: Tensor, interface: Interface, gating: Gating) -> Tensor:
        oldest = oldest_match(match, torch.zeros_like(state.marks), gating)
        return read(state.held, match, oldest, interface.read_modes)


class Unmarked(Planner):
    """Mark gates move nothing; all rows stay as old as their minutes make them."""

    def _mark(self, marks: Tensor, held: Tensor, mark_gates: Tensor) -> Tensor:
        return marks


class Impatient(Planner):
    """A marked row can be read as part of a key before its minutes are over."""

    def _readable(self, state: MemoryState, gating: Gating) -> Tensor:
        return torch.ones_like(state.marks)


class OnePath(Planner):
    """Of the paths that lead to one field of a key, or to the answer, a softmax chooses."""

    def _interface(self, kind: Kind, state: MemoryState, gating: Gating) -> Interface:
        vector = self.controller(discretised(control_bits(kind, state)))
        logits = cut(vector, interface_shapes(self.num_heads))
        paths = {name: gating.choice(logits[name]) for name in _PATHS}
        return read_interface(vector, self.num_heads, gating)._replace(**paths)


class UnboundedModes(Planner):
    """The softmax of read modes may saturate."""

    def _interface(self, kind: Kind, state: MemoryState, gating: Gating) -> Interface:
        vector = self.controller(discretised(control_bits(kind, state)))
        logits = cut(vector, interface_shapes(self.num_heads))
        return read_interface(vector, self.num_heads, gating)._replace(read_modes=gating.choice(logits["read_modes"]))


class SoftBits(Planner):
    """Feedback to the controller is not rounded while training."""

    def _interface(self, kind: Kind, state: MemoryState, gating: Gating) -> Interface:
        return read_interface(self.controller(gating.settle(control_bits(kind, state))), self.num_heads, gating)


def control_bits(kind: Kind, state: MemoryState) -> Tensor:
    """(B, C) what the controller sees, before it is rounded: kind of token, and of each head holds and marked.

    The planner's own lines would add up gradients in another order: other weights from the same seed, here or there.
    """
    marked = (state.held * state.marks[:, None]).amax(2)
    bits = torch.cat([state.held.amax(2), marked], 1)
    return torch.cat([bits.new_tensor(kind_bits(kind)).expand(len(bits), -1), bits], 1)
