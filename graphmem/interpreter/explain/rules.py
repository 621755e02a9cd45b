"""The program as a few rules: one for all control states whose rows are equivalent, without idle heads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...encoding.specs import ALL, HOLD, OLDEST, Kind
from ..planner.control import ControlRow, ControlState, HeadRow
from .reach import EMPTIED, IDLE, prune

PHASES = {
    Kind.DESCRIPTION: "description",
    Kind.QUERY: "plan",
    Kind.PLANNING: "plan",
    Kind.ANSWER: "answer",
    Kind.TRAVERSAL: "traversal",
}


class Rule(NamedTuple):
    """One row for several control states; in each of them it is equivalent to the state's own row."""

    states: tuple[ControlState, ...]
    row: ControlRow


def same_phase(first: Rule, second: Rule) -> bool:
    """Whether the rules are for the same phase: description, plan, answer or traversal."""
    return PHASES[first.states[0].kind] == PHASES[second.states[0].kind]


def merge(rows: Mapping[ControlState, ControlRow]) -> list[Rule]:
    """Join rows of the same phase if one row is equivalent to each of them in all their states."""
    rules: list[Rule] = []
    for state, row in rows.items():
        for place, rule in enumerate(rules):
            joined = _join(rule.row, row) if same_phase(rule, Rule((state,), row)) else None
            states = (*rule.states, state)
            if joined and all(prune(each, joined) == prune(each, rows[each]) for each in states):
                rules[place] = Rule(states, joined)
                break
        else:
            rules.append(Rule((state,), row))
    return rules


def as_program(rules: list[Rule]) -> dict[ControlState, ControlRow]:
    """The row of each state."""
    return {state: rule.row for rule in rules for state in rule.states}


def without_dead_heads(rows: dict[ControlState, ControlRow]) -> tuple[dict[ControlState, ControlRow], list[int]]:
    """Remove heads from planning that feed no key, mark nothing, and whose bits and held rows change no answer."""
    dead: list[int] = []
    for head in range(len(next(iter(rows.values())).heads)):
        without = _rest(rows, head)
        if without is not None:
            rows, dead = without, [*dead, head]
    return rows, dead


def _rest(rows: dict[ControlState, ControlRow], head: int) -> dict[ControlState, ControlRow] | None:
    without: dict[ControlState, ControlRow] = {}
    busy = False
    for state, row in rows.items():
        mine = row.heads[head]
        planning = PHASES[state.kind] == "plan"
        others = [gates for number, gates in enumerate(row.heads) if not (planning and number == head)]
        if any(source.holder == head for gates in others for key in gates.keys for source in key):
            return None
        emits = any(source.holder == head for source in row.answer)
        if (planning and mine.marks) or (emits and mine.mode not in (ALL, OLDEST)):
            return None
        busy |= planning and mine != IDLE
        quiet = state._replace(holds=_off(state.holds, head), marked=_off(state.marked, head))
        heads = tuple(IDLE if planning and number == head else gates for number, gates in enumerate(row.heads))
        if without.setdefault(quiet, row._replace(heads=heads)) != row._replace(heads=heads):
            return None
    return without if busy else None


def _off(bits: tuple[bool, ...], head: int) -> tuple[bool, ...]:
    return tuple(bit and number != head for number, bit in enumerate(bits))


def _join(first: ControlRow, second: ControlRow) -> ControlRow | None:
    heads = []
    for one, two in zip(first.heads, second.heads, strict=True):
        joined = _join_heads(one, two)
        if joined is None:
            return None
        heads.append(joined)
    answer = tuple(sorted({*first.answer, *second.answer}))
    return ControlRow(tuple(heads), first.writes, answer) if first.writes == second.writes else None


def _join_heads(first: HeadRow, second: HeadRow) -> HeadRow | None:
    for one, two in ((first, second), (second, first)):
        if one.mode == HOLD or one == EMPTIED:
            return two._replace(marks=one.marks or two.marks)
    if (first.mode, first.counts, first.marked) != (second.mode, second.counts, second.marked):
        return None
    keys = tuple(tuple(sorted({*one, *two})) for one, two in zip(first.keys, second.keys, strict=True))
    return first._replace(keys=keys, unmarked=first.unmarked or second.unmarked, marks=first.marks or second.marks)
