"""Answers: each is a step from one state that leaves the state as it was."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...encoding.specs import ALL, DESTINATION, HOLD, OLDEST, SOURCE, TOKEN, UNION, LabelSource
from ...graphs.triples import Ints
from .control import ControlRow, HeadRow
from .matching import count_wanted, is_wanted, match, scores, suited
from .rows import NONE, Token
from .state import State

ASKED = LabelSource(TOKEN, SOURCE)


class Emission(NamedTuple):
    """What is emitted for each station label that may be asked for.

    Attributes:
        always: labels emitted whatever is asked.
        asked, emitted: (P,) pairs of a label asked for and a label emitted then.
        itself: whether the label asked for is emitted too.
    """

    always: Ints
    asked: Ints
    emitted: Ints
    itself: bool


def emitted(state: State, row: ControlRow, token: Token) -> Ints:
    """Labels emitted for one token, some of them more than once; none means "no route"."""
    labels = [np.array([token[source.field]]) for source in row.answer if source.holder == TOKEN]
    for holder in () if row.writes else {source.holder for source in row.answer if source.holder != TOKEN}:
        rows = _held_then(state, row.heads[holder], holder, token)
        labels += [state.rows.columns[field][rows] for held_by, field in row.answer if held_by == holder]
    return _not_blank(state, np.concatenate(labels) if labels else NONE)


def emitted_for_all(state: State, row: ControlRow) -> Emission | None:
    """What is emitted for every station label, at once: rows are grouped by the label asked for.

    Returns:
        None where a head has the station among other labels in two fields, or compares the ages of its rows with those
        of rows that match for other labels; then each station has to be asked for by itself.
    """
    blank = state.rows.blank
    always, asked, pairs = [NONE], [NONE], [NONE]
    for holder in () if row.writes else {source.holder for source in row.answer if source.holder != TOKEN}:
        gates = row.heads[holder]
        fields = [field for field in gates.fields if ASKED in gates.keys[field]]
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
            asked.append(state.rows.columns[own][rows])
            pairs.append(state.rows.columns[field][rows])
    asks, emits = np.concatenate(asked), np.concatenate(pairs)
    real = (asks < blank[SOURCE]) & (emits < blank[SOURCE])
    return Emission(_not_blank(state, np.concatenate(always)), asks[real], emits[real], ASKED in row.answer)


def lowest(emission: Emission, blank: int) -> Ints:
    """(blank,) the lowest label emitted for each label asked for; ``blank`` where there is none."""
    low = np.full(blank, emission.always.min(initial=blank))
    np.minimum.at(low, emission.asked, emission.emitted)
    return np.minimum(low, np.arange(blank)) if emission.itself else low


def _held_then(state: State, gates: HeadRow, holder: int, token: Token) -> Ints:
    """Rows that a head holds after a step."""
    held = state.heads[holder].rows
    if gates.mode == HOLD:
        return held
    rows = match(state, gates, token)
    if gates.mode == OLDEST and len(rows):
        ages = scores(state, gates, rows)
        oldest: Ints = rows[ages == ages.min()]
        return oldest
    return np.concatenate([held, rows]) if gates.mode == UNION else rows


def _grouped(state: State, gates: HeadRow, field: int) -> Ints:
    """Rows that match where their own label in ``field`` is asked for, or the oldest for each label."""
    if gates.unmarked and gates.marked:
        return NONE
    columns = state.rows.columns
    rows = suited(state, gates, np.arange(len(state.rows)))
    for other in gates.fields:
        if other != field:
            wanted = is_wanted(state, gates, state.rows.blank, other, rows)
            if ASKED in gates.keys[other]:
                wanted |= columns[other][rows] == columns[field][rows]
            rows = rows[wanted]
    labels = columns[field][rows]
    if gates.mode in (ALL, UNION):
        return rows
    ages = scores(state, gates, rows)
    best = np.full(state.rows.blank[field] + 1, np.iinfo(np.int64).max)
    np.minimum.at(best, labels, ages)
    oldest: Ints = rows[ages == best[labels]]
    return oldest


def _not_blank(state: State, labels: Ints) -> Ints:
    real: Ints = labels[labels < state.rows.blank[DESTINATION]]
    return real
