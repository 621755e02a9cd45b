"""The map and the family tree, checked by separate code."""

from collections import Counter
from typing import Any

import networkx as nx
import numpy as np
import pytest

from graphmem.graphs import Network, traversal_problem
from graphmem.networks import load_network
from graphmem.tasks.paper import END, family_questions, map_paths, map_traversals, paper_relations
from graphmem.tasks.paper.family import EDGE_WORDS, FAMILY, KIN, family_tree, kin_chains

RNG_SEED = 4


@pytest.fixture(scope="module")
def zone1() -> Network:
    return load_network("london_zone1_interchanges")


def test_map_by_words(zone1: Network) -> None:
    triples, words = traversal_problem(zone1)
    edges = {(zone1.stations[row.source].id, words[row.line], zone1.stations[row.destination].id) for row in triples}
    assert len(triples) == 214
    assert ("victoria", "Victoria Northbound", "green-park") in edges
    assert edges == {
        (way.source, f"{zone1.lines[zone1.line_index[way.line]].name} {way.direction}", way.destination)
        for way in zone1.connections
    }


@pytest.mark.parametrize("name", ["london_zone1_interchanges", "london_underground", "tokyo_metro"])
def test_an_edge_label_leads_to_one_station(name: str) -> None:
    network = load_network(name)
    triples, words = traversal_problem(network)
    assert max(Counter((row.source, row.line) for row in triples).values()) == 1
    assert set(triples.line.tolist()) == set(range(len(words)))
    ways = {(way.source, way.destination) for way in network.connections}
    assert {(network.stations[row.source].id, network.stations[row.destination].id) for row in triples} == ways


def test_traversals_of_zone_1(zone1: Network) -> None:
    triples, _ = traversal_problem(zone1)
    episodes = map_traversals(np.random.default_rng(RNG_SEED), triples, 40)
    assert map_traversals(np.random.default_rng(RNG_SEED), triples, 40) == episodes
    labels = set()
    for episode in episodes:
        (query,) = episode.queries
        assert (len(episode.graph.nodes), len(episode.graph.facts), len(query.steps)) == (44, 214, 7)
        name = dict(zip(episode.graph.nodes, zone1.stations, strict=True))
        assert {(name[f.source].id, name[f.destination].id) for f in episode.graph.facts} == {
            (way.source, way.destination) for way in zone1.connections
        }
        table, here = {fact[:2]: fact.destination for fact in episode.graph.facts}, query.steps[0].source
        for step, fact in zip(query.steps, query.answer, strict=False):
            assert fact == (here, step.edge, table[here, step.edge])
            here = fact.destination
        assert query.answer[7:] == (END,)
        labels.add(episode.graph.nodes[0])
    assert len(labels) > 30


def test_four_step_paths_of_zone_1(zone1: Network) -> None:
    triples, _ = traversal_problem(zone1)
    drawn = nx.DiGraph([(way.source, way.destination) for way in zone1.connections])
    far = dict(nx.all_pairs_shortest_path_length(drawn))
    asked = set()
    for episode in map_paths(np.random.default_rng(RNG_SEED), triples):
        name = {label: station.id for label, station in zip(episode.graph.nodes, zone1.stations, strict=True)}
        (query,) = episode.queries
        ends = name[query.steps[0].source], name[query.steps[0].destination]
        path = [ends[0], *(name[fact.destination] for fact in query.answer)]
        assert path in list(nx.all_shortest_paths(drawn, *ends))
        asked.add(ends)
    assert asked == {(a, b) for a in drawn for b in drawn if far[a].get(b) == 4}
    assert len(map_paths(np.random.default_rng(0), triples, length=None)) == 44 * 43
    few = map_paths(np.random.default_rng(0), triples, count=5)
    assert len({episode.queries[0].steps[0] for episode in few}) == 5


def kinship() -> dict[str, dict[str, Any]]:
    """Parents, spouses and children of every person, from the couples."""
    people: dict[str, dict[str, Any]] = {}
    for wife, husband, daughters, sons in FAMILY:
        people.setdefault(wife, {})["husband"] = husband
        people.setdefault(husband, {})["wife"] = wife
        for word, children in (("daughter", daughters), ("son", sons)):
            for number, child in enumerate(children, start=1):
                people.setdefault(child, {}).update(mother=wife, father=husband)
                people[wife][f"{word}{number}"] = people[husband][f"{word}{number}"] = child
    return people


def relative(people: dict[str, dict[str, Any]], person: str, words: tuple[str, ...]) -> str | None:
    here: str | None = person
    for word in words:
        here = None if here is None else people[here].get(word)
    return here


def test_the_family() -> None:
    triples, names = family_tree()
    people = kinship()
    assert set(names) == set(people)
    edges = {(names[row.source], EDGE_WORDS[row.line], names[row.destination]) for row in triples}
    assert edges == {(person, word, other) for person, known in people.items() for word, other in known.items()}
    assert len(triples) == len(edges) <= 128  # slots of the paper's memory
    assert nx.is_strongly_connected(nx.DiGraph([(row.source, row.destination) for row in triples]))


def test_names_of_relations() -> None:
    people = kinship()
    assert relative(people, "Flora", KIN["maternal great uncle"]) == "Cedric"
    assert relative(people, "Willa", KIN["maternal great uncle"]) == "Jasper"
    assert relative(people, "Percy", KIN["paternal great uncle"]) == "Xavier"
    assert relative(people, "Flora", KIN["maternal great aunt"]) == "Ida"
    assert relative(people, "Percy", KIN["paternal cousin"]) == "Victor"
    assert relative(people, "Ivo", KIN["wife's maternal uncle"]) == "Jasper"
    for name, words in KIN.items():
        found = {person: relative(people, person, words) for person in people}
        assert any(found.values()), name
        for person, other in found.items():  # nobody is taken for themselves, nor for a parent where a sibling is meant
            assert other != person
            if other and any(word in name for word in ("uncle", "aunt", "brother", "cousin")):
                assert other not in {people[person].get("mother"), people[person].get("father")}


@pytest.mark.parametrize("length", [2, 3, 4, 5])
def test_questions_about_the_family(length: int) -> None:
    people, names, relations = kinship(), family_tree()[1], paper_relations()
    asked = set()
    for episode in family_questions(np.random.default_rng(0), length):
        (query,) = episode.queries
        ((label, relation, _),) = query.steps
        name = dict(zip(episode.graph.nodes, names, strict=True))
        chain = relations.chains[relation - 10]
        words = tuple(EDGE_WORDS[edge] for edge in chain)
        assert name[query.answer[0].destination] == relative(people, name[label], words)
        asked.add((name[label], words))
    every = [tuple(EDGE_WORDS[edge] for edge in chain) for chain in relations.chains if len(chain) == length]
    assert asked == {(person, words) for person in people for words in every if relative(people, person, words)}
    named = {words for words in KIN.values() if len(words) == length}
    assert named <= {words for _, words in asked}
    assert set(kin_chains()) == set(KIN)
