"""The program without terms that no answer needs; each is left out for a stated reason.

By construction: what ``reach.prune`` and ``rules.without_dead_heads`` leave out can change no answer on any graph.
By exhaustion: a term is left out if no answer changes on any directed graph of up to a number of stations, for any
destination and origin, nor on a fixed set of random weighted graphs; that is a proof for those graphs and no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from ...encoding.specs import FIELDS
from ...graphs import Triples
from ...seeding import generator
from ..planner.control import ControlRow, ControlState, HeadRow, Program
from ..planner.machine import DiscretePlanner
from .exhaustion import LINES, as_triples, count_graphs, emitted_stations, numbered_graph, random_graph
from .reach import IDLE, reachable
from .rules import Rule, as_program, merge, same_phase, without_dead_heads
from .wording import source_in_words, states_in_words

WEIGHTED = 100
TRAVERSED = 10  # of the weighted graphs


class Simplified(NamedTuple):
    """A program as rules, and what was left out of it.

    Attributes:
        rules: in the order of the kinds of token.
        dead: heads that rest while planning.
        removed: terms left out by exhaustion, in words.
        graphs: number of graphs tried for that.
    """

    rules: list[Rule]
    dead: list[int]
    removed: list[str]
    graphs: int


class _Patched(dict[ControlState, ControlRow]):
    """Some rows; in a control state without one, the row of the original program."""

    def __init__(self, rows: dict[ControlState, ControlRow], program: Program) -> None:
        super().__init__(rows)
        self._program = program

    def __missing__(self, state: ControlState) -> ControlRow:
        return self._program[state]


def simplify(program: Program, num_heads: int, stations: int = 3) -> Simplified:
    """Leave out the terms that no answer needs, one by one.

    Args:
        program: the control table.
        num_heads: R.
        stations: size of the largest graphs tried, at most 4; below 2 nothing is left out by exhaustion.
    """
    rows, dead = without_dead_heads(reachable(program, num_heads))
    rules = merge(rows)
    if stations < 2:
        return Simplified(rules, dead, [], 0)
    graphs = _graphs(stations)
    wanted = list(_answers(DiscretePlanner(program, num_heads), graphs))
    removed: list[str] = []
    place = skip = 0
    while place < len(rules):
        every = as_program(rules)
        others = [rule for rule in rules if rule != rules[place] and same_phase(rule, rules[place])]
        alike = [(rule.row, f"what sets it apart from {states_in_words(rule.states, every)}") for rule in others]
        for number, (row, words) in enumerate([*alike, *_shorter(rules[place])]):
            if number < skip:
                continue
            shorter = as_program([*rules[:place], rules[place]._replace(row=row), *rules[place + 1 :]])
            answers = _answers(DiscretePlanner(_Patched(shorter, program), num_heads), graphs)
            if all(found == expected for found, expected in zip(answers, wanted, strict=True)):
                removed.append(f"{states_in_words(rules[place].states, every)}: {words}")
                if number < len(alike):
                    joined = Rule((*others[number].states, *rules[place].states), row)
                    rules = [joined if rule == others[number] else rule for rule in rules if rule != rules[place]]
                    skip = 0
                else:
                    rules[place] = rules[place]._replace(row=row)
                    skip = number
                break
        else:
            place, skip = place + 1, 0
    rows, newly_dead = without_dead_heads(reachable(_Patched(as_program(rules), program), num_heads))
    return Simplified(merge(rows), sorted({*dead, *newly_dead}), removed, len(graphs))


def _shorter(rule: Rule) -> Iterator[tuple[ControlRow, str]]:
    """The row without one of its terms, and that term in words; the largest terms first."""
    kind = rule.states[0].kind
    for number, head in enumerate(rule.row.heads):
        for shorter, words in _shorter_heads(head, number, rule):
            heads = (*rule.row.heads[:number], shorter, *rule.row.heads[number + 1 :])
            yield rule.row._replace(heads=heads), f"head {number}: {words}"
    for source in rule.row.answer if len(rule.row.answer) > 1 else ():
        answer = tuple(other for other in rule.row.answer if other != source)
        yield rule.row._replace(answer=answer), f"answer: {source_in_words(source, kind, -1)}"


def _shorter_heads(head: HeadRow, number: int, rule: Rule) -> Iterator[tuple[HeadRow, str]]:
    if head != IDLE and not rule.row.writes:
        yield IDLE, "all that it does"
    if head.unmarked and head.marked:
        return
    for field in head.fields:
        counts = tuple(counted and place != field for place, counted in enumerate(head.counts))
        keys = tuple(() if place == field else key for place, key in enumerate(head.keys))
        yield head._replace(counts=counts, keys=keys), f"its condition on the {FIELDS[field]}"
        for source in head.keys[field] if len(head.keys[field]) > 1 else ():
            fewer = tuple(other for other in head.keys[field] if other != source)
            keys = tuple(fewer if place == field else key for place, key in enumerate(head.keys))
            words = source_in_words(source, rule.states[0].kind, number)
            yield head._replace(keys=keys), f"{words}, as {FIELDS[field]}"
    if head.marks:
        yield head._replace(marks=False), "its marks"
    if head.unmarked:
        yield head._replace(unmarked=False), "that rows must be unmarked"
    if head.marked:
        yield head._replace(marked=False), "that rows must be marked"


def _graphs(stations: int) -> list[tuple[Triples, bool]]:
    """The graphs tried, and whether each is traversed; those that fail most often come first."""
    weighted = [(random_graph(number)[1], number < TRAVERSED) for number in range(WEIGHTED)]
    small = [
        (as_triples(numbered_graph(number, size)), False)
        for size in range(2, stations + 1)
        for number in range(count_graphs(size))
    ]
    return [*weighted, *small]


def _answers(
    planner: DiscretePlanner, graphs: list[tuple[Triples, bool]]
) -> Iterator[tuple[bytes, tuple[int | None, ...]]]:
    """All answers towards station 0 of each graph, which represents any destination (see ``proof``), and hops."""
    for triples, traversed in graphs:
        described = planner.describe(triples, generator(0))
        places = product(range(triples.num_stations), range(min(LINES, len(described.lines)))) if traversed else ()
        hops = tuple(described.hop(station, line) for station, line in places)
        yield emitted_stations(described.plan(0)).tobytes(), hops
