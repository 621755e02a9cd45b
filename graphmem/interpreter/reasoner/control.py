"""The control of a discretised reasoner: one row of gates for each kind of token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ...encoding.specs import Kind
from ...encoding.words import KINDS, control_bits, interface_shapes
from ..weights import CONTROL_BIAS, CONTROL_WEIGHT, Floats


class ControlGates(NamedTuple):
    """The open gates for one kind of token; the numbers are positions in the lists of ``encoding.words``.

    Attributes:
        start: positions in START_SOURCES of the labels where the machine starts.
        line: positions in LINE_SOURCES of the labels that a row's line may have.
        following: positions in NEXT_SOURCES of the labels that become the next current stations.
        counts: for each field, whether a row must match there.
        answer: for each field, positions in STATION_SOURCES (for the line: 0) of the labels emitted.
        writes: whether the triple of the token is written.
    """

    start: tuple[int, ...]
    line: tuple[int, ...]
    following: tuple[int, ...]
    counts: tuple[bool, ...]
    answer: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    writes: bool


def discretise_control(tensors: Mapping[str, Floats]) -> dict[Kind, ControlGates]:
    """The gates of each kind of token.

    Args:
        tensors: of the control by name, checked: see ``weights.reasoner_shapes``.
    """
    weight, bias = tensors[CONTROL_WEIGHT], tensors[CONTROL_BIAS]
    return {kind: _gates(weight @ np.array(control_bits(kind), np.float32) + bias) for kind in KINDS}


def _gates(vector: Floats) -> ControlGates:
    """Cut (I,) logits into their parts; a gate is open where its logit is above 0."""
    opened: dict[str, tuple[int, ...]] = {}
    start = 0
    for name, shape in interface_shapes().items():
        end = start + int(np.prod(shape, dtype=np.int64))
        opened[name] = tuple(np.flatnonzero(vector[start:end] > 0).tolist())
        start = end
    return ControlGates(
        opened["start_paths"],
        opened["line_paths"],
        opened["next_paths"],
        tuple(field in opened["masks"] for field in range(3)),
        (opened["answer_source"], opened["answer_line"], opened["answer_destination"]),
        bool(opened["write_gate"]),
    )
