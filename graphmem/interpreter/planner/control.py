"""The control table: a feed-forward controller over bits, rounded, is one row of gates for each control state."""

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

Floats = NDArray[np.float32]
T = TypeVar("T")


class ControlState(NamedTuple):
    """What the controller sees: the kind of token, and two bits of each head."""

    kind: Kind
    holds: tuple[bool, ...]
    marked: tuple[bool, ...]


class HeadRow(NamedTuple):
    """What one head does in one control state.

    Attributes:
        keys: for each field, the sources whose labels are wanted there.
        counts: for each field, whether a row's label must be among them.
        unmarked, marked: whether a row must be so to match; nothing is both.
        mode: how matches become what is held, one of ``specs.READ_MODES`` by number.
        marks: whether the rows then held are marked.
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
        heads: one for each head.
        writes: the token's triple is written, if it carries one, and the heads are emptied.
        answer: sources of the labels emitted; where they hold none, the answer is "no route".
    """

    heads: tuple[HeadRow, ...]
    writes: bool
    answer: tuple[LabelSource, ...]


Program = Mapping[ControlState, ControlRow]


class Weights(NamedTuple):
    """Of the controller: C control bits, H hidden units, I parts of the interface."""

    hidden_weight: Floats  # (H, C)
    hidden_bias: Floats  # (H,)
    output_weight: Floats  # (I, H)
    output_bias: Floats  # (I,)


class ControlTable(dict[ControlState, ControlRow]):
    """The program that weights hold; a row is made when it is first asked for.

    Args:
        weights: of the controller.
        num_heads: R.
    """

    def __init__(self, weights: Weights, num_heads: int) -> None:
        super().__init__()
        self._weights, self._num_heads = weights, num_heads

    def __missing__(self, state: ControlState) -> ControlRow:
        weights = self._weights
        bits = np.array([*kind_bits(state.kind), *state.holds, *state.marked], np.float32)
        hidden = np.tanh(weights.hidden_weight @ bits + weights.hidden_bias)
        row = discretise_interface(weights.output_weight @ hidden + weights.output_bias, self._num_heads)
        self[state] = row
        return row


def discretise_interface(vector: Floats, num_heads: int) -> ControlRow:
    """Cut (I,) logits into their parts; a gate is open where its logit is above 0, and the largest mode takes all."""
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
                _chosen(stations, gates["source_paths"][head]),
                _chosen(lines, gates["line_paths"][head]),
                _chosen(stations, gates["destination_paths"][head]),
            ),
            counts=tuple(gates["masks"][head].tolist()),
            unmarked=bool(gates["conditions"][head, 0]),
            marked=bool(gates["conditions"][head, 1]),
            mode=int(bounded[head].argmax()),
            marks=bool(gates["mark_gates"][head]),
        )
        for head in range(num_heads)
    )
    return ControlRow(heads, bool(gates["write_gate"]), _chosen(stations, gates["answer_paths"]))


def _chosen(items: tuple[T, ...], gates: NDArray[np.bool_]) -> tuple[T, ...]:
    return tuple(item for item, is_open in zip(items, gates.tolist(), strict=True) if is_open)
