"""The program that the weights of a planner hold, as text and as values for JSON."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...encoding.specs import CONDITIONS, FIELDS, READ_MODES, TOKEN, LabelSource
from ..planner.control import ControlRow
from ..planner.machine import DiscretePlanner
from .reach import reachable
from .rules import PHASES, Rule, as_program
from .simplify import TRAVERSED, WEIGHTED, simplify
from .wording import row_in_words, states_in_words

PRUNED = (
    "Left out by construction, which changes nothing on any graph: labels that are blank for the kind of token (a "
    "query names no origin), or of heads that hold nothing; paths into fields that do not count; what a head that "
    "holds on would look for; marks and heads that no answer depends on."
)


class Explanation(NamedTuple):
    """The rules in order, notes on what was left out and why, and the terms left out by exhaustion, in words."""

    rules: list[Rule]
    notes: list[str]
    removed: list[str]


def explain(planner: DiscretePlanner, stations: int = 3, raw: bool = False) -> Explanation:
    """The program of a planner.

    Args:
        planner: the machine.
        stations: size of the largest graphs tried when terms are left out by exhaustion; 0 to leave out none that way.
        raw: whether to give the rows as they are in the control table, with nothing left out.
    """
    if raw:
        states = reachable(planner.program, planner.num_heads)
        rows: dict[tuple[str, ControlRow], Rule] = {}
        for state in states:
            row = planner.program[state]
            rule = rows.get((PHASES[state.kind], row))
            rows[PHASES[state.kind], row] = Rule((*rule.states, state) if rule else (state,), row)
        return Explanation(list(rows.values()), [], [])
    simplified = simplify(planner.program, planner.num_heads, stations)
    notes = [PRUNED]
    if simplified.dead:
        heads = ", ".join(map(str, simplified.dead))
        notes.append(f"Heads that no answer depends on while planning, by construction or by what follows: {heads}.")
    if simplified.graphs:
        notes.append(
            f"Left out by exhaustion: no answer changes on any directed graph of 2 to {stations} stations, for any "
            f"destination and origin, nor on {WEIGHTED} random weighted ones of 2 to 8, {TRAVERSED} of them also "
            "traversed; this is a proof for those graphs only."
        )
    return Explanation(simplified.rules, notes, simplified.removed)


def as_text(explanation: Explanation) -> str:
    """One paragraph for each rule, then the notes and the removed terms."""
    every = as_program(explanation.rules)
    lines = [
        f"{states_in_words(rule.states, every)}: {'; '.join(row_in_words(rule.row, rule.states[0].kind))}."
        for rule in explanation.rules
    ]
    removed = [f"  {words}" for words in explanation.removed] or (["  nothing"] if len(explanation.notes) > 1 else [])
    return "\n".join([*lines, *([""] if explanation.notes else []), *explanation.notes, *removed])


def as_json(explanation: Explanation) -> dict[str, Any]:
    """The rules with their states, sentences and heads in the words of ``encoding.specs``; notes; removed terms."""
    every = as_program(explanation.rules)
    return {
        "rules": [
            {
                "when": states_in_words(rule.states, every),
                "states": [state._asdict() | {"kind": state.kind.name} for state in rule.states],
                "does": row_in_words(rule.row, rule.states[0].kind),
                "writes": rule.row.writes,
                "heads": [
                    {
                        "keys": {
                            name: [_source(source) for source in key]
                            for name, key, counts in zip(FIELDS, head.keys, head.counts, strict=True)
                            if counts
                        },
                        "conditions": [
                            name for name, on in zip(CONDITIONS, (head.unmarked, head.marked), strict=True) if on
                        ],
                        "mode": READ_MODES[head.mode],
                        "marks": head.marks,
                    }
                    for head in rule.row.heads
                ],
                "answer": [_source(source) for source in rule.row.answer],
            }
            for rule in explanation.rules
        ],
        "notes": explanation.notes,
        "removed": explanation.removed,
    }


def _source(source: LabelSource) -> dict[str, str | int]:
    return {"of": "token" if source.holder == TOKEN else source.holder, "field": FIELDS[source.field]}
