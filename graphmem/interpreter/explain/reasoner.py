"""The program and the lexicon that the weights of a reasoner hold, as text and as values for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...encoding.specs import Kind
from ...encoding.words import KINDS, LINE_SOURCES, NEXT_SOURCES, START_SOURCES, STATION_SOURCES
from ...errors import CheckpointError
from ..reasoner.control import ControlGates
from ..reasoner.machine import DiscreteReasoner

_ASKED = ("leave {stations}", "run on {line}", "lead to {stations}")
_NOTHING = "nothing"
_DESTINATION, _RELATION = 1, 0  # places in STATION_SOURCES, as in START_SOURCES, and in LINE_SOURCES

PRUNED = (
    "Left out by construction, which changes no answer about a relation on any graph: the query's destination, which "
    "is blank, and rows that run on the query's relation, since no row holds a relation."
)


def pruned(gates: ControlGates) -> ControlGates:
    """The gates without those on paths that carry no label that could matter; see ``PRUNED``."""
    source, line, destination = gates.answer
    return gates._replace(
        start=_without(_DESTINATION, gates.start),
        line=_without(_RELATION, gates.line),
        answer=(_without(_DESTINATION, source), line, _without(_DESTINATION, destination)),
    )


def program(reasoner: DiscreteReasoner, raw: bool = False) -> dict[str, str]:
    """What the machine does on each kind of token, as a sentence; with ``raw``, including what cannot matter."""
    gates = {kind: reasoner.control[kind] if raw else pruned(reasoner.control[kind]) for kind in KINDS}
    return {kind.name: _does(kind, gates[kind]) for kind in KINDS}


def as_text(reasoner: DiscreteReasoner, edges: Sequence[str], names: Mapping[int, str], raw: bool = False) -> str:
    """The program, then a line for every relation.

    Args:
        reasoner: with its lexicon.
        edges: the word of each letter.
        names: names of relations by label, for those that have one.
        raw: whether to leave nothing out.

    Raises:
        CheckpointError: if the number of edges is not that of letters.
    """
    lines = [f"{kind}: {does}." for kind, does in program(reasoner, raw).items()]
    lines += [""] if raw else ["", PRUNED, ""]
    for word, chain in _relations(reasoner, edges):
        name = f"{word} {names[word]}" if word in names else str(word)
        lines.append(f"{name} = {', '.join(edges[letter] for letter in chain) or 'rests'}")
    return "\n".join(lines)


def as_json(
    reasoner: DiscreteReasoner, edges: Sequence[str], names: Mapping[int, str], raw: bool = False
) -> dict[str, Any]:
    """The same as plain values; the name of a relation without one is None."""
    return {
        "program": program(reasoner, raw),
        "notes": [] if raw else [PRUNED],
        "relations": [
            {
                "label": word,
                "name": names.get(word),
                "chain": list(chain),
                "edges": [edges[letter] for letter in chain],
                "spelt": [None if letter == reasoner.rest else letter for letter in reasoner.lexicon[word].tolist()],
            }
            for word, chain in _relations(reasoner, edges)
        ],
    }


def _relations(reasoner: DiscreteReasoner, edges: Sequence[str]) -> list[tuple[int, tuple[int, ...]]]:
    """The words that are not letters, with their chains."""
    if reasoner.rest != len(edges):
        raise CheckpointError(
            f"The lexicon of these weights has {reasoner.rest} letters; there are words for {len(edges)}, the edges in "
            "the DNC paper's inference task."
        )
    return [(word, reasoner.chain(word)) for word in range(reasoner.rest, len(reasoner.lexicon))]


def _does(kind: Kind, gates: ControlGates) -> str:
    if kind == Kind.DESCRIPTION:
        return "writes the triple into the next free row" if gates.writes else "changes nothing"
    if kind == Kind.QUERY:
        return f"starts at {_either(START_SOURCES, gates.start)}"
    if kind == Kind.ANSWER:
        source, line, destination = gates.answer
        relation = LINE_SOURCES[0] if line else _NOTHING
        return f"emits {_either(STATION_SOURCES, source)}; {relation}; {_either(STATION_SOURCES, destination)}"
    wanted = {"stations": "a current station", "line": _either(LINE_SOURCES, gates.line)}
    asked = [words.format(**wanted) for words, counts in zip(_ASKED, gates.counts, strict=True) if counts]
    rows = f"all rows that {' and '.join(asked)}" if asked else "all rows"
    return (
        "reads the relation's next letter in the lexicon; on a rest it stays; else it finds "
        f"{rows}, and moves to {_either(NEXT_SOURCES, gates.following)}"
    )


def _without(place: int, places: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(other for other in places if other != place)


def _either(words: Sequence[str], places: Sequence[int]) -> str:
    return " or ".join(words[place] for place in places) or _NOTHING
