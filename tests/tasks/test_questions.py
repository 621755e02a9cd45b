"""Questions and their right answers against networkx."""

import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

import networkx as nx
import numpy as np
import pytest

from graphmem.generators import GENERATORS
from graphmem.graphs import Triple, Triples
from graphmem.tasks import NO_ROUTE, NO_STATION, Questions, shortest_path, traversal

QUESTIONS = 6
every_graph = pytest.mark.parametrize(
    ("name", "options"),
    [
        ("geometric", {"connected": False, "degree": (1, 2)}),
        ("sparse", {"connected": False, "one_way": 0.4}),
        ("transit", {}),
    ],
)


class Question(NamedTuple):
    graph: int
    column: int
    station: int
    line: int | None
    answers: list[int]


def make(name: str, options: dict[str, object], seed: int = 0, graphs: int = 40) -> Triples:
    rng = np.random.default_rng(seed)
    return GENERATORS[name](rng, graphs, stations=(2, 12), minutes=(1, 4), **options).triples


def single(rows: list[Triple], stations: int) -> Triples:
    return Triples.single(*(np.array(column) for column in zip(*rows, strict=True)), stations)


def each(questions: Questions) -> Iterator[Question]:
    graphs, columns = questions.station.shape
    for graph in range(graphs):
        for column in range(columns):
            answers = questions.answer[questions.answered == graph * columns + column].tolist()
            line = None if questions.line is None else int(questions.line[graph, column])
            yield Question(graph, column, int(questions.station[graph, column]), line, answers)


def as_networkx(triples: Triples) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(triples.num_stations))
    for source, _, destination, minutes in triples:
        graph.add_edge(source, destination, minutes=minutes)
    return graph


def minutes_to(triples: Triples, destination: int) -> dict[int, int]:
    graph = as_networkx(triples).reverse()
    return dict(nx.single_source_dijkstra_path_length(graph, destination, weight="minutes"))


@every_graph
def test_traversal(name: str, options: dict[str, object]) -> None:
    triples = make(name, options)
    questions = traversal(np.random.default_rng(1), triples, QUESTIONS)
    assert questions.station.shape == (40, QUESTIONS)
    assert questions.destination is None
    rows, several = list(triples), 0
    for question in each(questions):
        assert triples.station_offsets[question.graph] <= question.station < triples.station_offsets[question.graph + 1]
        expected = [row.destination for row in rows if row[:2] == (question.station, question.line)]
        assert sorted(question.answers) == sorted(expected)
        assert expected
        several += len(expected) > 1
    assert bool(several) == (name == "transit")  # labels of the others differ on all edges that leave a station


def test_traversal_asks_about_every_row() -> None:
    triples = single([Triple(0, 0, 1), Triple(0, 0, 2), Triple(1, 1, 2), Triple(2, 0, 0)], 3)
    asked = [(question.station, question.line) for question in each(traversal(np.random.default_rng(0), triples, 400))]
    assert set(asked) == {(0, 0), (1, 1), (2, 0)}
    assert 170 < asked.count((0, 0)) < 230
    assert 80 < asked.count((1, 1)) < 120


@every_graph
@pytest.mark.parametrize("horizon", [np.inf, 5, 1])
@pytest.mark.parametrize("distance", [None, 3])
def test_shortest_path(name: str, options: dict[str, object], horizon: float, distance: int | None) -> None:
    triples = make(name, options)
    questions = shortest_path(np.random.default_rng(1), triples, QUESTIONS, distance=distance, horizon=horizon)
    assert questions.line is None
    assert questions.destination is not None
    asked: list[list[int]] = [[] for _ in range(40)]
    for question in each(questions):
        asked[question.graph].append(question.station)
        if question.station == NO_STATION:
            assert not question.answers
            continue
        first = int(triples.station_offsets[question.graph])
        alone = triples.graph(question.graph)
        here, goal = question.station - first, int(questions.destination[question.graph]) - first
        graph = as_networkx(alone)
        if nx.has_path(graph, here, goal):
            paths = list(nx.all_shortest_paths(graph, here, goal, weight="minutes"))
            assert set(question.answers) == {path[1] + first for path in paths}
            assert nx.path_weight(nx.DiGraph(_quickest(graph)), paths[0], "minutes") <= horizon
        else:
            assert question.answers == [NO_ROUTE]
        assert here != goal

    for number, stations in enumerate(asked):
        alone, first = triples.graph(number), int(triples.station_offsets[number])
        minutes = minutes_to(alone, int(questions.destination[number]) - first)
        known = [station - first for station in stations if station != NO_STATION]
        assert stations[len(known) :] == [NO_STATION] * (QUESTIONS - len(known))
        assert len(set(known)) == len(known)
        lost = [station for station in known if station not in minutes]
        assert len(lost) == (len(minutes) < alone.num_stations)
        near = [station for station, away in minutes.items() if 0 < away <= horizon]
        assert len(known) == min(QUESTIONS, len(near) + len(lost))
        far = [station for station in near if minutes[station] == distance]
        assert len([station for station in known if station in far]) >= min(2, len(far))


def _quickest(graph: nx.MultiDiGraph) -> nx.DiGraph:
    simple = nx.DiGraph()
    for source, destination, minutes in sorted(graph.edges(data="minutes"), key=lambda edge: -edge[2]):
        simple.add_edge(source, destination, minutes=minutes)
    return simple


def test_all_equally_short_routes() -> None:
    #   0 -> 1 -> 3,  0 -> 2 -> 3 as quick,  0 -> 3 on two lines as quick and on one too slow,  3 -> 0 leads astray
    rows = [
        (0, 0, 1, 2),
        (1, 0, 3, 2),
        (0, 1, 2, 1),
        (2, 1, 3, 3),
        (0, 2, 3, 4),
        (0, 3, 3, 4),
        (0, 4, 3, 5),
        (3, 0, 0, 1),
    ]
    triples = single([Triple(*row) for row in rows], 5)
    for seed in range(30):
        questions = shortest_path(np.random.default_rng(seed), triples, 8)
        assert questions.destination is not None
        if questions.destination[0] != 3:
            continue
        answers = {question.station: set(question.answers) for question in each(questions) if question.answers}
        assert answers == {0: {1, 2, 3}, 1: {3}, 2: {3}, 4: {NO_ROUTE}}
        break
    else:
        raise AssertionError("station 3 was never the destination")


def test_destinations_and_stations_differ_from_draw_to_draw() -> None:
    triples = make("sparse", {}, graphs=1)
    rng = np.random.default_rng(0)
    draws = [shortest_path(rng, triples, 1) for _ in range(200)]
    number = triples.num_stations
    destinations = [int(draw.destination[0]) for draw in draws if draw.destination is not None]
    assert set(destinations) == set(range(number))
    pairs = {(int(draw.station[0, 0]), goal) for draw, goal in zip(draws, destinations, strict=True)}
    assert len(pairs) > 0.7 * number * (number - 1)


def test_same_seed_same_questions() -> None:
    triples = make("transit", {})
    for task in (traversal, shortest_path):
        first, again, other = (task(np.random.default_rng(seed), triples, QUESTIONS) for seed in (3, 3, 4))
        for field in dataclasses.fields(Questions):
            one, two = getattr(first, field.name), getattr(again, field.name)
            assert one is two is None or np.array_equal(one, two)
        assert not np.array_equal(first.station, other.station)
