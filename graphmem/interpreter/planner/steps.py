"""One step of the discretised planner, and planning until a step changes nothing.

If the control row and the token are those of the step before, only rows that new labels or new marks lead to are
examined (semi-naive evaluation, as in Datalog).  Otherwise, or if a label set has lost labels, all matches are computed
from the wanted labels.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...encoding.specs import ALL, HOLD, OLDEST, UNION, Kind
from ...graphs.triples import Ints
from .control import ControlRow, HeadRow, Program
from .held_sets import NEVER, HeldSet
from .matching import age_order, further_matches, match
from .rows import NONE, Token
from .state import PlanState


def plan_steps(program: Program, state: PlanState, query: Token, skip: bool = True) -> Iterator[PlanState]:
    """Read a query, then plan until a step changes nothing and no marked row is still unreadable.

    Steps in which the machine only waits for a row to become readable are skipped, but the clock counts them.  A
    program may also cycle: it is stopped when its heads hold what they held before, or after R x N + 8 steps in a row
    in which no row was marked or became readable, by which time heads that only add rows have added all.

    Args:
        program: the control table.
        state: after the description; changed in place.
        query: labels of the query.
        skip: whether to skip steps of waiting; if not, every step is yielded.

    Yields:
        the state after each step.
    """
    advance(state, program[state.control(Kind.QUERY)], query)
    yield state
    patience, idle, power = len(state.heads) * len(state.rows) + 8, 0, 1
    before: list[Ints] | None = None
    while True:
        waiting = state.pending
        row = program[state.control(Kind.PLANNING)]
        changed = advance(state, row, state.rows.blank)
        yield state
        if not changed and not waiting:
            return
        if not changed and skip and _may_wait(state, row):
            state.wait()
        if not changed or len(state.marked) or state.came_due:
            idle, power, before = 0, 1, None
            continue
        idle += 1
        if idle > patience or (before is not None and not state.pending and _holds(state, before)):
            return
        if idle == power:  # Brent's cycle detection: compare with a state that is saved ever later
            power, before = 2 * power, [head.rows for head in state.heads]


def advance(state: PlanState, row: ControlRow, token: Token) -> bool:
    """Take one step; returns whether it changed what is held or marked."""
    same = state.last is not None and state.last[0] is row and state.last[1] == token
    if not same:
        state.watch(row)
    step = state.clock + 1
    for number, (gates, head) in enumerate(zip(row.heads, state.heads, strict=True)):
        head.keep()
        if row.writes:
            head.hold(NONE, step)
        elif gates.mode != HOLD:
            _read(state, number, gates, token, same)
    marked = [
        state.mark(head.added if same and not head.replaced else head.rows)
        for gates, head in zip(row.heads, state.heads, strict=True)
        if gates.marks and (head.changed or not same)
    ]
    state.marked = np.concatenate(marked) if len(marked) > 1 else marked[0] if marked else NONE
    state.last = row, token
    state.tick()
    return len(state.marked) > 0 or any(head.changed for head in state.heads)


def _read(state: PlanState, number: int, gates: HeadRow, token: Token, same: bool) -> None:
    """Update the set that one head holds, by its read mode."""
    head, step = state.heads[number], state.clock + 1
    if same and _only_grew(state, number, gates):
        found = further_matches(state, number, gates, token)
        if gates.mode == OLDEST:
            if found and len(rows := np.unique(np.concatenate(found))):
                _hold_older(state, gates, head, rows)
            return
        for rows in found:
            head.add(rows[~head.has(rows)], step)
        return
    rows = match(state, gates, token)
    if gates.mode == UNION:
        head.add(rows[~head.has(rows)], step)
    elif gates.mode == ALL:
        head.hold(rows, step)
    else:
        head.best, head.settled = NEVER, True
        if len(rows):
            _hold_older(state, gates, head, rows)
        else:
            head.hold(NONE, step)


def _only_grew(state: PlanState, number: int, gates: HeadRow) -> bool:
    """Whether all rows that matched in the last step still match, and the oldest of them is still the oldest."""
    head = state.heads[number]
    if any(labels.replaced for _, labels in state.key_sets[number]):
        return False
    if gates.mode == UNION:
        return True
    if gates.unmarked and len(state.marked) and head.has(state.marked).any():
        return False
    return gates.mode == ALL or head.settled


def _hold_older(state: PlanState, gates: HeadRow, head: HeldSet, rows: Ints) -> None:
    """Hold the oldest of some matches if they are older than the held set; add them if they are equally old."""
    ages = age_order(state, gates, rows)
    best = int(ages.min())
    if best > head.best:
        return
    rows = rows[ages == best]
    if best < head.best:
        head.hold(rows, state.clock + 1)
    else:
        head.add(rows[~head.has(rows)], state.clock + 1)
    head.best = best
    # If marks do not matter, the order of unmarked rows moves with the clock; it never passes a ready marked row.
    head.settled = gates.unmarked or gates.marked or best < state.clock


def _may_wait(state: PlanState, row: ControlRow) -> bool:
    """Whether the clock alone changes nothing: no head reads the oldest of rows whose order may still change."""
    return all(gates.mode != OLDEST or head.settled for gates, head in zip(row.heads, state.heads, strict=True))


def _holds(state: PlanState, before: list[Ints]) -> bool:
    return all(
        len(rows) == head.count and bool(head.has(rows).all()) for rows, head in zip(before, state.heads, strict=True)
    )
