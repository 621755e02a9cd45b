"""Answers of a plan: each is one step from the same state, which stays unchanged."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...encoding.specs import ALL, DESTINATION, HOLD, OLDEST, SOURCE, TOKEN, UNION, LabelSource
from ...graphs.triples import Ints
from .control import ControlRow, HeadRow
from .matching import age_order, count_wanted, is_wanted, match, with_wanted_mark
from .rows import NONE, Token
from .state import PlanState

CURRENT = LabelSource(TOKEN, SOURCE)


class EmissionTable(NamedTuple):
    """The labels emitted at each current station, for all stations at once.

    Attributes:
        always: labels emitted at every station.
        current, emitted: (P,) pairs of a current station's label and a label emitted there.
        itself: whether the label of the current station is emitted too.
    """

    always: Ints
    current: Ints
    emitted: Ints
    itself: bool


def emitted_labels(state: PlanState, row: ControlRow, token: Token) -> Ints:
    """Labels emitted for one token, some of them perhaps repeatedly; none means "no route"."""
    labels = [np.array([token[source.field]]) for source in row.answer if source.holder == TOKEN]
    for holder in () if row.writes else {source.holder for source in row.answer if source.holder != TOKEN}:
        rows = _held_then(state, row.heads[holder], holder, token)
        labels += [state.rows.columns[field][rows] for held_by, field in row.answer if held_by == holder]
    return _not_blank(state, np.concatenate(labels) if labels else NONE)


def emission_table(state: PlanState, row: ControlRow) -> EmissionTable | None:
    """The labels emitted at every station, computed at once: rows are grouped by the label of the current station.

    Returns:
        None if a head wants the current station beside other labels in two fields, or compares the ages of rows that
        match the current station with those of rows that match anyway; then each station needs a step of its own.
    """
    blank = state.rows.blank
    always, current, emitted = [NONE], [NONE], [NONE]
    for holder in () if row.writes else {source.holder for source in row.answer if source.holder != TOKEN}:
        gates = row.heads[holder]
        fields = [field for field in gates.fields if CURRENT in gates.keys[field]]
        answers = [field for held_by, field in row.answer if held_by == holder]
        common = _held_then(state, gates, holder, blank)
        always += [state.rows.columns[field][common] for field in answers]
        if gates.mode == HOLD or not fields:
            continue
        own = min(fields, key=lambda field: count_wanted(state, gates, blank, field))
        others = count_wanted(state, gates, blank, own)
        if others and (len(fields) > 1 or (gates.mode == OLDEST and len(common))):
            return None
        rows = _grouped(state, gates, own)
        for field in answers:
            current.append(state.rows.columns[own][rows])
            emitted.append(state.rows.columns[field][rows])
    stations, labels = np.concatenate(current), np.concatenate(emitted)
    real = (stations < blank[SOURCE]) & (labels < blank[SOURCE])
    everywhere = _not_blank(state, np.concatenate(always))
    return EmissionTable(everywhere, stations[real], labels[real], CURRENT in row.answer)


def lowest_emitted(emission: EmissionTable, blank: int) -> Ints:
    """(blank,) the lowest label emitted at each current station; ``blank`` where none is."""
    low = np.full(blank, emission.always.min(initial=blank))
    np.minimum.at(low, emission.current, emission.emitted)
    return np.minimum(low, np.arange(blank)) if emission.itself else low


def _held_then(state: PlanState, gates: HeadRow, holder: int, token: Token) -> Ints:
    """The rows that a head holds after the step."""
    held = state.heads[holder].rows
    if gates.mode == HOLD:
        return held
    rows = match(state, gates, token)
    if gates.mode == OLDEST and len(rows):
        ages = age_order(state, gates, rows)
        oldest: Ints = rows[ages == ages.min()]
        return oldest
    return np.concatenate([held, rows]) if gates.mode == UNION else rows


def _grouped(state: PlanState, gates: HeadRow, field: int) -> Ints:
    """The rows that match when the current station is their own label in ``field``; by mode, the oldest for each."""
    if gates.unmarked and gates.marked:
        return NONE
    columns = state.rows.columns
    rows = with_wanted_mark(state, gates, np.arange(len(state.rows)))
    for other in gates.fields:
        if other != field:
            wanted = is_wanted(state, gates, state.rows.blank, other, rows)
            if CURRENT in gates.keys[other]:
                wanted |= columns[other][rows] == columns[field][rows]
            rows = rows[wanted]
    labels = columns[field][rows]
    if gates.mode in (ALL, UNION):
        return rows
    ages = age_order(state, gates, rows)
    best = np.full(state.rows.blank[field] + 1, np.iinfo(np.int64).max)
    np.minimum.at(best, labels, ages)
    oldest: Ints = rows[ages == best[labels]]
    return oldest


def _not_blank(state: PlanState, labels: Ints) -> Ints:
    real: Ints = labels[labels < state.rows.blank[DESTINATION]]
    return real
