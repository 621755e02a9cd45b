"""Parts of the planner that undo one of its differences from the DNC of 2016, for its ablations.

Each is an argument of ``Planner``, except ``learnt_words``, which makes a planner since it adds weights:

    read          shared_reads      the rows a head holds sum to at most 1, as in a weighting   (read_modes.py)
    match_field   similar_labels    a field matches as far as its digits do, like a cosine   (digit_sets.py)
    known         learnt_words      a learnt image of the label is written                   (digit_sets.py)
    read          ageless_read      no match is older than another                           (read_modes.py)
    mark          no_marks          nothing is ever marked                                   (marks.py)
    readable      readable_at_once  a marked row can be read before its minutes are over     (marks.py)
    interface     one_path          the paths that end in one place share 1, by a softmax    (copy_paths.py)
    interface     unbounded_modes   logits of read modes are not bounded                     (interface.py)
    interface     soft_bits         control bits are not discretised in training             (planner.py)

A controller with a state of its own is in recurrent_planner.py.
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
from .digit_sets import BASE, blurred
from .planner import Planner, read_memory
from .planner_controller import PlannerController

_PATHS = ("source_paths", "line_paths", "destination_paths", "answer_paths")


def shared_reads(state: MemoryState, match: Tensor, interface: Interface, gating: Gating) -> Tensor:
    """Divide what a head holds by its sum where that is above 1: a weighting over rows, not a set of them.

    It cannot be discretised: of three rows held equally, each is held by a third.
    """
    held = read_memory(state, match, interface, gating)
    return held / held.sum(-1, keepdim=True).clamp(min=1)


def learnt_words(
    num_heads: int = 2, hidden_size: int = 64, generator: torch.Generator | None = None, *, base: int = BASE
) -> Planner:
    """A planner that writes a learnt image of labels; see ``digit_sets.blurred``.

    Args:
        num_heads, hidden_size, generator: as for the planner.
        base: base of the digits of labels.
    """
    written = nn.Parameter(torch.empty(base, base))
    known, match_field = blurred(written)
    machine = Planner(num_heads, hidden_size, generator, known=known, match_field=match_field)
    with torch.no_grad():
        written.normal_(generator=generator)
    machine.register_parameter("written", written)
    return machine


def ageless_read(state: MemoryState, match: Tensor, interface: Interface, gating: Gating) -> Tensor:
    """The oldest match is any match."""
    oldest = oldest_match(match, torch.zeros_like(state.marks), gating)
    return read(state.held, match, oldest, interface.read_modes)


def no_marks(marks: Tensor, held: Tensor, mark_gates: Tensor) -> Tensor:
    """Mark gates have no effect; all rows stay as old as their minutes make them."""
    del held, mark_gates
    return marks


def readable_at_once(state: MemoryState, gating: Gating) -> Tensor:
    """A marked row can be read as part of a key before its minutes are over."""
    del gating
    return torch.ones_like(state.marks)


def one_path(controller: PlannerController, kind: Kind, state: MemoryState, gating: Gating) -> Interface:
    """Of the paths that lead to one field of a key, or to the answer, a softmax chooses."""
    vector = controller(discretised(control_bits(kind, state)))
    logits = cut(vector, interface_shapes(state.held.shape[1]))
    paths = {name: gating.choice(logits[name]) for name in _PATHS}
    return read_interface(vector, state.held.shape[1], gating)._replace(**paths)


def unbounded_modes(controller: PlannerController, kind: Kind, state: MemoryState, gating: Gating) -> Interface:
    """The softmax of read modes may saturate."""
    vector = controller(discretised(control_bits(kind, state)))
    logits = cut(vector, interface_shapes(state.held.shape[1]))
    bounded = read_interface(vector, state.held.shape[1], gating)  # first, since it draws its noise first
    return bounded._replace(read_modes=gating.choice(logits["read_modes"]))


def soft_bits(controller: PlannerController, kind: Kind, state: MemoryState, gating: Gating) -> Interface:
    """Control bits are not discretised while the machine is soft."""
    return read_interface(controller(gating.settle(control_bits(kind, state))), state.held.shape[1], gating)


def control_bits(kind: Kind, state: MemoryState) -> Tensor:
    """(B, C) control bits before they are discretised: the kind of token, and for each head, holds and marked.

    ``control_interface`` does not call this: gradients would add up in another order, and the same seed would give
    other weights.
    """
    marked = (state.held * state.marks[:, None]).amax(2)
    bits = torch.cat([state.held.amax(2), marked], 1)
    return torch.cat([bits.new_tensor(kind_bits(kind)).expand(len(bits), -1), bits], 1)
