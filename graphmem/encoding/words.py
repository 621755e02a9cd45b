"""The vocabulary that the reasoner, its discretised twin and the encoder share: how a relation is looked up.

A token is the input of one step, as in ``specs``:

    kind         source     line       destination
    DESCRIPTION  from       edge       to
    QUERY        node       relation
    PLANNING
    ANSWER

The labels of a QUERY stay available until the next.  A relation is a word.  The lexicon, which is made of weights,
spells it, one letter for each PLANNING step; a letter is the label of an edge, or a rest (no move).  The controller
sees the kind of token and nothing else; labels travel only along the copy paths listed here.
"""

from __future__ import annotations

import math

from .specs import Kind

MACHINE, SHIPPED_AS = "reasoner", "inference"  # the folder of its weights, named after the paper's task
KINDS = (Kind.DESCRIPTION, Kind.QUERY, Kind.PLANNING, Kind.ANSWER)
START_SOURCES = ("the query's source", "the query's destination")
LINE_SOURCES = ("the query's relation", "the letter")
NEXT_SOURCES = ("the starts of those rows", "the ends of those rows")
STATION_SOURCES = (*START_SOURCES, "the current stations")
LIMITS = {"num_words": (1, 100_000), "num_letters": (1, 1000), "places": (1, 100)}


def control_bits(kind: Kind) -> tuple[int, ...]:
    """The control bits: one for each kind of token."""
    return tuple(int(kind == other) for other in KINDS)


def interface_shapes() -> dict[str, tuple[int, ...]]:
    """Parts of the interface vector, in order.

    Copy gates open paths from labels to the first stations (``start_paths``) and the next ones (``next_paths``), to the
    line to follow (``line_paths``), and to the three fields of the answer.  ``masks`` select the fields of a row that
    must match: source and destination against the current stations, the line against the one to follow.
    ``write_gate`` writes the token's triple.
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
