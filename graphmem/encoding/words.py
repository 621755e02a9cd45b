"""The words that reasoner, rounded reasoner and encoder share: how a relation is looked up, spelt and followed.

A token is what the machine sees at one step, as in ``specs``:

    kind         source     line       destination
    DESCRIPTION  from       edge       to
    QUERY        node       relation
    PLANNING
    ANSWER

The labels of a QUERY stay in view until the next.  A relation is a word; the lexicon, which is weights, spells it one
letter a PLANNING step, and a letter is the label of an edge, or a rest.  The machine's control sees the kind
of token and nothing else; labels travel only along the copy paths listed here.
"""

from __future__ import annotations

import math

from .specs import Kind

MACHINE, SHIPPED_AS = "reasoner", "inference"  # its weights are those of the paper's task of this name
KINDS = (Kind.DESCRIPTION, Kind.QUERY, Kind.PLANNING, Kind.ANSWER)
START_SOURCES = ("the query's source", "the query's destination")
LINE_SOURCES = ("the query's relation", "the letter")
NEXT_SOURCES = ("the starts of those rows", "the ends of those rows")
STATION_SOURCES = (*START_SOURCES, "the stations where it stands")
LIMITS = {"num_words": (1, 100_000), "num_letters": (1, 1000), "places": (1, 100)}


def control_bits(kind: Kind) -> tuple[int, ...]:
    """What the control sees: a bit for each kind of token."""
    return tuple(int(kind == other) for other in KINDS)


def interface_shapes() -> dict[str, tuple[int, ...]]:
    """Parts of the interface vector, in order.

    Copy gates open the way from labels to where the machine stands at first (``start_paths``) and next
    (``next_paths``), to the line that is wanted (``line_paths``) and to the three fields of the answer; ``masks`` say
    which fields of a row must match: its source and its destination match where the machine stands, its line what is
    wanted; ``write_gate`` writes the token's triple.
    """
    return {
        "start_paths": (1, len(START_SOURCES)),
        "line_paths": (1, len(LINE_SOURCES)),
        "next_paths": (1, len(NEXT_SOURCES)),
        "masks": (1, 3),
        "answer_source": (1, len(STATION_SOURCES)),
        "answer_line": (1, 1),
        "answer_destination": (1, len(STATION_SOURCES)),
        "write_gate": (),
    }


def interface_size() -> int:
    """Length of the interface vector."""
    return sum(math.prod(shape) for shape in interface_shapes().values())
