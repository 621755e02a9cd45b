"""The accuracy of a machine by relation: rows for files, and groups of relations for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..tasks.paper import paper_relations
from ..tasks.paper.family import EDGE_WORDS
from ..tasks.paper.inference import FIRST_RELATION
from ..tasks.paper.sampling.words import repeats


@dataclass(frozen=True)
class RelationRow:
    """One relation, asked by one seed of a machine.

    Attributes:
        machine: name of the machine.
        seed: seed of its weights.
        relation: label of the relation.
        edges: number of edges of its chain.
        repeated: number of edges that are the same as the edge before.
        chain: the edges in words, as in a family.
        questions: how often it was asked.
        correct_free, correct_valid: right answers by free decoding, and over valid triples.
    """

    machine: str
    seed: int
    relation: int
    edges: int
    repeated: int
    chain: str
    questions: int
    correct_free: int
    correct_valid: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON and CSV."""
        return asdict(self)


@dataclass(frozen=True)
class RelationGroup:
    """Relations with equally many edges, and equally many of them repeated.

    Attributes:
        edges, repeated: see ``RelationRow``.
        relations: number of relations.
        free, valid: share of right answers by free decoding, and over valid triples.
        failing: number of relations of which less than half of the answers over valid triples are right.
    """

    edges: int
    repeated: int
    relations: int
    free: float
    valid: float
    failing: int


def relation_rows(machine: str, seed: int, counts: Mapping[int, tuple[int, int, int]]) -> list[RelationRow]:
    """The rows of one seed.

    Args:
        machine: name of the machine.
        seed: seed of its weights.
        counts: by the label of a relation, the number of questions, and of right answers by either decoding.
    """
    chains = paper_relations().chains
    return [_row(machine, seed, label, chains[label - FIRST_RELATION], counts[label]) for label in sorted(counts)]


def relation_groups(rows: Sequence[RelationRow]) -> list[RelationGroup]:
    """The groups of some rows, by the number of edges, then of repeated ones."""
    groups: dict[tuple[int, int], list[RelationRow]] = {}
    for row in rows:
        groups.setdefault((row.edges, row.repeated), []).append(row)
    return [_group(*key, groups[key]) for key in sorted(groups)]


def hardest_first(rows: Sequence[RelationRow]) -> list[RelationRow]:
    """Rows with a wrong answer, by their accuracy over valid triples, then by free decoding, the lowest first."""
    wrong = (row for row in rows if min(row.correct_free, row.correct_valid) < row.questions)
    return sorted(wrong, key=lambda row: (row.correct_valid / row.questions, row.correct_free / row.questions))


def _row(machine: str, seed: int, label: int, chain: tuple[int, ...], counts: tuple[int, int, int]) -> RelationRow:
    words = " ".join(EDGE_WORDS[edge] for edge in chain)
    return RelationRow(machine, seed, label, len(chain), repeats(chain), words, *counts)


def _group(edges: int, repeated: int, rows: Sequence[RelationRow]) -> RelationGroup:
    totals: dict[int, list[int]] = {}
    for row in rows:
        sums = totals.setdefault(row.relation, [0, 0, 0])
        for place, number in enumerate((row.questions, row.correct_free, row.correct_valid)):
            sums[place] += number
    failing = sum(2 * valid < questions for questions, _, valid in totals.values())
    questions, free, valid = (sum(column) for column in zip(*totals.values(), strict=True))
    return RelationGroup(edges, repeated, len(totals), free / questions, valid / questions, failing)
