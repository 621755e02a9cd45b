"""The control table: a feed-forward controller over bits, discretised, has one row of gates for each control state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...encoding.specs import (
    FIELDS,
    MODE_BOUND,
    Kind,
    LabelSource,
    interface_shapes,
    kind_bits,
    line_sources,
    station_sources,
)
from ..weights import HIDDEN_BIAS, HIDDEN_WEIGHT, OUTPUT_BIAS, OUTPUT_WEIGHT, Floats

T = TypeVar("T")


class ControlState(NamedTuple):
    """The controller's input: the kind of token, and for each head whether it holds any row, and any marked row."""

    kind: Kind
    holds: tuple[bool, ...]
    marked: tuple[bool, ...]


class HeadRow(NamedTuple):
    """What one head does in one control state.

    Attributes:
        keys: for each field, the sources of the labels that a row may have there.
        counts: for each field, whether a row must have one of those labels there.
        unmarked, marked: whether a row must be unmarked, or marked, to match; no row is both.
        mode: how the matches become the held set, one of ``specs.READ_MODES`` by number.
        marks: whether the rows that the head then holds are marked.
    """

    keys: tuple[tuple[LabelSource, ...], ...]
    counts: tuple[bool, ...]
    unmarked: bool
    marked: bool
    mode: int
    marks: bool

    @property
    def fields(self) -> tuple[int, ...]:
        """The fields that count."""
        return tuple(field for field in range(len(FIELDS)) if self.counts[field])


class ControlRow(NamedTuple):
    """What the machine does in one control state.

    Attributes:
        heads: one row for each head.
        writes: whether the triple of the token, if it carries one, is written and the heads are emptied.
        answer: sources of the labels emitted; where they hold no label, the answer is "no route".
    """

    heads: tuple[HeadRow, ...]
    writes: bool
    answer: tuple[LabelSource, ...]


Program = Mapping[ControlState, ControlRow]


class ControlTable(dict[ControlState, ControlRow]):
    """The program that weights hold; each row is computed when it is first needed.

    Args:
        tensors: of the controller by name, checked: see ``weights.planner_shapes``.
        num_heads: R.
    """

    def __init__(self, tensors: Mapping[str, Floats], num_heads: int) -> None:
        super().__init__()
        self._tensors, self._num_heads = tensors, num_heads

    def __missing__(self, state: ControlState) -> ControlRow:
        tensors = self._tensors
        bits = np.array([*kind_bits(state.kind), *state.holds, *state.marked], np.float32)
        hidden = np.tanh(tensors[HIDDEN_WEIGHT] @ bits + tensors[HIDDEN_BIAS])
        row = discretise_interface(tensors[OUTPUT_WEIGHT] @ hidden + tensors[OUTPUT_BIAS], self._num_heads)
        self[state] = row
        return row


def discretise_interface(vector: Floats, num_heads: int) -> ControlRow:
    """The row of an interface vector: a gate is open where its logit is above 0, and the largest read mode is chosen.

    Args:
        vector: (I,) logits.
        num_heads: R.
    """
    logits, start = {}, 0
    for name, shape in interface_shapes(num_heads).items():
        end = start + int(np.prod(shape, dtype=np.int64))
        logits[name] = vector[start:end].reshape(shape)
        start = end
    gates = {name: part > 0 for name, part in logits.items()}
    bounded = np.float32(MODE_BOUND) * np.tanh(logits["read_modes"] / np.float32(MODE_BOUND))
    stations, lines = station_sources(num_heads), line_sources(num_heads)
    heads = tuple(
        HeadRow(
            keys=(
                _open(stations, gates["source_paths"][head]),
                _open(lines, gates["line_paths"][head]),
                _open(stations, gates["destination_paths"][head]),
            ),
            counts=tuple(gates["masks"][head].tolist()),
            unmarked=bool(gates["conditions"][head, 0]),
            marked=bool(gates["conditions"][head, 1]),
            mode=int(bounded[head].argmax()),
            marks=bool(gates["mark_gates"][head]),
        )
        for head in range(num_heads)
    )
    return ControlRow(heads, bool(gates["write_gate"]), _open(stations, gates["answer_paths"]))


def _open(items: tuple[T, ...], gates: NDArray[np.bool_]) -> tuple[T, ...]:
    """The items whose gate is open."""
    return tuple(item for item, is_open in zip(items, gates.tolist(), strict=True) if is_open)
