"""Programs written by hand, put into the weights of a controller: each hidden unit detects one control state."""

from __future__ import annotations

from itertools import product

import numpy as np

from graphmem.encoding.specs import (
    ALL,
    DESTINATION,
    HOLD,
    LINE,
    OLDEST,
    SOURCE,
    TOKEN,
    UNION,
    Kind,
    LabelSource,
    interface_shapes,
    interface_size,
    kind_bits,
    line_sources,
    num_control_bits,
    station_sources,
)
from graphmem.interpreter import ControlRow, ControlState, HeadRow
from graphmem.interpreter.weights import HIDDEN_BIAS, HIDDEN_WEIGHT, OUTPUT_BIAS, OUTPUT_WEIGHT, Floats

IDLE = HeadRow(((), (), ()), (False, False, False), False, False, HOLD, False)
TO = LabelSource(TOKEN, DESTINATION)
HERE = LabelSource(TOKEN, SOURCE)
BY = LabelSource(TOKEN, LINE)
FIRM = 8.0


def control_states(num_heads: int) -> list[ControlState]:
    """Every pattern of bits, including impossible ones."""
    bits = list(product((False, True), repeat=num_heads))
    return [ControlState(kind, holds, marked) for kind in Kind for holds in bits for marked in bits]


def dijkstra_program(num_heads: int = 2) -> dict[ControlState, ControlRow]:
    """Dijkstra's algorithm from the destination, and traversal."""
    starts, reached = LabelSource(0, SOURCE), LabelSource(1, DESTINATION)
    spare = (IDLE,) * (num_heads - 2)
    wave = HeadRow(((), (), (TO, starts)), (False, False, True), True, False, UNION, True)
    oldest = HeadRow(((HERE,), (), ()), (True, False, False), False, True, OLDEST, False)
    along = HeadRow(((HERE,), (BY,), ()), (True, True, False), False, False, ALL, False)
    rows = {
        Kind.DESCRIPTION: ControlRow((IDLE, IDLE, *spare), True, ()),
        Kind.QUERY: ControlRow((wave, IDLE, *spare), False, ()),
        Kind.PLANNING: ControlRow((wave, IDLE, *spare), False, ()),
        Kind.ANSWER: ControlRow((IDLE, oldest, *spare), False, (reached,)),
        Kind.TRAVERSAL: ControlRow((IDLE, along, *spare), False, (reached,)),
    }
    return {state: rows[state.kind] for state in control_states(num_heads)}


def walking_program() -> dict[ControlState, ControlRow]:
    """Head 0 walks on from the destination and marks nothing: its labels change at every step, or in circles."""
    away = HeadRow(((TO, LabelSource(0, DESTINATION)), (), ()), (True, False, False), False, False, ALL, False)
    return _planning_with(away, IDLE)


def watching_program() -> dict[ControlState, ControlRow]:
    """Head 0 is the wave; head 1 holds the oldest of all rows, among which marked ones overtake the others."""
    oldest = IDLE._replace(mode=OLDEST)
    return _planning_with(dijkstra_program()[control_states(2)[2 * 16]].heads[0], oldest)


def _planning_with(*heads: HeadRow) -> dict[ControlState, ControlRow]:
    return {
        state: row._replace(heads=heads) if state.kind in (Kind.QUERY, Kind.PLANNING) else row
        for state, row in dijkstra_program().items()
    }


def random_program(rng: np.random.Generator, num_heads: int) -> dict[ControlState, ControlRow]:
    """One random row for each kind of token, whatever the bits: heads repeat it, which tests updates by deltas."""
    rows = {}
    for kind in Kind:
        heads = tuple(_random_head(rng, num_heads) for _ in range(num_heads))
        sources = station_sources(num_heads)
        answer = tuple(source for source in sources if rng.random() < 0.4)
        rows[kind] = ControlRow(heads, kind == Kind.DESCRIPTION, answer)
    return {state: rows[state.kind] for state in control_states(num_heads)}


def _random_head(rng: np.random.Generator, num_heads: int) -> HeadRow:
    stations, lines = station_sources(num_heads), line_sources(num_heads)
    keys = tuple(
        tuple(source for source in sources if rng.random() < share)
        for sources, share in ((stations, 0.25), (lines, 0.8), (stations, 0.25))
    )
    counts = tuple((rng.random(3) < (0.5, 0.1, 0.5)).tolist())
    unmarked, marked = [(False, False), (True, False), (False, True)][rng.integers(3)]
    return HeadRow(keys, counts, unmarked, marked, int(rng.integers(4)), bool(rng.random() < 0.5))


def weigh(program: dict[ControlState, ControlRow], num_heads: int) -> dict[str, Floats]:
    """Tensors of a controller that, discretised, is this program.

    Each hidden unit is near 1 in one control state, and near -1 in all others.
    """
    states = list(program)
    detectors = np.empty((len(states), num_control_bits(num_heads)), np.float32)
    for unit, state in zip(detectors, states, strict=True):
        unit[:] = [*kind_bits(state.kind), *state.holds, *state.marked]
    logits = np.array([_logits(program[state], num_heads) for state in states], np.float32)
    # With w = +-2 FIRM the detector's own state gives 2 FIRM x (bits set), and any other at least 2 FIRM less.
    hidden_bias = -2 * FIRM * detectors.sum(1) + FIRM
    # output = sum over units of (unit + 1) / 2 x logits
    return {
        HIDDEN_WEIGHT: (2 * FIRM * (2 * detectors - 1)).astype(np.float32),
        HIDDEN_BIAS: hidden_bias.astype(np.float32),
        OUTPUT_WEIGHT: np.ascontiguousarray(logits.T / 2),
        OUTPUT_BIAS: logits.sum(0) / 2,
    }


def _logits(row: ControlRow, num_heads: int) -> np.ndarray:
    stations, lines = station_sources(num_heads), line_sources(num_heads)
    parts = {name: np.full(shape, -FIRM) for name, shape in interface_shapes(num_heads).items()}
    for number, head in enumerate(row.heads):
        for name, sources, field in (
            ("source_paths", stations, SOURCE),
            ("line_paths", lines, LINE),
            ("destination_paths", stations, DESTINATION),
        ):
            for source in head.keys[field]:
                parts[name][number, sources.index(source)] = FIRM
        parts["masks"][number, list(head.fields)] = FIRM
        parts["conditions"][number][[head.unmarked, head.marked]] = FIRM
        parts["read_modes"][number, head.mode] = FIRM
        if head.marks:
            parts["mark_gates"][number] = FIRM
    if row.writes:
        parts["write_gate"][...] = FIRM
    for source in row.answer:
        parts["answer_paths"][stations.index(source)] = FIRM
    vector = np.concatenate([part.ravel() for part in parts.values()])
    assert len(vector) == interface_size(num_heads)
    return vector
