"""A family tree as triples, and the everyday names of its longer relations.

The people are invented.  Sons and daughters are numbered from the eldest, so that a person and an edge lead to one
other person: `son1` leads to the eldest son.  The paper does not list the relations of its own tree, only that an edge
is a parent or a numbered child, and that four of them lead to a "maternal great uncle".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...graphs import Triples

# The words for the edge labels 0 to 9.
EDGE_WORDS = (
    "mother",
    "father",
    "wife",
    "husband",
    "daughter1",
    "daughter2",
    "daughter3",
    "son1",
    "son2",
    "son3",
)

# Relations that have a name.  Where a chain turns from parents to children, the child's sex differs from the parent's,
# so that nobody is their own aunt: the eldest son of a mother's mother is the mother's brother, but her eldest daughter
# may be the mother.
KIN: dict[str, tuple[str, ...]] = {
    "maternal grandmother": ("mother", "mother"),
    "paternal grandfather": ("father", "father"),
    "father-in-law": ("wife", "father"),
    "maternal uncle": ("mother", "mother", "son1"),
    "paternal aunt": ("father", "mother", "daughter1"),
    "wife's brother": ("wife", "mother", "son1"),
    "maternal great uncle": ("mother", "mother", "mother", "son1"),
    "maternal great aunt": ("mother", "father", "mother", "daughter1"),
    "paternal great uncle": ("father", "mother", "mother", "son1"),
    "paternal cousin": ("father", "mother", "daughter1", "son1"),
    "great-great-grandmother": ("mother", "mother", "mother", "mother"),
    "great-great-granddaughter": ("daughter1", "daughter1", "daughter1", "daughter1"),
    "wife's maternal uncle": ("wife", "mother", "mother", "son1"),
    "maternal great-great uncle": ("mother", "mother", "mother", "mother", "son1"),
    "mother's paternal cousin": ("mother", "father", "mother", "daughter1", "son1"),
}


class Couple(NamedTuple):
    """A marriage and its children, eldest first."""

    wife: str
    husband: str
    daughters: tuple[str, ...] = ()
    sons: tuple[str, ...] = ()


FAMILY = (
    Couple("Agnes", "Oswald", ("Beatrice",), ("Cedric", "Edgar")),
    Couple("Hilda", "Rupert", ("Ida",), ("Felix",)),
    Couple("Ursula", "Wilfred", ("Rosalind",), ("Xavier",)),
    Couple("Beatrice", "Felix", ("Greta",), ("Jasper",)),
    Couple("Ida", "Leopold", ("Mabel",), ("Niles",)),
    Couple("Rosalind", "Silas", ("Thea",), ("Quentin",)),
    Couple("Greta", "Quentin", ("Flora",), ("Percy",)),
    Couple("Thea", "Umberto", (), ("Victor",)),
    Couple("Flora", "Ivo", ("Willa",)),
)


def kin_chains() -> dict[str, tuple[int, ...]]:
    """The edge labels of each relation in ``KIN``."""
    return {name: tuple(EDGE_WORDS.index(word) for word in words) for name, words in KIN.items()}


def family_tree(couples: tuple[Couple, ...] = FAMILY) -> tuple[Triples, tuple[str, ...]]:
    """The edges of a family, each with its reverse, and the people.

    Returns:
        Triples whose stations are people and whose lines are words of ``EDGE_WORDS``, and the name of each person.
    """
    people: dict[str, int] = {}
    for couple in couples:
        for person in (couple.wife, couple.husband, *couple.daughters, *couple.sons):
            people.setdefault(person, len(people))
    rows: list[tuple[int, int, int]] = []

    def add(person: str, word: str, other: str) -> None:
        rows.append((people[person], EDGE_WORDS.index(word), people[other]))

    for couple in couples:
        add(couple.wife, "husband", couple.husband)
        add(couple.husband, "wife", couple.wife)
        for word, children in (("daughter", couple.daughters), ("son", couple.sons)):
            for number, child in enumerate(children, start=1):
                add(child, "mother", couple.wife)
                add(child, "father", couple.husband)
                add(couple.wife, f"{word}{number}", child)
                add(couple.husband, f"{word}{number}", child)
    source, line, destination = np.array(rows, np.int64).T
    return Triples.single(source, line, destination, np.ones_like(source), len(people)), tuple(people)
