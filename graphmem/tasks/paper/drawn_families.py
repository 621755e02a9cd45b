"""Family trees drawn at random, of the same kind as the one in ``family``.

Some couples found a tree.  Their children marry among one another, if they are not related, or marry someone from
outside, or stay single; and so on, until the tree has the number of persons that was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np

from .family import Couple

PEOPLE = (20, 40)  # closed range of the number of persons
_FOUNDERS = (2, 3)  # closed range of the couples without parents
_CHILDREN = (1, 4)  # closed range of the children of a couple
_MOST_OF_A_SEX = 3  # there are edge labels for three daughters and three sons
_MARRIES_WITHIN, _MARRIES_OUTSIDER = 0.7, 0.7  # probabilities; the second is that of those who do not marry within


def draw_family(rng: np.random.Generator) -> tuple[Couple, ...]:
    """The couples of a tree that is connected, each with its children.

    The number of persons is uniform in ``PEOPLE``.  Persons are called by numbers, in order of birth within a tree.
    """
    size = int(rng.integers(PEOPLE[0], PEOPLE[1], endpoint=True))
    while True:
        drawing = _Drawing(rng, size)
        if drawing.size == size and drawing.connected():
            return tuple(drawing.couples)


class _Drawing:
    """One attempt at a tree of at most ``most`` persons.

    Attributes:
        couples: the couples so far.
        size: number of persons so far.
    """

    def __init__(self, rng: np.random.Generator, most: int) -> None:
        self.couples: list[Couple] = []
        self.size = 0
        self._rng = rng
        self._most = most
        self._names = map(str, count(1))
        self._ancestors: dict[str, frozenset[str]] = {}  # of each person, themselves included
        founders = int(rng.integers(_FOUNDERS[0], _FOUNDERS[1], endpoint=True))
        pairs = [(self._person(), self._person()) for _ in range(founders)]
        while pairs:
            couples = [self._couple(wife, husband) for wife, husband in pairs]
            self.couples += couples
            pairs = list(self._marriages(couples))

    def connected(self) -> bool:
        """Whether marriages have joined the families of all founders."""
        import networkx as nx  # imported on use: tables of figures know the tasks, but draw no families

        graph = nx.Graph()
        for wife, husband, daughters, sons in self.couples:
            graph.add_edges_from((wife, other) for other in (husband, *daughters, *sons))
        return bool(nx.is_connected(graph))

    def _person(self, *parents: str) -> str:
        name = next(self._names)
        self._ancestors[name] = frozenset({name}).union(*(self._ancestors[parent] for parent in parents))
        self.size += 1
        return name

    def _couple(self, wife: str, husband: str) -> Couple:
        """A couple with its children, as far as there is room for them."""
        children: tuple[list[str], list[str]] = ([], [])
        for _ in range(int(self._rng.integers(_CHILDREN[0], _CHILDREN[1], endpoint=True))):
            same_sex = children[int(self._rng.integers(2))]
            if self.size < self._most and len(same_sex) < _MOST_OF_A_SEX:
                same_sex.append(self._person(wife, husband))
        return Couple(wife, husband, *map(tuple, children))

    def _marriages(self, couples: list[Couple]) -> Iterator[tuple[str, str]]:
        """Wives and husbands of the next generation."""
        women = [child for couple in couples for child in couple.daughters]
        men = [child for couple in couples for child in couple.sons]
        self._rng.shuffle(women)
        for woman in women:
            suitors = [man for man in men if not self._ancestors[man] & self._ancestors[woman]]
            if suitors and self._rng.random() < _MARRIES_WITHIN:
                man = suitors[int(self._rng.integers(len(suitors)))]
                men.remove(man)
                yield woman, man
            elif self._outsider():
                yield woman, self._person()
        for man in men:
            if self._outsider():
                yield self._person(), man

    def _outsider(self) -> bool:
        """Whether someone marries a person from outside; there must be room for that person and a child."""
        return self.size + 2 <= self._most and self._rng.random() < _MARRIES_OUTSIDER
