"""Drawn families are families, by their edges alone."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from graphmem.tasks.paper import drawn_family_questions, paper_relations
from graphmem.tasks.paper.drawn_families import PEOPLE, draw_family
from graphmem.tasks.paper.family import EDGE_WORDS, family_tree

Kin = dict[str, dict[str, str]]


def kin_of(seed: int) -> Kin:
    """The relatives of each person of a tree, by the words of its edges."""
    triples, names = family_tree(draw_family(np.random.default_rng(seed)))
    people: Kin = {name: {} for name in names}
    for row in triples:
        known = people[names[row.source]]
        word = EDGE_WORDS[row.line]
        assert word not in known, "a person and a word lead to one other person"
        known[word] = names[row.destination]
    return people


TREES = [kin_of(seed) for seed in range(60)]


def children(known: dict[str, str]) -> dict[str, str]:
    return {word: other for word, other in known.items() if word[-1].isdigit()}


def parents(known: dict[str, str]) -> list[str]:
    return [known[word] for word in ("mother", "father") if word in known]


def descent(people: Kin) -> nx.DiGraph:
    """Edges from parents to children."""
    graph = nx.DiGraph()
    graph.add_nodes_from(people)
    graph.add_edges_from((parent, name) for name, known in people.items() for parent in parents(known))
    return graph


def test_spouses_name_each_other() -> None:
    for people in TREES:
        for name, known in people.items():
            assert not {"wife", "husband"} <= set(known)
            for word, back in (("wife", "husband"), ("husband", "wife")):
                if word in known:
                    assert people[known[word]][back] == name


def test_sex_is_the_same_in_all_edges() -> None:
    for people in TREES:
        sexes: dict[str, set[str]] = {name: set() for name in people}
        for known in people.values():
            for word, other in known.items():
                female = word in {"mother", "wife"} or word.startswith("daughter")
                sexes[other].add("female" if female else "male")
        assert {len(sex) for sex in sexes.values()} == {1}


def test_children_are_those_of_both_parents() -> None:
    for people in TREES:
        for name, known in people.items():
            assert len(parents(known)) in {0, 2}
            if parents(known):
                mother, father = known["mother"], known["father"]
                assert people[mother]["husband"] == father
                assert children(people[mother]) == children(people[father])
                assert list(children(people[mother]).values()).count(name) == 1
            for child in children(known).values():
                assert name in parents(people[child])


def test_children_are_numbered_from_the_eldest() -> None:
    """Numbers are given in order of birth; they have no gaps, and there are three at most."""
    numbers = set()
    for people in TREES:
        for known in people.values():
            for sex in ("daughter", "son"):
                own = {word: int(child) for word, child in children(known).items() if word.startswith(sex)}
                assert sorted(own) == [f"{sex}{number}" for number in range(1, len(own) + 1)]
                births = [own[word] for word in sorted(own)]
                assert births == sorted(births)
                numbers.add(len(own))
    assert numbers == {0, 1, 2, 3}


def test_nobody_is_their_own_ancestor() -> None:
    assert all(nx.is_directed_acyclic_graph(descent(people)) for people in TREES)


def test_couples_are_not_related() -> None:
    within = 0
    for people in TREES:
        graph = descent(people)
        for name, known in people.items():
            if "wife" in known:
                wife = known["wife"]
                assert not (nx.ancestors(graph, name) | {name}) & (nx.ancestors(graph, wife) | {wife})
                within += bool(parents(known)) and bool(parents(people[wife]))
    assert within > 60, "families are joined by marriages"


def test_trees_are_connected_and_of_all_sizes() -> None:
    for people in TREES:
        edges = [(name, other) for name, known in people.items() for other in known.values()]
        graph = nx.DiGraph(edges)
        assert nx.is_strongly_connected(graph)
        assert len(graph) == len(people)
        assert all((other, name) in graph.edges for name, other in edges), "every edge has its reverse"
    sizes = {len(people) for people in TREES}
    assert PEOPLE == (min(sizes), max(sizes)) == (20, 40)
    assert len(sizes) > 15


def test_generations() -> None:
    deep = [nx.dag_longest_path_length(descent(people)) + 1 for people in TREES]
    assert min(deep) >= 3
    assert sum(generations >= 4 for generations in deep) > 30


def test_trees_differ() -> None:
    shapes = [nx.DiGraph([(a, b) for a, known in people.items() for b in known.values()]) for people in TREES]
    pairs = combinations(shapes, 2)
    assert not any(nx.faster_could_be_isomorphic(*pair) and nx.is_isomorphic(*pair) for pair in pairs)
    assert draw_family(np.random.default_rng(1)) == draw_family(np.random.default_rng(1))


@pytest.mark.parametrize("length", [2, 4])
def test_questions(length: int) -> None:
    """Every person and relation of that many edges that lead to someone, by walking through the trees."""
    families = 3
    episodes = drawn_family_questions(np.random.default_rng(8), families, length)
    assert drawn_family_questions(np.random.default_rng(8), families, length) == episodes
    rng = np.random.default_rng(8)
    trees = [family_tree(draw_family(rng)) for _ in range(families)]
    chains = {label: chain for label, chain in enumerate(paper_relations().chains, start=10) if len(chain) == length}
    expected = []
    for triples, names in trees:
        edges = {(row.source, row.line): row.destination for row in triples}
        for person in range(len(names)):
            for chain in chains.values():
                here: int | None = person
                for edge in chain:
                    here = None if here is None else edges.get((here, edge))
                if here is not None:
                    expected.append((len(names), person, chain, here))
    found = []
    for episode in episodes:
        (query,) = episode.queries
        (step,), (answer,) = query.steps, query.answer
        place = episode.graph.nodes.index
        found.append((len(episode.graph.nodes), place(step.source), chains[step.edge], place(answer.destination)))
    assert sorted(found) == sorted(expected)
