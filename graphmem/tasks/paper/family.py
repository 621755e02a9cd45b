"""A family tree as triples, and the names that its longer relations have in everyday words.

The people are invented.  A person's sons and daughters are numbered from the eldest, so that a person and an edge lead
to one other person: the son that `son1` leads to is the eldest.  Which relations the paper's own tree had it does not
say, but that an edge is a parent or a numbered child, and that four of them lead to a "maternal great uncle".
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

# Relations that have a name, of one sex where the chain turns from parents to children, so that nobody is taken for
# their own aunt: the eldest son of a mother's mother is the mother's brother, her eldest daughter may be the mother.
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
    """The edges of a family, every one with its reverse, and the people that its stations are; a line is a word of
    ``EDGE_WORDS``."""
    people: dict[str, int] = {}
    for couple in couples:
        for person in (couple.wife, couple.husband, *couple.daughters, *couple.sons):
            people.setdefault(person, len(people))
    rows: list[tuple[int, int, int]] = []

    def tell(person: str, word: str, other: str) -> None:
        rows.append((people[person], EDGE_WORDS.index(word), people[other]))

    for couple in couples:
        tell(couple.wife, "husband", couple.husband)
        tell(couple.husband, "wife", couple.wife)
        for word, children in (("daughter", couple.daughters), ("son", couple.sons)):
            for number, child in enumerate(children, start=1):
                tell(child, "mother", couple.wife)
                tell(child, "father", couple.husband)
                tell(couple.wife, f"{word}{number}", child)
                tell(couple.husband, f"{word}{number}", child)
    source, line, destination = np.array(rows, np.int64).T
    return Triples.single(source, line, destination, np.ones_like(source), len(people)), tuple(people)
