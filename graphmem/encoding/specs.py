"""The vocabulary that the planner, its discretised twin and the encoder share; it imports nothing of graphmem.

A token is the input of one step: its kind, and a label in some of the three fields of a triple.

    kind         source     line   destination     minutes
    DESCRIPTION  from       line   to              of the triple
    QUERY        origin            destination
    PLANNING
    ANSWER       current
    TRAVERSAL    current    line

After a QUERY and some PLANNING, each ANSWER asks for the next station on a shortest route from `current` to the
destination of the query; TRAVERSAL asks for the next station along a line.  The controller sees the kind of token and
two bits for each head, never a label: labels travel only along the copy paths listed here.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import NamedTuple

FIELDS = ("source", "line", "destination")
SOURCE, LINE, DESTINATION = range(3)
READ_MODES = ("hold", "oldest", "all", "union")
HOLD, OLDEST, ALL, UNION = range(4)
CONDITIONS = ("unmarked", "marked")
TOKEN = -1
MODE_BOUND = 3.0  # the logits of read modes are clamped to -3 ... 3
FORMAT, MACHINE = 1, "planner"
CONFIG_FILE, WEIGHTS_FILE = "config.json", "model.safetensors"


class Kind(IntEnum):
    """Kinds of token, in the order of the controller's inputs."""

    DESCRIPTION = 0
    QUERY = 1
    PLANNING = 2
    ANSWER = 3
    TRAVERSAL = 4


class LabelSource(NamedTuple):
    """The start of a copy path: a field of the token (``holder`` is TOKEN), or of the held set of a head."""

    holder: int
    field: int


def station_sources(num_heads: int) -> tuple[LabelSource, ...]:
    """Sources of station labels, in the order of the copy gates: the token's two fields, then each head's two."""
    return tuple(LabelSource(holder, field) for holder in (TOKEN, *range(num_heads)) for field in (SOURCE, DESTINATION))


def line_sources(num_heads: int) -> tuple[LabelSource, ...]:
    """Sources of line labels, in the order of the copy gates."""
    return tuple(LabelSource(holder, LINE) for holder in (TOKEN, *range(num_heads)))


def kind_bits(kind: Kind) -> tuple[int, ...]:
    """The control bits of a kind of token: one bit for each kind; a QUERY sets the bit of PLANNING too.

    The query is the first step of planning, so what is learnt for one serves the other until they have to differ.
    """
    shown = {kind, Kind.PLANNING} if kind == Kind.QUERY else {kind}
    return tuple(int(other in shown) for other in Kind)


def num_control_bits(num_heads: int) -> int:
    """Number of control bits: one for each kind of token, then `holds` of every head, then `marked` of every head."""
    return len(Kind) + 2 * num_heads


def interface_shapes(num_heads: int) -> dict[str, tuple[int, ...]]:
    """Parts of the interface vector, in order.

    Copy gates open a path from a label source to a field of a head's key (``source_paths``, ``line_paths``,
    ``destination_paths``) or to the answer (``answer_paths``).  ``masks`` select the fields that must match,
    ``conditions`` whether a row must be unmarked or marked.  ``read_modes`` weigh the four read modes; ``mark_gates``
    mark the held set of a head; ``write_gate`` writes the token's triple; ``no_route`` is the logit of that answer.
    """
    stations, lines = len(station_sources(num_heads)), len(line_sources(num_heads))
    return {
        "source_paths": (num_heads, stations),
        "line_paths": (num_heads, lines),
        "destination_paths": (num_heads, stations),
        "masks": (num_heads, len(FIELDS)),
        "conditions": (num_heads, len(CONDITIONS)),
        "read_modes": (num_heads, len(READ_MODES)),
        "mark_gates": (num_heads,),
        "write_gate": (),
        "answer_paths": (stations,),
        "no_route": (),
    }


def interface_size(num_heads: int) -> int:
    """Length of the interface vector."""
    return sum(math.prod(shape) for shape in interface_shapes(num_heads).values())
