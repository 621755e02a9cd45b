"""The rows that match a head's key, looked up by the wanted labels instead of tried one by one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...encoding.specs import TOKEN
from ...graphs.triples import Ints
from .control import HeadRow
from .rows import NONE, Token
from .state import PlanState


def match(state: PlanState, head: HeadRow, token: Token) -> Ints:
    """The rows that match, each once; the search starts from the field with the fewest wanted labels."""
    if head.unmarked and head.marked:
        return NONE
    fields = head.fields
    if not fields:
        return with_wanted_mark(state, head, np.arange(len(state.rows)))
    sizes = [count_wanted(state, head, token, field) for field in fields]
    if not min(sizes):
        return NONE
    start = fields[sizes.index(min(sizes))]
    rows = state.rows.having(start, _wanted(state, head, token, start))
    return with_wanted_mark(state, head, with_wanted_labels(state, head, token, rows, start))


def further_matches(state: PlanState, number: int, head: HeadRow, token: Token) -> list[Ints]:
    """The rows that have come to match since the last step, found from new labels and new marks alone.

    The control row and the token must be those of the last step, and no label set may have lost a label.

    Returns:
        arrays of rows, which may overlap and may include rows that matched before.
    """
    found = []
    for field, labels in state.key_sets[number]:
        if len(labels.added):
            rows = state.rows.having(field, labels.added)
            found.append(with_wanted_mark(state, head, with_wanted_labels(state, head, token, rows, field)))
    if head.marked and len(state.marked):
        found.append(with_wanted_mark(state, head, with_wanted_labels(state, head, token, state.marked)))
    return found


def with_wanted_mark(state: PlanState, head: HeadRow, rows: Ints) -> Ints:
    """Those of the rows that are marked, or unmarked, as the head requires."""
    if head.unmarked:
        rows = rows[state.ready[rows] < 0]
    if head.marked:
        rows = rows[state.ready[rows] >= 0]
    return rows


def with_wanted_labels(state: PlanState, head: HeadRow, token: Token, rows: Ints, known_field: int = -1) -> Ints:
    """Those of the rows that have a wanted label in every field that counts; ``known_field`` is not checked again."""
    for field in head.fields:
        if field != known_field:
            rows = rows[is_wanted(state, head, token, field, rows)]
    return rows


def age_order(state: PlanState, head: HeadRow, rows: Ints) -> Ints:
    """A number for each row, smaller for older rows.

    Numbers of different steps can be compared if all rows are marked, or none is.
    """
    if head.marked:
        return state.ready[rows]
    minutes = state.rows.minutes[rows]
    if head.unmarked:
        return minutes
    ready = state.ready[rows]
    return np.where(ready >= 0, ready, state.clock + minutes)


def count_wanted(state: PlanState, head: HeadRow, token: Token, field: int) -> int:
    """An upper bound on the number of labels wanted in a field; 0 exactly if none is."""
    total = 0
    for source in head.keys[field]:
        if source.holder != TOKEN:
            total += state.label_set(source).size
        elif token[source.field] != state.rows.blank[source.field]:
            total += 1
    return total


def _wanted(state: PlanState, head: HeadRow, token: Token, field: int) -> Ints:
    """The labels wanted in a field, each once."""
    parts = []
    for source in head.keys[field]:
        if source.holder != TOKEN:
            parts.append(state.label_set(source).labels)
        elif token[source.field] != state.rows.blank[source.field]:
            parts.append(np.array([token[source.field]]))
    return parts[0] if len(parts) == 1 else state.rows.distinct(np.concatenate(parts))


def is_wanted(state: PlanState, head: HeadRow, token: Token, field: int, rows: Ints) -> NDArray[np.bool_]:
    """For each row, whether its label in a field is wanted."""
    labels = state.rows.columns[field][rows]
    found = np.zeros(len(rows), bool)
    for source in head.keys[field]:
        if source.holder != TOKEN:
            found |= state.label_set(source).has[labels]
        elif token[source.field] != state.rows.blank[source.field]:
            found |= labels == token[source.field]
    return found
