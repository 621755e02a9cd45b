"""Which rows match, found from the labels that are wanted rather than row by row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...encoding.specs import TOKEN
from ...graphs.triples import Ints
from .control import HeadRow
from .rows import NONE, Token
from .state import State


def match(state: State, head: HeadRow, token: Token) -> Ints:
    """All rows that match, each once; the search starts in the field where the fewest labels are wanted."""
    if head.unmarked and head.marked:
        return NONE
    fields = head.fields
    if not fields:
        return suited(state, head, np.arange(len(state.rows)))
    sizes = [count_wanted(state, head, token, field) for field in fields]
    if not min(sizes):
        return NONE
    start = fields[sizes.index(min(sizes))]
    rows = state.rows.having(start, _wanted(state, head, token, start))
    return suited(state, head, agreeing(state, head, token, rows, start))


def further_matches(state: State, number: int, head: HeadRow, token: Token) -> list[Ints]:
    """All rows that match now and did not a step ago, and perhaps some that did; by the labels and marks that are new.

    Nothing but labels of heads may have changed, and no label may have gone.
    """
    found = []
    for field, known in state.links[number]:
        if len(known.entered):
            rows = state.rows.having(field, known.entered)
            found.append(suited(state, head, agreeing(state, head, token, rows, field)))
    if head.marked and len(state.marked):
        found.append(suited(state, head, agreeing(state, head, token, state.marked)))
    return found


def suited(state: State, head: HeadRow, rows: Ints) -> Ints:
    """Those of the rows whose mark is as wanted."""
    if head.unmarked:
        rows = rows[state.ready[rows] < 0]
    if head.marked:
        rows = rows[state.ready[rows] >= 0]
    return rows


def agreeing(state: State, head: HeadRow, token: Token, rows: Ints, known_field: int = -1) -> Ints:
    """Those of the rows whose labels are wanted in every field that counts, but for one where they are known to be."""
    for field in head.fields:
        if field != known_field:
            rows = rows[is_wanted(state, head, token, field, rows)]
    return rows


def scores(state: State, head: HeadRow, rows: Ints) -> Ints:
    """Small for old rows; numbers of different steps compare if all rows are marked, or none is."""
    if head.marked:
        return state.ready[rows]
    minutes = state.rows.minutes[rows]
    if head.unmarked:
        return minutes
    ready = state.ready[rows]
    return np.where(ready >= 0, ready, state.clock + minutes)


def count_wanted(state: State, head: HeadRow, token: Token, field: int) -> int:
    """How many labels are wanted, at most; 0 exactly where none is."""
    total = 0
    for source in head.keys[field]:
        if source.holder != TOKEN:
            total += state.known(source).size
        elif token[source.field] != state.rows.blank[source.field]:
            total += 1
    return total


def _wanted(state: State, head: HeadRow, token: Token, field: int) -> Ints:
    """Labels that are wanted in a field, each once."""
    parts = []
    for source in head.keys[field]:
        if source.holder != TOKEN:
            parts.append(state.known(source).labels)
        elif token[source.field] != state.rows.blank[source.field]:
            parts.append(np.array([token[source.field]]))
    return parts[0] if len(parts) == 1 else state.rows.distinct(np.concatenate(parts))


def is_wanted(state: State, head: HeadRow, token: Token, field: int, rows: Ints) -> NDArray[np.bool_]:
    """For each row, whether its label is wanted in a field."""
    labels = state.rows.columns[field][rows]
    found = np.zeros(len(rows), bool)
    for source in head.keys[field]:
        if source.holder != TOKEN:
            found |= state.known(source).has[labels]
        elif token[source.field] != state.rows.blank[source.field]:
            found |= labels == token[source.field]
    return found
