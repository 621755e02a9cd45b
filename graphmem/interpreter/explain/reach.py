"""The control states that can occur, and the parts of their rows that cannot matter; both follow from the rows alone.

The states are a superset of those that occur on any graph: the next bits of a head follow from its read mode, and a set
of labels is taken to be empty only if it must be.  Queries name no origin, as in routing.
"""

from __future__ import annotations

from itertools import product

from ...encoding.specs import ALL, DESTINATION, HOLD, LINE, OLDEST, SOURCE, TOKEN, UNION, Kind, LabelSource
from ..planner.control import ControlRow, ControlState, HeadRow, Program

SHOWN = {
    Kind.DESCRIPTION: (SOURCE, LINE, DESTINATION),
    Kind.QUERY: (DESTINATION,),
    Kind.PLANNING: (),
    Kind.ANSWER: (SOURCE,),
    Kind.TRAVERSAL: (SOURCE, LINE),
}
NO_KEYS: tuple[tuple[LabelSource, ...], ...] = ((), (), ())
IDLE = HeadRow(NO_KEYS, (False, False, False), False, False, HOLD, False)
EMPTIED = HeadRow(NO_KEYS, (False, False, False), True, True, ALL, False)

Bits = tuple[bool, bool]


def reachable(program: Program, num_heads: int) -> dict[ControlState, ControlRow]:
    """The row of every control state that can occur, simplified by ``prune``."""
    off = (False,) * num_heads
    found: dict[ControlState, ControlRow] = {}
    for kind in (Kind.DESCRIPTION, Kind.QUERY, Kind.TRAVERSAL):
        state = ControlState(kind, off, off)
        found[state] = prune(state, program[state])
    waiting = [ControlState(Kind.QUERY, off, off)]
    while waiting:
        state = waiting.pop()
        for bits in product(*_next_bits(state, found[state])):
            holds, marked = tuple(held for held, _ in bits), tuple(mark for _, mark in bits)
            for kind in (Kind.PLANNING, Kind.ANSWER):
                following = ControlState(kind, holds, marked)
                if following not in found:
                    found[following] = prune(following, program[following])
                    if kind == Kind.PLANNING:
                        waiting.append(following)
    return dict(sorted(found.items()))


def prune(state: ControlState, row: ControlRow) -> ControlRow:
    """The row without the parts that cannot matter in this state.

    Removed are sources that are blank or belong to heads that hold nothing, paths into fields that do not count, keys
    of heads that keep what they hold, marks of heads that hold nothing, marks in a step that leaves the state
    unchanged, answers in steps that require none, and heads that feed no answer.
    """
    answering = state.kind in (Kind.ANSWER, Kind.TRAVERSAL)
    heads = [EMPTIED if row.writes else _prune_head(state, *numbered) for numbered in enumerate(row.heads)]
    answer = tuple(source for source in row.answer if answering and _may_emit(state, heads, source))
    if answering:
        fed = {source.holder for source in answer}
        heads = [head._replace(marks=False) if number in fed else IDLE for number, head in enumerate(heads)]
    return ControlRow(tuple(heads), row.writes, answer)


def _prune_head(state: ControlState, number: int, head: HeadRow) -> HeadRow:
    holding = IDLE._replace(marks=head.marks and state.holds[number])
    if head.mode == HOLD:
        return holding
    keys = tuple(
        tuple(source for source in key if _has_labels(state, source)) if counts else ()
        for key, counts in zip(head.keys, head.counts, strict=True)
    )
    without_match = any(counts and not key for key, counts in zip(keys, head.counts, strict=True))
    nothing_marked = state.kind not in (Kind.PLANNING, Kind.ANSWER)
    if without_match or (head.marked and (head.unmarked or nothing_marked)):
        return holding if head.mode == UNION else EMPTIED
    return head._replace(keys=keys, unmarked=head.unmarked and not nothing_marked)


def _has_labels(state: ControlState, source: LabelSource) -> bool:
    return source.field in SHOWN[state.kind] if source.holder == TOKEN else state.holds[source.holder]


def _may_emit(state: ControlState, heads: list[HeadRow], source: LabelSource) -> bool:
    if source.holder == TOKEN:
        return source.field in SHOWN[state.kind]
    head = heads[source.holder]
    return state.holds[source.holder] if head.mode == HOLD else head != EMPTIED


def _next_bits(state: ControlState, row: ControlRow) -> list[set[Bits]]:
    """For each head, the values that its two bits may have after the step."""
    return [
        _head_bits(head, (holds, marked), any(other.marks for other in (*row.heads[:number], *row.heads[number + 1 :])))
        for number, (head, holds, marked) in enumerate(zip(row.heads, state.holds, state.marked, strict=True))
    ]


def _head_bits(head: HeadRow, before: Bits, others_mark: bool) -> set[Bits]:
    if head == EMPTIED:
        return {(False, False)}
    kept, found = set(), set()
    if head.mode in (HOLD, UNION):
        kept = {(before[0], before[0] and (before[1] or head.marks))}
        if before[0] and others_mark:
            kept.add((True, True))
    if head.mode in (ALL, OLDEST):
        kept = {(False, False)}
    if head.mode != HOLD:
        found = {(True, head.marks or head.marked)}
        if others_mark or not head.unmarked:
            found.add((True, True))
        if head.mode == UNION and before[0]:
            found = {(True, mark or before[1]) for _, mark in found}
    return kept | found
