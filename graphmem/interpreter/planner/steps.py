"""One step of the rounded machine, and planning until a step changes nothing.

A head that did the same thing a step ago is not worked out again: only rows that new labels or new marks lead to are
looked at (semi-naive evaluation, as in Datalog).  Where the control row has changed or labels have gone, all is worked
out from the labels that are wanted.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...encoding.specs import ALL, HOLD, OLDEST, UNION, Kind
from ...graphs.triples import Ints
from .control import ControlRow, HeadRow, Program
from .held import NEVER, Held
from .matching import further_matches, match, scores
from .rows import NONE, Token
from .state import State


def think(program: Program, state: State, query: Token, skip: bool = True) -> Iterator[State]:
    """Read a query, then plan until a step changes nothing and no row is under way.

    Steps in which the machine only waits for rows under way are skipped, but the clock counts them.  A machine may also
    turn in circles; it is stopped where its heads hold what they held before, or after R x N + 8 steps in a row in
    which no row was marked or came of age: heads that only gather have nothing left to gather by then.

    Args:
        program: the control table.
        state: after the description; changed in place.
        query: the labels asked for.
        skip: whether to skip steps; if not, each is yielded.

    Yields:
        the state after each step.
    """
    advance(state, program[state.control(Kind.QUERY)], query)
    yield state
    patience, idle, power = len(state.heads) * len(state.rows) + 8, 0, 1
    before: list[Ints] | None = None
    while True:
        waiting = state.under_way
        row = program[state.control(Kind.PLANNING)]
        changed = advance(state, row, state.rows.blank)
        yield state
        if not changed and not waiting:
            return
        if not changed and skip and _may_wait(state, row):
            state.wait()
        if not changed or len(state.marked) or state.ripened:
            idle, power, before = 0, 1, None
            continue
        idle += 1
        if idle > patience or (before is not None and not state.under_way and _holds(state, before)):
            return
        if idle == power:  # Brent's way to find a cycle: compare with a state that is taken ever later
            power, before = 2 * power, [head.rows for head in state.heads]


def advance(state: State, row: ControlRow, token: Token) -> bool:
    """One step; tells whether it changed what is held or marked."""
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


def _read(state: State, number: int, gates: HeadRow, token: Token, same: bool) -> None:
    """What the head of this number holds next."""
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


def _only_grew(state: State, number: int, gates: HeadRow) -> bool:
    """Whether everything that matched a step ago still does, and the oldest of it is still the oldest."""
    head = state.heads[number]
    for _, known in state.links[number]:
        if known.rebuilt:
            return False
    if gates.mode == UNION:
        return True
    if gates.unmarked and len(state.marked) and head.has(state.marked).any():
        return False
    return gates.mode == ALL or head.settled


def _hold_older(state: State, gates: HeadRow, head: Held, rows: Ints) -> None:
    """Hold those of some matches that are older than what the head holds, or join it."""
    ages = scores(state, gates, rows)
    best = int(ages.min())
    if best > head.best:
        return
    rows = rows[ages == best]
    if best < head.best:
        head.hold(rows, state.clock + 1)
    else:
        head.add(rows[~head.has(rows)], state.clock + 1)
    head.best = best
    # Where marks do not matter, unmarked rows age with the clock; they never overtake a marked one that is ready.
    head.settled = gates.unmarked or gates.marked or best < state.clock


def _may_wait(state: State, row: ControlRow) -> bool:
    """Whether the clock alone changes nothing: no head looks for the oldest of rows that do not age alike."""
    return all(gates.mode != OLDEST or head.settled for gates, head in zip(row.heads, state.heads, strict=True))


def _holds(state: State, before: list[Ints]) -> bool:
    return all(
        len(rows) == head.count and bool(head.has(rows).all()) for rows, head in zip(before, state.heads, strict=True)
    )
