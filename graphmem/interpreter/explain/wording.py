"""Rows of the control table in words."""

from __future__ import annotations

from collections.abc import Collection

from ...encoding.specs import ALL, DESTINATION, HOLD, LINE, OLDEST, SOURCE, TOKEN, UNION, Kind, LabelSource
from ..planner.control import ControlRow, ControlState, HeadRow
from .reach import IDLE

_FIELD_VERBS = {SOURCE: "leave", LINE: "run on", DESTINATION: "lead to"}
_ENDS = {SOURCE: "start", LINE: "line", DESTINATION: "end"}
_MODES = {ALL: "holds all", OLDEST: "holds the oldest", UNION: "adds all"}


def states_in_words(states: Collection[ControlState], every: Collection[ControlState]) -> str:
    """The kinds of token; with their bits, if only some states of a kind are meant."""
    parts = []
    for kind in Kind:
        mine = [state for state in states if state.kind == kind]
        if mine and len(mine) == sum(state.kind == kind for state in every):
            parts.append(kind.name)
        elif mine:
            parts.append(f"{kind.name} ({' or '.join(_bits_in_words(state) for state in mine)})")
    return ", ".join(parts)


def source_in_words(source: LabelSource, kind: Kind, head: int) -> str:
    """Where labels come from, from the point of view of a head."""
    if source.holder == TOKEN:
        start = "the origin" if kind in (Kind.QUERY, Kind.PLANNING) else "the current station"
        return {SOURCE: start, LINE: "the line", DESTINATION: "the destination"}[source.field]
    holder = "it" if source.holder == head else f"head {source.holder}"
    return f"a {_ENDS[source.field]} of a readable row {holder} holds".replace("a end", "an end")


def row_in_words(row: ControlRow, kind: Kind) -> list[str]:
    """A clause for every head that does something, for writing, and for the answer."""
    if row.writes:
        clauses = ["writes the triple into the next free row; the heads hold nothing"]
    else:
        clauses = [_head_in_words(head, number, kind) for number, head in enumerate(row.heads) if head != IDLE]
    if kind in (Kind.ANSWER, Kind.TRAVERSAL):
        sources = [_answer_in_words(source, kind) for source in row.answer]
        answer = f"emits {' and '.join(sources)}; where that is nothing, " if sources else "says "
        clauses.append(f'{answer}"no route"')
    return clauses or ["changes nothing"]


def _head_in_words(head: HeadRow, number: int, kind: Kind) -> str:
    if head.unmarked and head.marked:
        return f"head {number} {'holds on' if head.mode == UNION else 'holds nothing'}"
    if head.mode == HOLD:
        return f"head {number} holds on{'; marks what it holds' if head.marks else ''}"
    mark = "unmarked " if head.unmarked else "marked " if head.marked else ""
    wanted = [
        f"{_FIELD_VERBS[field]} "
        + _either([source_in_words(source, kind, number) for source in head.keys[field]], field)
        for field in head.fields
    ]
    rows = f"{mark}rows" + (f" that {' and '.join(wanted)}" if wanted else "")
    return f"head {number} {_MODES[head.mode]} {rows}{'; marks them' if head.marks else ''}"


def _either(sources: list[str], field: int) -> str:
    preposition = {SOURCE: "", LINE: "on ", DESTINATION: "to "}[field]
    return f", or {preposition}".join(sources) if sources else "nothing that is known"


def _answer_in_words(source: LabelSource, kind: Kind) -> str:
    if source.holder == TOKEN:
        return source_in_words(source, kind, TOKEN)
    return f"the {_ENDS[source.field]}s of the rows head {source.holder} then holds"


def _bits_in_words(state: ControlState) -> str:
    return ", ".join(
        f"head {number} {'holds marked rows' if marked else 'holds rows' if holds else 'empty'}"
        for number, (holds, marked) in enumerate(zip(state.holds, state.marked, strict=True))
    )
